"""The series itself: for each measure and year what of the counts lies in the target, and how well that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from indicators.enums import Additivity, Nature, Quality
from indicators.models import Measure
from indicators.restating.asking import Asked
from indicators.restating.counts import Counts, Point, Units, points_of, read_counts, who_gave
from indicators.restating.flows import ONE_DAY, Days
from indicators.restating.lacking import unlisted
from indicators.restating.mapping import Region, read_region
from indicators.restating.money import by_minutes
from indicators.restating.registers import Known, by_register, read_registers
from indicators.restating.sources import Source
from indicators.rules.restating import NOTHING, Ground, Part, Piece, Restated, added, of_year, restated
from units.rules.succession import NONE, WHOLE, Share

MONEY = "đồng"
"""The unit of measures that are sums of money."""


@dataclass
class Series:
    """Figures on the map of one day, by code of measure and year; each with who gave them."""

    asked: Asked
    results: dict[tuple[str, int], Restated] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    """By code of measure."""
    rounded: set[tuple[str, int]] = field(default_factory=set)
    illustrative: bool = False

    def result(self, code: str, year: int) -> Restated:
        return self.results.get((code, year)) or Restated(Quality.UNKNOWN)

    def key(self, unit: int) -> str:
        """The key of a unit that the series speaks of."""
        return next(source.region.facts[unit].key for source in self.sources.values() if unit in source.region.facts)

    def name(self, unit: int, day: dt.date) -> str:
        """The name that the unit had on the day."""
        facts = (source.region.facts.get(unit) for source in self.sources.values())
        return next(found.name_on(day) for found in facts if found)


def build(asked: Asked) -> Series:
    """The series that is asked for: a fixed number of queries for each form, however many units, years and measures."""
    series = Series(asked)
    for form, measures in asked.forms:
        points = tuple(points_of(form, asked.first, asked.last))
        eve = min(point.starts for point in points) - dt.timedelta(days=1)
        days = {eve, *(point.ends for point in points)}
        region = read_region(asked.unit, asked.version.kind, asked.day, form.unit_kind, days)
        for ground, group in _grounds(region, asked.day, measures):
            _fill(series, Source(form, points, region, ground), group)
    return series


def _grounds(region: Region, day: dt.date, measures: Sequence[Measure]) -> Iterator[tuple[Ground, list[Measure]]]:
    """Money follows the hand-over, everything else the ground: each kind of measure with its own shares."""
    money = [measure for measure in measures if measure.unit_name == MONEY]
    if others := [measure for measure in measures if measure not in money]:
        yield Ground(region.atlas, day, region.target), others
    if money:
        yield Ground(by_minutes(region.atlas), day, region.target), money


def _fill(series: Series, source: Source, measures: Sequence[Measure]) -> None:
    """Read what the measures need, and add it up period by period."""
    above = {point: _above(source, point) for point in source.points}
    own = who_gave(source.form, above)
    shares = {point: source.units(point) for point in source.points}
    days = Days.of(source) if any(measure.nature == Nature.FLOW for measure in measures) else Days()
    covers = {point: above[point] for point in source.points if point in own or _childless(source, point, above[point])}
    whole = {
        point: [
            unit
            for unit, share in units.items()
            if share == WHOLE and point not in covers and unit not in days.changed[point]
        ]
        for point, units in shares.items()
    }
    parts = {
        point: {*(units.keys() - set(whole[point])), *above[point], *days.ended[point], *days.changed[point]}
        for point, units in shares.items()
    }
    counts = read_counts(source.form, measures, whole, parts)
    divided = {point: [unit for unit, share in units.items() if share != WHOLE] for point, units in shares.items()}
    known = read_registers([measure.code for measure in measures], divided, source.ground.day)
    inside = {point: [unit for unit, share in units.items() if share == WHOLE] for point, units in above.items()}
    one_year = _OneYear(
        source, counts, whole, shares, covers, above, unlisted(source.region, inside), known, days, days.records(counts)
    )
    for measure in measures:
        series.sources[measure.code] = source
        for year, of_the_year in groupby(source.points, key=attrgetter("year")):
            points = list(of_the_year)
            chosen = points if measure.nature == Nature.FLOW else points[-1:]
            series.results[measure.code, year] = of_year([one_year.restated(point, measure) for point in chosen])
            if any((point, measure.code) in counts.rounded for point in chosen):
                series.rounded.add((measure.code, year))
    series.illustrative |= bool(counts.illustrative)


def _above(source: Source, point: Point) -> dict[int, Share]:
    """Units above the form's level that stood when the period ended, with how much of their ground is the target's."""
    region, below = source.region, source.region.below(point.ends)
    found = {}
    for unit, facts in region.facts.items():
        if facts.kind != region.level and region.atlas.stands(unit, point.ends):
            under = {source.ground.share(each, point.ends) for each in below.get(unit, ())}
            share = source.ground.share(unit, point.ends)
            if under:
                share = under.pop() if len(under) == 1 and under <= {WHOLE, NONE} else Share(NONE.low, WHOLE.high)
            if share.high:
                found[unit] = share
    return found


def _childless(source: Source, point: Point, above: Collection[int]) -> bool:
    """Whether a part of the target has, in the period, no units of the form's level in the catalogue."""
    below = source.region.below(point.ends)
    return any(not below.get(unit) for unit in above)


