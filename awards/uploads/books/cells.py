"""One cell of a list that nobody made for this site, read as its column says; a note where it was not plainly so.

The same readers as everywhere; besides, what only files have: the number by which Excel keeps a day, years of two
digits, money counted in thousands, a day of birth where the year is asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from awards.uploads.books.vocabulary import YEARS
from awards.uploads.reading import value_of
from awards.uploads.templates import Column, Kind
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.vi.cells import text_in

EXCELS_DAY_0 = dt.date(1899, 12, 30)
DAYS_LATER_FROM_1904 = 1462
FIRST_NUMBER, LAST_NUMBER = 16_438, 73_415
"""01/01/1945 and 31/12/2100, as Excel numbers days."""

SHORT_DAY = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{2})")
CENTURY_FROM = 45
"""A year of two digits from here on belongs to the last century: 45 is 1945, 44 is 2044."""

LONGEST_OF_TWO = 600
"""What is longer in a cell of two values is cut: no field takes so much."""

BETWEEN = ("\n", ";", ",", " - ", " – ", "(")
"""What stands between two values in one cell."""

BETWEEN_NUMBERS = (*BETWEEN, "/", " ")
BEFORE_A_DAY = (*BETWEEN, " ngày ")
HEAD_OF_A_ROOM = "quyet dinh so "


class Reader:
    """Reads the cells of one sheet."""

    def __init__(self, choices: Mapping[str, Sequence[str]], from_1904: bool = False) -> None:
        self.choices, self.from_1904, self.worth = choices, from_1904, 1

    def read(self, cell: Any, column: Column) -> tuple[Any, str]:
        """The value, and a note of what was taken for it; a required cell may still be said elsewhere."""
        lenient = _lenient(column)
        if column.kind is Kind.DAY:
            return self._day(cell, lenient)
        if column.kind is Kind.MONEY:
            return self._money(cell, lenient), ""
        if column.code in YEARS and (day := self._maybe_day(cell)):
            return day.year, ""
        return value_of(cell, lenient, self.choices.get(column.code) or None), ""

    def number(self, cell: Any, column: Column) -> int | None:
        """A number of a line of sums; None for what is none."""
        try:
            value, _ = self.read(cell, column)
        except Refused:
            return None
        return value if isinstance(value, int) else None

    def _money(self, cell: Any, column: Column) -> Any:
        value = value_of(cell, column)
        plain = not isinstance(cell, str) or not any(sign.isalpha() for sign in cell)
        return value * self.worth if value and plain else value

    def _day(self, cell: Any, column: Column) -> tuple[Any, str]:
        if isinstance(cell, int | float) and not isinstance(cell, bool) and FIRST_NUMBER <= cell <= LAST_NUMBER:
            day = self._numbered(int(cell))
            return day, f"ô ghi số {int(cell)}, đọc là ngày {vi.day(day)}."
        if isinstance(cell, str) and (short := SHORT_DAY.fullmatch(cell.strip()[:20])):
            long = f"{short[1]}/{short[2]}/{_full_year(short[3])}"
            return value_of(long, column), f"“{cell.strip()}” đọc là ngày {long}."
        return value_of(cell, column), ""

    def _numbered(self, number: int) -> dt.date:
        return EXCELS_DAY_0 + dt.timedelta(days=number + (DAYS_LATER_FROM_1904 if self.from_1904 else 0))

    def _maybe_day(self, cell: Any) -> dt.date | None:
        """A day where a year was asked for; None for what is a year, or nothing."""
        if isinstance(cell, dt.datetime | dt.date):
            return cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return self._numbered(int(cell)) if FIRST_NUMBER <= cell <= LAST_NUMBER else None
        text = text_in(cell).strip()[:20]
        if text.isdigit() and len(text) == len("2020"):
            return None
        if short := SHORT_DAY.fullmatch(text):
            text = f"{short[1]}/{short[2]}/{_full_year(short[3])}"
        try:
            return vi.parse_day(text)
        except Refused:
            return None


def halves(text: str, second: Column) -> tuple[str, str]:
    """The two values of a cell; the second one is empty where nothing divides them.

    A text begins behind the first sign that divides ("Lý Thử An, 12 Lê Lợi, hẻm 3"), anything else behind the last:
    "12 Lê Lợi, hẻm 3, KP 1", "12/QĐ-HKH ngày 05/09/2020", "Lý Thử An (2006)".
    """
    words = text.strip()
    if second.kind is Kind.TEXT:
        found = [(words.find(sign), sign) for sign in BETWEEN if sign in words]
        place, sign = min(found, default=(-1, ""))
    else:
        day = second.kind is Kind.DAY
        signs = BEFORE_A_DAY if day else BETWEEN if second.kind is Kind.CHOICE else BETWEEN_NUMBERS
        found = [(words.rfind(sign), sign) for sign in signs if sign in words]
        place, sign = max(found, default=(-1, ""))
    if place < 0:
        return words, ""
    return words[:place].strip(" ,;-–("), words[place + len(sign) :].strip(" ,;-–()")


@lru_cache(maxsize=256)
def _lenient(column: Column) -> Column:
    return Column(
        column.code,
        column.label,
        column.kind,
        longest=column.longest,
        largest=column.largest,
        also=column.also,
        is_place=column.is_place,
    )


def _full_year(two: str) -> int:
    return (1900 if int(two) >= CENTURY_FROM else 2000) + int(two)
