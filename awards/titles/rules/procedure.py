"""Votes, deadlines, validity and the days of papers."""

from __future__ import annotations

import calendar
import datetime as dt


def votes_problem(present: int, in_favour: int, against: int) -> str:
    """A sentence when the minutes' numbers contradict one another, else nothing."""
    if present < 1:
        return "Số người dự họp phải lớn hơn 0."
    if in_favour > present:
        return f"Số phiếu tán thành ({in_favour}) nhiều hơn số người dự ({present}). Hãy kiểm tra lại biên bản."
    if in_favour + against > present:
        return f"Tổng số phiếu ({in_favour + against}) nhiều hơn số người dự ({present}). Hãy kiểm tra lại biên bản."
    return ""


def carried(present: int, in_favour: int, over: int) -> bool:
    """Whether more than `over` percent of those present are in favour; counts are compared, not percentages."""
    return in_favour * 100 > over * present


def valid_until(signed_on: dt.date, months: int, year: int) -> dt.date:
    """The last day of validity.

    A yearly title (12 months) holds for the year judged, to its 31/12, or for a year from a decision signed later;
    a longer one holds for the whole months following the year of recognition (36 for a ward, TT 25/2023).
    """
    if months <= 12:
        return max(dt.date(year, 12, 31), add_months(signed_on, months) - dt.timedelta(days=1))
    return add_months(dt.date(signed_on.year, 12, 31), months)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_on(year: int, day: int | None, month: int | None, *, next_year: bool) -> dt.date | None:
    """The deadline for a year judged, or None where none was set; 29–31 stand for the month's last day."""
    if day is None or month is None:
        return None
    due_year = year + 1 if next_year else year
    return dt.date(due_year, month, min(day, calendar.monthrange(due_year, month)[1]))
