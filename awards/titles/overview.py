"""What a ward's year looks like by khu phố and step, and what waits for an approver: grouped in the database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Min, Q

from awards.titles.enums import NominationState
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from awards.titles.workflow.recognition import own_work
from hocTap.lib import vi
from units.models import Unit, UnitVersion, User

S = NominationState
JUMP = 15
"""Points of percentage over last year that are worth a look."""
FEW = 5
"""Equal scores among fewer than this say nothing."""
GROUPS_SHOWN = 200


def names_of(units: Iterable[int], day: dt.date) -> dict[int, UnitVersion]:
    """The units as they were called on the day, or last were; one query."""
    found: dict[int, UnitVersion] = {}
    for version in UnitVersion.objects.filter(unit__in=set(units)).order_by("valid_from"):
        if version.unit_id not in found or version.valid_from <= day:
            found[version.unit_id] = version
    return found


@dataclass
class CommunityLine:
    """One khu phố in the year, or the holders of the ward that belong to no khu phố."""

    community_id: int | None
    name: str
    sort_key: str
    candidates: int = 0
    by_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def registered(self) -> int:
        return sum(self.by_state.values()) - self.by_state[S.UNREGISTERED]

    @property
    def unregistered(self) -> int:
        return max(self.candidates - self.registered, 0)

    @property
    def cells(self) -> list[int]:
        return [self.by_state[state] for state in S.values]

    @property
    def place(self) -> int:
        """The khu phố in an address; 0 for none."""
        return self.community_id or 0

    @property
    def next_step(self) -> tuple[str, str]:
        """What is to be done here next: a key and words; empty when the ward has nothing to do."""
        for state, key, words in NEXT:
            if self.by_state[state]:
                return key, words.format(self.by_state[state])
        if self.unregistered:
            return "register", f"Đăng ký ({self.unregistered} chưa đăng ký)"
        return "", ""


NEXT = (
    (S.REGISTERED, "assess", "Ghi tự đánh giá ({})"),
    (S.SELF_ASSESSED, "vote", "Ghi biên bản bình xét ({})"),
    (S.VOTED, "appraise", "Thẩm định ({})"),
    (S.APPRAISED, "propose", "Chờ trình ({})"),
)


@dataclass
class WardYear:
    """A ward's title of a year."""

    ward: Unit
    standing: UnitVersion
    kind: TitleKind
    year: int
    lines: list[CommunityLine]
    proposable: int

    @property
    def totals(self) -> list[int]:
        return [sum(line.by_state[state] for line in self.lines) for state in S.values]

    @property
    def candidates(self) -> int:
        return sum(line.candidates for line in self.lines)

    @property
    def unregistered(self) -> int:
        return sum(line.unregistered for line in self.lines)


def ward_year(ward: Unit, standing: UnitVersion, kind: TitleKind, year: int, today: dt.date) -> WardYear:
    """Counts by step for each khu phố; the register as it stood on the year's last day, or today in this year.

    Five queries, whatever the size.
    """
    lines: dict[int | None, CommunityLine] = {}
    tallies = Nomination.objects.filter(kind=kind, year=year, ward=ward).order_by()
    states = list(tallies.values("community_id", "state").annotate(number=Count("pk")))
    last = dt.date(year, 12, 31)
    holders = holders_on(min(last, today), kind, {ward.pk})
    met: set[int | None] = {row["community_id"] for row in states} | {place.community_id for place in holders}
    places = {pk for pk in met if pk}
    names = names_of(places, last)
    for community in [*places, None]:
        version = names.get(community) if community else None
        lines[community] = CommunityLine(
            community, version.name if version else "Không thuộc khu phố", version.sort_key if version else "~"
        )
    for row in states:
        lines[row["community_id"]].by_state[row["state"]] = row["number"]
    for place, number in holders.items():
        lines[place.community_id].candidates = number
    shown = [line for line in lines.values() if line.community_id or line.candidates or line.registered]
    shown.sort(key=lambda line: line.sort_key)
    proposable = sum(line.by_state[S.APPRAISED] for line in shown)
    return WardYear(ward, standing, kind, year, shown, proposable)


# The approver


