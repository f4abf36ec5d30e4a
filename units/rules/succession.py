"""Who answers for a unit on a later day, and for which part of it: the one rule about mergers and divisions.

A link says that on a day all of a unit, or a part, passed to another: it leads from the unit as it stood the day before
to the other as it stood on the day. What a unit does not give away stays with it as long as it stands. All of one day
happens at once, and days are taken in order: whatever the links say, also where they lead in a circle, each day is
looked at once and the walk ends. Example: Phường 12 went whole into Phường 8 on 01/01/2025, Phường 8 in two unknown
parts to Phường Bình Thới and Phường Phú Thọ on 01/07/2025; so today both answer for parts of Phường 12, nobody for all.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from operator import attrgetter

from units.rules.days import OPEN, Span, merged

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """How much of a unit: between a least and a greatest part of the whole, equal where the share is known."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, known: Fraction) -> Share:
        return cls(known, known)

    @property
    def exact(self) -> Fraction | None:
        """The share where it is known."""
        return self.low if self.low == self.high else None

    @property
    def is_whole(self) -> bool:
        return self.low >= 1

    def __add__(self, other: Share) -> Share:
        return Share(self.low + other.low, self.high + other.high)

    def __mul__(self, other: Share) -> Share:
        """A part of a part: half of a third is a sixth; an unknown part of a half is at most a half."""
        return Share(self.low * other.low, self.high * other.high)

    def bounded(self) -> Share:
        """Never more than the whole, as the greatest parts of several unknown shares would add up to."""
        return Share(min(self.low, Fraction(1)), min(self.high, Fraction(1)))


NONE, WHOLE = Share.of(Fraction(0)), Share.of(Fraction(1))

Shares = Mapping[int, Share]
"""For each unit, by its id, how much of another it holds (or how much of it another holds)."""

Stood = Mapping[int, Sequence[Span]]
"""For each unit the days on which it stood."""


@dataclass(frozen=True)
class Link:
    """On the day, all of the old unit or a part passed to the new one; the share of a part may be unknown."""

    on: dt.date
    old: int
    new: int
    whole: bool = True
    share: Fraction | None = None


@dataclass(frozen=True)
class Answer:
    """The units that answer for another on a day, each with its part of it."""

    shares: Shares

    @property
    def whole(self) -> int | None:
        """The one unit that answers for all of it, if there is one."""
        return next((unit for unit, share in self.shares.items() if share.is_whole), None)

    @property
    def units(self) -> list[int]:
        """All that answer for it, or for a part of it."""
        return list(self.shares)

    @property
    def nobody(self) -> Share:
        """The part for which no unit in the catalogue answers; unknown where a share is."""
        low, high = (sum((getattr(each, end) for each in self.shares.values()), Fraction(0)) for end in ("low", "high"))
        return Share(max(1 - high, Fraction(0)), max(1 - low, Fraction(0)))


def heirs(unit: int, since: dt.date, until: dt.date, links: Iterable[Link], stood: Stood) -> dict[int, Share]:
    """What became of the unit as it stood on one day, by a later day: its parts by the units that stand then.

    A unit that nothing happened to holds the whole of itself; one that did not stand became nothing. Parts that went
    to no unit of the catalogue, or to one that has ended without a successor, are in nobody's hands and left out.
    """
    held = _standing({unit: WHOLE}, since, stood)
    for day, given in days_of(links, since, until):
        passed: dict[int, Share] = defaultdict(lambda: NONE)
        for holder, share in held.items():
            for taker, part in split(holder, given.get(holder, ()), stands(holder, day, stood)).items():
                passed[taker] += share * part
        held = passed
    return _standing(held, until, stood)


def origins(unit: int, since: dt.date, until: dt.date, links: Iterable[Link], stood: Stood) -> dict[int, Share]:
    """What the unit, as it stands on the later day, came from: the units of the earlier day, each with the part of it
    that this unit holds now. The exact inverse of `heirs`: the same number, asked from the other end.
    """
    held = _standing({unit: WHOLE}, until, stood)
    for day, given in reversed(days_of(links, since, until)):
        before: dict[int, Share] = defaultdict(lambda: NONE)
        for giver in {*given, *held}:
            for taker, part in split(giver, given.get(giver, ()), stands(giver, day, stood)).items():
                if taker in held:
                    before[giver] += part * held[taker]
        held = before
    return _standing(held, since, stood)


