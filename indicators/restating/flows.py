"""Flows are divided at the day: what was recorded before a change is of the ground before it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.register import records_of
from indicators.restating.counts import Counts, Point
from indicators.restating.mapping import Region
from indicators.restating.sources import Source
from units.rules import merged

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Which units ended within a period, with their last days, and whose ground changed within one, with those days."""

    ended: Mapping[Point, Mapping[int, dt.date]] = field(default_factory=lambda: defaultdict(dict))
    changed: Mapping[Point, Mapping[int, tuple[dt.date, ...]]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, source: Source) -> Days:
        """Looked at are only units of which a part lies in the target, before or after."""
        return cls(
            {point: _ended(source, point) for point in source.points},
            {point: _changed(source, point) for point in source.points},
        )

    def records(self, counts: Counts) -> dict[tuple[int, Point], dict[str, list[tuple[dt.date, int]]]]:
        """What the registers of units whose ground changed recorded up to each last day of a stretch without changes.

        Left out are numbers that the stretches do not sum up to, which happens where a stretch takes more back than it
        gives. Asks only when a register was kept for such a unit.
        """
        kept = {
            (unit, point)
            for (point, _), records in counts.records.items()
            for unit in records
            if unit in self.changed[point]
        }
        if not kept:
            return {}
        spans: dict[int, tuple[dt.date, dt.date]] = {}
        stretches: dict[tuple[int, Point], list[int]] = defaultdict(list)
        cuts = {
            point: sorted({day for unit, at in kept if at == point for day in self.changed[point][unit]})
            for _, point in kept
        }
        for point, days in cuts.items():
            starts = [point.starts, *days]
            for first, last in zip(starts, [*(day - ONE_DAY for day in days), point.ends], strict=True):
                for unit in (unit for unit, at in kept if at == point):
                    stretches[unit, point].append(len(spans))
                spans[len(spans)] = (first, last)
        recorded = records_of({unit for unit, _ in kept}, spans)
        found: dict[tuple[int, Point], dict[str, list[tuple[dt.date, int]]]] = defaultdict(dict)
        for (unit, point), numbers in stretches.items():
            by_code = {
                code: records[unit].number
                for (at, code), records in counts.records.items()
                if at == point and unit in records
            }
            for code, whole in by_code.items():
                parts = [
                    (spans[number][1], record.number)
                    for number in numbers
                    if (record := recorded.get((unit, number), {}).get(code))  # type: ignore[call-overload]
                ]
                if sum(number for _, number in parts) == whole:
                    found[unit, point][code] = parts
        return dict(found)


def ended_within(region: Region, point: Point) -> dict[int, dt.date]:
    """Units of the form's level that stood in the period and no more when it ended, with their last days."""
    found = {}
    for unit, facts in region.facts.items():
        if facts.kind == region.level and not region.atlas.stands(unit, point.ends):
            lasts = [span.last for span in merged(region.atlas.stood[unit]) if point.starts <= span.last < point.ends]
            if lasts:
                found[unit] = lasts[-1]
    return found


def _ended(source: Source, point: Point) -> dict[int, dt.date]:
    ended = ended_within(source.region, point)
    return {unit: last for unit, last in ended.items() if source.ground.share(unit, last).high}


def _changed(source: Source, point: Point) -> dict[int, tuple[dt.date, ...]]:
    """Units that stood before and after a change of their ground within the period, with the days of such changes."""
    region, found = source.region, defaultdict(list)
    for passage in region.atlas.passages:
        if point.starts < passage.day <= point.ends:
            touched = {
                unit for unit, givers in passage.givers.items() if set(givers) != {unit}
            } | passage.divided.keys()
            for unit in touched:
                stood = region.atlas.stands(unit, passage.day - ONE_DAY) and region.atlas.stands(unit, point.ends)
                mine = (
                    source.ground.share(unit, passage.day - ONE_DAY).high or source.ground.share(unit, point.ends).high
                )
                if stood and mine and region.facts[unit].kind == region.level:
                    found[unit].append(passage.day)
    return {unit: tuple(days) for unit, days in found.items()}
