"""Where a figure stands with a target: decided on counts, as exact fractions, never on printed percentages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Protocol

from indicators.enums import Standing, TargetKind
from indicators.rules.targets import PERCENT, POINTS


class Asked(Protocol):
    """What of a target decides."""

    @property
    def kind(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def minimum(self) -> Decimal | None: ...
    @property
    def maximum(self) -> Decimal | None: ...
    @property
    def unit_name(self) -> str: ...


@dataclass(frozen=True)
class Count:
    """A count, over its base where it is a share."""

    numerator: int
    denominator: int | None = None

    @property
    def value(self) -> Fraction | None:
        """The share in percent, or the count itself; an empty base has no share."""
        if self.denominator is None:
            return Fraction(self.numerator)
        return Fraction(100 * self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True)
class Ends:
    """Between which values a target is reached; both ends reach it. None is no end."""

    low: Fraction | None
    high: Fraction | None = None
    downwards: bool = False
    """Whether less is better: a ceiling."""


def ends_of(target: Asked, base: Count | None = None) -> Ends | None:
    """The values asked for. A change is asked for from the figure of its base year: without that there are none.

    "tăng 5 điểm %" from 62 % asks for 67 %; "tăng 10%" from 200 members asks for 220.
    """
    low = Fraction(target.minimum) if target.minimum is not None else None
    high = Fraction(target.maximum) if target.maximum is not None else None
    if target.kind == TargetKind.CEILING:
        return Ends(None, high, downwards=True)
    if target.kind == TargetKind.CHANGE:
        start = base.value if base else None
        if start is None or low is None:
            return None
        return Ends(start + low if target.unit_name == POINTS else start * (1 + low / 100))
    return Ends(low, high)


def standing(target: Asked, now: Count | None, base: Count | None = None) -> Standing:
    """Met, exceeded (strictly), not met; no data without a figure, with an empty base, or without the base year's.

    70 of 100 meets "at least 70 %", 71 exceeds it. Within a range is met, over its upper end is exceeded. 69.9999 %
    does not meet 70 %.
    """
    value, ends = now.value if now else None, ends_of(target, base)
    if value is None or ends is None:
        return Standing.NO_DATA
    if ends.downwards:
        return _from_above(value, ends)
    if ends.low is not None and value < ends.low:
        return Standing.NOT_MET
    best = ends.high if ends.high is not None else ends.low
    return Standing.EXCEEDED if best is not None and value > best else Standing.MET


def _from_above(value: Fraction, ends: Ends) -> Standing:
    if ends.high is None or value > ends.high:
        return Standing.NOT_MET
    return Standing.EXCEEDED if value < ends.high else Standing.MET


def lacking(target: Asked, now: Count | None, base: Count | None = None) -> int:
    """How many more (for a ceiling: how many fewer) it takes on today's base until the target is reached; 0 once it is.

    1.036 of 2.084 households lack 215 for 60 %: 1.251 are 60,03 %, 1.250 only 59,98 %.
    """
    value, ends = now.value if now else None, ends_of(target, base)
    if now is None or value is None or ends is None:
        return 0
    whole = Fraction(now.denominator, 100) if now.denominator is not None else Fraction(1)
    if ends.downwards:
        return max(0, now.numerator - floor((ends.high or Fraction(0)) * whole))
    return max(0, ceil((ends.low or Fraction(0)) * whole) - now.numerator)


def pace(target: Asked, now: Count | None, year: int, base: Count | None = None) -> Fraction | None:
    """How much more each year on a straight line from this year's figure to the milestone; None where none is needed.

    Points of a percent for a share, the thing counted for a count. A guide and no target: documents ask for nothing
    between their milestones, and equal steps mislead less than equal rates of growth near 100 %.
    """
    value, ends = now.value if now else None, ends_of(target, base)
    if value is None or ends is None or target.year <= year:
        return None
    wanted = ends.high if ends.downwards else ends.low
    gap = (value - wanted if ends.downwards else wanted - value) if wanted is not None else Fraction(0)
    return gap / (target.year - year) if gap > 0 else None


MOST_PLACES = 4


def step_places(number: Fraction) -> int:
    """How many decimals a step takes so that, rounded up, it is at most a tenth more than it is."""
    return next(
        (places for places in range(1, MOST_PLACES) if ceil(number * 10**places) * 10 <= number * 10**places * 11),
        MOST_PLACES,
    )


def rounded_up(number: Fraction) -> Decimal:
    """A step that suffices when it is taken: 1.13 points a year are said as 1,2, never as 1,1; 0.0039 as 0,004."""
    places = step_places(number)
    return Decimal(ceil(number * 10**places)).scaleb(-places)


def is_less(now: Count, before: Count) -> bool:
    """Whether a share or count fell, by cross-multiplication; without one of the two it did not."""
    value, former = now.value, before.value
    return value is not None and former is not None and value < former


def moved_away(target: Asked, now: Count, before: Count) -> bool:
    """Whether a figure is further from what is asked than before: a ceiling is left by rising, all else by falling."""
    return is_less(before, now) if target.kind == TargetKind.CEILING else is_less(now, before)


def is_share(target: Asked) -> bool:
    """Whether the target's number is a percentage of something counted, and not of a base year's count."""
    return target.unit_name in (PERCENT, POINTS)


def to_places(number: Fraction, places: int = 2) -> Decimal:
    """A difference as it is written, halves away from zero: 1/3 of a point is 0,33."""
    scaled = floor(abs(number) * 10**places + Fraction(1, 2))
    return Decimal(scaled if number >= 0 else -scaled).scaleb(-places)
