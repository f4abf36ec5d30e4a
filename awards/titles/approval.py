"""What waits for an approver: one grouped question over all of it, compared with the register and the year before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse

from awards.titles.criteria import doubtful_among
from awards.titles.enums import NominationState
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Nomination
from awards.titles.overview import names_of
from awards.titles.querysets import own_work
from hocTap.lib import vi
from units.enums import Role
from units.models import User

S = NominationState
JUMP = 15
"""Points of percentage over last year that are worth a look."""
FEW = 5
"""Equal scores among fewer than this say nothing."""
GROUPS_SHOWN = 200
NOWHERE = "Không thuộc khu phố, thôn, ấp"


@dataclass
class Waiting:
    """What of one khu phố waits for the approver, with what is unusual about it."""

    locality: Locality
    ward: str = ""
    community: str = ""
    url: str = ""
    number: int = 0
    lowest: Decimal | None = None
    highest: Decimal | None = None
    sent_again: int = 0
    changed: int = 0
    own: int = 0
    candidates: int = 0
    not_reached: int = 0
    recognised: int = 0
    on_the_way: int = 0
    last_year: int = 0

    @property
    def place(self) -> str:
        return self.locality.address

    @property
    def registered(self) -> int:
        return self.number + self.not_reached + self.recognised + self.on_the_way

    @property
    def cells(self) -> list[str]:
        """The numbers of the row as they are shown."""
        counts = (self.number, self.candidates, self.registered, self.not_reached, self.last_year)
        return [*map(vi.whole, counts), self.scores]

    @property
    def scores(self) -> str:
        """From the lowest to the highest score: 80–95,5; titles without scores show a dash."""
        if self.lowest is None or self.highest is None:
            return vi.NOTHING
        return f"{vi.decimal(self.lowest.normalize())}–{vi.decimal(self.highest.normalize())}"

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
    url: str
    groups: list[Waiting]

    @property
    def number(self) -> int:
        return sum(group.number for group in self.groups)


@dataclass(frozen=True)
class Tally:
    """Nominations that wait and are alike in all that the page tells apart."""

    kind: TitleKind
    year: int
    locality: Locality
    as_of: dt.date
    criteria_id: int
    illustrative: bool
    number: int
    lowest: Decimal | None
    highest: Decimal | None
    sent_again: int
    own: int
    since: dt.datetime


@dataclass
class Queues:
    """All that waits for one approver, of every title and year."""

    user: User
    tallies: list[Tally] = field(default_factory=list)

    @property
    def listed(self) -> list[tuple[TitleKind, int, int]]:
        """Titles and years in which something waits, the latest year first, with how many."""
        numbers: dict[tuple[TitleKind, int], int] = defaultdict(int)
        for each in self.tallies:
            numbers[each.kind, each.year] += each.number
        order = list(TitleKind)
        found = [(kind, year, number) for (kind, year), number in numbers.items()]
        return sorted(found, key=lambda row: (-row[1], order.index(row[0])))

    def of(self, kind: TitleKind, year: int) -> list[Tally]:
        return [each for each in self.tallies if (each.kind, each.year) == (kind, year)]


def queues(user: User) -> Queues:
    """Everything that waits for the approver, in two queries: one over what waits, one for who may decide on it."""
    lines = user.lines_in_charge(Role.TITLE_APPROVER)
    waiting = Nomination.objects.waiting().filter(ward__in=lines.values("descendant")).order_by()
    alike = ("kind", "year", "ward_id", "community_id", "as_of", "criteria_id", "illustrative")
    grouped = waiting.values_list(*alike).annotate(
        number=Count("*"),
        lowest=Min("score"),
        highest=Max("score"),
        sent_again=Count("ward_id", filter=Q(sent_times__gt=1)),
        own=Count("ward_id", filter=own_work(user)),
        since=Min("proposed_at"),
    )
    found = [
        Tally(TitleKind(kind), year, Locality(ward, community), *facts)
        for kind, year, ward, community, *facts in grouped
    ]
    spans = list(
        lines.filter(descendant__in={each.locality.ward_id for each in found}).values_list(
            "descendant", "valid_from", "valid_to", "depth"
        )
    )
    return Queues(user, [each for each in found if _decides(spans, each)])


def _decides(spans: Iterable[tuple[int, dt.date, dt.date | None, int]], tally: Tally) -> bool:
    """Whether the ward stood under the approver's unit in the year judged; a ward's own title only from above."""
    least = 1 if tally.kind.holders.is_ward else 0
    return any(
        ward == tally.locality.ward_id
        and first <= tally.as_of
        and (last is None or tally.as_of <= last)
        and depth >= least
        for ward, first, last, depth in spans
    )


@dataclass
class Approval:
    """What waits for an approver of one title and year."""

    kind: TitleKind
    year: int
    groups: list[Waiting]
    page: Page[Waiting]
    illustrative: bool
    doubtful: list[str]

    @property
    def number(self) -> int:
        return sum(row.number for row in self.groups)

    @cached_property
    def wards(self) -> list[WardWaiting]:
        """The groups of the page, ward by ward."""
        wards: dict[int, WardWaiting] = {}
        url = reverse("titles:group", args=[self.kind, self.year])
        for row in self.page:
            pk = row.locality.ward_id
            wards.setdefault(pk, WardWaiting(pk, row.ward, f"{url}?phuong={pk}", [])).groups.append(row)
        return list(wards.values())


def approval(
    waiting: Queues, kind: TitleKind, year: int, today: dt.date, page: int = 1, *, whole: bool = False
) -> Approval:
    """All that waits, by ward and khu phố, with outliers. A fixed number of queries; nothing is read row by row.

    What is unusual is looked for among the rows of the page, or of the `whole` list.
    """
    tallies = waiting.of(kind, year)
    rows = _named(_by_locality(tallies), kind, year)
    shown = Paginator(rows, max(1, len(rows)) if whole else GROUPS_SHOWN).get_page(page)
    by_place = {row.locality: row for row in shown}
    if by_place:
        _compare(by_place, kind, year, today)
        _mark_changed(by_place, kind, year, min(each.since for each in tallies))
    doubts = doubtful_among({each.criteria_id for each in tallies})
    return Approval(kind, year, rows, shown, any(each.illustrative for each in tallies), doubts)


def _by_locality(tallies: Iterable[Tally]) -> list[Waiting]:
    """One row for each khu phố, whatever criteria its nominations were scored by."""
    found: dict[Locality, Waiting] = {}
    for each in tallies:
        row = found.setdefault(each.locality, Waiting(each.locality))
        row.number += each.number
        row.sent_again += each.sent_again
        row.own += each.own
        row.lowest = min((score for score in (row.lowest, each.lowest) if score is not None), default=None)
        row.highest = max((score for score in (row.highest, each.highest) if score is not None), default=None)
    return list(found.values())


def _named(rows: list[Waiting], kind: TitleKind, year: int) -> list[Waiting]:
    """The rows with names and addresses, in the order people list wards and khu phố."""
    units = {pk for row in rows for pk in row.locality if pk is not None}
    names = names_of(units, dt.date(year, 12, 31))
    url = reverse("titles:group", args=[kind, year])
    keys: dict[Locality, tuple[str, str]] = {}
    for row in rows:
        ward, community = names[row.locality.ward_id], names.get(row.locality.community_id or 0)
        row.ward, row.community = ward.name, community.name if community else NOWHERE
        row.url = f"{url}?phuong={row.locality.ward_id}&khu-pho={row.locality.community_id or 0}"
        keys[row.locality] = (ward.sort_key, community.sort_key if community else "~")
    return sorted(rows, key=lambda row: keys[row.locality])


def _compare(rows: dict[Locality, Waiting], kind: TitleKind, year: int, today: dt.date) -> None:
    """Fill in how many there are, how far the others came, and last year."""
    wards = {place.ward_id for place in rows}
    holders = holders_on(min(dt.date(year, 12, 31), today), kind, wards)
    for place, row in rows.items():
        row.candidates = holders.get(place, 0)
    here = Nomination.objects.filter(kind=kind, ward__in=wards).order_by()
    others = here.filter(year=year, state__in=[state for state in S if state not in (S.PROPOSED, S.UNREGISTERED)])
    for ward, community, state, count in others.values_list("ward_id", "community_id", "state").annotate(
        number=Count("*")
    ):
        if found := rows.get(Locality(ward, community)):
            found.not_reached += count if state == S.NOT_REACHED else 0
            found.recognised += count if state == S.RECOGNISED else 0
            found.on_the_way += count if state not in (S.NOT_REACHED, S.RECOGNISED) else 0
    before = here.filter(year=year - 1).in_force().values_list("ward_id", "community_id")
    for ward, community, number in before.annotate(number=Count("*")):
        if found := rows.get(Locality(ward, community)):
            found.last_year = number


def _mark_changed(rows: dict[Locality, Waiting], kind: TitleKind, year: int, since: dt.datetime) -> None:
    """How many holders changed after they were proposed; few did, so they are looked for by the day of the change."""
    here = Nomination.objects.in_year(kind, year).waiting().filter(ward__in={each.ward_id for each in rows})
    late = here.filter(candidate__changed_at__gt=since).order_by()
    changed = late.filter(candidate__changed_at__gt=F("proposed_at")).values_list("ward_id", "community_id")
    for ward, community, number in changed.annotate(number=Count("*")):
        if found := rows.get(Locality(ward, community)):
            found.changed = number
