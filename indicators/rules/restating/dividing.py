"""How one day divides a unit, as far as it is known, and what the catalogue tells of units through time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from units.rules import OPEN, Span
from units.rules.succession import NONE, WHOLE, Link, Share, Stood, stands

ONE_DAY = dt.timedelta(days=1)

UNKNOWN = Share(Fraction(0), Fraction(1))
"""Something between nothing and all."""


@dataclass(frozen=True)
class Division:
    """What a day makes of a unit: known parts, a rest that some units share in an unpublished way, a part unaccounted.

    The three together are the whole. Example: of Phường 8 nothing is known but that Bình Thới and Phú Thọ have all of
    it: no known parts, a rest of 1, these two `sharing`.
    """

    known: Mapping[int, Fraction]
    sharing: frozenset[int] = frozenset()
    rest: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)

    @property
    def takers(self) -> set[int]:
        """All that have, or may have, a part."""
        return {*self.known, *(self.sharing if self.rest else ())}

    def inside(self, shares: Mapping[int, Share]) -> Share:
        """How much of the unit lies inside a target of which the takers' ground has these shares.

        The rest may lie as badly, or as well, as with any one of those that share it; where all of these lie inside,
        so does the rest, however it was divided. Of the part unaccounted nobody knows more than that.
        """
        found = Share.of(Fraction(0))
        for taker, part in self.known.items():
            found += Share.of(part) * shares.get(taker, NONE)
        if self.rest:
            found += Share.of(self.rest) * hull(shares.get(taker, NONE) for taker in self.sharing)
        if self.lost:
            found += Share.of(self.lost) * self.astray(shares)
        return found

    def astray(self, shares: Mapping[int, Share]) -> Share:
        """Where the part unaccounted may lie: with any of the takers, or with nobody of the catalogue."""
        return Share(Fraction(0), max((shares.get(taker, NONE).high for taker in self.takers), default=Fraction(0)))


def hull(shares: Iterable[Share]) -> Share:
    """From the least to the greatest of these."""
    found = list(shares)
    return Share(min(share.low for share in found), max(share.high for share in found))


def division(unit: int, links: Iterable[Link], *, stays: bool) -> Division:
    """How the links of one day divide the unit, which stands on afterwards or does not.

    What a unit that stands on does not give away stays with it. The takers of unpublished parts of a unit that ended
    have all of it among them, beyond the published shares. Where a unit ended and all shares are published but do not
    make the whole, or where nobody took it, the remainder is unaccounted: a doubt for whoever keeps the catalogue.
    """
    passed = [link for link in links if link.new != unit or link.share is not None]
    if whole := next((link for link in passed if link.whole), None):
        return Division({whole.new: Fraction(1)})
    known: dict[int, Fraction] = defaultdict(Fraction)
    for link in passed:
        if link.share is not None:
            known[link.new] += link.share
    rest = max(1 - sum(known.values(), Fraction(0)), Fraction(0))
    sharing = {link.new for link in passed if link.share is None}
    if stays and unit not in known:
        if not sharing:
            return Division({**known, unit: rest} if rest else dict(known))
        sharing.add(unit)
    if sharing:
        return Division(dict(known), frozenset(sharing), rest)
    return Division(dict(known), lost=rest)


@dataclass(frozen=True)
class Passage:
    """What a day did: how it divided the units that gave something away, and who had each unit's ground before."""

    day: dt.date
    divided: Mapping[int, Division]
    givers: Mapping[int, Collection[int]]
    ended: Collection[int]


@dataclass(frozen=True)
class Atlas:
    """Units through time as far as a target is concerned: what passed to whom, when they stood, and under whom.

    The `parents` of a unit are those of its versions, with their days.
    """

    links: Sequence[Link]
    stood: Stood
    kinds: Mapping[int, str] = field(default_factory=dict)
    parents: Mapping[int, Sequence[tuple[Span, int | None]]] = field(default_factory=dict)

    def stands(self, unit: int, day: dt.date) -> bool:
        return stands(unit, day, self.stood)

    def above(self, unit: int, day: dt.date) -> int | None:
        """Under whom the unit stands on the day."""
        found = (parent for span, parent in self.parents.get(unit, ()) if span.first <= day <= span.last)
        return next(found, None)

    def over(self, unit: int, day: dt.date) -> list[int]:
        """All under whom the unit stands on the day, the nearest first."""
        found: list[int] = []
        above = self.above(unit, day)
        while above is not None and above not in (unit, *found):
            found.append(above)
            above = self.above(above, day)
        return found

    @cached_property
    def passages(self) -> list[Passage]:
        """The days on which something passed, began or ended, in order."""
        given: dict[dt.date, dict[int, list[Link]]] = defaultdict(lambda: defaultdict(list))
        for link in self.links:
            given[link.on][link.old].append(link)
        begun = {span.first for spans in self.stood.values() for span in spans}
        over = {span.last + ONE_DAY for spans in self.stood.values() for span in spans if span.last != OPEN}
        return [self._passage(day, given.get(day, {})) for day in sorted({*given, *begun, *over})]

    def _passage(self, day: dt.date, given: Mapping[int, list[Link]]) -> Passage:
        then = {unit for unit in self.stood if self.stands(unit, day - ONE_DAY)}
        now = {unit for unit in self.stood if self.stands(unit, day)}
        divided = {unit: division(unit, links, stays=unit in now) for unit, links in given.items() if unit in then}
        givers: dict[int, set[int]] = {unit: {unit} for unit in (then & now) - divided.keys()}
        for unit, parts in divided.items():
            for taker in parts.takers & now:
                givers.setdefault(taker, set()).add(unit)
        return Passage(
            day,
            divided,
            {taker: self._of_the_level(taker, units) for taker, units in givers.items()},
            then - now - divided.keys(),
        )

    def _of_the_level(self, taker: int, givers: set[int]) -> set[int]:
        """Those of the taker's own level, if any: what wards gave to a ward is not counted again as a district's."""
        kind = self.kinds.get(taker)
        return {giver for giver in givers if self.kinds.get(giver) == kind} or givers


def all_or_nothing(share: Share) -> Share:
    """What a share of the unit above tells of one below: all where all lies inside, nothing where nothing does."""
    return share if share in (NONE, WHOLE) else UNKNOWN
