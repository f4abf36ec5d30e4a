"""Money, consent and small cells: tables of numbers, no database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scholarships import rules
from awards.scholarships.enums import Party, SchoolLevel
from awards.scholarships.rules import SMALL_CELL, suppressed
from hocTap.lib.refusals import Refused

MAY, JUNE = dt.date(2020, 5, 1), dt.date(2020, 6, 1)
MILLION = 1_000_000

ROWS = st.dictionaries(
    st.integers(1, 9), st.fixed_dictionaries(dict.fromkeys(("th", "thcs"), st.integers(0, 6))), min_size=1, max_size=7
)


@given(ROWS)
def test_total_less_the_rows_shown_never_gives_a_small_cell(rows: dict[int, dict[str, int]]) -> None:
    hidden = suppressed(rows)

    left: Counter[str] = Counter()
    for key in hidden:
        left.update(rows[key])
    total = [sum(parts[level] for parts in rows.values()) for level in ("th", "thcs")]
    assert {key for key, parts in rows.items() if any(0 < part < SMALL_CELL for part in parts.values())} <= hidden
    assert not any(0 < part < SMALL_CELL for part in left.values()) or any(0 < part < SMALL_CELL for part in total)


def test_the_smallest_other_row_is_left_out_with_a_row_that_stands_alone() -> None:
    rows = {1: {"th": 2}, 2: {"th": 30}, 3: {"th": 5}, 4: {"th": 0}}

    assert suppressed(rows) == {1, 3}


def test_nothing_is_left_out_where_no_cell_is_small() -> None:
    assert suppressed({1: {"th": 3, "thcs": 0}, 2: {"th": 9, "thcs": 4}}) == frozenset()


@pytest.mark.parametrize(
    ("turning", "who"),
    [
        (6, {Party.GUARDIAN}),
        (7, {Party.GUARDIAN, Party.CHILD}),
        (18, {Party.GUARDIAN, Party.CHILD}),
        (19, {Party.CHILD}),
    ],
)
def test_a_child_agrees_too_from_the_year_it_turns_7_and_alone_after_the_year_it_turns_18(
    turning: int, who: set[Party]
) -> None:
    assert rules.who_must_consent(2020 - turning, JUNE) == who


@pytest.mark.parametrize(
    ("before", "after", "expected"), [(0, 500, 1), (500, 900, 0), (900, 500, 0), (500, 0, -1), (0, 0, 0), (0, 1, 1)]
)
def test_a_suat_is_given_by_the_first_payment_and_no_more_when_all_is_reversed(
    before: int, after: int, expected: int
) -> None:
    assert rules.turn(before, after) == expected


@pytest.mark.parametrize("amount", [1, 10**15 - 1])
def test_the_least_and_the_largest_sum_are_taken(amount: int) -> None:
    assert rules.refuse_sum(amount) == amount


@pytest.mark.parametrize(
    ("amount", "words"), [(None, "còn trống"), (-1, "số âm"), (0, "lớn hơn 0"), (10**15, "quá lớn")]
)
def test_a_sum_that_is_none_is_refused_in_its_own_words(amount: int | None, words: str) -> None:
    with pytest.raises(Refused, match=words):
        rules.refuse_sum(amount)


@pytest.mark.parametrize(("year", "taken"), [(1999, False), (2000, True), (2099, True), (2100, False)])
def test_school_years_have_bounds(year: int, taken: bool) -> None:
    if taken:
        rules.refuse_school_year(year)
    else:
        with pytest.raises(Refused):
            rules.refuse_school_year(year)


def owed(**changes: Any) -> rules.Owed:
    """Of 3 million 2 are paid, the last of them on the day of the next payment."""
    facts: dict[str, Any] = {
        "what": "Suất 1",
        "granted": 3 * MILLION,
        "paid": 2 * MILLION,
        "decided_on": MAY,
        "last_on": JUNE,
    }
    return rules.Owed(**facts | changes)


@pytest.mark.parametrize("changes", [{}, {"decided_on": JUNE}, {"last_on": None}])
def test_exactly_what_is_left_may_be_paid_on_the_very_day(changes: dict[str, Any]) -> None:
    rules.refuse_payment(MILLION, JUNE, owed(**changes))


@pytest.mark.parametrize(
    ("amount", "on", "changes", "words"),
    [
        (MILLION + 1, JUNE, {}, r"còn được chi 1\.000\.000 đồng"),
        (1, JUNE, {"paid": 3 * MILLION}, "đã được chi đủ"),
        (1, dt.date(2020, 4, 30), {"paid": 3 * MILLION}, "đã được chi đủ"),
        (MILLION, dt.date(2020, 5, 31), {}, "từ ngày đó trở đi"),
        (MILLION, dt.date(2020, 4, 30), {}, "trước ngày quyết định"),
    ],
)
def test_a_payment_of_one_dong_or_one_day_too_much_is_refused(
    amount: int, on: dt.date, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        rules.refuse_payment(amount, on, owed(**changes))


def test_a_book_gives_exactly_what_it_holds_on_the_very_day() -> None:
    book = rules.Days({MAY: 5 * MILLION, JUNE: -4 * MILLION})

    assert book.shortest(MILLION, MAY) is None
    assert book.shortest(MILLION + 1, MAY) == (JUNE, MILLION)
    assert book.shortest(1, dt.date(2020, 4, 30)) == (dt.date(2020, 4, 30), 0)


# What looks wrong about a sum


@pytest.mark.parametrize(
    ("amount", "usual", "held", "odd"),
    [
        (999, [], None, 1),
        (1_000, [], None, 0),
        (20_000, [2_000] * 4, None, 0),  # four sums say nothing yet
        (20_000, [2_000] * 5, None, 1),
        (19_999, [2_000] * 5, None, 0),
        (20_000, [9_000, 2_000, 2_000, 1_000, 2_000_000], None, 1),  # the usual one is the middle one
        (20_000, [2_001, 2_001, 2_001, 2_000, 2_000], None, 0),
        (80_000, [], 100_000, 0),
        (80_001, [], 100_000, 1),
        (100_000, [], 100_000, 1),
        (100_001, [], 100_000, 0),  # more than there is: that is refused elsewhere
    ],
)
def test_a_sum_is_odd_when_it_is_hardly_anything_ten_times_the_usual_or_most_of_a_book(
    amount: int, usual: list[int], held: int | None, odd: int
) -> None:
    assert len(rules.odd_sums(amount, usual, held=held)) == odd


def test_a_promise_of_ten_times_all_there_is_is_asked_about() -> None:
    assert rules.far_beyond(100_000, 10_000)
    assert not rules.far_beyond(99_999, 10_000)
    assert not rules.far_beyond(100_000, 0)
    assert rules.far_beyond(10, 1)


# What a book holds on every day


def march(day: int) -> dt.date:
    return dt.date(2021, 3, day)


def test_a_book_says_what_it_holds_at_the_end_of_each_day() -> None:
    days = rules.Days({march(5): 100, march(10): -40, march(20): 7})

    assert [days.held_on(march(day)) for day in (4, 5, 9, 10, 19, 20, 31)] == [0, 100, 100, 60, 60, 67, 67]
    assert (days.balance, rules.Days({}).balance) == (67, 0)


def test_a_book_counts_on_from_what_is_put_in_between() -> None:
    days = rules.Days({march(10): 5})
    for amount, on in ((100, march(1)), (20, march(10)), (1, march(20)), (-3, march(5))):
        days.add(amount, on)

    assert [days.held_on(march(day)) for day in (1, 5, 10, 20)] == [100, 97, 122, 123]
    assert days.days == [march(1), march(5), march(10), march(20)]


def test_the_day_that_lacks_the_money_is_named() -> None:
    days = rules.Days({march(1): 5, march(10): -4})

    assert days.shortest(2, march(5)) == (march(10), 1)
    assert days.shortest(1, march(5)) is None
    assert rules.Days({}).shortest(1, march(5)) == (march(5), 0)
    with pytest.raises(Refused, match=r"ngày 10/03/2021, chỉ còn .* vào ngày 05/03/2021\."):
        rules.refuse_shortage(days, 2, march(5), "Sổ")
    with pytest.raises(Refused) as raised:
        rules.refuse_shortage(days, 2, march(10), "Sổ")
    assert "vào ngày" not in str(raised.value)
    rules.refuse_shortage(days, 1, march(10), "Sổ")


# What looks wrong about a suất


@pytest.mark.parametrize(
    ("level", "youngest", "oldest"),
    [
        (SchoolLevel.PRIMARY, 5, 15),
        (SchoolLevel.LOWER, 9, 19),
        (SchoolLevel.UPPER, 13, 23),
        (SchoolLevel.TERTIARY, 17, 60),
    ],
)
def test_an_age_goes_with_its_level(level: SchoolLevel, youngest: int, oldest: int) -> None:
    on = dt.date(2020, 10, 1)
    odd = [len(rules.doubts_about(level, 2020 - age, 2020, on)) for age in (youngest - 1, youngest, oldest, oldest + 1)]

    assert odd == [1, 0, 0, 1]


def test_nobody_is_given_a_suat_before_birth() -> None:
    assert rules.doubts_about(SchoolLevel.PRIMARY, 2020, 2020, dt.date(2020, 10, 1))
    with pytest.raises(Refused, match="sinh năm 2021"):
        rules.doubts_about(SchoolLevel.PRIMARY, 2021, 2020, dt.date(2020, 10, 1))


def test_a_decision_lies_between_june_before_the_school_year_and_august_at_its_end() -> None:
    days = (dt.date(2020, 5, 31), dt.date(2020, 6, 1), dt.date(2021, 8, 31), dt.date(2021, 9, 1))

    assert [len(rules.doubts_about(SchoolLevel.PRIMARY, 2010, 2020, day)) for day in days] == [1, 0, 0, 1]


# The time to keep names


def test_a_record_is_kept_ten_years_after_its_last_school_year() -> None:
    assert rules.kept_until(2020) == dt.date(2031, 8, 31)


def test_one_dong_counts_as_every_other() -> None:
    assert (rules.turn(0, 1), rules.turn(1, 0), rules.turn(1, 2)) == (1, -1, 0)
    day = dt.date(2020, 10, 1)
    rules.refuse_payment(1, day, rules.Owed("Suất số 1", 1_000_000, 999_999, day))
