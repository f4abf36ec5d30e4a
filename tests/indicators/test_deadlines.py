"""Days late."""

import datetime as dt

import pytest

from indicators.rules.deadlines import days_late

DUE = dt.date(2020, 12, 10)


@pytest.mark.parametrize(
    ("sent", "today", "expected"),
    [
        (None, dt.date(2020, 12, 9), 0),
        (None, DUE, 0),
        (None, dt.date(2020, 12, 11), 1),
        (None, dt.date(2021, 3, 1), 81),
        (dt.date(2020, 11, 1), dt.date(2021, 3, 1), 0),
        (DUE, dt.date(2021, 3, 1), 0),
        (dt.date(2020, 12, 12), dt.date(2021, 3, 1), 2),
    ],
)
def test_days_late_are_counted_until_sending_or_until_today(
    sent: dt.date | None, today: dt.date, expected: int
) -> None:
    assert days_late(DUE, sent, today) == expected
