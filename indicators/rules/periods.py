"""The usual days of reporting periods: what a year, a school year, a half-year or a quarter begins and ends with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from indicators.enums import PeriodKind


@dataclass(frozen=True)
class UsualPeriod:
    """A period as it is usually opened: figures may be entered from its first day on, where no other day is named."""

    kind: PeriodKind
    year: int
    ordinal: int
    label: str
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date
    opens_on: dt.date | None = None


def usual_periods(kind: PeriodKind, first: int, last: int, *, days_after: int) -> list[UsualPeriod]:
    """All periods of a kind from one year to another, due so many days after each has ended."""
    due = dt.timedelta(days=days_after)
    return [
        UsualPeriod(kind, year, ordinal, label, start, end, end + due)
        for year in range(first, last + 1)
        for ordinal, (label, start, end) in enumerate(_spans(kind, year), start=1)
    ]


def _spans(kind: PeriodKind, year: int) -> Iterator[tuple[str, dt.date, dt.date]]:
    """The periods of one year. A school year is named by the year in which it begins, on 1 September."""
    if kind == PeriodKind.SCHOOL_YEAR:
        yield f"Năm học {year}-{year + 1}", dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
    elif kind == PeriodKind.ASSOCIATION_YEAR:
        yield f"Năm công tác {year}", dt.date(year - 1, 11, 16), dt.date(year, 11, 15)
    elif kind == PeriodKind.NINE_MONTHS:
        yield f"9 tháng năm {year}", dt.date(year, 1, 1), dt.date(year, 9, 30)
    elif kind == PeriodKind.HALF_YEAR:
        yield f"6 tháng đầu năm {year}", dt.date(year, 1, 1), dt.date(year, 6, 30)
        yield f"6 tháng cuối năm {year}", dt.date(year, 7, 1), dt.date(year, 12, 31)
    elif kind == PeriodKind.QUARTER:
        ends = ((3, 31), (6, 30), (9, 30), (12, 31))
        for quarter, (month, day) in enumerate(ends, start=1):
            yield f"Quý {quarter} năm {year}", dt.date(year, month - 2, 1), dt.date(year, month, day)
    else:
        yield f"Năm {year}", dt.date(year, 1, 1), dt.date(year, 12, 31)
