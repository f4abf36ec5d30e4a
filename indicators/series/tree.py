"""Who should report to a unit in each of some years, and the offices between: read from the tree of units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from hocTap.lib.registers import Spans
from indicators.models import StatedNumber
from indicators.series.facts import Office, Ward
from indicators.series.official import official_number
from units.enums import UnitKind
from units.models import Lineage, Unit, UnitVersion

LEVELS = list(UnitKind)
"""From the province down."""


class Stood(NamedTuple):
    """A version of a unit while it stood under the unit asked for."""

    ward: Ward
    first: dt.date
    last: dt.date
    depth: int


@dataclass(frozen=True)
class Tree:
    """The units of a form's level under a unit, year by year, and those between the two.

    `days` are the last days that count: the year's last, or the unit's own where it ended within the year; a year in
    which the unit did not stand has none. `wards` stood on that day, `ended` stood in the year and no more on it.
    """

    kind: UnitKind
    days: Mapping[int, dt.date]
    wards: dict[int, tuple[Ward, ...]] = field(default_factory=dict)
    ended: dict[int, tuple[Ward, ...]] = field(default_factory=dict)
    between: dict[int, tuple[tuple[int, Ward, bool], ...]] = field(default_factory=dict)
    """Offices of each year: depth under the unit, the office, and whether it stood on the day."""

    @cached_property
    def units(self) -> set[int]:
        """Every unit that a year names."""
        wards = {ward.pk for years in (self.wards, self.ended) for each in years.values() for ward in each}
        return wards | {office.pk for each in self.between.values() for _, office, _ in each}

    @cached_property
    def places(self) -> set[tuple[int, int]]:
        """Units of the form's level with each year in which they should report."""
        return {(ward.pk, year) for years in (self.wards, self.ended) for year, each in years.items() for ward in each}


def read_tree(unit: Unit, kind: UnitKind, spans: Spans) -> Tree:
    """The units of the form's level that stood under the unit in each span, in the order of lists, in one query."""
    levels = LEVELS[: LEVELS.index(kind) + 1]
    rows = list(_rows(unit, levels))
    own = [each for each in rows if each.ward.pk == unit.pk]
    days = {year: day for year, span in spans.items() if (day := _last_day(own, span))}
    tree = Tree(kind, days)
    for year, span in spans.items():
        day = days.get(year)
        stood = _in_year(rows, span, day) if day else {}
        reporting = [each for each in stood.values() if each[0].ward.kind == kind]
        tree.wards[year] = tuple(each.ward for each, stands in reporting if stands)
        tree.ended[year] = tuple(each.ward for each, stands in reporting if not stands)
        tree.between[year] = tuple(
            (each.depth, each.ward, stands) for each, stands in stood.values() if each.ward.kind != kind
        )
    _leave_out_moved(tree)
    return tree


def _leave_out_moved(tree: Tree) -> None:
    """A unit that went on under another parent did not end: that one counts it. A query only where units left."""
    left = {ward.pk for wards in tree.ended.values() for ward in wards}
    if not left:
        return
    spans: dict[int, list[tuple[dt.date, dt.date]]] = {}
    versions = UnitVersion.objects.order_by().filter(unit__in=left)
    for unit, first, last in versions.values_list("unit_id", "valid_from", "valid_to"):
        spans.setdefault(unit, []).append((first, last or dt.date.max))
    for year, wards in tree.ended.items():
        if wards:
            day = tree.days[year]
            tree.ended[year] = tuple(ward for ward in wards if not _on(spans[ward.pk], day, day))


def _rows(unit: Unit, levels: list[UnitKind]) -> Iterable[Stood]:
    rows = UnitVersion.objects.filter(kind__in=levels, unit__lines_up__ancestor=unit).order_by("sort_key", "unit_id")
    for pk, key, name, sort_key, kind, word, starts, stops, under_from, under_to, depth in rows.values_list(
        *("unit_id", "unit__key", "name", "sort_key", "kind", "designation", "valid_from", "valid_to"),
        *("unit__lines_up__valid_from", "unit__lines_up__valid_to", "unit__lines_up__depth"),
    ):
        first, last = max(starts, under_from), min(stops or dt.date.max, under_to or dt.date.max)
        if first <= last:
            yield Stood(Ward(pk, key, name, sort_key, kind, word), first, last, depth)


