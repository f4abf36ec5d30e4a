"""Suspensions read once out of the decisions that were kept before days of suspension were."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest

PAUSES_OF = import_module("units.migrations.0006_centre_pauses").pauses_of
TODAY = dt.date(2026, 11, 1)
MAY, JULY, NOVEMBER = dt.date(2015, 5, 1), dt.date(2015, 7, 1), dt.date(2015, 11, 1)
LAST_OF_JUNE = dt.date(2015, 6, 30)

Steps = list[tuple[str, dt.date]]


@pytest.mark.parametrize(
    ("steps", "suspended_now", "ended_on", "expected"),
    [
        ([("found", MAY)], False, None, []),
        ([("suspend", MAY), ("resume", JULY)], False, None, [(MAY, LAST_OF_JUNE)]),
        (
            [("suspend", MAY), ("resume", JULY), ("suspend", NOVEMBER)],
            True,
            None,
            [(MAY, LAST_OF_JUNE), (NOVEMBER, None)],
        ),
        ([("suspend", MAY), ("dissolve", JULY)], False, JULY, [(MAY, LAST_OF_JUNE)]),
        ([("suspend", MAY), ("resume", MAY)], False, None, []),
        ([("suspend", MAY)], False, JULY, [(MAY, LAST_OF_JUNE)]),
        ([], True, None, [(TODAY, None)]),
    ],
)
def test_spans_of_suspension_follow_the_decisions(
    steps: Steps, suspended_now: bool, ended_on: dt.date | None, expected: list[tuple[dt.date, dt.date | None]]
) -> None:
    assert PAUSES_OF(steps, suspended_now, ended_on, TODAY) == expected
