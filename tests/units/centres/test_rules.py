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
