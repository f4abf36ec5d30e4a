"""The work of the site beside a plain Django admin on the same data, in one run, and what beats what."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from awards.titles.workflow import register_all
from awards.titles.workflow.candidates import record_all
from bench import offices
from bench.client import Answer, Browser
from bench.measure import WARM_UP, work_off
from bench.server import TICKS, Server, free_port, processor_seconds
from indicators.models import Submission, Value
from indicators.workbook.writing import CODE, NUMBER
from reports.demo.load import PASSWORD
from reports.models import Report
from units.enums import Role
from units.models import Post, Unit, User
from units.workflow import appoint

CELLS = 30
HOUSEHOLDS = 300
GRID_YEAR = 2021
SEARCHED = "minh hoa 12"
ADMIN = "/admin/login/"
WIDTH = 58


@dataclass(frozen=True)
class Found:
    """What one request cost the server and the database together, and how large its answer was."""

    milliseconds: float
    kilobytes: float


@dataclass(frozen=True)
class Row:
    """One line of the table; a limit of None: nothing was asked for; `unit` says what the numbers are."""

    name: str
    ours: float
    plain: float | None
    limit: float | None
    unit: str = "ms CPU"

    def print(self) -> None:
        plain, limit = (("–" if each is None else f"{each:.1f}") for each in (self.plain, self.limit))
        print(f"{self.name:<{WIDTH}}{self.ours:>10.1f}{plain:>14}{limit:>10}  {self.unit}", flush=True)


def measure(times: int) -> list[Row]:
    """Every line of the table. Prepares what both sides show: a sheet with 30 cells, people, the right to export."""
    sheet = _sheet()
    district = Unit.objects.get(key="hcm-q11")
    User.objects.create_superuser("lang-gieng", password=PASSWORD, full_name="Láng Giềng")
    _may_export(User.objects.get(username="phonggd"), district)
    with site() as ours, neighbour() as plain:
        officer, office, approver = (enter(ours, name) for name in ("phuong6", "phonggd", "xetduyet"))
        admin = enter(plain, "lang-gieng", ADMIN)
        rows = []
        for row in _lines(Both(ours, plain, officer, office, approver, admin), sheet, district, times):
            row.print()
            rows.append(row)
        row = Row("server memory, two workers, shared pages once", ours.megabytes(), plain.megabytes(), 250, "MB")
        row.print()
        return [*rows, row]


@dataclass(frozen=True)
class Both:
    """The two servers, and who has logged in."""

    ours: Server
    plain: Server
    officer: Browser
    office: Browser
    approver: Browser
    admin: Browser


def _lines(both: Both, sheet: Submission, district: Unit, times: int) -> Iterator[Row]:
    entry, change = f"/so-lieu/{sheet.pk}/nhap/", f"/admin/plain_admin/sheet/{sheet.pk}/change/"
    listed = reverse("titles:candidate-list")
    search = f"{listed}?{urllib.parse.urlencode({'nam': 2020, 'tim': SEARCHED})}"
    households = "/admin/plain_admin/household/"
    plain_search = f"{households}?{urllib.parse.urlencode({'q': SEARCHED})}"
    review = Report.objects.order_by("pk")[0].get_absolute_url()
    few = max(3, times // 10)

    form = whole_form(both.ours, both.officer, entry, "so-", times)
    form_of_plain = whole_form(both.plain, both.admin, change, "-number", times)
    yield Row("the whole form of 30 cells by plain POST", form.milliseconds, form_of_plain.milliseconds, 12)
    trip = round_trip(both, sheet, max(3, times // 10))
    yield Row(f"the form out as a workbook and back, {CELLS} cells", trip.milliseconds, None, None)
    yield Row("one cell by the script", one_cell(both, sheet, times).milliseconds, None, 6)
    page = opened(both.ours, both.officer, entry, times)
    yield Row("entry page", page.milliseconds, opened(both.plain, both.admin, change, times).milliseconds, 15)
    found = opened(both.ours, both.office, search, times)
    found_by_plain = opened(both.plain, both.admin, plain_search, times)
    yield Row("list of 15.000, searched, 50 rows", found.milliseconds, found_by_plain.milliseconds, 12)
    home = opened(both.ours, both.officer, "/", times)
    yield Row("home", home.milliseconds, opened(both.plain, both.admin, "/admin/", times).milliseconds, 8)
    overview = opened(both.ours, both.office, f"/so-lieu/quan/{district.pk}/", times)
    yield Row("district overview", overview.milliseconds, None, 20)
    queue = reverse("titles:approval-of", args=[TitleKind.HOUSEHOLD, 2021])
    yield Row("approver's page", opened(both.ours, both.approver, queue, times).milliseconds, None, 20)
    read = opened(both.ours, both.office, review, times)
    yield Row("review page", read.milliseconds, None, 25)
    yield Row("review page, before compression", read.kilobytes, None, 200, "KB")
    wire, parts = over_the_wire(both.officer, "/")
    plain_wire, plain_parts = over_the_wire(both.admin, "/admin/")
    yield Row("first page over the wire", wire, plain_wire, 90, "KB")
    yield Row("requests of the first page", parts, plain_parts, 8, "requests")
    excel = to_excel(both, f"{listed}?nam=2020&_export=xlsx")
    chosen = {"action": "to_excel", "select_across": "1", "index": "0", "_selected_action": "1"}
    plain_excel = costs(both.plain, [lambda: post_form(both.admin, households, chosen)], 200)
    yield Row("list to Excel, 15.000 rows", excel / 1000, plain_excel.milliseconds / 1000, 1.5, "s CPU")
    yield from large_office(both, few)
    yield from grid(both, few)
    printed = subprocess.run([sys.executable, "-m", "bench.printing", str(few)], check=True, stdout=subprocess.PIPE)
    yield Row("review PDF anew", json.loads(printed.stdout.splitlines()[-1])["cpu"] / few, None, 2, "s CPU")


def said(rows: list[Row]) -> str:
    """In words: where the site beats the neighbour, where not, and which limits it misses."""
    beaten = [row.name for row in rows if row.plain is not None and row.ours < row.plain]
    behind = [f"{row.name} ({row.ours:.1f} : {row.plain:.1f})" for row in rows if row.plain and row.ours >= row.plain]
    missed = [f"{row.name} ({row.ours:.1f} > {row.limit:g})" for row in rows if row.limit and row.ours > row.limit]
    return "\n".join(
        f"{words}: {'; '.join(names) or 'nothing'}."
        for words, names in (("Beats the admin in", beaten), ("Does not beat it in", behind), ("Misses", missed))
    )


# One piece of work


def opened(server: Server, browser: Browser, path: str, times: int) -> Found:
    return costs(server, [lambda: browser.get(path)] * times, 200)


def costs(server: Server, acts: list[Callable[[], Answer]], status: int) -> Found:
    """What an act costs the server and the database, the first few left out where there are enough."""
    warm = WARM_UP if len(acts) > 2 * WARM_UP else 0
    for act in acts[:warm]:
        expect_one(act(), status)
    before = server.cpu_seconds() + database_seconds()
    answers = [act() for act in acts[warm:]]
    spent = server.cpu_seconds() + database_seconds() - before
    for answer in answers:
        expect_one(answer, status)
    return Found(spent * 1000 / len(answers), len(answers[-1].body) / 1024)


def expect_one(answer: Answer, status: int) -> None:
    words = re.sub(r"<[^>]+>|\s+", " ", answer.body.decode(errors="replace"))
    assert answer.status == status, (answer.status, words[-1500:])


_numbers = count(1)


def whole_form(server: Server, browser: Browser, path: str, cell: str, times: int) -> Found:
    """The form is opened (not counted), 30 numbers are changed, and it is sent (counted)."""
    spent = 0.0
    for turn in range(WARM_UP + times):
        fields = fields_of(browser.get(path))
        for name in [name for name in fields if cell in name and "__prefix__" not in name][:CELLS]:
            fields[name] = str(1_000 + next(_numbers))
        before = server.cpu_seconds() + database_seconds()
        answer = post_form(browser, path, fields)
        if turn >= WARM_UP:
            spent += server.cpu_seconds() + database_seconds() - before
        expect_one(answer, 302)
    return Found(spent * 1000 / times, 0)


def fields_of(page: Answer) -> dict[str, str]:
    """What the page's largest form would send."""
    tree: Any = html.fromstring(page.body)
    largest = max(tree.forms, key=lambda form: len(form.fields))
    return {name: value or "" for name, value in largest.form_values()}


