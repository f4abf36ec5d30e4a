"""Ratios of a series: recomputed from its counts, never restated themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from indicators.enums import Rounding
from indicators.models import Indicator
from indicators.place import in_words_of
from indicators.restating.building import Series
from indicators.rules.rates import rate
from indicators.rules.restating import Restated
from units.words import words_there


@dataclass(frozen=True)
class Ratio:
    """Percent of the base, two decimals; between two bounds where the counts are not known."""

    low: Decimal | None
    high: Decimal | None

    @property
    def value(self) -> Decimal | None:
        return self.low if self.low == self.high else None


def indicators_of(series: Series) -> list[Indicator]:
    """The indicators whose numerator and base were both asked for, in the words of the unit of the map."""
    codes = [measure.code for measure in series.asked.measures]
    found = Indicator.objects.filter(numerator__code__in=codes, base__code__in=codes)
    there = words_there([series.asked.version])
    return [in_words_of(there, each) for each in found.select_related("numerator", "base")]


def ratio(numerator: Restated, base: Restated) -> Ratio:
    """From the least of the numerator over the most of the base to the most over the least.

    Without a base, or where one of the two is not known at all, there is none.
    """
    if None in (numerator.low, numerator.high, base.low, base.high):
        return Ratio(None, None)
    if numerator.value is not None and base.value is not None:
        known = rate(numerator.value, base.value, Rounding.HALF_UP)
        return Ratio(known, known)
    low = rate(numerator.low or 0, base.high or 0, Rounding.CUT)
    return Ratio(low, rate(numerator.high or 0, base.low, Rounding.HALF_UP) if base.low else None)
