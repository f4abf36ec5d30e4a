"""The first series, as it was approved: in each year the units as they then stood, beside the one on another map."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from indicators.enums import Additivity, Nature
from indicators.models import Measure
from indicators.restating.building import Series
from indicators.restating.counts import Counts, Point, read_counts
from indicators.restating.flows import ended_within
from indicators.restating.lacking import unlisted
from indicators.restating.mapping import Region
from indicators.rules.restating import Part, Restated, added, of_year


@dataclass(frozen=True)
class Beside:
    """By code of measure and year what the unit counted on the map of that year; nothing where it did not stand."""

    results: dict[tuple[str, int], Restated]

    def result(self, code: str, year: int) -> Restated | None:
        return self.results.get((code, year))

    def by_the_map(self, series: Series, code: str, year: int) -> int | None:
        """How much of the difference between the two series only the map makes, where both are known."""
        then, now = self.result(code, year), series.result(code, year)
        if then is None or then.value is None or now.value is None:
            return None
        return now.value - then.value


def as_approved(series: Series) -> Beside:
    """What the unit and those below it counted in each year as it then stood, read as the other series is."""
    unit, results = series.asked.unit.pk, dict[tuple[str, int], Restated]()
    groups: dict[int, list[str]] = defaultdict(list)
    for code, source in series.sources.items():
        groups[id(source)].append(code)
    measures = {measure.code: measure for measure in series.asked.measures}
    for codes in groups.values():
        source = series.sources[codes[0]]
        region = source.region
        whole = {
            point: [
                each
                for each in (*region.below(point.ends).get(unit, ()), unit)
                if region.facts[each].kind == region.level
            ]
            for point in source.points
            if unit in region.facts and region.atlas.stands(unit, point.ends)
        }
        gone = {point: _gone(region, unit, point) for point in whole}
        offices = {point: _offices(region, unit, point.ends) for point in whole}
        lacking = unlisted(region, offices)
        apart = {point: [*gone[point], *offices[point]] for point in whole}
        counts = read_counts(source.form, [measures[code] for code in codes], whole, apart, fold=True)
        by_year: dict[int, list[Point]] = defaultdict(list)
        for point in whole:
            by_year[point.year].append(point)
        for code in codes:
            for year, points in by_year.items():
                chosen = points if measures[code].nature == Nature.FLOW else points[-1:]
                results[code, year] = of_year(
                    [
                        added(
                            _given(counts, gone[point], point, measures[code]),
                            counts.lacking(whole[point], point, code),
                            unlisted=lacking.get(point, {}),
                            sums=measures[code].additivity == Additivity.SUM,
                            others=_others(counts, point, code, offices[point]),
                        )
                        for point in chosen
                    ]
                )
    return Beside(results)


def _gone(region: Region, unit: int, point: Point) -> list[int]:
    """Who stood under the unit within the period and ended in it."""
    return [each for each, last in ended_within(region, point).items() if unit in region.atlas.over(each, last)]


def _offices(region: Region, unit: int, day: dt.date) -> list[int]:
    """The unit and those under it on the day that stand above the form's level."""
    return [
        each
        for each, facts in region.facts.items()
        if facts.kind != region.level
        and region.atlas.stands(each, day)
        and (each == unit or unit in region.atlas.over(each, day))
    ]


def _others(counts: Counts, point: Point, code: str, offices: Collection[int]) -> tuple[int, Part]:
    """The sum of all that report, with what the books of offices above them recorded: a district's own fund."""
    total, kept = counts.total(point, code), counts.records.get((point, code), {})
    return total.units, Part(exact=total.number + sum(kept[each].number for each in offices if each in kept))


def _given(counts: Counts, gone: Collection[int], point: Point, measure: Measure) -> list[tuple[int, Part]]:
    """Of a flow what units that ended within the period gave for their own days."""
    if measure.nature != Nature.FLOW:
        return []
    numbers = {unit: counts.number(unit, point, measure.code) for unit in gone}
    return [(unit, Part(exact=number)) for unit, number in numbers.items() if number is not None]
