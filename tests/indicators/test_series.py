"""Approved figures over wards and years: what is added, what is left out, and what is said to be missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.refusals import Refused
from indicators.enums import Additivity, Nature, Origin, Qualifier, State
from indicators.series import Approved, Cell, Gap, MeasureFacts, Series, Ward, Why, load
from tests.factories import make_district, make_unit, make_ward
from tests.reports.factories import load_catalogue, report_figures, titles
from units.enums import UnitKind
from units.models import Unit

ONE, TWO = Ward(1, "p1", "Phường 1", "1"), Ward(2, "p2", "Phường 2", "2")
MEASURES = {
    "recognised": MeasureFacts("recognised", "Được công nhận", "hộ", Nature.STOCK, Additivity.SUM),
    "total": MeasureFacts("total", "Tổng số", "hộ", Nature.STOCK, Additivity.SUM),
    "given": MeasureFacts("given", "Đã trao", "suất", Nature.FLOW, Additivity.SUM),
    "clans": MeasureFacts("clans", "Dòng họ", "dòng họ", Nature.STOCK, Additivity.NONE),
}


def series(sheets: dict[tuple[int, int], dict[str, int | None]]) -> Series:
    """Two wards, 2019 and 2020; a sheet that is not given is not approved."""
    approved = {
        place: Approved(place[0] * 10_000 + place[1], {code: Cell(number) for code, number in numbers.items()})
        for place, numbers in sheets.items()
    }
    return Series(2019, 2020, {2019: (ONE, TWO), 2020: (ONE, TWO)}, approved, MEASURES)


def test_a_share_is_of_summed_parts_never_of_averaged_rates() -> None:
    found = series({(1, 2020): {"recognised": 9, "total": 10}, (2, 2020): {"recognised": 10, "total": 90}})

    total = found.year("recognised", 2020, "total")

    assert (total.numerator, total.denominator) == (19, 100)


def test_a_stock_counts_in_each_wards_last_approved_year() -> None:
    found = series({(1, 2019): {"total": 5}, (1, 2020): {"total": 7}, (2, 2019): {"total": 100}})

    total = found.stage("total")

    assert total.numerator == 107
    assert [(each.ward, each.year) for each in total.inputs] == [(ONE, 2020), (TWO, 2019)]


def test_a_flow_adds_up_over_the_years() -> None:
    found = series({(1, 2019): {"given": 5}, (1, 2020): {"given": 7}, (2, 2020): {"given": 100}})

    total = found.stage("given")

    assert total.numerator == 112
    assert total.gaps == (Gap(TWO, 2019, Why.NOT_APPROVED),)


def test_blank_is_not_zero_and_what_nobody_approved_has_no_number() -> None:
    found = series({(1, 2020): {"total": None}})

    total = found.year("total", 2020)

    assert total.numerator is None
    assert total.gaps == (Gap(ONE, 2020, Why.BLANK), Gap(TWO, 2020, Why.NOT_APPROVED))


def test_a_ward_that_gives_only_one_part_of_a_share_is_left_out_of_both() -> None:
    found = series({(1, 2020): {"recognised": 4, "total": None}, (2, 2020): {"recognised": 3, "total": 6}})

    total = found.year("recognised", 2020, "total")

    assert (total.numerator, total.denominator) == (3, 6)
    assert total.gaps == (Gap(ONE, 2020, Why.BLANK),)


def test_a_measure_that_crosses_wards_is_not_added_but_stays_readable_by_ward() -> None:
    found = series({(1, 2020): {"clans": 2}, (2, 2020): {"clans": 3}})

    assert found.stage("clans").numerator is None
    assert not found.stage("clans").addable
    assert found.stage("clans", ward=TWO).numerator == 3


def test_missing_sheets_are_listed_year_by_year() -> None:
    found = series({(1, 2019): {"total": 1}, (2, 2020): {"total": 1}})

    assert [(ward.name, year) for ward, year in found.missing()] == [("Phường 2", 2019), ("Phường 1", 2020)]
    assert found.expected() == 4


@pytest.fixture
def district(db: None) -> Unit:
    load_catalogue()
    return make_district()


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED, State.REOPENED])
def test_only_approved_figures_are_read(district: Unit, state: State) -> None:
    first, second = make_ward("Phường 1", district), make_ward("Phường 2", district)
    report_figures(first, 2020, titles(80, 100))
    report_figures(second, 2020, titles(1, 1), state=state)

    found = load(district, 2020, 2020)

    assert found.stage("household-recognised", "household-total").numerator == 80
    assert [ward.name for ward, _ in found.missing()] == ["Phường 2"]


def test_figures_of_another_district_are_not_read(district: Unit) -> None:
    report_figures(make_ward("Phường 1", district), 2020, titles(80, 100))
    report_figures(make_ward("Phường 9", make_district("Quận 5")), 2020, titles(7, 7))

    assert load(district, 2020, 2020).stage("household-total").numerator == 100


def test_wards_are_those_that_stood_in_each_year_in_vietnamese_order(district: Unit) -> None:
    for name in ("Phường 10", "Phường 2"):
        make_ward(name, district)
    make_unit("Phường 1", UnitKind.WARD, district, valid_to=dt.date(2019, 6, 30))

    found = load(district, 2018, 2019)

    assert [ward.name for ward in found.wards[2018]] == ["Phường 1", "Phường 2", "Phường 10"]
    assert [ward.name for ward in found.wards_at_end] == ["Phường 2", "Phường 10"]


def test_what_is_illustrative_or_not_exact_is_known_of_the_sum(district: Unit) -> None:
    first, second = make_ward("Phường 1", district), make_ward("Phường 2", district)
    report_figures(first, 2020, titles(80, 100), origin=Origin.ILLUSTRATIVE)
    report_figures(second, 2020, titles(50, 60), qualifiers={"household-recognised": Qualifier.BELOW})

    total = load(district, 2020, 2020).stage("household-recognised")

    assert total.illustrative
    assert [each.ward.name for each in total.inexact] == ["Phường 2"]


@pytest.mark.parametrize("wards", [1, 3])
def test_loading_asks_a_fixed_number_of_questions_however_many_wards(
    district: Unit, wards: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(wards):
        for year in (2018, 2019, 2020):
            report_figures(make_ward(f"Phường {number}-{year}", district), year, titles(1, 2))

    with django_assert_num_queries(13):
        load(district, 2018, 2020)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda unit: load(unit, 2020, 2019), "Năm đầu phải trước"),
        (lambda unit: load(unit, 2020, 2020, "khong-co"), "Danh mục chưa có biểu mẫu"),
    ],
)
def test_loading_refuses_in_a_sentence(district: Unit, ask: Callable[[Unit], object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        ask(district)
