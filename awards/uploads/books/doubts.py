"""What looks wrong in a list but may be true: a thousandth of its neighbours, days turned round, hidden rows.

A doubt keeps its row from being written unless a reason stands beside it in the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from awards.uploads.reading import Problem
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi

if TYPE_CHECKING:
    from awards.uploads.books.understood import BookRow

THOUSAND = 1_000
SCHOOL_YEAR_BEGINS = (7, 1)
"""Decisions for a school year are made from July on; a day before belongs to the year before."""

LEAST_DAYS = 5
LAST_MONTH = 12


def raise_all(rows: Sequence[BookRow], template: Template, notices: list[str]) -> None:
    """Add the doubts to the rows that they are of, and what concerns the whole list to the notices."""
    for column in template.columns:
        if column.kind is Kind.MONEY:
            _thousandths(rows, column, notices)
    days = [(column.code, column.label) for column in template.columns if column.kind is Kind.DAY]
    _turned_days(rows, days, notices)


def _thousandths(rows: Sequence[BookRow], column: Column, notices: list[str]) -> None:
    """500 where the others say 500.000: typed as 500.000 into an English Excel, it became 500."""
    sums = {row.number: amount for row in rows if isinstance(amount := row.values.get(column.code), int) and amount}
    large = [amount for amount in sums.values() if amount >= 10 * THOUSAND]
    if not large:
        return
    usual = median(large)
    for row in rows:
        amount = sums.get(row.number)
        if amount and amount < THOUSAND * 10 and usual / 10 <= amount * THOUSAND <= usual * 10:
            _doubt(
                row,
                column.code,
                f"{column.label} {vi.money(amount)} chỉ bằng khoảng một phần nghìn các dòng khác. "
                f"Có phải {vi.money(amount * THOUSAND)} không?",
                notices,
            )


def _turned_days(rows: Sequence[BookRow], days_of: Sequence[tuple[str, str]], notices: list[str]) -> None:
    """01/09 that a US Excel kept as 9 January: the day contradicts the school year, turned round it does not."""
    for row in rows:
        year = row.values.get("school_year")
        for code, label in days_of:
            day = row.values.get(code)
            if not isinstance(day, dt.date) or not isinstance(year, int) or day >= dt.date(year, *SCHOOL_YEAR_BEGINS):
                continue
            turned = _turned(day)
            if turned and turned >= dt.date(year, *SCHOOL_YEAR_BEGINS):
                hint = f" Có phải {vi.day(turned)}, ngày và tháng bị đảo khi nhập vào Excel tiếng Anh, không?"
                _doubt(row, code, f"{label} {vi.day(day)} trước năm học {vi.school_year(year)}.{hint}", notices)
            else:
                row.notes.append(f"{label} {vi.day(day)} trước năm học {vi.school_year(year)}.")
    for code, label in days_of:
        days = {day for row in rows if isinstance(day := row.values.get(code), dt.date)}
        if len(days) >= LEAST_DAYS and all(day.day <= LAST_MONTH for day in days):
            notices.append(
                f"Cột “{label}” không có ngày nào quá 12. Hãy xem lại: ngày và tháng có thể đã bị đảo khi nhập."
            )


def _turned(day: dt.date) -> dt.date | None:
    """Day and month changed round, where that is a day."""
    return dt.date(day.year, day.day, day.month) if day.day <= LAST_MONTH and day.day != day.month else None


def _doubt(row: BookRow, code: str, sentence: str, notices: list[str]) -> None:
    if row.values.get("reason"):
        row.notes.append(sentence)
        return
    row.problems.append(Problem(f"{sentence} Nếu đúng như tệp ghi, hãy ghi lý do ở cột “Giải trình”.", code))
    notices.append(f"Dòng {row.line}: {sentence}")