def post_form(browser: Browser, path: str, fields: dict[str, str]) -> Answer:
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    return browser.post_form(path, **{**token, **fields})


def one_cell(both: Both, sheet: Submission, times: int) -> Found:
    value = Value.objects.filter(submission=sheet).select_related("measure").order_by("pk")[0]
    revisions = count(value.revision)

    def save() -> Answer:
        revision = next(revisions)
        cell = {"code": value.measure.code, "text": str(5_000 + revision), "qualifier": "exact", "note": ""}
        body = json.dumps({"cells": [cell | {"revision": revision}]}).encode()
        return both.officer.post(f"/so-lieu/{sheet.pk}/o/", body, "application/json", "application/json")

    return costs(both.ours, [save] * times, 200)


def round_trip(both: Both, sheet: Submission, times: int) -> Found:
    """The form is taken out as a workbook, 30 numbers are changed in it (not counted), it comes back and is saved."""
    spent = 0.0
    for _ in range(times):
        before = both.ours.cpu_seconds() + database_seconds()
        out = both.officer.get(reverse("indicators:submission-workbook", args=[sheet.pk]))
        spent += both.ours.cpu_seconds() + database_seconds() - before
        content = _changed(out.body)
        before = both.ours.cpu_seconds() + database_seconds()
        shown = both.officer.post_file(reverse("indicators:submission-bring", args=[sheet.pk]), content, "bieu.xlsx")
        expect_one(shown, 200)
        tree: Any = html.fromstring(shown.body)
        largest = max(tree.forms, key=lambda form: len(form.fields))
        fields = urllib.parse.urlencode([(name, value or "") for name, value in largest.form_values()])
        save = reverse("indicators:submission-take", args=[sheet.pk])
        expect_one(both.officer.post(save, fields.encode(), "application/x-www-form-urlencoded"), 302)
        spent += both.ours.cpu_seconds() + database_seconds() - before
    return Found(spent * 1000 / times, 0)