def _last_day(own: list[Stood], span: tuple[dt.date, dt.date]) -> dt.date | None:
    """The last day of the span on which the unit stood; None when it stood on none."""
    starts, ends = span
    return max((min(each.last, ends) for each in own if each.first <= ends and each.last >= starts), default=None)


def _in_year(rows: list[Stood], span: tuple[dt.date, dt.date], day: dt.date) -> dict[int, tuple[Stood, bool]]:
    """Each unit that stood under in the span, as it last did, and whether it still did on the day."""
    found: dict[int, tuple[Stood, bool]] = {}
    for each in rows:
        if each.first > day or each.last < span[0]:
            continue
        known = found.get(each.ward.pk)
        if known is None or known[0].last < each.last:
            found[each.ward.pk] = (each, each.last >= day)
    return found


def offices_of(unit: Unit, tree: Tree, spans: Spans) -> dict[int, tuple[Office, ...]]:
    """The unit and the offices between it and those that report, deepest first: who stood under each, and how many
    units it states there are. In one query, two where there are offices between.
    """
    stated = _stated(unit, tree)
    offices = {year: sorted(found, key=lambda office: -office[0]) for year, found in tree.between.items()}
    lines = _lines({office.pk for each in offices.values() for depth, office, _ in each if depth})
    return {year: tuple(_offices(found, year, tree, spans[year], lines, stated)) for year, found in offices.items()}


def _stated(unit: Unit, tree: Tree) -> dict[tuple[int, int], int]:
    """How many units the offices state in each year, on its last day; else how many the resolutions say."""
    rows = StatedNumber.objects.within(unit).filter(kind=tree.kind)
    official = {
        (office.pk, year): number
        for year, offices in tree.between.items()
        for _, office, _ in offices
        if (number := official_number(office.key, tree.kind, tree.days[year]))
    }
    return official | {
        (office, year): number
        for office, number, first, last in rows.values_list("unit_id", "number", "valid_from", "valid_to")
        for year, day in tree.days.items()
        if first <= day <= (last or dt.date.max)
    }


Lines = Mapping[int, Mapping[int, list[tuple[dt.date, dt.date]]]]
"""For each office the units under it, with the days on which they were."""


def _lines(offices: set[int]) -> Lines:
    found: dict[int, dict[int, list[tuple[dt.date, dt.date]]]] = {office: {} for office in offices}
    for above, below, first, last in Lineage.objects.filter(ancestor__in=offices, depth__gt=0).values_list(
        "ancestor_id", "descendant_id", "valid_from", "valid_to"
    ):
        found[above].setdefault(below, []).append((first, last or dt.date.max))
    return found


def _offices(
    offices: list[tuple[int, Ward, bool]],
    year: int,
    tree: Tree,
    span: tuple[dt.date, dt.date],
    lines: Lines,
    stated: Mapping[tuple[int, int], int],
) -> Iterable[Office]:
    """The offices of one year; under the unit asked for stands everything."""
    day = tree.days.get(year)
    if day is None:
        return
    others = [office.pk for _, office, _ in offices]
    for depth, office, stands in offices:
        number = stated.get((office.pk, year))
        if depth == 0:
            wards = (*tree.wards[year], *tree.ended[year])
            below = tuple(pk for pk in others if pk != office.pk)
            yield Office(office, tuple(ward.pk for ward in wards), len(tree.wards[year]), below, number, stands)
            continue
        under = lines[office.pk]
        standing = [ward.pk for ward in tree.wards[year] if _on(under.get(ward.pk, ()), day, day)]
        ended = [ward.pk for ward in tree.ended[year] if _on(under.get(ward.pk, ()), *span)]
        below = tuple(pk for pk in others if _on(under.get(pk, ()), *span))
        yield Office(office, (*standing, *ended), len(standing), below, number, stands)


def _on(spans: Iterable[tuple[dt.date, dt.date]], first: dt.date, last: dt.date) -> bool:
    return any(starts <= last and stops >= first for starts, stops in spans)
