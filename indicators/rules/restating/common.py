"""Common ground: the smallest grounds over which figures of different days can be compared without any estimate."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from indicators.rules.restating.dividing import Atlas


def cells(atlas: Atlas, kind: str, first: dt.date, last: dt.date) -> list[frozenset[int]]:
    """Units of a level, put together with all that shared ground with them between the two days, both included.

    Each cell is, on every day between, exactly the sum of the units in it that then stood; no smaller one is. Example:
    {Phường 5, Phường 14, Phường Hòa Bình} is one, and since Phường 8 was divided between Bình Thới and Phú Thọ, these
    two are one with all that they came from.
    """
    of_level = [unit for unit in atlas.stood if atlas.kinds.get(unit) == kind]
    heads = {
        unit: unit for unit in of_level if any(span.first <= last and first <= span.last for span in atlas.stood[unit])
    }

    def head(unit: int) -> int:
        while heads[unit] != unit:
            heads[unit] = unit = heads[heads[unit]]
        return unit

    for passage in atlas.passages:
        if first < passage.day <= last:
            for giver, divided in passage.divided.items():
                for taker in divided.takers:
                    if giver in heads and taker in heads:
                        heads[head(taker)] = head(giver)
    found: dict[int, set[int]] = defaultdict(set)
    for unit in heads:
        found[head(unit)].add(unit)
    return sorted((frozenset(units) for units in found.values()), key=sorted)
