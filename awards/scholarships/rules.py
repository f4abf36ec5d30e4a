"""What money and consent mean: pure arithmetic and conditions, with sentences for whoever is refused."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from awards.scholarships.enums import Party
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

SMALL_CELL = 3
OWN_CONSENT_FROM = 7
ADULT = 18
NEW_SCHOOL_YEAR_FROM_MONTH = 7
FIRST_SCHOOL_YEAR, LAST_SCHOOL_YEAR = 2000, 2099

Key = TypeVar("Key")


def school_year_label(first: int) -> str:
    """2020 → "2020–2021"."""
    return f"{first}–{first + 1}"


def school_year_of(day: dt.date) -> int:
    """The school year a day belongs to, by its first calendar year; from July on the coming one is meant."""
    return day.year if day.month >= NEW_SCHOOL_YEAR_FROM_MONTH else day.year - 1


def who_must_consent(birth_year: int, day: dt.date) -> frozenset[Party]:
    """Whose agreement is needed before a name is shown (Luật 91/2025/QH15, điều 24).

    The guardian for a child; the child too from the calendar year in which it turns 7; an adult alone. Only the year
    of birth is kept, so someone who turns 18 this year still counts as a child: both must agree.
    """
    age = day.year - birth_year
    if age > ADULT:
        return frozenset({Party.CHILD})
    return frozenset({Party.GUARDIAN, Party.CHILD} if age >= OWN_CONSENT_FROM else {Party.GUARDIAN})


def broken_down(parts: Mapping[Key, int]) -> Mapping[Key, int] | None:
    """The parts of a total as they may be shown, or None when one of them is 1 or 2 and could point at a child.

    The whole breakdown is left out, not the small cell alone: the others and the total would give it away.
    """
    return None if any(0 < number < SMALL_CELL for number in parts.values()) else parts


def suppressed(rows: Mapping[Key, Mapping[str, int]]) -> frozenset[Key]:
    """Rows of a table whose breakdown is left out, so that the total below it does not give a small cell away.

    These are the rows with a cell of 1 or 2, and with them as many of the smallest other rows as it takes until all
    that is left out adds up to no such cell: the total less the rows shown is then no more than that sum.
    """
    hidden = {key for key, parts in rows.items() if broken_down(parts) is None}
    others = sorted((key for key in rows if key not in hidden), key=lambda key: sum(rows[key].values()))
    others = [key for key in others if any(rows[key].values())]
    while hidden and others and broken_down(_added(rows[key] for key in hidden)) is None:
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _added(rows: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row)
    return total


def turn(paid_before: int, paid_after: int) -> int:
    """+1 when a payment makes a suất a given one, −1 when a reversal makes it ungiven, 0 for all else.

    The sum of turns over any span of days is the number of suất given in it, whatever was paid in parts or reversed.
    """
    return int(paid_after > 0) - int(paid_before > 0)


def refuse_sum(amount: int | None, what: str = "Số tiền") -> int:
    """A sum that money can be: more than 0, below 10^15. Raises Refused."""
    if amount is None:
        raise Refused(f"{what} còn trống. {vi.MONEY_EXAMPLES}")
    if amount < 0:
        raise Refused(f"{what} không được là số âm. {vi.MONEY_EXAMPLES}")
    if amount == 0:
        raise Refused(f"{what} phải lớn hơn 0. {vi.MONEY_EXAMPLES}")
    if amount >= vi.LARGEST:
        raise Refused(f"{what} quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số.")
    return amount


def refuse_future(day: dt.date, today: dt.date, what: str) -> None:
    """Raises Refused for a day that has not come."""
    if day > today:
        raise Refused(f"{what} {vi.day(day)} ở sau hôm nay ({vi.day(today)}). Hãy ghi lại ngày.")


def refuse_school_year(school_year: int) -> None:
    """Raises Refused for a number that is no school year."""
    if not FIRST_SCHOOL_YEAR <= school_year <= LAST_SCHOOL_YEAR:
        raise Refused("Năm học không hợp lệ. Hãy ghi năm đầu của năm học, ví dụ 2020 cho năm học 2020–2021.")


def refuse_payment(
    *, amount: int, granted: int, paid: int, balance: int, on: dt.date, decided_on: dt.date, last_on: dt.date | None
) -> None:
    """A payment fits its grant, its fund and the calendar, or Refused is raised with what to do.

    `paid` and `balance` are what the ledger says under the lock; `last_on` is the day of the grant's last entry.
    """
    if on < decided_on:
        raise Refused(
            f"Ngày chi {vi.day(on)} ở trước ngày quyết định cấp học bổng ({vi.day(decided_on)}). Hãy ghi lại ngày chi."
        )
    if last_on and on < last_on:
        raise Refused(f"Suất này có bút toán ngày {vi.day(last_on)}; ngày chi sau phải từ ngày đó trở đi.")
    if paid >= granted:
        raise Refused(f"Suất này đã được chi đủ {vi.money(granted)}; không chi thêm được.")
    if amount > granted - paid:
        raise Refused(
            f"Suất này còn được chi {vi.money(granted - paid)} (mức {vi.money(granted)}, đã chi {vi.money(paid)}). "
            "Hãy ghi lại số tiền."
        )
    refuse_overdraft(amount, balance)


def refuse_overdraft(amount: int, balance: int) -> None:
    """A fund cannot go below zero. Raises Refused."""
    if amount > balance:
        raise Refused(f"Quỹ chỉ còn {vi.money(balance)}, không đủ để chi {vi.money(amount)}.")
