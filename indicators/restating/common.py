"""Common ground: the smallest parts of a map whose figures can be compared over the years without any estimate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from hocTap.lib import vi
from indicators.enums import Additivity, Nature
from indicators.models import Measure
from indicators.restating.building import Series
from indicators.restating.counts import Counts, Point, read_counts
from indicators.restating.flows import ONE_DAY, ended_within
from indicators.restating.mapping import Region, read_all_around
from indicators.restating.sources import Source
from indicators.rules.restating import Part, Restated, added, cells, of_year


@dataclass(frozen=True)
class Cell:
    """A ground that in every year is the sum of whole units: what it is called, and which units it ever was.

    `beyond` says that it reaches over the bounds of what was asked for: no smaller ground can be compared exactly.
    """

    name: str
    units: tuple[str, ...]
    beyond: bool
    results: dict[tuple[str, int], Restated]


def common_ground(series: Series) -> list[Cell]:
    """The cells that have a part of the target, each with its own exact series; in the order of lists."""
    found = []
    for source, measures in _groups(series):
        region, grounds = _grounds(source, measures)
        units = {unit for cell in grounds for unit in cell}
        counting = {
            point: units & {*region.of_level(point.ends), *ended_within(region, point)} for point in source.points
        }
        counts = read_counts(source.form, measures, dict.fromkeys(counting, ()), counting)
        found += [_cell(source, region, measures, counts, cell) for cell in grounds]
    return sorted(found, key=lambda cell: vi.sort_key(cell.name))


def _groups(series: Series) -> list[tuple[Source, list[Measure]]]:
    groups: dict[int, tuple[Source, list[Measure]]] = {}
    for measure in series.asked.measures:
        if source := series.sources.get(measure.code):
            groups.setdefault(id(source.region), (source, []))[1].append(measure)
    return list(groups.values())


def _grounds(source: Source, measures: list[Measure]) -> tuple[Region, list[frozenset[int]]]:
    """The cells that have a part of the target, and the part of the country that they lie in.

    Flows of the first year are also of units that ended within it; stocks only of those that stood at its end.
    """
    days = [*(point.ends for point in source.points), source.ground.day]
    if any(measure.nature == Nature.FLOW for measure in measures):
        days.append(min(point.starts for point in source.points) - ONE_DAY)
    inside = {unit for point in source.points for unit in source.units(point)} | source.region.whole
    region = read_all_around(source.region, inside, min(days), max(days))
    grounds = cells(region.atlas, region.level, min(days), max(days))
    return region, [cell for cell in grounds if cell & inside]


def _cell(source: Source, region: Region, measures: list[Measure], counts: Counts, cell: frozenset[int]) -> Cell:
    day = source.ground.day
    then = [unit for unit in cell if region.atlas.stands(unit, day)]
    names = sorted((region.facts[unit].name_on(day) for unit in then or cell), key=vi.sort_key)
    by_year: dict[int, list[Point]] = defaultdict(list)
    for point in source.points:
        by_year[point.year].append(point)
    results = {}
    for measure in measures:
        for year, points in by_year.items():
            chosen = points if measure.nature == Nature.FLOW else points[-1:]
            results[measure.code, year] = of_year([_sum(region, counts, cell, point, measure) for point in chosen])
    units = sorted((region.facts[unit].name for unit in cell), key=vi.sort_key)
    return Cell(" + ".join(names), tuple(units), not set(then) <= region.whole, results)


def _sum(region: Region, counts: Counts, cell: frozenset[int], point: Point, measure: Measure) -> Restated:
    standing = [unit for unit in cell if region.atlas.stands(unit, point.ends)]
    numbers = {unit: counts.number(unit, point, measure.code) for unit in standing}
    if measure.nature == Nature.FLOW:  # what units that ended within the period did not give, their heirs may have
        gone = {unit: counts.number(unit, point, measure.code) for unit in cell & ended_within(region, point).keys()}
        numbers |= {unit: number for unit, number in gone.items() if number is not None}
    return added(
        [(unit, Part(exact=number)) for unit, number in numbers.items() if number is not None],
        [unit for unit, number in numbers.items() if number is None],
        sums=measure.additivity == Additivity.SUM,
    )