@dataclass
class Waiting:
    """What of one khu phố waits for the approver, with what is unusual about it."""

    ward_id: int
    community_id: int | None
    ward: str = ""
    community: str = ""
    number: int = 0
    lowest: Decimal | None = None
    highest: Decimal | None = None
    sent_again: int = 0
    changed: int = 0
    own: int = 0
    candidates: int = 0
    registered: int = 0
    not_reached: int = 0
    recognised: int = 0
    last_year: int = 0
    since: dt.datetime | None = None

    @property
    def place(self) -> str:
        return f"{self.ward_id}-{self.community_id or 0}"

    @property
    def remarks(self) -> list[str]:
        """What an approver should look at before deciding, in words."""
        found = []
        if self.number >= FEW and self.number + self.recognised == self.candidates:
            found.append("100 % số đối tượng được đề nghị")
        if self.number >= FEW and self.lowest is not None and self.lowest == self.highest:
            found.append(f"mọi hồ sơ bằng điểm nhau ({vi.decimal(self.lowest.normalize())})")
        if self.jump is not None and self.jump >= JUMP:
            found.append(f"tăng {self.jump} điểm phần trăm so với năm trước")
        if self.sent_again:
            found.append(f"{self.sent_again} hồ sơ trình lại sau khi trả")
        if self.changed:
            found.append(f"{self.changed} đối tượng có thay đổi sau khi trình")
        if self.own:
            found.append(f"{self.own} hồ sơ do chính ông, bà chấm hoặc trình: phải để người khác xét")
        return found

    @property
    def jump(self) -> int | None:
        """Share of this year's proposed and recognised over last year's recognised, in whole points; None without."""
        if not self.last_year or not self.candidates:
            return None
        return (self.number + self.recognised - self.last_year) * 100 // self.candidates


@dataclass
class WardWaiting:
    """A ward's groups."""

    ward_id: int
    name: str
    groups: list[Waiting]

    @property
    def number(self) -> int:
        return sum(group.number for group in self.groups)


@dataclass
class Approval:
    """What waits for an approver of one title and year."""

    kind: TitleKind
    year: int
    wards: list[WardWaiting]
    number: int
    page: Page  # type: ignore[type-arg]


def approval(user: User, kind: TitleKind, year: int, page: int = 1) -> Approval:
    """All that waits, by ward and khu phố, with outliers. A fixed number of queries; nothing is read row by row."""
    waiting = Nomination.objects.decidable_by(user).in_year(kind, year).waiting()
    grouped = (
        waiting.order_by()
        .values("ward_id", "community_id")
        .annotate(
            number=Count("pk"),
            lowest=Min("score"),
            highest=Max("score"),
            sent_again=Count("pk", filter=Q(sent_times__gt=1)),
            changed=Count("pk", filter=Q(candidate__changed_at__gt=F("proposed_at"))),
            own=Count("pk", filter=own_work(user)),
            since=Min("proposed_at"),
        )
    )
    rows = [Waiting(**row) for row in grouped]
    names = names_of(
        {pk for row in rows for pk in (row.ward_id, row.community_id) if pk is not None}, dt.date(year, 12, 31)
    )
    for row in rows:
        row.ward = names[row.ward_id].name
        row.community = names[row.community_id].name if row.community_id else "Không thuộc khu phố"
    rows.sort(
        key=lambda row: (names[row.ward_id].sort_key, names[row.community_id].sort_key if row.community_id else "~")
    )
    shown = Paginator(rows, GROUPS_SHOWN).get_page(page)
    _compare(list(shown), kind, year)
    wards: dict[int, WardWaiting] = {}
    for row in shown:
        wards.setdefault(row.ward_id, WardWaiting(row.ward_id, row.ward, [])).groups.append(row)
    return Approval(kind, year, list(wards.values()), sum(row.number for row in rows), shown)


def _compare(rows: list[Waiting], kind: str, year: int) -> None:
    """Fill in how many there are, how many came this far, and last year. Three queries."""
    wards = {row.ward_id for row in rows}
    by_place = {(row.ward_id, row.community_id): row for row in rows}
    holders = Candidate.objects.active().of_kind(kind).filter(ward__in=wards).order_by()
    for place in holders.values("ward_id", "community_id").annotate(number=Count("pk")):
        if row := by_place.get((place["ward_id"], place["community_id"])):
            row.candidates = place["number"]
    this_year = Nomination.objects.in_year(kind, year).filter(ward__in=wards).order_by()
    counted = this_year.values("ward_id", "community_id").annotate(
        registered=Count("pk"),
        not_reached=Count("pk", filter=Q(state=S.NOT_REACHED)),
        recognised=Count("pk", filter=Q(state=S.RECOGNISED)),
    )
    for place in counted:
        if row := by_place.get((place["ward_id"], place["community_id"])):
            row.registered, row.not_reached = place["registered"], place["not_reached"]
            row.recognised = place["recognised"]
    before = Nomination.objects.in_year(kind, year - 1).in_force().filter(ward__in=wards).order_by()
    for place in before.values("ward_id", "community_id").annotate(number=Count("pk")):
        if row := by_place.get((place["ward_id"], place["community_id"])):
            row.last_year = place["number"]


def queues(user: User) -> list[tuple[TitleKind, int, int]]:
    """Titles and years in which something waits for the approver, the latest year first."""
    waiting = Nomination.objects.decidable_by(user).waiting().order_by()
    rows = waiting.values("kind", "year").annotate(number=Count("pk"))
    found = [(TitleKind(row["kind"]), row["year"], row["number"]) for row in rows]
    order = list(TitleKind)
    return sorted(found, key=lambda row: (-row[1], order.index(row[0])))
