"""A printed rate never contradicts the verdict beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.enums import Rounding
from indicators.rules.rates import rate_beside
from reports.review.document import Review
from tests.reports.factories import make_office, report_figures, titles
from tests.reports.test_review import review, table, texts, words


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounding", "levels", "expected"),
    [
        (10_497, 14_996, Rounding.HALF_UP, ["70"], "69.999"),
        (10_497, 14_996, Rounding.CUT, ["70"], "69.99"),
        (10_498, 14_996, Rounding.HALF_UP, ["70"], "70.01"),
        (7, 10, Rounding.HALF_UP, ["70"], "70.00"),
        (699_996, 1_000_000, Rounding.HALF_UP, [], "70.00"),
        (700_051, 1_000_000, Rounding.CUT, ["70.005"], "70.005"),
        (6_999_999, 10_000_000, Rounding.HALF_UP, ["70", "50"], "69.99999"),
    ],
)
def test_rate_has_as_many_decimals_as_it_takes(
    numerator: int, denominator: int, rounding: Rounding, levels: list[str], expected: str
) -> None:
    found = rate_beside(numerator, denominator, rounding, [Decimal(level) for level in levels])

    assert str(found) == expected


def test_empty_base_has_no_rate_beside_any_level() -> None:
    assert rate_beside(0, 0, Rounding.CUT, [Decimal(70)]) is None


@pytest.fixture
def nearly(db: None) -> Review:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(10_497, 14_996))
    return review(district, 2020, 2020)


def test_text_tables_and_json_print_the_rate_so_long_that_it_agrees_with_not_met(nearly: Review) -> None:
    target = next(row for row in table(nearly, "targets").rows if "70%" in texts(row)[3])

    assert texts(target)[6:] == ["69,999%", "Chưa đạt"]
    assert texts(table(nearly, "titles").rows[0])[5] == "69,999%"
    assert nearly.figures["household-rate"].printed == "69,999%"
    assert "đạt 69,999% trên tổng số hộ dân" in words(nearly)


def test_target_of_a_year_within_the_stage_is_judged_by_that_year(db: None) -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(80, 100))
    report_figures(ward, 2021, titles(10, 100))

    target = next(row for row in table(review(district, 2020, 2021), "targets").rows if "70%" in texts(row)[3])

    assert texts(target)[6:] == ["80,00%", "Đạt"]
