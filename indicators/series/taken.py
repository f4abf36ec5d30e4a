"""Sheets that went into an heir's by the hand-over: the heir's tells of these days, so nothing of them counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeVar

from hocTap.lib.registers import UnitYear
from indicators.register import Record, Records
from indicators.series.facts import Approved, Cell, Ward

Taken = Mapping[tuple[int, int], int]
"""By unit and year whose sheet went on: the unit whose sheet tells of its days."""

At = TypeVar("At")


def last_heir(taken: Mapping[tuple[int, At], int], unit: int, at: At) -> int:
    """The unit whose own sheet tells of the days in the end; `at` is a year or a period."""
    heir, seen = taken[unit, at], {unit}
    while (heir, at) in taken and heir not in seen:
        seen.add(heir)
        heir = taken[heir, at]
    return heir


def registers_speak(code: str, kept: Collection[Mapping[str, Record]], *, given: bool) -> bool:
    """Whether registers count for a measure, of an heir and the units whose days its sheet tells of; else the sheet.

    Where the heir's approved sheet gives a number and not every one of these units kept a register of it, the sheet
    counts and no register does: the part that a register knows stands in the sheet already.
    """
    return not given or all(code in each for each in kept)


def followed(taken: Taken, places: Collection[tuple[int, int]]) -> dict[UnitYear, int]:
    """The last heir of each, where it reports to the same unit; of others the old unit's own days are simply missing.

    Example: Phường 14's year 2025 went to Hòa Bình. Of the province both are there; of Quận 11, which ended with
    Phường 14, Hòa Bình is not, and what Phường 14's own books say still counts.
    """
    found = {}
    for unit, year in taken:
        heir = last_heir(taken, unit, year)
        if (heir, year) in places:
            found[UnitYear(unit, year)] = heir
    return found


def still_ended(ended: Mapping[int, tuple[Ward, ...]], taken: Mapping[UnitYear, int]) -> dict[int, tuple[Ward, ...]]:
    """Units that ended within each year and have a sheet of their own to give."""
    return {
        year: tuple(ward for ward in wards if UnitYear(ward.pk, year) not in taken) for year, wards in ended.items()
    }


def undecided(
    ended: Mapping[int, tuple[Ward, ...]],
    links: Collection[tuple[int, int, int]],
    approved: Mapping[tuple[int, int], Approved],
) -> dict[UnitYear, frozenset[int]]:
    """For units that ended within a year and have no approved sheet of it: the heirs that have one.

    `ended` are those of whose sheet the hand-over said nothing (`still_ended`); `links` lead from the old unit to the
    new one within the year: (old, new, year). Whoever was new and ended in the same year leads on.
    """
    heirs: dict[UnitYear, set[int]] = defaultdict(set)
    for old, new, year in links:
        heirs[UnitYear(old, year)].add(new)
    found = {}
    for place in [UnitYear(ward.pk, year) for year, wards in ended.items() for ward in wards]:
        reached, ahead = {place.unit}, [place.unit]
        while ahead:
            further = heirs.get(UnitYear(ahead.pop(), place.year), set()) - reached
            reached |= further
            ahead += further
        with_sheet = frozenset(unit for unit in reached if (unit, place.year) in approved)
        if with_sheet and place not in approved:
            found[place] = with_sheet
    return found


def folded(records: Records, taken: Mapping[UnitYear, int], approved: Mapping[tuple[int, int], Approved]) -> Records:
    """What registers recorded, the old units' put to their heir's; a register never adds to a sheet that holds it."""
    if not taken:
        return records
    olds: dict[UnitYear, list[int]] = defaultdict(list)
    for place, heir in taken.items():
        olds[UnitYear(heir, place.year)].append(place.unit)
    found = {place: counts for place, counts in records.items() if place not in taken and place not in olds}
    for place, units in olds.items():
        kept = [records.get(UnitYear(unit, place.year), {}) for unit in (place.unit, *units)]
        sheet = approved.get((place.unit, place.year))
        merged: dict[str, Record] = {}
        for code in {code for each in kept for code in each}:
            parts = [each[code] for each in kept if code in each]
            given = sheet is not None and sheet.cells.get(code, Cell(None)).number is not None
            if registers_speak(code, kept, given=given):
                merged[code] = added(parts)
        if merged:
            found[place] = merged
    return found


def added(records: Collection[Record]) -> Record:
    """Several records of one measure as one."""
    first = next(iter(records))
    return Record(sum(each.number for each in records), first.register, any(each.illustrative for each in records))
