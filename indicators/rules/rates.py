"""Rates from counts: decimals, never floats; decided on counts, not on what is printed."""

from decimal import Decimal

from indicators.enums import Rounding


def rate(numerator: int, denominator: int, rounding: Rounding, places: int = 2) -> Decimal | None:
    """Percent of the base, shortened as the report is set to; an empty base has no rate and prints as "–".

    53 of 63 is 84.13 half-up and 84.12 cut. Counts are not negative; a rate over 100 is shown, not clamped.
    """
    if denominator == 0:
        return None
    return (Decimal(numerator) * 100 / denominator).quantize(Decimal(1).scaleb(-places), rounding.mode)


def meets(numerator: int, denominator: int, percent: Decimal) -> bool | None:
    """Whether the share reaches the percentage, by cross-multiplication; equality reaches it.

    None for an empty base. 69.996 % prints as 70.00 and does not meet 70.
    """
    if denominator == 0:
        return None
    return numerator * 100 >= percent * denominator
