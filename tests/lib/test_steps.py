"""What all steps share: a day that has not come."""

from __future__ import annotations

import datetime as dt

import pytest

from hocTap.lib.refusals import Refused
from hocTap.lib.steps import refuse_future

MAY, JUNE = dt.date(2020, 5, 31), dt.date(2020, 6, 1)
LATE = dt.datetime(2020, 5, 31, 16, 30, tzinfo=dt.UTC)
"""Half past eleven in the evening in Vietnam."""


@pytest.mark.parametrize("at", [MAY, LATE, LATE.replace(hour=0)])
def test_today_is_not_yet_the_future(at: dt.date) -> None:
    refuse_future(MAY, at, "Ngày chi")

    with pytest.raises(Refused, match=r"Ngày chi 01/06/2020 là ngày chưa tới, ở sau hôm nay \(31/05/2020\)"):
        refuse_future(JUNE, at, "Ngày chi")


def test_the_day_of_a_moment_is_that_of_vietnam() -> None:
    refuse_future(JUNE, LATE + dt.timedelta(hours=1), "Ngày chi")
