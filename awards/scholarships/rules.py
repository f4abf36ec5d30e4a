"""What money and consent mean: pure arithmetic and conditions, with sentences for whoever is refused."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

from awards.scholarships.enums import Party, SchoolLevel
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

SMALL_CELL = 3
OWN_CONSENT_FROM = 7
ADULT = 18
FIRST_SCHOOL_YEAR, LAST_SCHOOL_YEAR = 2000, 2099

Key = TypeVar("Key")


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

    Left out are all rows with a cell of 1 or 2. Whoever takes the shown rows from the total learns the sum of the rows
    left out; while that sum has itself a cell of 1 or 2, the smallest row that is still shown is left out too.
    Example: Phường 1 has 2 suất, Phường 2 has 30, Phường 3 has 5. Without Phường 1 alone, the total of 37 would tell
    its 2; so Phường 3 is left out as well, and only "7 together" can be worked out.
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
    """+1 with the first payment of a suất, −1 when everything paid on it was taken back, 0 for every other line.

    The sum of turns over any span of days is the number of suất given in it. Example: 600.000 and then 400.000 are
    paid (+1, 0); both are reversed (0, −1); the suất counts as not given.
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


def refuse_school_year(school_year: int) -> None:
    """Raises Refused for a number that is no school year."""
    if not FIRST_SCHOOL_YEAR <= school_year <= LAST_SCHOOL_YEAR:
        raise Refused("Năm học không hợp lệ. Hãy ghi năm đầu của năm học, ví dụ 2020 cho năm học 2020–2021.")


@dataclass(frozen=True)
class Owed:
    """A suất under its fund's lock: what was granted when, what is paid, and the day of its last line."""

    what: str
    granted: int
    paid: int
    decided_on: dt.date
    last_on: dt.date | None = None


def refuse_payment(amount: int, on: dt.date, owed: Owed) -> None:
    """A payment fits its suất and the calendar, or Refused is raised with what to do.

    Example: of 1.000.000 granted 600.000 are paid; 400.000 fit, 400.001 do not.
    """
    left = owed.granted - owed.paid
    if left <= 0:
        raise Refused(f"{owed.what} đã được chi đủ {vi.money(owed.granted)}; không chi thêm được.")
    if on < owed.decided_on:
        raise Refused(
            f"{owed.what}: ngày chi {vi.day(on)} ở trước ngày quyết định cấp học bổng ({vi.day(owed.decided_on)}). "
            "Hãy ghi lại ngày chi."
        )
    if owed.last_on and on < owed.last_on:
        raise Refused(f"{owed.what} có bút toán ngày {vi.day(owed.last_on)}; ngày chi sau phải từ ngày đó trở đi.")
    if amount > left:
        raise Refused(
            f"{owed.what} còn được chi {vi.money(left)} (mức {vi.money(owed.granted)}, đã chi {vi.money(owed.paid)}), "
            f"không chi được {vi.money(amount)}. Hãy ghi lại số tiền."
        )


LEAST_USUAL = 1_000
"""Below this a sum was hardly meant: somebody typed 500 for 500.000."""

TIMES_USUAL = 10
ENOUGH_TO_KNOW = 5
"""So many sums of a kind must be in the book before anybody speaks of the usual one."""

MOST_OF_A_FUND = Fraction(4, 5)


