"""How Vietnamese documents write numbers, sums of money, days and moments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

NOTHING = "–"

_SWAPPED = str.maketrans(",.", ".,")


def whole(number: int | None) -> str:
    """1234 → "1.234"; nothing → "–"."""
    return NOTHING if number is None else f"{number:,}".replace(",", ".")


def decimal(number: Decimal | None) -> str:
    """Decimal("1234.50") → "1.234,50", with the decimals it has; never in powers of ten."""
    if number is None:
        return NOTHING
    return f"{number:,f}".translate(_SWAPPED)


def percent(rate: Decimal | None) -> str:
    """Decimal("84.12") → "84,12%"; no rate → "–"."""
    return NOTHING if rate is None else f"{decimal(rate)}%"


def money(dong: int | None) -> str:
    """8000000000 → "8.000.000.000 đồng"."""
    return NOTHING if dong is None else f"{whole(dong)} đồng"


def day(date: dt.date | None) -> str:
    """29/10/2020."""
    return NOTHING if date is None else f"{date.day:02d}/{date.month:02d}/{date.year:04d}"


def long_day(date: dt.date) -> str:
    """Ngày 05 tháng 02 năm 2020: days 1–9 and months 1–2 get a leading 0 (NĐ 30/2020, phụ lục I)."""
    month = f"{date.month:02d}" if date.month <= 2 else str(date.month)
    return f"ngày {date.day:02d} tháng {month} năm {date.year}"


def from_to(first: dt.date, last: dt.date) -> str:
    """Both ends of a span: "Từ ngày 01/01/2020 đến ngày 31/12/2020"."""
    return f"Từ ngày {day(first)} đến ngày {day(last)}"


def moment(at: dt.datetime) -> str:
    """14:05 29/10/2020, in Vietnam's time."""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {day(local.date())}"


def school_year(first: int) -> str:
    """2020 → "2020–2021"."""
    return f"{first}–{first + 1}"