def _changed(content: bytes) -> bytes:
    """The workbook with another number in 30 of its cells that have one."""
    book = load_workbook(io.BytesIO(content))
    page: Any = book["Biểu"]
    rows = [row for row in page.iter_rows() if row[CODE].value and isinstance(row[NUMBER].value, int)]
    for row in [row for row in rows if not row[NUMBER].protection.locked][:CELLS]:
        row[NUMBER].value = 1_000 + next(_numbers)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def large_office(both: Both, times: int) -> Iterator[Row]:
    """168 communes × every line of the form; a hundred khu phố of one ward, listed and as fields."""
    province = offices.found_office()
    period = offices.period().pk
    ours = opened(both.ours, both.office, offices.matrix_address(province), times)
    listed = f"/admin/plain_admin/figure/?sheet__period={period}&sheet__state=submitted"
    plain = opened(both.plain, both.admin, listed, times)
    yield Row(f"matrix of {offices.COMMUNES} communes × 45", ours.milliseconds, plain.milliseconds, 150)
    ward = offices.found_communities("hoabinh")
    officer = enter(both.ours, "hoabinh")
    ours = opened(both.ours, officer, reverse("units:community-list", args=[ward.pk]), times)
    plain = opened(both.plain, both.admin, f"/admin/plain_admin/version/?parent__id__exact={ward.pk}", times)
    yield Row(f"list of {offices.COMMUNITIES} khu phố", ours.milliseconds, plain.milliseconds, None)
    address = reverse("units:community-grid", args=[ward.pk])
    pasted = "\n".join(f"Khu phố Gõ {number}" for number in range(1, offices.COMMUNITIES + 1))
    grid = costs(both.ours, [lambda: post_form(officer, address, {"paste": pasted, "dien": "1"})] * times, 200)
    yield Row(f"grid with {offices.COMMUNITIES} khu phố pasted", grid.milliseconds, plain.milliseconds, None)


