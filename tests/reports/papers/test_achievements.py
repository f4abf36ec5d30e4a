"""What somebody is commended for, with the years behind it: no stop in the middle, none twice."""

from __future__ import annotations

import pytest

from awards.commendations.models import Commendation
from reports.papers.commendations import achieved
from reports.papers.honours import Honoured


@pytest.mark.parametrize("typed", ["Có nhiều đóng góp cho khuyến học", "Có nhiều đóng góp cho khuyến học."])
def test_achievement_that_ends_in_a_stop_is_followed_by_its_years(typed: str) -> None:
    row = Commendation(achievement=typed, first_year=2019, last_year=2020)

    assert achieved(row) == "Có nhiều đóng góp cho khuyến học, 2019–2020"


@pytest.mark.parametrize("kept", ["Khuyến học, 2019–2020", "Khuyến học., 2019–2020", "Khuyến học, 2019–2020."])
def test_honour_says_the_achievement_as_one_sentence_however_it_was_frozen(kept: str) -> None:
    assert Honoured("Lê An", "Cá nhân", "Phường 5", kept).said == "Đã có thành tích: Khuyến học, 2019–2020."