def answer(unit: int, day: dt.date, links: Iterable[Link], stood: Stood) -> Answer:
    """Who answers for the unit on the day: itself while it stands, then those that it passed to after its last day.

    Before a unit began nobody answers for it.
    """
    since = last_stood(unit, day, stood)
    return Answer({} if since is None else heirs(unit, since, day, links, stood))


@dataclass(frozen=True)
class Inheritance:
    """From the first day to the last the heir answers for the unit, which is no more: for all of it or for a part."""

    heir: int
    unit: int
    span: Span
    whole: bool


def inheritances(unit: int, links: Sequence[Link], stood: Stood) -> list[Inheritance]:
    """Everybody who answers for the unit at some time after its end: `answer`, asked for every day at once.

    The links are those that lead on from the unit. An heir that answers first for all and later for a part has a row
    for either time. While the unit stands (also again, after a gap) it answers for itself, and nobody inherits.
    """
    found: dict[tuple[int, bool], list[Span]] = defaultdict(list)
    for span in turns(unit, links, stood):
        held = answer(unit, span.first, links, stood)
        for heir in held.units:
            if heir != unit:
                found[heir, heir == held.whole].append(span)
    return [Inheritance(heir, unit, span, whole) for (heir, whole), spans in found.items() for span in merged(spans)]


def turns(unit: int, links: Sequence[Link], stood: Stood) -> list[Span]:
    """The days after the unit's first end, cut wherever the answer may change: at links and at ends and beginnings."""
    ends = [span.last for span in merged(stood.get(unit, ())) if span.last != OPEN]
    if not ends or not links:
        return []
    units = {unit, *(link.new for link in links)}
    spans = [span for each in units for span in stood.get(each, ())]
    after = {span.last + ONE_DAY for span in spans if span.last != OPEN}
    days = sorted(day for day in after | {span.first for span in spans} | {link.on for link in links} if day > ends[0])
    return [Span(first, last - ONE_DAY) for first, last in pairwise(days)] + [Span(days[-1], OPEN)]


def last_stood(unit: int, day: dt.date, stood: Stood) -> dt.date | None:
    """The last day, up to this one, on which the unit stood; None before it began."""
    return max((min(span.last, day) for span in stood.get(unit, ()) if span.first <= day), default=None)


def stands(unit: int, day: dt.date, stood: Stood) -> bool:
    return any(span.first <= day <= span.last for span in stood.get(unit, ()))


def days_of(links: Iterable[Link], since: dt.date, until: dt.date) -> list[tuple[dt.date, dict[int, list[Link]]]]:
    """The days after the first up to the last on which something passed on, in order, with the links by old unit."""
    wanted = sorted((link for link in links if since < link.on <= until), key=attrgetter("on"))
    found = []
    for day, of_day in groupby(wanted, key=attrgetter("on")):
        given: dict[int, list[Link]] = defaultdict(list)
        for link in of_day:
            given[link.old].append(link)
        found.append((day, dict(given)))
    return found


def split(unit: int, given: Iterable[Link], stays: bool) -> dict[int, Share]:
    """How one day divides a unit: the parts that passed to others, and the rest, which the unit keeps if it stays.

    A link to itself ("Phường 1, with Phường 2, is Phường 1 now") says only that it stays, unless it has a share.
    Where nobody published a share, the part is something between nothing and all that the known shares leave.
    """
    passed = [link for link in given if link.new != unit or link.share is not None]
    if whole := next((link for link in passed if link.whole), None):
        return {whole.new: WHOLE}
    rest = max(1 - sum((link.share for link in passed if link.share is not None), Fraction(0)), Fraction(0))
    unpublished = Share(Fraction(0), rest)
    parts: dict[int, Share] = defaultdict(lambda: NONE)
    for link in passed:
        parts[link.new] += unpublished if link.share is None else Share.of(link.share)
    if unit not in parts and (stays or not passed):
        parts[unit] = unpublished if any(link.share is None for link in passed) else Share.of(rest)
    return {taker: part for taker, part in parts.items() if part.high}


def _standing(held: Shares, day: dt.date, stood: Stood) -> dict[int, Share]:
    return {unit: share.bounded() for unit, share in held.items() if stands(unit, day, stood)}
