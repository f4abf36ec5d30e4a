"""Days, people and school years of a centre's books."""

from __future__ import annotations

import datetime as dt

import pytest

from units.centres import rules

MAY = dt.date(2020, 5, 1)
JUNE = dt.date(2020, 6, 1)


@pytest.mark.parametrize(
    ("first", "last", "founded", "ended", "right"),
    [
        (MAY, JUNE, None, None, True),
        (MAY, JUNE, MAY, None, True),
        (MAY, JUNE, JUNE, None, False),
        (MAY, MAY, None, JUNE, True),
        (MAY, JUNE, None, JUNE, False),
        (MAY, None, None, JUNE, False),
        (MAY, None, None, None, True),
    ],
)
def test_days_lie_within_the_centres_life(
    first: dt.date, last: dt.date | None, founded: dt.date | None, ended: dt.date | None, right: bool
) -> None:
    assert (rules.within_life(first, last, founded, ended) == []) is right


@pytest.mark.parametrize(
    ("attendances", "people", "right"), [(0, 0, True), (5, None, True), (5, 5, True), (5, 6, False)]
)
def test_people_are_never_more_than_attendances(attendances: int, people: int | None, right: bool) -> None:
    assert (rules.learners(attendances, people) == []) is right


@pytest.mark.parametrize(
    ("day", "year"), [(dt.date(2019, 9, 1), 2019), (dt.date(2020, 8, 31), 2019), (dt.date(2020, 9, 1), 2020)]
)
def test_a_school_year_begins_in_september(day: dt.date, year: int) -> None:
    assert rules.school_year_of(day) == year
    assert rules.evaluated_in_time(year, day) == []
    assert rules.evaluated_in_time(year + 1, day) != []


def test_what_is_to_come_is_named_with_its_day() -> None:
    assert rules.past_only(MAY, JUNE, JUNE) == []
    assert rules.past_only(MAY, JUNE, MAY) == [
        "Ngày 01/06/2020 chưa tới. Chỉ ghi việc đã diễn ra đến hết hôm nay, 01/05/2020."
    ]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (dt.date(2020, 5, 2), dt.date(2020, 5, 1), "Ngày kết thúc (01/05/2020) trước ngày bắt đầu (02/05/2020)"),
        (dt.date(2020, 5, 2), dt.date(2020, 5, 2), ""),
        (dt.date(2020, 5, 2), dt.date(2020, 5, 3), ""),
        (dt.date(2020, 5, 2), None, ""),
    ],
)
def test_end_before_its_start_is_told(first: dt.date, last: dt.date | None, said: str) -> None:
    assert said in " ".join(rules.in_order(first, last))
    assert bool(said) == bool(rules.in_order(first, last))


@pytest.mark.parametrize(
    ("sessions", "attendances", "people", "said"),
    [
        (3, 90, 30, ""),
        (3, 91, 30, "91 lượt người là quá nhiều cho 30 người dự 3 buổi (nhiều nhất 90 lượt)."),
        (1, 31, 30, "(nhiều nhất 30 lượt)."),
        (2, 1_000, None, ""),
        (2, 1_001, None, "1.001 lượt người trong 2 buổi là hơn 500 người mỗi buổi."),
        (1, 501, None, "là hơn 500 người mỗi buổi."),
        (0, 9_000, 30, ""),
        (1, 1_000_000, 30, "1.000.000 lượt người là quá nhiều"),
        (1, 1_000_001, 30, ""),
        (1, 1_000_001, None, ""),
    ],
)
def test_more_attendances_than_people_and_sessions_make_are_asked_about(
    sessions: int, attendances: int, people: int | None, said: str
) -> None:
    found = rules.doubtful_learners(sessions, attendances, people)

    assert said in " ".join(found)
    assert bool(said) == bool(found)


def test_school_year_names_the_year_in_which_it_ends() -> None:
    assert rules.school_year(2019) == "2019–2020"
