"""How a cell of a workbook is read: what was typed as text as everywhere else, numbers and days as Excel keeps them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any, TypeGuard

from hocTap.lib.refusals import Refused
from hocTap.lib.vi import reading, writing
from hocTap.lib.vi.order import nfc


def whole_in(cell: Any) -> int | None:
    """A whole number. 1.234 typed into an English Excel became a fraction and is 1234; 1.5 is no whole number.

    Raises Refused for fractions, negative numbers, 10^15 or more, and text that `parse_whole` refuses.
    """
    if not _is_number(cell):
        return reading.parse_whole(str(cell))
    if cell < 0:
        raise Refused("Không nhận số âm. Hãy ghi số từ 0 trở lên.")
    if cell >= reading.LARGEST:
        raise Refused(reading.TOO_LARGE)
    if cell == int(cell):
        return int(cell)
    thousands = Decimal(str(cell)) * 1000
    if cell >= 1 and thousands == int(thousands) and int(thousands) % 10:
        return int(thousands)
    raise Refused(f"ô ghi {_comma(cell)}, không phải số nguyên. Nếu là số nghìn, hãy ghi liền chữ số, ví dụ 1500.")


def money_in(cell: Any) -> int | None:
    """A sum of đồng; a fraction may have been millions or a slip and is refused. Raises Refused as `parse_money`."""
    if not _is_number(cell):
        return reading.parse_money(str(cell))
    if abs(cell) < reading.LARGEST and cell != int(cell):
        raise Refused(f"số tiền {_comma(cell)} có phần lẻ. Hãy ghi liền chữ số, ví dụ 1200000.")
    return whole_in(cell)


def day_in(cell: Any) -> dt.date | None:
    """A day as Excel keeps it or as typed; 01062021 typed into a cell of numbers lost its first 0."""
    if isinstance(cell, dt.datetime | dt.date):
        return reading.within(cell.date() if isinstance(cell, dt.datetime) else cell)
    whole = _is_number(cell) and abs(cell) < reading.LARGEST and cell == int(cell)
    return reading.parse_day(f"{int(cell):08d}" if whole else str(cell))


def school_year_in(cell: Any) -> int | None:
    """The first year of a school year; 2020 typed into a cell of numbers arrives as 2020.0."""
    return reading.parse_school_year(str(cell))


def text_in(cell: Any) -> str:
    """Text as it is; of numbers and days about what Excel shows."""
    if isinstance(cell, str):
        return nfc(cell)
    if type(cell) is float and cell.is_integer() and abs(cell) < reading.LARGEST:
        return str(int(cell))  # most cells that are no text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime | dt.date):
        return writing.day(cell)
    if _is_number(cell) and cell == int(cell) and abs(cell) < reading.LARGEST:
        return str(int(cell))
    return _comma(cell)


def _is_number(cell: Any) -> TypeGuard[float]:
    """Numbers; what Excel cannot hold (an infinite number, as a broken file may say) is read as text and refused."""
    return isinstance(cell, float | int) and not isinstance(cell, bool) and math.isfinite(cell)


def _comma(number: Any) -> str:
    return str(number).replace(".", ",")