def odd_sums(amount: int, usual: Sequence[int], *, held: int | None = None, what: str = "Số tiền") -> list[str]:
    """What looks wrong about a sum: hardly anything, ten times the usual one of its kind, most of what there is.

    `usual` are the last sums of its kind, `held` what the book holds when money goes out. Example: 500 đồng; 20 triệu
    where gifts are of 1,5 triệu; 80 triệu out of 90 triệu. The usual sum is the middle one, so that one big gift
    does not make the next one usual.
    """
    found = []
    if amount < LEAST_USUAL:
        found.append(f"{what} chỉ có {vi.money(amount)}; có thể đã ghi thiếu số 0.")
    if len(usual) >= ENOUGH_TO_KNOW:
        middle = sorted(usual)[len(usual) // 2]
        if amount >= TIMES_USUAL * middle:
            found.append(
                f"{what} {vi.money(amount)} gấp {vi.whole(amount // middle)} lần mức thường ghi ({vi.money(middle)})."
            )
    if held is not None and held >= amount > MOST_OF_A_FUND * held:
        found.append(f"{what} {vi.money(amount)} là phần lớn số {vi.money(held)} đang có của sổ.")
    return found


def far_beyond(amount: int, held: int) -> list[str]:
    """What looks wrong about a promise that is ten times all the money there is; nothing for a fund without money yet.

    Example: a suất of 8 tỉ granted by a fund of 90 triệu.
    """
    if 0 < TIMES_USUAL * held <= amount:
        return [f"Mức {vi.money(amount)} gấp {vi.whole(amount // held)} lần số tiền quỹ đang có ({vi.money(held)})."]
    return []


class Days:
    """What a book holds at the end of every day; a sum is taken out only when no day from its own on falls below zero.

    Example: 5 triệu came in on 1/3 and 4 triệu went out on 1/9. A gift of 2 triệu dated 1/6 would fit on its own day
    and leave 1/9 without the money: it is refused. Dated 1/2 it is refused too, since nothing had come in.
    """

    def __init__(self, sums: Mapping[dt.date, int]) -> None:
        self.days = sorted(sums)
        self.held = list(accumulate(sums[day] for day in self.days))

    @property
    def balance(self) -> int:
        return self.held[-1] if self.held else 0

    def held_on(self, on: dt.date) -> int:
        """What the book holds at the end of the day."""
        place = bisect_right(self.days, on)
        return self.held[place - 1] if place else 0

    def shortest(self, amount: int, on: dt.date) -> tuple[dt.date, int] | None:
        """The first day from `on` that holds less than the amount, and what it holds; None when all hold enough."""
        place = bisect_right(self.days, on)
        here = self.held[place - 1] if place else 0
        if here < amount:
            return on, here
        return next(
            ((self.days[at], self.held[at]) for at in range(place, len(self.days)) if self.held[at] < amount), None
        )

    def add(self, amount: int, on: dt.date) -> None:
        """Put a sum in (more than 0) or take it out (less than 0) on a day."""
        place = bisect_left(self.days, on)
        if place == len(self.days) or self.days[place] != on:
            self.days.insert(place, on)
            self.held.insert(place, self.held[place - 1] if place else 0)
        for at in range(place, len(self.held)):
            self.held[at] += amount


def refuse_shortage(days: Days, amount: int, on: dt.date, whose: str) -> None:
    """A book falls below zero on no day. Raises Refused with book, day and sums; `whose` names fund and book."""
    if found := days.shortest(amount, on):
        day, held = found
        late = "" if day == on else f" vào ngày {vi.day(on)}"
        raise Refused(
            f"{whose}, ngày {vi.day(day)}, chỉ còn {vi.money(held)}, không đủ để chi {vi.money(amount)}{late}. "
            "Hãy kiểm tra lại ngày và số tiền."
        )


AGES = {
    SchoolLevel.PRIMARY: (5, 15),
    SchoolLevel.LOWER: (9, 19),
    SchoolLevel.UPPER: (13, 23),
    SchoolLevel.TERTIARY: (17, 60),
}
"""How old somebody at a level is, by the year of birth, with room for whoever began early or late."""


def doubts_about(level: SchoolLevel, birth_year: int, school_year: int, decided_on: dt.date) -> list[str]:
    """What looks wrong about a suất: an age that hardly goes with its level, a decision far from its school year.

    Example: a child of 3 at university; a suất of 2021–2022 decided in 2015. Decisions are usual from 1 June before
    the school year to 31 August at its end. Raises Refused for somebody born after the school year began.
    """
    found = []
    age, (youngest, oldest) = school_year - birth_year, AGES[level]
    if age < 0:
        raise Refused(f"Người nhận sinh năm {birth_year}, sau năm học {vi.school_year(school_year)}. Hãy ghi lại năm.")
    if not youngest <= age <= oldest:
        found.append(f"Người nhận sinh năm {birth_year}, {age} tuổi vào năm học đó, mà cấp học là {level.label}.")
    if not dt.date(school_year, 6, 1) <= decided_on <= dt.date(school_year + 1, 8, 31):
        found.append(f"Quyết định ngày {vi.day(decided_on)} không thuộc năm học {vi.school_year(school_year)}.")
    return found


KEPT_YEARS = 10
"""Years after the last school year of a child's suất after which the record is made anonymous.

As long as the papers of the payment are kept for the books (Luật Kế toán, not compared with the original)."""


def kept_until(last_school_year: int) -> dt.date:
    """The last day on which a child's record is kept with its name.

    Example: the last suất was of 2020–2021, which ends on 31/08/2021; the record is kept to 31/08/2031.
    """
    return dt.date(last_school_year + 1 + KEPT_YEARS, 8, 31)
