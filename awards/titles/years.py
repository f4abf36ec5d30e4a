"""Titles of all years as sums, without names: a unit year by year, and what is right below it in one year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse

from awards.titles.enums import DRAFTED, DecisionState, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Nomination
from awards.titles.overview import names_of
from awards.titles.querysets import DECISION_ROLES, NominationQuerySet
from hocTap.lib import vi
from hocTap.lib.xlsx import Book
from units.enums import UnitKind
from units.models import Lineage, Unit, UnitVersion, User

S = NominationState
NOWHERE = "Không thuộc khu phố, thôn, ấp"
Span = tuple[int, dt.date, dt.date | None]
"""A unit, from when to when it stood somewhere."""

COLUMNS = ("Đăng ký", "Được công nhận", "Trong dự thảo quyết định", "Không đạt", "Đang xét", "Bị thu hồi")
"""What is counted; the first is the sum of the others."""


class Found(NamedTuple):
    """Nominations that are alike: of one commune and year, at one step, drafts apart."""

    year: int
    ward: int
    step: str
    number: int


def _column(step: str) -> int:
    """In which of the columns a step is counted, beside the first."""
    known = {S.RECOGNISED.value: 1, DRAFTED: 2, S.NOT_REACHED.value: 3, S.REVOKED.value: 5}
    return known.get(step, 4)


def _summed(found: Iterable[tuple[str, int]]) -> tuple[int, ...] | None:
    """The columns of these steps and numbers; None where nobody registered."""
    sums = [0] * len(COLUMNS)
    for step, number in found:
        sums[0] += number
        sums[_column(step)] += number
    return tuple(sums) if sums[0] else None


@dataclass(frozen=True)
class Sums:
    """A line: a year or a unit, of how many communes, and the counts; no counts where nobody registered."""

    label: str
    counts: tuple[int, ...] | None
    units: int = 0
    of_units: int | None = None
    url: str = ""

    @property
    def part(self) -> str:
        """ "15/16": of how many communes the sums are; empty for a khu phố."""
        if self.of_units is None:
            return vi.whole(self.units) if self.units else ""
        return f"{vi.whole(self.units)}/{vi.whole(self.of_units)}"

    @property
    def cells(self) -> list[str]:
        return [vi.whole(number) for number in self.counts] if self.counts else [vi.NOTHING] * len(COLUMNS)


@dataclass
class Years:
    """One unit's sums of a title: all years are one grouped query, the tree says which communes were the unit's."""

    unit: Unit
    kind: TitleKind
    asked: int | None
    illustrative: bool = False
    """Whether any of it is made up for the demonstration; known once the tallies are."""

    @cached_property
    def spans(self) -> list[Span]:
        """The communes under the unit (or itself), from when to when they stood there."""
        wards = UnitVersion.objects.filter(kind=UnitKind.WARD).order_by().values("unit")
        lines = Lineage.objects.filter(ancestor=self.unit, descendant__in=wards)
        return list(lines.values_list("descendant", "valid_from", "valid_to"))

    @cached_property
    def rows(self) -> NominationQuerySet:
        """Registered in a commune that was ever the unit's."""
        communes = {ward for ward, _, _ in self.spans}
        return Nomination.objects.registered().filter(kind=self.kind, ward__in=communes).order_by()

    @cached_property
    def tallies(self) -> list[Found]:
        """What was the unit's: the commune stood under it at the end of the year, or on its own last day within it."""
        alike = ("year", "ward", "state", "decision__state", "illustrative")
        grouped = list(self.rows.values_list(*alike).annotate(number=Count("pk")))
        ends = self._ends({ward for _, ward, *_ in grouped})
        stood: dict[int, list[Span]] = defaultdict(list)
        for span in self.spans:
            stood[span[0]].append(span)

        def is_mine(year: int, ward: int) -> bool:
            day = min(dt.date(year, 12, 31), ends.get(ward) or dt.date.max)
            return any(since <= day and (until is None or day <= until) for _, since, until in stood[ward])

        mine = {(year, ward): is_mine(year, ward) for year, ward in {(year, ward) for year, ward, *_ in grouped}}
        kept = [row for row in grouped if mine[row[0], row[1]]]
        self.illustrative = any(made_up for *_, made_up, _ in kept)
        return [Found(year, ward, _step(state, decision), number) for year, ward, state, decision, _, number in kept]

    @staticmethod
    def _ends(wards: set[int]) -> dict[int, dt.date]:
        """The last days of those communes that are no more."""
        versions = UnitVersion.objects.filter(unit__in=wards).order_by("unit", "valid_from")
        last = dict(versions.values_list("unit", "valid_to"))
        return {unit: until for unit, until in last.items() if until is not None}

    @cached_property
    def years(self) -> list[Sums]:
        """Every year in which somebody registered, the latest first."""
        by_year: dict[int, list[Found]] = defaultdict(list)
        for each in self.tallies:
            by_year[each.year].append(each)
        return [self._year(year, by_year[year]) for year in sorted(by_year, reverse=True)]

    def _year(self, year: int, found: list[Found]) -> Sums:
        units = len({each.ward for each in found})
        counts = _summed((each.step, each.number) for each in found)
        return Sums(str(year), counts, units, _standing(self.spans, year), f"?loai={self.kind}&nam={year}")

    @property
    def year(self) -> int | None:
        """The year whose units are shown: the one asked for, else the latest."""
        known = [int(each.label) for each in self.years]
        return self.asked if self.asked in known else next(iter(known), None)

    @cached_property
    def places(self) -> list[Sums]:
        """What is right below the unit in the year: units, or a commune's khu phố; those without anybody too."""
        if self.year is None:
            return []
        last = dt.date(self.year, 12, 31)
        below = UnitVersion.objects.on(last).filter(parent=self.unit).order_by("sort_key", "pk")
        children = {version.unit_id: version for version in below}
        if any(ward == self.unit.pk for ward, _, _ in self.spans):
            return list(_of_communities(children, self._by_community()))
        return list(self._of_units(children, last))

    def _by_community(self) -> dict[int | None, tuple[int, ...] | None]:
        alike = ("community", "state", "decision__state")
        rows = self.rows.filter(year=self.year or 0, ward=self.unit).values_list(*alike).annotate(number=Count("pk"))
        found: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
        for community, state, decision, number in rows:
            found[community].append((_step(state, decision), number))
        return {community: _summed(steps) for community, steps in found.items()}

    def _of_units(self, children: dict[int, UnitVersion], last: dt.date) -> Iterator[Sums]:
        """Each unit with the communes under it; a commune that ended within the year has a line of its own."""
        of_year = [each for each in self.tallies if each.year == self.year]
        lines = Lineage.objects.on(last).filter(ancestor__in=children, descendant__in={each.ward for each in of_year})
        above = dict(lines.values_list("descendant", "ancestor"))
        sums: dict[int, list[Found]] = defaultdict(list)
        for each in of_year:
            sums[above.get(each.ward, each.ward)].append(each)
        ended = [pk for pk in sums if pk not in children]
        names = names_of(ended, last) if ended else {}
        for pk, version in children.items():
            yield self._below(pk, version.name, sums.get(pk, []))
        for pk in ended:
            yield self._below(pk, f"{names[pk].name} (đã kết thúc trong năm)", sums[pk])

    def _below(self, unit: int, name: str, found: list[Found]) -> Sums:
        url = f"{reverse('titles:years-of', args=[unit])}?loai={self.kind}&nam={self.year}"
        counts = _summed((each.step, each.number) for each in found)
        return Sums(name, counts, len({each.ward for each in found}), url=url)

    @property
    def total(self) -> Sums | None:
        """The year's line again, under its units."""
        return next((each for each in self.years if each.label == str(self.year)), None)

    def workbook(self, name: str) -> bytes:
        """Both tables as sheets; a unit in which nobody registered has empty cells, not noughts."""
        book = Book(title=f"{self.kind.label} qua các năm – {name}")
        heads = (("Năm xét", self.years), (f"Năm {self.year}", self.places))
        for title, lines in heads:
            sheet = book.sheet(title)
            sheet.head(0, [(title, 36), ("Phường, xã có đăng ký", 14), *((words, 14) for words in COLUMNS)])
            for place, line in enumerate(lines, start=1):
                sheet.put(place, 0, line.label)
                sheet.put(place, 1, line.part if line.units else None)
                for column, number in enumerate(line.counts or (), start=2):
                    sheet.put(place, column, number, book.number)
        return book.content()


