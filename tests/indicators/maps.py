"""Invented maps over fifteen years on which every household is known, and what is true of them counted one by one.

Nothing here uses the rules that are tried: a map is played household by household, and what nobody published is tried
in every way in which it could have been.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from indicators.rules.restating import Atlas
from units.rules import OPEN, Span
from units.rules.succession import Link

ONE_DAY = dt.timedelta(days=1)
YEARS = range(2010, 2025)
START = dt.date(2004, 1, 1)


def end_of(year: int) -> dt.date:
    return dt.date(year, 12, 31)


@dataclass
class World:
    """Units, what passed between them, and where each household lived at the end of each year."""

    links: list[Link] = field(default_factory=list)
    stood: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[int, dict[int, int]] = field(default_factory=dict)
    """By year and household: its unit."""

    @property
    def atlas(self) -> Atlas:
        return Atlas(self.links, dict(self.stood), dict.fromkeys(self.stood, "ward"))

    def units(self, year: int) -> set[int]:
        day = end_of(year)
        return {unit for unit, spans in self.stood.items() if any(span.first <= day <= span.last for span in spans)}


@st.composite
def worlds(draw: st.DrawFn, published: bool | None = None) -> World:
    """Units that merge, divide, give parts away and are founded again; shares published always, never, or at times."""
    world = World()
    standing: dict[int, dt.date] = dict.fromkeys(range(1, draw(st.integers(2, 4)) + 1), START)
    home = {household: household % len(standing) + 1 for household in range(draw(st.integers(len(standing), 10)))}
    for year in YEARS:
        if draw(st.integers(0, 2)) == 0:
            _one_change(draw, world, standing, home, dt.date(year, draw(st.integers(1, 12)), 1), published)
        world.homes[year] = dict(home)
    for unit, first in standing.items():
        world.stood[unit].append(Span(first, OPEN))
    return world


def _one_change(
    draw: st.DrawFn,
    world: World,
    standing: dict[int, dt.date],
    home: dict[int, int],
    day: dt.date,
    published: bool | None,
) -> None:
    leaving = draw(st.sets(st.sampled_from(sorted(standing)), max_size=2))
    free = [unit for unit in range(1, 9) if unit not in standing]
    founded = draw(st.sets(st.sampled_from(free), max_size=2)) if free else set()
    takers = sorted((standing.keys() | founded) - leaving)
    if not takers:
        return
    givers = leaving | draw(st.sets(st.sampled_from(sorted(standing)), max_size=1))
    moved: dict[int, int] = {}
    fed: set[int] = set()
    for giver in sorted(givers):
        others = [taker for taker in takers if taker != giver]
        if not others:
            continue
        own = [household for household, unit in home.items() if unit == giver]
        chosen = sorted(draw(st.sets(st.sampled_from(others), min_size=1, max_size=3)))
        to = {household: draw(st.sampled_from(chosen if giver in leaving else [*chosen, giver])) for household in own}
        says = draw(st.booleans()) if published is None else published
        if giver in leaving and (len(chosen) == 1 or not own):
            links, to = [Link(day, giver, chosen[0])], dict.fromkeys(own, chosen[0])
        else:
            links = _parts(day, giver, chosen, to, says)
        world.links += links
        moved |= to
        fed |= {link.new for link in links}
    for unit in sorted(leaving):
        if not any(link.old == unit and link.on == day for link in world.links):
            world.links.append(Link(day, unit, takers[0]))
            moved |= {household: takers[0] for household, at in home.items() if at == unit}
            fed.add(takers[0])
        world.stood[unit].append(Span(standing.pop(unit), day - ONE_DAY))
    home |= moved
    standing |= {unit: day for unit in founded if unit in fed}


def _parts(day: dt.date, giver: int, chosen: list[int], to: Mapping[int, int], says: bool) -> list[Link]:
    """Links to those who took a part, with the true share of the households where it is published."""
    if not says:
        return [Link(day, giver, taker, whole=False) for taker in chosen]
    took = {taker: sum(unit == taker for unit in to.values()) for taker in chosen}
    return [
        Link(day, giver, taker, whole=False, share=Fraction(number, len(to)))
        for taker, number in took.items()
        if number
    ]


def true_count(world: World, target: set[int], on: int, year: int, counted: Mapping[int, int]) -> int:
    """What the households counted in a year that live in the target on the end of another; each by its weight."""
    return sum(weight for household, weight in counted.items() if world.homes[on][household] in target)


def by_every_way(world: World, unit: int, year: int, on: int, target: set[int]) -> tuple[Fraction, Fraction]:
    """The least and the greatest part of a unit's ground of a year that lies in the target at the end of a later one,
    found by giving what nobody published to each of its takers in turn.
    """
    found = []
    for choice in _choices(world, year, on):
        held = {unit: Fraction(1)}
        for day in sorted({link.on for link in world.links if end_of(year) < link.on <= end_of(on)}):
            after: dict[int, Fraction] = defaultdict(Fraction)
            for holder, part in held.items():
                for taker, share in _passed(world, holder, day, choice).items():
                    after[taker] += part * share
            held = after
        found.append(sum((part for holder, part in held.items() if holder in target), Fraction(0)))
    return min(found), max(found)


def _unpublished(world: World, holder: int, day: dt.date) -> list[int]:
    """Who may have had what nobody published of a unit on a day."""
    mine = [link for link in world.links if link.old == holder and link.on == day]
    takers = [link.new for link in mine if not link.whole and link.share is None]
    remains = any(span.first <= day <= span.last for span in world.stood[holder])
    return [*takers, holder] if takers and remains else takers


def _choices(world: World, year: int, on: int) -> Iterator[dict[tuple[int, dt.date], int]]:
    at = {(link.old, link.on) for link in world.links if end_of(year) < link.on <= end_of(on)}
    open_ones = {place: ways for place in sorted(at) if (ways := _unpublished(world, *place))}
    for chosen in product(*open_ones.values()):
        yield dict(zip(open_ones, chosen, strict=True))


def _passed(
    world: World, holder: int, day: dt.date, choice: Mapping[tuple[int, dt.date], int]
) -> Mapping[int, Fraction]:
    mine = [link for link in world.links if link.old == holder and link.on == day]
    if not mine:
        return {holder: Fraction(1)}
    if any(link.whole for link in mine):
        return {mine[0].new: Fraction(1)}
    parts: dict[int, Fraction] = defaultdict(Fraction)
    for link in mine:
        parts[link.new] += link.share or 0
    left = 1 - sum(parts.values())
    parts[choice.get((holder, day), holder)] += left
    return parts


def forebears(world: World, unit: int, year: int, on: int) -> set[int]:
    """The units of an earlier year's end from which a unit of a later one has, or may have, some ground."""
    found = {unit}
    for day in sorted({link.on for link in world.links if end_of(on) < link.on <= end_of(year)}, reverse=True):
        before = set()
        for each in found:
            before |= {link.old for link in world.links if link.on == day and link.new == each}
            stood_before = any(span.first <= day - ONE_DAY <= span.last for span in world.stood[each])
            mine = [link for link in world.links if link.on == day and link.old == each]
            gave_all = any(link.whole for link in mine) or sum(link.share or 0 for link in mine) == 1
            if stood_before and not gave_all and any(span.first <= day <= span.last for span in world.stood[each]):
                before.add(each)
        found = before
    return found
