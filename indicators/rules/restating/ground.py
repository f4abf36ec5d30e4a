"""How much of a unit's ground, as it stood on a day, lies inside a target's ground of another day: forth and back.

Forth, a unit's parts are followed to the target's day; what one day divides in an unpublished way is one unknown,
however many ways lead on from it, and so the bounds are as near as they can be. Back, a unit that several made up lies
inside where all of them did, outside where none did; how much of it each of them is, no link says.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from indicators.rules.restating.dividing import ONE_DAY, UNKNOWN, Atlas, Passage, all_or_nothing, hull
from units.rules.succession import NONE, Share

State = dict[int, Share]


class Piece(NamedTuple):
    """A part of a unit's ground, and how much of that part lies inside the target."""

    part: Fraction
    inside: Share


class Ground:
    """A target's ground: the units that make it up on a day, each with how much of it is the target's."""

    def __init__(self, atlas: Atlas, day: dt.date, target: Mapping[int, Share]) -> None:
        self.atlas, self.day, self.target = atlas, day, target
        self._before = [passage for passage in atlas.passages if passage.day <= day]
        self._after = [passage for passage in atlas.passages if passage.day > day]
        self._days_before, self._days_after = (
            [passage.day for passage in each] for each in (self._before, self._after)
        )
        self._forth = self._followed_forth()
        self._back = self._followed_back()

    def share(self, unit: int, on: dt.date) -> Share:
        """How much of the unit's ground of that day lies inside the target."""
        if on <= self.day:
            return self._forth[bisect_right(self._days_before, on)].get(unit, NONE)
        return self._back[bisect_right(self._days_after, on)].get(unit, NONE)

    def pieces(self, unit: int, on: dt.date) -> list[Piece]:
        """The unit's ground of an earlier day cut into the parts that the target's day knows, all of them together.

        The same pieces in the same order whatever the target is, so that what is allotted to them sums up to the whole
        over any targets that divide a map among them. Looking back the ground is one piece.
        """
        if on > self.day:
            return [Piece(Fraction(1), self.share(unit, on))]
        held, aside = {unit: Fraction(1)}, list[Piece]()
        for place in range(bisect_right(self._days_before, on), len(self._before)):
            held = self._cut(held, place, aside)
        return [*(Piece(part, self.share(heir, self.day)) for heir, part in sorted(held.items())), *aside]

    def _cut(self, held: dict[int, Fraction], place: int, aside: list[Piece]) -> dict[int, Fraction]:
        """The parts after one day; those of which nobody knows where they went are put aside as pieces of their own."""
        passage, after = self._before[place], self._forth[place + 1]
        passed = defaultdict[int, Fraction](Fraction)
        for holder, part in sorted(held.items()):
            divided = passage.divided.get(holder)
            if divided is None and holder in passage.ended:
                aside.append(Piece(part, self._forth[place].get(holder, NONE)))
            elif divided is None:
                passed[holder] += part
            else:
                for taker, share in divided.known.items():
                    passed[taker] += part * share
                if divided.rest:
                    aside.append(Piece(part * divided.rest, hull(after.get(each, NONE) for each in divided.sharing)))
                if divided.lost:
                    aside.append(Piece(part * divided.lost, divided.astray(after)))
        return dict(passed)

    def accounted(self, unit: int, on: dt.date) -> bool:
        """Whether the catalogue knows who had all of this unit's ground (a unit of the target's day) on the other day.

        A unit that came from nowhere, or a part that went to nobody, leaves the sum over the others a part only. A unit
        without links of its own is where the unit above it is.
        """
        held: set[int | None] = {unit}
        if on <= self.day:
            for passage in reversed(self._before[bisect_right(self._days_before, on) :]):
                held = {giver for each in held for giver in self._from_whom(each, passage)}
        else:
            for passage in self._after[: bisect_right(self._days_after, on)]:
                held = {taker for each in held for taker in self._to_whom(each, passage)}
        return None not in held

    def _from_whom(self, unit: int | None, passage: Passage) -> set[int | None]:
        """Who had the unit's ground before the day; None for nobody."""
        if unit is None:
            return {None}
        if givers := passage.givers.get(unit):
            return set(givers)
        if not self.atlas.stands(unit, passage.day):
            return {unit}
        above = self.atlas.above(unit, passage.day)
        return {None} if above is None else self._from_whom(above, passage)

    def _to_whom(self, unit: int | None, passage: Passage) -> set[int | None]:
        """Who has the unit's ground after the day; None for nobody."""
        if unit is None:
            return {None}
        if divided := passage.divided.get(unit):
            return {*divided.takers, *([None] if divided.lost else [])}
        if unit not in passage.ended:
            return {unit}
        above = self.atlas.above(unit, passage.day - ONE_DAY)
        return {None} if above is None else self._to_whom(above, passage)

    def _followed_forth(self) -> list[State]:
        """How much of each unit lies inside, before each day of change up to the target's day, and on it."""
        states: list[State] = [
            {unit: share for unit, share in self.target.items() if self.atlas.stands(unit, self.day)}
        ]
        for passage in reversed(self._before):
            states.append(self._one_day_earlier(states[-1], passage))
        return states[::-1]

    def _one_day_earlier(self, after: State, passage: Passage) -> State:
        before = {unit: parts.inside(after) for unit, parts in passage.divided.items()}
        for unit, share in after.items():
            if unit not in before and unit in passage.givers.get(unit, ()):
                before[unit] = share
        for unit in passage.ended:
            above = self.atlas.above(unit, passage.day - ONE_DAY)
            if above in before:
                before[unit] = all_or_nothing(before[above])
        return before

    def _followed_back(self) -> list[State]:
        """How much of each unit lies inside, on the target's day and after each day of change since."""
        standing = [unit for unit in self.atlas.stood if self.atlas.stands(unit, self.day)]
        states = [{unit: self._forth[-1].get(unit, NONE) for unit in standing}]
        for passage in self._after:
            states.append(self._one_day_later(states[-1], passage))
        return states

    def _one_day_later(self, before: State, passage: Passage) -> State:
        """A unit that stands on after it gave all its ground away has none, and is left out until it is given some."""
        after: State = {}
        for unit, givers in passage.givers.items():
            if shares := [before[giver] for giver in givers if giver in before]:
                after[unit] = hull(shares)
        for unit in self.atlas.stood:
            begins = unit not in passage.givers and not self.atlas.stands(unit, passage.day - ONE_DAY)
            if begins and self.atlas.stands(unit, passage.day):
                above = self.atlas.above(unit, passage.day)
                after[unit] = all_or_nothing(after[above]) if above in after else UNKNOWN
        return after
