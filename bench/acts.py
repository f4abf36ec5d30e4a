"""An officer's afternoon in keys, clicks and pages: 700 households from a list to a proposal, by a workbook of scores
and from paper slips. Every page is really opened and every form really sent; only the hands are reckoned.

The times of the hands are those of the keystroke-level model (Card, Moran, Newell 1980): a key of an average typist
0,28 s, pointing and clicking 1,3 s, making up one's mind before a page 1,35 s; a slip of paper is turned over and found
in the list in 3 s. To these the seconds are added in which server and worker are waited for, as they were measured.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from awards.titles.enums import NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, CriteriaSet, Nomination
from awards.titles.workflow import AskedSet, copy_set
from awards.uploads.models import Upload
from bench.client import Answer, Browser
from bench.lists import PLACES
from bench.measure import logged_in, work_off
from hocTap.lib import vi
from hocTap.lib.answers import CONFIRMED
from reports.demo.since_2025 import WARDS_OF_TODAY
from units.communities import rules
from units.communities.workflow import enter
from units.models import Unit, UnitVersion, User

KEY, CLICK, MIND, SLIP = 0.28, 1.3, 1.35, 3.0
HOUSEHOLDS = 700
OFFICERS = {"workbook": "hoabinh", "slips": "minhphung"}
LIMITS = {"workbook": 20, "slips": 90}
"""Minutes that issue 9 asks for."""
MOST_KEYS = 12
"""So many keys at most for a household on paper."""
FULL = "10"
LINES = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1", "4.2")
SLIPS = ("8 8 9 7 8 8 8 9 8 9", "9 10 8 7 9 8 9 8 10 8", "8 8,5 9 7 8 9,5 8 9 9 8", "10 10 9 10 9 10 9 10 9 10")
"""Points as they stand on slips, in turn; every sum is a pass."""
PROVINCE = "hcm"
WIDTH = 46


@dataclass
class Hands:
    """What the officer did until now, on which pages, and how long the machine was waited for."""

    browser: Browser
    pages: int = 0
    clicks: int = 0
    keys: int = 0
    slips: int = 0
    waited: float = 0.0
    seen: list[str] = field(default_factory=list)

    @property
    def minutes(self) -> float:
        return (self.keys * KEY + self.clicks * CLICK + self.pages * MIND + self.slips * SLIP + self.waited) / 60

    def open(self, path: str) -> Answer:
        """A link is pressed, and a page looked at."""
        self.clicks += 1
        return self._look(self.browser.get(path), path)

    def send(self, path: str, typed: Mapping[str, str], **hidden: str) -> None:
        """Fields are typed (with Tab after each), a button is pressed, a question is answered with yes."""
        self.keys += sum(len(text) + 1 for text in typed.values())
        fields = {"csrfmiddlewaretoken": self.browser.cookies["csrftoken"], **typed, **hidden}
        answer = self._press(path, fields)
        if found := re.search(rf'name="{CONFIRMED}" value="(\w+)"', answer.body.decode()):
            self.pages += 1
            answer = self._press(path, {**fields, CONFIRMED: found[1]})
        assert answer.status == 302, (path, answer.status, _words(answer))
        self.pages += 1

    def send_file(self, path: str, content: bytes, **chosen: str) -> None:
        """The file is looked for (three clicks) and sent; what it says is looked at, and written by the worker."""
        self.open(path)
        self.clicks += 4
        answer = self._wait(self.browser.post_file(path.partition("?")[0], content, "so-cua-khu-pho.xlsx", **chosen))
        assert answer.status == 302, (answer.status, _words(answer))
        upload = Upload.objects.latest("pk")
        self._look(self.browser.get(reverse("uploads:detail", args=[upload.pk])), "uploads:detail")
        assert (upload.total, upload.refused) == (HOUSEHOLDS, 0), upload.rows.first()
        self.send(reverse("uploads:confirm", args=[upload.pk]), {})
        self.waited += work_off().wall
        self._look(self.browser.get(reverse("uploads:detail", args=[upload.pk])), "uploads:detail")

    def score(self, path: str, row: Nomination, points: Sequence[str]) -> None:
        """A household's slip typed into the grid; the script sends what is typed while the hands go on."""
        self.slips += 1
        self.keys += sum(map(keys_of, points))
        cells = [
            {"code": f"{row.pk}:{line}", "text": text, "base": ""} for line, text in zip(LINES, points, strict=True)
        ]
        answer = self.browser.post_json(path, {"cells": [each | {"over_vote": False} for each in cells]})
        assert answer.status == 200, (answer.status, _words(answer))

    def _press(self, path: str, fields: Mapping[str, str]) -> Answer:
        self.clicks += 1
        return self._wait(self.browser.post_form(path, **fields))

    def _look(self, answer: Answer, path: str) -> Answer:
        assert answer.status == 200, (path, answer.status, _words(answer))
        self.pages += 1
        return self._wait(answer)

    def _wait(self, answer: Answer) -> Answer:
        self.waited += answer.seconds
        return answer


def keys_of(score: str) -> int:
    """A digit that stands alone goes on by itself, "m" is full marks, "r" half a point more; "1" waits for Tab.

    So it is in the grid, as `tests/browser/test_grid.py` types it.
    """
    return 1 if score == FULL else 2 if score.endswith(",5") else len(score) + (score == "1")


def _words(answer: Answer) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.body.decode(errors="replace"))[-600:]


# Two wards, each with a list of its own


