"""The first series, as it was approved: in each year the units as they then stood, beside the one on another map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from indicators.enums import Additivity, Nature
from indicators.restating.building import Series
from indicators.restating.counts import Point, read_counts
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
        counts = read_counts(source.form, [measures[code] for code in codes], whole, dict.fromkeys(whole, ()))
        by_year: dict[int, list[Point]] = defaultdict(list)
        for point in whole:
            by_year[point.year].append(point)
        for code in codes:
            for year, points in by_year.items():
                chosen = points if measures[code].nature == Nature.FLOW else points[-1:]
                results[code, year] = of_year(
                    [
                        added(
                            (),
                            counts.lacking(whole[point], point, code),
                            sums=measures[code].additivity == Additivity.SUM,
                            others=(counts.total(point, code).units, Part(exact=counts.total(point, code).number)),
                        )
                        for point in chosen
                    ]
                )
    return Beside(results)
