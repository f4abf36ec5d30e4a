"""Which breakdowns by level of schooling are published, decided once for all tables, pages, spans and roles.

A breakdown with a cell of 1 or 2 could point at a child, and so could what is left when one table is taken from
another. So it is not decided table by table. The funds' suất form one table for each head (a district; a commune
that stands under none): communes × years × levels. Of it are published, by level,

- for the head: blocks of years, each without a small cell (a year alone where that is so);
- for each commune under it: whole stages (2012–2015, 2016–2020 …); those left out of a stage are so many that together
  they have no small cell either.

Every row of every page is a union of such pieces or shows no levels. Whoever adds and subtracts all that is published
gets sums of whole pieces: along years for the head, along stages for a commune, never a cell where the two cross.
Counted by school year nothing is broken down, since a second way of cutting the same years would cross the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from awards.scholarships.rules import SMALL_CELL, suppressed

Parts = Mapping[str, int]
Cells = Mapping[int, Mapping[int, Parts]]
"""Commune → year → level → suất."""

STAGE_ENDS = (2011, 2015, 2020, 2025, 2030, 2035, 2040, 2045)
"""The stages of the decisions on the learning society: to 2015 and 2020, to 2025 and 2030."""


def stage_of(year: int) -> int:
    """The last year of the stage that a year belongs to; 2013 is of the one that ends in 2015."""
    return next((end for end in STAGE_ENDS if year <= end), STAGE_ENDS[-1] + 5)


def safe(parts: Parts, totals: Iterable[int] = ()) -> bool:
    """Whether a breakdown may be shown: no cell of 1 or 2.

    Where all are of one level, whoever knows a total of 1 or 2 inside knows their level too: that is not shown either.
    """
    cells = [number for number in parts.values() if number]
    if any(0 < number < SMALL_CELL for number in cells):
        return False
    return len(cells) != 1 or not any(0 < number < SMALL_CELL for number in totals)


def added(rows: Iterable[Parts]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for row in rows:
        for level, number in row.items():
            total[level] += number
    return dict(total)


def blocks(years: Mapping[int, Parts], totals: Mapping[int, list[int]]) -> list[tuple[int, ...]]:
    """Years of a stage put together, one after another, until no block has a small cell; none when even all have.

    Example: 2016 has 1 suất of a level, 2017 has 5: they are one block; 2018 stands alone.
    """
    found: list[tuple[int, ...]] = []
    open_ones: tuple[int, ...] = ()
    for year in sorted(years):
        open_ones = (*open_ones, year)
        if _safe_block(open_ones, years, totals):
            found.append(open_ones)
            open_ones = ()
    while open_ones:
        if not found:
            return []
        open_ones = (*found.pop(), *open_ones)
        if _safe_block(open_ones, years, totals):
            found.append(open_ones)
            open_ones = ()
    return found


def _safe_block(block: Iterable[int], years: Mapping[int, Parts], totals: Mapping[int, list[int]]) -> bool:
    return safe(added(years[year] for year in block), [each for year in block for each in totals.get(year, ())])


@dataclass
class Published:
    """What may be broken down of one head's table, whoever asks."""

    years: dict[int, Parts]
    blocks: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)
    hidden: dict[int, frozenset[int]] = field(default_factory=dict)

    def head_may(self, first: int, last: int) -> bool:
        """Whether the head's suất of these years may be broken down: they are whole blocks."""
        asked = {year for year in self.years if first <= year <= last}
        for stage in {stage_of(year) for year in asked}:
            here = {year for year in asked if stage_of(year) == stage}
            whole = {year for block in self.blocks[stage] if set(block) <= here for year in block}
            if whole != here:
                return False
        return True

    def member_may(self, commune: int, first: int, last: int) -> bool:
        """Whether a commune's may be: the years are whole stages, in none of which it is left out."""
        asked = {year for year in self.years if first <= year <= last}
        for stage in {stage_of(year) for year in asked}:
            of_stage = {year for year in self.years if stage_of(year) == stage}
            if not of_stage <= asked or not self.blocks[stage] or commune in self.hidden[stage]:
                return False
        return True


def decide(cells: Cells) -> Published:
    """What is published of a head's table; pure arithmetic, the same for every page and every person."""
    by_year: dict[int, list[Parts]] = defaultdict(list)
    for years in cells.values():
        for year, parts in years.items():
            by_year[year].append(parts)
    found = Published({year: added(rows) for year, rows in sorted(by_year.items())})
    totals = {year: [sum(parts.values()) for parts in rows] for year, rows in by_year.items()}
    for stage in {stage_of(year) for year in found.years}:
        of_stage = {year: parts for year, parts in found.years.items() if stage_of(year) == stage}
        found.blocks[stage] = blocks(of_stage, totals)
        found.hidden[stage] = _left_out(cells, stage)
    return found


def _left_out(cells: Cells, stage: int) -> frozenset[int]:
    """The communes left out of a stage: their sum has no small cell, nor has any that is shown."""
    rows: dict[int, dict[str, int]] = {}
    bare: set[int] = set()
    for commune, years in cells.items():
        here = {year: parts for year, parts in years.items() if stage_of(year) == stage}
        rows[commune] = added(here.values())
        if not safe(rows[commune], [sum(parts.values()) for parts in here.values()]):
            bare.add(commune)
    hidden = set(suppressed(rows)) | bare
    shown = [key for key in rows if key not in hidden and any(rows[key].values())]
    others = sorted(shown, key=lambda key: sum(rows[key].values()))
    while hidden and others and not safe(added(rows[key] for key in hidden), [1]):
        hidden.add(others.pop(0))
    return frozenset(hidden)
