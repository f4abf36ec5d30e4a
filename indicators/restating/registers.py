"""Where the register knows which households and titles of a divided unit went where, the register decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from fractions import Fraction

from awards.titles.grounds import TITLE_CODES, Divided, divided_by_ground
from hocTap.lib.registers import UnitYear
from indicators.restating.counts import Point
from indicators.rules.restating import NOTHING, Part, allotted
from units.rules.succession import NONE, WHOLE, Share

Known = dict[tuple[int, Point], Mapping[str, Divided]]
"""By unit and period: counts of the register by code, each by the ward of the target's day."""


def read_registers(codes: Collection[str], divided: Mapping[Point, Collection[int]], day: dt.date) -> Known:
    """What the register counts for units of which only a part lies in the target; whole years only."""
    if not TITLE_CODES & set(codes):
        return {}
    last = {point.year: point for point in divided}
    found = divided_by_ground(
        {year: divided[point] for year, point in last.items()}, {year: point.ends for year, point in last.items()}, day
    )
    return {
        (unit, point): found[UnitYear(unit, year)]
        for year, point in last.items()
        for unit in divided[point]
        if UnitYear(unit, year) in found
    }


def by_register(number: int, counts: Divided, target: Mapping[int, Share], standing: Collection[int]) -> Part | None:
    """What of a unit's approved number lies in the target, as its register divides it; None where that says nothing.

    Exact where the register counts just the approved number. Where the two differ, the approved number stands, and the
    register's parts are its shares. Those whose place is not known may lie inside or not.
    """
    total = sum(counts.values())
    if not total:
        return NOTHING if number == 0 else None
    places = sorted(
        ((ward, each) for ward, each in counts.items() if each), key=lambda each: (each[0] is None, each[0] or 0)
    )
    parts = allotted(number, [Fraction(each, total) for _, each in places])
    found = NOTHING
    for (ward, _), part in zip(places, parts, strict=True):
        inside = target.get(ward, NONE) if ward is not None and ward in standing else None
        if inside == WHOLE:
            found += Part(exact=part) if number == total else Part(estimated=part)
        elif inside is None or inside.high:
            found += Part(most=part)
    return found
