"""The series as plain rows, for programs."""

from __future__ import annotations

from typing import TypedDict

from indicators.restating.building import Series


class MeasureYear(TypedDict):
    """One measure in one year; `value` is null unless it is exact or estimated."""

    measure: str
    year: int
    value: int | None
    low: int | None
    high: int | None
    exact: int | None
    estimated: int | None
    unknown_units: list[str]
    quality: str


def rows(series: Series) -> list[MeasureYear]:
    """Measure by measure in the order asked for, year by year."""
    found = []
    for measure in series.asked.measures:
        for year in series.asked.years:
            result = series.result(measure.code, year)
            found.append(
                MeasureYear(
                    measure=measure.code,
                    year=year,
                    value=result.value,
                    low=result.low,
                    high=result.high,
                    exact=result.exact,
                    estimated=result.estimated,
                    unknown_units=sorted(series.key(unit) for unit in result.not_known),
                    quality=result.quality.value,
                )
            )
    return found
