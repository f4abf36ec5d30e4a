"""Units that should report and that the catalogue does not hold: without them a sum is a part and never the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from indicators.restating.counts import Point
from indicators.restating.mapping import Region
from indicators.series.official import official_number


def unlisted(region: Region, offices: Mapping[Point, Collection[int]]) -> dict[Point, dict[int, int]]:
    """Offices of the region below which more units should report than the catalogue has, with how many more.

    What the office itself stated stands before what the resolutions say.
    """
    found: dict[Point, dict[int, int]] = {}
    for point, units in offices.items():
        day = point.ends
        official = ((unit, official_number(region.facts[unit].key, region.level, day)) for unit in units)
        numbers = {unit: number for unit, number in official if number}
        numbers |= {unit: number for unit, number, first, last in region.stated if first <= day <= (last or day)}
        found[point] = _lacking(region, day, {unit: numbers[unit] for unit in units if unit in numbers})
    return found


def _lacking(region: Region, day: dt.date, numbers: Mapping[int, int]) -> dict[int, int]:
    """How many of these numbers of units the catalogue lacks; what a district lacks, its province lacks not again."""
    below, found = region.below(day), dict[int, int]()
    over = {unit: region.atlas.over(unit, day) for unit in numbers}
    for unit in sorted(numbers, key=lambda each: len(over[each]), reverse=True):
        inside = sum(number for other, number in found.items() if unit in over[other])
        if (more := numbers[unit] - len(below.get(unit, ())) - inside) > 0:
            found[unit] = more
    return found