@dataclass
class _OneYear:
    """Adds up one period at a time."""

    source: Source
    counts: Counts
    whole: Units
    shares: dict[Point, dict[int, Share]]
    covers: dict[Point, dict[int, Share]]
    """Units above, in the periods in which they may stand for those below."""
    above: dict[Point, dict[int, Share]]
    unlisted: Mapping[Point, Mapping[int, int]]
    """Units inside the target below which the catalogue lacks some that should report, with how many it lacks."""
    known: Known
    days: Days
    by_days: Mapping[tuple[int, Point], Mapping[str, Sequence[tuple[dt.date, int]]]]
    """Of units whose ground changed within a period: what their registers recorded before and after, by code."""
    _pieces: dict[tuple[int, dt.date], list[Piece]] = field(default_factory=dict)
    _uncounted: dict[Point, list[int]] = field(default_factory=dict)

    def restated(self, point: Point, measure: Measure) -> Restated:
        code = measure.code
        total, lacking = self.counts.total(point, code), self.counts.lacking(self.whole[point], point, code)
        numbers = self._taken(point, code)
        if measure.nature == Nature.FLOW:
            numbers |= self._of_earlier_days(point, code)
        given = [
            (unit, self._part(unit, point, code, number)) for unit, number in numbers.items() if number is not None
        ]
        missing = {*lacking, *(unit for unit, number in numbers.items() if number is None)}
        return added(
            given,
            missing,
            self.uncounted(point),
            {unit: lacking for unit, lacking in self.unlisted.get(point, {}).items() if unit not in numbers},
            sums=measure.additivity == Additivity.SUM,
            others=(total.units, Part(exact=total.number + self._own_books(point, code, numbers))),
        )

    def _taken(self, point: Point, code: str) -> dict[int, int | None]:
        """The units whose numbers are taken one by one, with their numbers; None where a unit gave none.

        Where not all below a unit gave theirs, and the unit has published a total of its own, that total stands for
        all of them.
        """
        numbers = {
            unit: self.counts.number(unit, point, code) for unit in self.shares[point].keys() - set(self.whole[point])
        }
        below = self.source.region.below(point.ends)
        for unit in self._lowest_first(point):
            under = [each for each in below.get(unit, ()) if each in numbers]
            own = self._published(unit, point, code)
            lacks = unit in self.unlisted.get(point, ()) or any(numbers[each] is None for each in under)
            if under and own is not None and lacks:
                numbers = {each: number for each, number in numbers.items() if each not in under} | {unit: own}
            elif not below.get(unit) and not self._has_below(unit, point):
                numbers[unit] = own
        return numbers

    def _of_earlier_days(self, point: Point, code: str) -> dict[int, int | None]:
        """What units gave for days of the period on which their ground was the target's, and on its last day no more.

        Those that ended gave it for their own days; what they did not give, their heirs may have counted.
        """
        gone = {unit for unit in self.days.changed[point] if code in self.by_days.get((unit, point), {})}
        units = {*self.days.ended[point], *gone} - self.shares[point].keys()
        numbers = {unit: self.counts.number(unit, point, code) for unit in sorted(units)}
        return {unit: number for unit, number in numbers.items() if number is not None}

    def _published(self, unit: int, point: Point, code: str) -> int | None:
        """The total that a unit above published itself; what its own books say is another thing."""
        if unit in self.counts.records.get((point, code), {}):
            return None
        return self.counts.number(unit, point, code)

    def _lowest_first(self, point: Point) -> list[int]:
        atlas = self.source.region.atlas
        return sorted(self.covers.get(point, {}), key=lambda unit: len(atlas.over(unit, point.ends)), reverse=True)

    def _has_below(self, unit: int, point: Point) -> bool:
        """Whether another unit above the form's level stands under this one, and is asked instead."""
        atlas = self.source.region.atlas
        return any(atlas.above(other, point.ends) == unit for other in self.above[point])

    def _own_books(self, point: Point, code: str, numbers: Collection[int]) -> int:
        """What units inside the target, above those that report, recorded themselves: a district's fund."""
        records = self.counts.records.get((point, code), {})
        return sum(
            record.number
            for unit, record in records.items()
            if unit not in numbers and self.above[point].get(unit) == WHOLE
        )

    def _part(self, unit: int, point: Point, code: str, number: int) -> Part:
        if counts := self.known.get((unit, point), {}).get(code):
            standing = self.source.region.of_level(self.source.ground.day)
            found = by_register(number, counts, self.source.region.target, standing)
            if found is not None:
                return found
        if unit in self.above[point]:
            return restated(number, [Piece(Fraction(1), self.above[point][unit])])
        if self._may_stand_on_a_sheet(unit, point, code):
            cut = self._cut(unit, self.days.ended[point][unit])
            return restated(number, [Piece(each.part, Share(NONE.low, each.inside.high)) for each in cut])
        if dated := self.by_days.get((unit, point), {}).get(code):
            return sum((restated(each, self._cut(unit, day)) for day, each in dated), NOTHING)
        return restated(number, self._cut(unit, self.days.ended[point].get(unit, point.ends)))

    def _may_stand_on_a_sheet(self, unit: int, point: Point, code: str) -> bool:
        """Whether what the books of a unit that ended in the period say may stand in an heir's sheet as well.

        Nobody has decided, at the hand-over, whose sheet tells of the old unit's days, it has none of its own, and an
        heir's approved sheet of the period gives a number. It counts between nothing and all: never twice for certain.
        """
        last = self.days.ended[point].get(unit)
        recorded = self.counts.records.get((point, code), {})
        if last is None or unit not in recorded or (unit, point) in self.counts.sheets:
            return False
        silent = self.counts.lacking(self.whole[point], point, code)
        heirs = {link.new for link in self.source.region.atlas.links if link.old == unit and link.on == last + ONE_DAY}
        return any((heir, point) in self.counts.sheets and heir not in {*recorded, *silent} for heir in heirs)

    def _cut(self, unit: int, day: dt.date) -> list[Piece]:
        if (unit, day) not in self._pieces:
            self._pieces[unit, day] = self.source.ground.pieces(unit, day)
        return self._pieces[unit, day]

    def uncounted(self, point: Point) -> list[int]:
        """Units of the target whose ground nobody in the catalogue had when the period ended."""
        if point not in self._uncounted:
            region, ground = self.source.region, self.source.ground
            asked = region.whole or region.target
            self._uncounted[point] = [unit for unit in asked if not ground.accounted(unit, point.ends)]
        return self._uncounted[point]
