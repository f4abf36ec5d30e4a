"""Rates from counts: decimals, never floats; decided on counts, not on what is printed."""

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