def _standing(spans: Iterable[Span], year: int) -> int:
    """How many communes stood there at any time of the year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return len({unit for unit, since, until in spans if since <= last and (until is None or until >= first)})


def _step(state: str, decision: str | None) -> str:
    return DRAFTED if state == S.RECOGNISED and decision == DecisionState.DRAFT else state


def _of_communities(
    children: dict[int, UnitVersion], counted: dict[int | None, tuple[int, ...] | None]
) -> Iterator[Sums]:
    """A commune's khu phố; those that ended since, and holders who belong to none, stand after them."""
    for pk, version in children.items():
        yield Sums(version.name, counted.get(pk))
    gone = [pk for pk in counted if pk and pk not in children]
    names = names_of(gone, dt.date.max) if gone else {}
    for pk in gone:
        yield Sums(names[pk].name, counted[pk])
    if None in counted:
        yield Sums(NOWHERE, counted[None])


def units_read(user: User) -> list[Unit]:
    """The units of the person's posts, whose sums they begin with."""
    pks = user.units_as(*DECISION_ROLES)
    found = {unit.pk: unit for unit in Unit.objects.filter(pk__in=pks).prefetch_related("versions")}
    return [found[pk] for pk in pks if pk in found]


def may_read(user: User, unit: int) -> bool:
    """Whether the unit's sums are in the person's remit, through a post or as an heir."""
    return user.lines_in_remit(*DECISION_ROLES).filter(descendant=unit).exists()
