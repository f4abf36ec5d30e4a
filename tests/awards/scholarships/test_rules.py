"""Money, consent and small cells: tables of numbers, no database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scholarships import rules
from awards.scholarships.enums import Party
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


def test_today_is_not_yet_the_future() -> None:
    rules.refuse_future(MAY, MAY, "Ngày chi")

    with pytest.raises(Refused, match="Ngày chi 01/06/2020 ở sau hôm nay"):
        rules.refuse_future(JUNE, MAY, "Ngày chi")


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