@dataclass(frozen=True)
class Ward:
    """A ward of today with an empty year, its khu phố, and the households of its list."""

    unit: Unit
    name: str
    places: Sequence[UnitVersion]

    @property
    def names(self) -> list[tuple[str, str, str]]:
        """Khu phố, name, address."""
        communities = list(islice(cycle(each.name for each in self.places), HOUSEHOLDS))
        return [
            (place, f"Đặng Thị Chấm Điểm {number}", f"{number}/{1 + number % 30} đường Minh Họa")
            for number, place in enumerate(communities, start=1)
        ]


def ward_of(username: str) -> Ward:
    key, name, _, _ = WARDS_OF_TODAY[username]
    unit = Unit.objects.get(key=key)
    lines = [rules.Line(number, f"Khu phố Chấm {number}") for number in range(1, PLACES + 1)]
    enter(unit, lines, by=User.objects.get(username=username), at=timezone.now())
    places = UnitVersion.objects.filter(parent=unit, name__startswith="Khu phố Chấm").select_related("unit")
    return Ward(unit, name, list(places.order_by("sort_key", "pk")))


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def list_of_households(ward: Ward) -> bytes:
    heads = ("STT", "Khu phố", "Họ và tên chủ hộ", "Địa chỉ", "6 - 18 tuổi", "19 - 60 tuổi")
    return workbook([heads, *((place, *facts, 1, 2) for place, facts in enumerate(ward.names, start=1))])


def list_of_scores(ward: Ward) -> bytes:
    heads = ("STT", "Khu phố", "Chủ hộ", "Địa chỉ", *(f"TC {line}" for line in LINES))
    slips = cycle(SLIPS)
    return workbook(
        [heads, *((place, *facts, *next(slips).split()) for place, facts in enumerate(ward.names, start=1))]
    )


# The year


def by_workbook(hands: Hands, ward: Ward, year: int) -> None:
    address = f"{reverse('uploads:start', args=['scores', ward.unit.pk])}?title=household&year={year}"
    hands.send_file(address, list_of_scores(ward), title="household", year=str(year))


def by_slips(hands: Hands, ward: Ward, year: int) -> None:
    slips = cycle(SLIPS)
    for place in ward.places:
        here = [ward.unit.pk, TitleKind.HOUSEHOLD, year, place.unit_id]
        hands.open(reverse("titles:score-grid", args=here))
        hands.clicks += 1  # into the first cell; from there on the keys lead
        rows = Nomination.objects.in_year(TitleKind.HOUSEHOLD, year).filter(community=place.unit)
        for row in rows.order_by("candidate__sort_key", "pk"):
            hands.score(reverse("titles:score-cells", args=here), row, next(slips).split())


def afternoon(hands: Hands, ward: Ward, way: str) -> None:
    """From the list to the proposal, as an officer does it."""
    today = timezone.localdate()
    hands.send_file(reverse("uploads:start", args=["households", ward.unit.pk]), list_of_households(ward))
    for place in ward.places:
        here = [ward.unit.pk, TitleKind.HOUSEHOLD, today.year, place.unit_id]
        hands.open(reverse("titles:register", args=here))
        hands.send(reverse("titles:register", args=here), {}, all="1")
    (by_workbook if way == "workbook" else by_slips)(hands, ward, today.year)
    meeting = {"held_on": vi.day(today), "present": "60", "chair": "Lê Văn Chủ Trì", "everybody": "55"}
    for place in ward.places:
        here = [ward.unit.pk, TitleKind.HOUSEHOLD, today.year, place.unit_id]
        hands.open(reverse("titles:minutes", args=here))
        hands.send(reverse("titles:minutes", args=here), meeting)
        hands.send(reverse("titles:appraise", args=here), {})
    whole = [ward.unit.pk, TitleKind.HOUSEHOLD, today.year]
    hands.open(reverse("titles:ward-year", args=whole))
    hands.send(reverse("titles:propose", args=whole), {"number": "412", "day": vi.day(today)})
    sent = Nomination.objects.filter(ward=ward.unit, year=today.year, state=NominationState.PROPOSED)
    assert sent.filter(candidate__name__startswith="Đặng Thị Chấm Điểm").count() == HOUSEHOLDS


def prepare() -> None:
    """The province takes the set of ten lines for its own this year: of the one in force no line is known yet."""
    original, province = CriteriaSet.objects.get(code="GDHT-448"), Unit.objects.get(key=PROVINCE)
    asked = AskedSet("Chỉ để đo (minh họa)", "Chỉ để đo", timezone.localdate().year, jurisdiction=province)
    copy_set(original, asked, by=User.objects.get(username="quantri"))


def compare() -> None:
    """One table: both afternoons beside what the issue asks for, and the keys of one household on paper."""
    prepare()
    heads = ("pages", "clicks", "keys", "slips", "waited s", "minutes", "asked for")
    print(f"{'':<{WIDTH}}" + "".join(f"{head:>10}" for head in heads), flush=True)
    for way, username in OFFICERS.items():
        with logged_in(username) as (_, (browser,)):
            hands, ward = Hands(browser), ward_of(username)
            assert not Candidate.objects.filter(ward=ward.unit, name__startswith="Đặng Thị Chấm Điểm").exists()
            afternoon(hands, ward, way)
        facts = (hands.pages, hands.clicks, hands.keys, hands.slips)
        name = f"{HOUSEHOLDS} households to a proposal, {way}"
        print(
            f"{name:<{WIDTH}}"
            + "".join(f"{fact:>10}" for fact in facts)
            + f"{hands.waited:>10.1f}{hands.minutes:>10.1f}"
            f"{f'≤ {LIMITS[way]}':>10}",
            flush=True,
        )
    keys = [sum(map(keys_of, slip.split())) for slip in SLIPS]
    mean = vi.decimal(Decimal(sum(keys)) / len(keys))
    print(f"keys of a household on paper: {mean} on average, {max(keys)} at most; asked for ≤ {MOST_KEYS}", flush=True)
