"""Ratios of a series: recomputed from its counts, never restated themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from indicators.definitions import Definitions, read_definitions
from indicators.enums import Rounding
from indicators.models import Indicator
from indicators.place import in_words_of
from indicators.restating.building import Series
from indicators.rules.rates import rate
from indicators.rules.restating import Restated
from units.words import LocalWords, words_there


@dataclass(frozen=True)
class Ratio:
    """Percent of the base, two decimals; between two bounds where the counts are not known."""

    low: Decimal | None
    high: Decimal | None

    @property
    def value(self) -> Decimal | None:
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class Parts:
    """A ratio of one year with the counts that it comes from; none where its definition has what was not asked for."""

    base_label: str
    numerator: Restated | None
    base: Restated | None

    @property
    def ratio(self) -> Ratio:
        return ratio(self.numerator, self.base) if self.numerator and self.base else Ratio(None, None)


@dataclass(frozen=True)
class Ratios:
    """The indicators that a series allows to compute, each year by the definition of the year."""

    series: Series
    indicators: tuple[Indicator, ...]
    definitions: Definitions
    there: LocalWords

    def in_year(self, indicator: Indicator, year: int) -> Parts:
        counted = self._defined(indicator, year)
        codes = counted.numerator.code, counted.base_of_share.code
        asked = {measure.code for measure in self.series.asked.measures}
        known = [self.series.result(code, year) if code in asked else None for code in codes]
        return Parts(counted.base_label, *known)

    def over(self, indicator: Indicator) -> str:
        """Over which base, from which year on another: "trên số hộ; từ năm 2019 trên số hộ được bình xét"."""
        first, last = self.series.asked.first, self.series.asked.last
        said = [self._defined(indicator, first).base_label]
        for change in self.definitions.after(indicator, first, last):
            if change.base_label:
                said.append(f"từ năm {change.first_year} {self.there.told(change.base_label)}")
        return "; ".join(said)

    def counts(self, indicator: Indicator, measure: int) -> bool:
        """Whether the measure is the indicator's numerator in some of the years."""
        asked = self.series.asked
        return any(each.numerator_id == measure for each in self.definitions.ever(indicator, asked.first, asked.last))

    def _defined(self, indicator: Indicator, year: int) -> Indicator:
        return in_words_of(self.there, self.definitions.of(indicator, year))


def ratios_of(series: Series) -> Ratios:
    """The indicators whose numerator and base were both asked for, as some of the years define them; two queries."""
    asked = series.asked
    codes = {measure.code for measure in asked.measures}
    counted = Q(numerator__code__in=codes) | Q(redefinitions__numerator__code__in=codes)
    rows = Indicator.objects.filter(counted, base__isnull=False).select_related("numerator", "base").distinct()
    indicators = list(rows.order_by("ordinal", "code"))
    definitions = read_definitions(indicators)
    known = tuple(
        each
        for each in indicators
        if any(
            {told.numerator.code, told.base_of_share.code} <= codes
            for told in definitions.ever(each, asked.first, asked.last)
        )
    )
    return Ratios(series, known, definitions, words_there([asked.version]))


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
