"""The part of the country that a target has to do with, read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from django.db.models import Q, QuerySet

from indicators.models import StatedNumber
from indicators.rules.restating import UNKNOWN, Atlas
from units.enums import UnitKind
from units.models import ChangeLink, Lineage, Unit, UnitVersion
from units.rules import Span, merged
from units.rules.succession import WHOLE, Link, Share
from units.succession import LINK

Links = dict[int, tuple[Link, int]]
"""By their ids: links, with the event by which each came about."""

ORDER = [kind.value for kind in UnitKind]


@dataclass(frozen=True)
class Facts:
    """What must be known of a unit to name it."""

    pk: int
    key: str
    kind: str
    names: tuple[tuple[Span, str], ...]
    sort_key: str
    known_on: dt.date | None = None

    @property
    def name(self) -> str:
        """Its last name."""
        return self.names[-1][1]

    def name_on(self, day: dt.date) -> str:
        """The name that it had on the day, or the first afterwards."""
        return next((name for span, name in self.names if day <= span.last), self.name)


@dataclass(frozen=True)
class Region:
    """The units that have, or may have, a part of a target's ground in some year, and what passed between them."""

    atlas: Atlas
    facts: dict[int, Facts]
    target: dict[int, Share]
    events: tuple[tuple[Link, int], ...]
    """By which event each link came about."""
    level: str
    """The level of the units that fill in the form."""
    whole: frozenset[int]
    """The units of that level that make the target up on its day."""
    _below: dict[dt.date, dict[int, set[int]]] = field(default_factory=dict)

    @cached_property
    def stated(self) -> list[tuple[int, int, dt.date, dt.date | None]]:
        """How many units of the form's level offices of the region say there are below them, from a day to a day."""
        offices = [unit for unit, facts in self.facts.items() if facts.kind != self.level]
        rows = StatedNumber.objects.filter(unit__in=offices, kind=self.level).order_by("unit_id", "valid_from")
        return list(rows.values_list("unit_id", "number", "valid_from", "valid_to")) if offices else []

    def of_level(self, day: dt.date) -> list[int]:
        """The units of the form's level that stood on the day."""
        return [unit for unit, facts in self.facts.items() if facts.kind == self.level and self.atlas.stands(unit, day)]

    def below(self, day: dt.date) -> dict[int, set[int]]:
        """By unit above: those of the form's level under it on the day."""
        if day not in self._below:
            found: dict[int, set[int]] = defaultdict(set)
            for unit in self.of_level(day):
                for over in self.atlas.over(unit, day):
                    if over in self.facts:
                        found[over].add(unit)
            self._below[day] = dict(found)
        return self._below[day]


def read_region(unit: Unit, kind: str, day: dt.date, level: str, days: Collection[dt.date]) -> Region:
    """Everything about units that a series of the unit, as it stood on the day, needs for these other days."""
    first, last = min(days), max(days)
    levels = ORDER[: ORDER.index(level) + 1]
    target, whole = _target(unit, kind, day, level, levels)
    links = _leading(target, day, first, last)
    involved = {*target, *_ends(links)}
    versions = _versions(involved)
    above = [pk for pk, rows in versions.items() if rows[-1].kind != level]
    if strangers := _under(above, levels, first, last) - involved:
        links |= _leading_strangers(strangers, day, first, last)
        versions |= _versions((strangers | _ends(links)) - involved)
    return _region(target, whole, level, versions, links)


def _region(
    target: dict[int, Share], whole: Collection[int], level: str, versions: dict[int, list[_Row]], links: Links
) -> Region:
    atlas = Atlas(
        links=[link for link, _ in links.values()],
        stood={pk: merged(row.span for row in rows) for pk, rows in versions.items()},
        kinds={pk: rows[-1].kind for pk, rows in versions.items()},
        parents={pk: [(row.span, row.parent) for row in rows] for pk, rows in versions.items()},
    )
    facts = {pk: _facts(pk, rows) for pk, rows in versions.items()}
    return Region(atlas, facts, target, tuple(links.values()), level, frozenset(whole))


def read_all_around(region: Region, units: Collection[int], first: dt.date, last: dt.date) -> Region:
    """These units of the level with all that shared ground with them between the two days, however far that reaches.

    Asks once for each step from neighbour to neighbour.
    """
    links: Links = {}
    versions: dict[int, list[_Row]] = {}
    coming = set(units)
    while coming:
        found = {pk: rows for pk, rows in _versions(coming).items() if rows[-1].kind == region.level}
        versions |= found
        touching = Q(predecessor__in=found) | Q(successor__in=found)
        between = ChangeLink.objects.filter(touching, event__effective_on__gt=first, event__effective_on__lte=last)
        links |= _read(between, first)
        coming = _ends(links) - versions.keys() - coming
    links = {pk: row for pk, row in links.items() if row[0].old in versions and row[0].new in versions}
    return _region(region.target, region.whole, region.level, versions, links)