def grid(both: Both, times: int) -> Iterator[Row]:
    """The grid of a khu phố with 300 households, opened; then one score of a half-filled row, typed again and again."""
    rows = _khu_pho()
    first = rows[0]
    community = first.community_id
    place = [first.ward_id, first.kind, first.year, community]
    changes = "/admin/plain_admin/scored/"
    listed = f"{changes}?{urllib.parse.urlencode({'community__id__exact': community, 'year': first.year})}"
    ours = opened(both.ours, both.officer, reverse("titles:score-grid", args=place), times)
    plain = opened(both.plain, both.admin, listed, times)
    yield Row(f"grid of scores, {HOUSEHOLDS} × 10", ours.milliseconds, plain.milliseconds, 300)
    numbers = count(1)

    def save() -> Answer:
        number = next(numbers)
        base = "" if number == 1 else str((number - 1) % 9)
        cell = {"code": f"{first.pk}:1.1", "text": str(number % 9), "base": base, "over_vote": False}
        body = json.dumps({"cells": [cell]}).encode()
        address = reverse("titles:score-cells", args=place)
        return both.officer.post(address, body, "application/json", "application/json")

    def save_plain() -> Answer:
        answers = json.dumps({"1.1": str(next(numbers) % 9)})
        return post_form(both.admin, f"{changes}{rows[1].pk}/change/", {"answers": answers})

    score = costs(both.ours, [save] * (times + WARM_UP), 200)
    yield Row(
        "one score", score.milliseconds, costs(both.plain, [save_plain] * (times + WARM_UP), 302).milliseconds, 10
    )


def _khu_pho() -> list[Nomination]:
    """Households of one khu phố of Phường 6, registered for a year of which the demonstration has none."""
    officer = User.objects.get(username="phuong6")
    (ward,) = officer.units_as(Role.WARD_OFFICER)
    held = Candidate.objects.active().of_kind(TitleKind.HOUSEHOLD).filter(ward=ward, community__isnull=False)
    largest = (
        held.values("community").annotate(many=Count("pk")).order_by("-many").values_list("community", flat=True)[0]
    )
    free = list(held.filter(community=largest).order_by("pk")[:HOUSEHOLDS])
    lacking = HOUSEHOLDS - len(free)
    at = dt.datetime(GRID_YEAR, 12, 1, 9, tzinfo=timezone.get_default_timezone())  # the ward of then is no more today
    added = [
        Candidate(
            kind=TitleKind.HOUSEHOLD,
            name=f"Trần Thị Bảng Điểm {number}",
            address=f"{number} đường Minh Họa",
            ward_id=ward,
            community_id=largest,
            aged_6_to_18=1,
            aged_19_to_60=2,
            known_since=timezone.localdate(at),
        )
        for number in range(lacking)
    ]
    return register_all([*free, *record_all(added, by=officer, at=at)], GRID_YEAR, by=officer, at=at)


def over_the_wire(browser: Browser, path: str) -> tuple[float, int]:
    """Kilobytes and requests of a page with its styles, scripts and pictures, compressed as browsers ask for it."""
    page = browser.get(path)
    tree: Any = html.fromstring(page.body)
    parts = {*tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href"), *tree.xpath("//script/@src | //img/@src")}
    own = [part for part in parts if part.startswith("/")]
    answers = [browser.get_compressed(each) for each in (path, *own)]
    return sum(answer.size for answer in answers) / 1024, len(answers)


def to_excel(both: Both, path: str) -> float:
    """Milliseconds of processor for the whole list: within the request, or in the worker where it is led there."""
    before = both.ours.cpu_seconds() + database_seconds()
    answer = both.office.get(path)
    assert answer.status in (200, 302), answer.status
    spent = both.ours.cpu_seconds() + database_seconds() - before
    return 1000 * (spent + (work_off().cpu if answer.status == 302 else 0))


# The two sides


@contextmanager
def site() -> Iterator[Server]:
    with Server(free_port()) as server:
        yield server


@contextmanager
def neighbour() -> Iterator[Server]:
    with Server(free_port(), "bench.plain_admin.wsgi:application", ADMIN) as server:
        yield server


def enter(server: Server, username: str, page: str = "/dang-nhap/") -> Browser:
    browser = Browser(server.port)
    browser.login(username, PASSWORD, page)
    return browser


def _sheet() -> Submission:
    """The open sheet of Phường 6, with a number in 30 of its cells at least."""
    return Submission.objects.get(unit__key="hcm-q11-p6", form__code="xhht-nam", period__year=2021)


def _may_export(user: User, district: Unit) -> None:
    if not Post.objects.filter(user=user, role=Role.NAMES_EXPORTER).exists():
        appoint(user, district, Role.NAMES_EXPORTER, from_day=district.versions.order_by("valid_from")[0].valid_from)


def database_seconds() -> float:
    """What all processes of the PostgreSQL server have used until now, those that ended included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    master = int(Path(f"/proc/{own}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    ended = Path(f"/proc/{master}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[13:15]
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    alive = [processor_seconds(pid) for pid in (master, *map(int, children)) if Path(f"/proc/{pid}").exists()]
    return sum(alive) + sum(map(int, ended)) / TICKS
