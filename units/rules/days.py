"""What days and spans mean: who stood under whom, spans that meet or collide, wards covered by learning centres."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

OPEN = dt.date.max
"""Stands for "no last day" while spans are compared."""


class Span(NamedTuple):
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, valid_from: dt.date, valid_to: dt.date | None) -> Span:
        return cls(valid_from, valid_to or OPEN)

    @property
    def valid_to(self) -> dt.date | None:
        """The last day as the database keeps it: nothing when the end is open."""
        return None if self.last == OPEN else self.last

    def meets(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last


class Standing(NamedTuple):
    """One version of a unit as far as the tree is concerned: under whom, and when."""

    parent: int | None
    span: Span


class Line(NamedTuple):
    """An ancestor (the unit itself at depth 0) and the days on which the unit stood under it."""

    ancestor: int
    depth: int
    span: Span


class Cycle(ValueError):
    """A unit would stand under itself on some day."""

    def __init__(self, path: Sequence[int], day: dt.date) -> None:
        super().__init__(f"unit {path[-1]} would stand under itself on {day.isoformat()}")
        self.path, self.day = path, day


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order of days, those that touch or overlap made one (…–31/12, 01/01–… is one span)."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and (result[-1].last == OPEN or span.first <= result[-1].last + dt.timedelta(days=1)):
            result[-1] = Span(result[-1].first, max(result[-1].last, span.last))
        else:
            result.append(span)
    return result


def without(span: Span, gaps: Iterable[Span]) -> list[Span]:
    """The days of the span that lie in none of the gaps, in order."""
    left: list[Span] = []
    first: dt.date | None = span.first
    for gap in merged(gaps):
        if first is None or gap.last < first or gap.first > span.last:
            continue
        if gap.first > first:
            left.append(Span(first, gap.first - dt.timedelta(days=1)))
        first = None if gap.last >= span.last else gap.last + dt.timedelta(days=1)
    return left if first is None else [*left, Span(first, span.last)]


def covers(spans: Iterable[Span], inner: Span) -> bool:
    """Whether every day of the inner span lies in one of the spans."""
    return any(span.first <= inner.first and inner.last <= span.last for span in merged(spans))


def colliding(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """Two neighbouring spans with a day in common, or None; a unit has one version a day."""
    ordered = sorted(spans)
    return next(((one, two) for one, two in pairwise(ordered) if one.meets(two)), None)


def lines(unit: int, versions: Mapping[int, Sequence[Standing]]) -> list[Line]:
    """Every ancestor of a unit with the days on which the unit stood under it, itself at depth 0.

    The days are those on which each unit of the chain stood, so a parent that had ended (or not yet begun) ends
    the chain on that day. Spans that touch are one line; a change of depth begins a new one.
    Raises Cycle when, on some day, a unit would stand under itself.
    """
    found: dict[tuple[int, int], list[Span]] = defaultdict(list)
    climbs: list[tuple[tuple[int, ...], Span]] = [((unit,), Span(dt.date.min, OPEN))]
    while climbs:
        path, within = climbs.pop()
        for parent, span in versions.get(path[-1], ()):
            common = Span(max(within.first, span.first), min(within.last, span.last))
            if common.first > common.last:
                continue
            found[path[-1], len(path) - 1].append(common)
            if parent in path:
                raise Cycle((*path, parent), common.first)
            if parent is not None:
                climbs.append(((*path, parent), common))
    return [Line(*at, span) for at, spans in found.items() for span in merged(spans)]


@dataclass(frozen=True)
class Coverage:
    """Wards that stood on a day, and those of them that a community learning centre served."""

    covered: int
    wards: int
    known: bool = True
    """Whether the register knows a centre of any of them, in service or not: an empty register is not "0 %"."""

    @property
    def missing(self) -> int:
        return self.wards - self.covered

    @property
    def rate(self) -> Decimal | None:
        """Percent of the wards, two decimals rounded half up, none when it is whole (100); without wards no rate."""
        if self.wards == 0:
            return None
        rate = (Decimal(self.covered) * 100 / self.wards).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return rate.quantize(Decimal(1)) if rate == rate.to_integral_value() else rate