@dataclass(frozen=True)
class _Row:
    key: str
    name: str
    sort_key: str
    kind: str
    span: Span
    parent: int | None
    known_on: dt.date | None


def _facts(pk: int, rows: list[_Row]) -> Facts:
    last = rows[-1]
    names = tuple((row.span, row.name) for row in rows)
    return Facts(pk, last.key, last.kind, names, last.sort_key, last.known_on)


def _target(unit: Unit, kind: str, day: dt.date, level: str, levels: list[str]) -> tuple[dict[int, Share], set[int]]:
    """The units that make the target up on its day. A target below the form's level is an unknown part of the unit of
    that level above it: what a ward counted nobody can divide among its khu phố.
    """
    if ORDER.index(kind) > ORDER.index(level):
        above = unit.lines_up.on(day).filter(depth__gt=0).values("ancestor")
        over = UnitVersion.objects.on(day).filter(unit__in=above, kind=level).values_list("unit_id", flat=True)
        return dict.fromkeys(over, UNKNOWN), set(over)
    below = UnitVersion.objects.within(unit, day).filter(kind__in=levels).values_list("unit_id", "kind")
    kinds = {**dict(below), unit.pk: kind}
    return dict.fromkeys(kinds, WHOLE), {pk for pk, each in kinds.items() if each == level}


def _ends(links: Links) -> set[int]:
    return {end for link, _ in links.values() for end in (link.old, link.new)}


def _leading(target: Iterable[int], day: dt.date, first: dt.date, last: dt.date) -> Links:
    """What passed to the target's units before its day, with all that the givers and they themselves gave to others;
    and the same afterwards, with all that the takers and they themselves were given.
    """
    links: Links = {}
    objects = ChangeLink.objects
    if first < day:
        links |= _read(objects.leading_to(target, day), first)
    if last > day:
        links |= _read(objects.leading_from(target, last), min(first, day))
    involved = {*target, *_ends(links)}
    if first < day:
        links |= _read(objects.leading_from(involved, day), first)
    if last > day:
        links |= _all_leading_to({*involved, *_ends(links)}, last, min(first, day))
        if first < day and (others := _ends(links) - involved):
            links |= _read(objects.leading_from(others, day), first)
    return links


def _all_leading_to(units: Collection[int], last: dt.date, since: dt.date) -> Links:
    """What the units were given, and what each giver was given at any time: one that ended may have been founded anew,
    and whose ground it has since then must be known.
    """
    links: Links = {}
    asked, coming = set[int](), set(units)
    while coming:
        links |= _read(ChangeLink.objects.leading_to(coming, last), since)
        asked |= coming
        coming = _ends(links) - asked
    return links


def _leading_strangers(units: Collection[int], day: dt.date, first: dt.date, last: dt.date) -> Links:
    """What passed from and to units that stood under one of the others."""
    links: Links = {}
    if first < day:
        links |= _read(ChangeLink.objects.leading_from(units, day), first)
    if last > day:
        links |= _read(ChangeLink.objects.leading_to(units, last), min(first, day))
    return links


def _read(links: QuerySet[ChangeLink], since: dt.date) -> Links:
    """The links of days after the first; what happened before no figure of the series has to do with."""
    rows = links.order_by("pk").values_list("pk", *LINK, "event_id")
    return {
        pk: (Link(on, old, new, whole, Fraction(part, of) if part and of else None), event)
        for pk, on, old, new, whole, part, of, event in rows
        if on > since
    }


def _versions(units: Collection[int]) -> dict[int, list[_Row]]:
    names = ("unit_id", "unit__key", "name", "sort_key", "kind", "valid_from", "valid_to", "parent_id", "known_on")
    rows = UnitVersion.objects.filter(unit__in=units).order_by("unit_id", "valid_from").values_list(*names)
    return {
        pk: [
            _Row(key, name, sort, kind, Span.of(on, to), parent, known)
            for _, key, name, sort, kind, on, to, parent, known in own
        ]
        for pk, own in groupby(rows, key=itemgetter(0))
    }


def _under(above: Collection[int], levels: list[str], first: dt.date, last: dt.date) -> set[int]:
    """Who of these levels stood under the units at some time between the days."""
    if not above:
        return set()
    lines = Lineage.objects.filter(ancestor__in=above, depth__gt=0, valid_from__lte=last).exclude(valid_to__lt=first)
    found = UnitVersion.objects.filter(unit__in=lines.order_by().values("descendant"), kind__in=levels).order_by()
    return set(found.values_list("unit_id", flat=True))
