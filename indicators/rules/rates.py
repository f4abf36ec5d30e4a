"""Rates from counts: decimals, never floats; decided on counts, not on what is printed."""

from collections.abc import Iterable
from decimal import Decimal

from indicators.enums import Rounding


def rate(numerator: int, denominator: int, rounding: Rounding, places: int = 2) -> Decimal | None:
    """Percent of the base, shortened as the report is set to; an empty base has no rate and prints as "–".

    53 of 63 is 84.13 half-up and 84.12 cut. Whole-number arithmetic, so exact at any size. A rate over 100 is shown,
    not clamped. Raises ValueError for a negative count, base or number of decimals.
    """
    if min(numerator, denominator, places) < 0:
        raise ValueError("Counts and decimals are not negative.")
    if denominator == 0:
        return None
    steps, rest = divmod(numerator * 100 * 10**places, denominator)
    if rounding == Rounding.HALF_UP and rest * 2 >= denominator:
        steps += 1
    return Decimal(f"{steps}e-{places}")


def meets(numerator: int, denominator: int, percent: Decimal) -> bool | None:
    """Whether the share reaches the percentage, by cross-multiplication; equality reaches it.

    None for an empty base. 69.996 % prints as 70.00 and does not meet 70.
    """
    if denominator == 0:
        return None
    share, whole = percent.as_integer_ratio()
    return numerator * 100 * whole >= share * denominator


MOST_PLACES = 12
"""Decimals at which a share is told apart from any level that a decision asks for."""


def rate_beside(
    numerator: int, denominator: int, rounding: Rounding, levels: Iterable[Decimal], places: int = 2
) -> Decimal | None:
    """The rate with as many decimals as it takes to stand on the right side of each level printed beside it.

    10.497 of 14.996 is 69,99866 %: beside "at least 70" it prints as 69.999 and not as 70.00, which would contradict
    the verdict. Two decimals where they do; an empty base has no rate.
    """
    found = rate(numerator, denominator, rounding, places)
    if found is None:
        return None
    asked = [(level, meets(numerator, denominator, level)) for level in levels]
    while places < MOST_PLACES and any((found >= level) != met for level, met in asked):
        places += 1
        found = rate(numerator, denominator, rounding, places) or found
    return found
