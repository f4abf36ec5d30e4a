"""Sums that know their whole: of how many units a number is, and published totals of offices that never double."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocTap.lib.registers import UnitYear
from indicators.enums import Additivity, Nature, Register
from indicators.models import StatedNumber, Submission
from indicators.register import Record
from indicators.series import Approved, Cell, MeasureFacts, Office, Series, Sum, Ward, load
from tests.factories import make_district, make_unit, make_ward
from tests.reports.factories import load_catalogue, officer, report_figures, titles
from units.enums import UnitKind
from units.models import Unit
from units.workflow import add_version, close_version

YEAR = 2020
MEASURES = {
    "people": MeasureFacts("people", "Người", "người", Nature.STOCK, Additivity.SUM),
    "members": MeasureFacts("members", "Hội viên", "người", Nature.STOCK, Additivity.SUM),
    "money": MeasureFacts("money", "Tiền", "đồng", Nature.FLOW, Additivity.SUM),
    "clans": MeasureFacts("clans", "Dòng họ", "dòng họ", Nature.STOCK, Additivity.NONE),
}
CITY = Ward(1_000, "city", "Thành phố", "0", UnitKind.PROVINCE)


@dataclass
class Drawn:
    """A district as it was drawn: what each ward reported, what the district published and states."""

    wards: list[int | None]
    total: int | None
    lacking: int

    @property
    def reported(self) -> list[int]:
        return [number for number in self.wards if number is not None]

    @property
    def should(self) -> int:
        return len(self.wards) + self.lacking


NUMBERS = st.none() | st.integers(0, 10**9)
DISTRICTS = st.lists(
    st.builds(Drawn, st.lists(NUMBERS, max_size=5), NUMBERS, st.integers(0, 3)), min_size=1, max_size=4
)


def tree(districts: list[Drawn], city_total: int | None = None, city_states: int | None = None) -> Series:
    """A city of such districts in one year."""
    wards: list[Ward] = []
    offices: list[Office] = []
    approved: dict[tuple[int, int], Approved] = {}
    totals: dict[tuple[int, int], Approved] = {}
    for place, drawn in enumerate(districts):
        own = [
            Ward(place * 100 + n, f"p{place}-{n}", f"Phường {place}-{n}", f"{place}{n}")
            for n in range(len(drawn.wards))
        ]
        wards += own
        for ward, number in zip(own, drawn.wards, strict=True):
            if number is not None:
                approved[ward.pk, YEAR] = Approved(ward.pk, {"people": Cell(number), "money": Cell(number)})
        office = Ward(2_000 + place, f"q{place}", f"Quận {place}", str(place), UnitKind.DISTRICT)
        offices.append(Office(office, tuple(ward.pk for ward in own), len(own), (), drawn.should))
        if drawn.total is not None:
            totals[office.pk, YEAR] = Approved(office.pk, {"people": Cell(drawn.total), "money": Cell(drawn.total)})
    if city_total is not None:
        totals[CITY.pk, YEAR] = Approved(CITY.pk, {"people": Cell(city_total), "money": Cell(city_total)})
    below = tuple(office.unit.pk for office in offices)
    offices.append(Office(CITY, tuple(ward.pk for ward in wards), len(wards), below, city_states))
    return Series(YEAR, YEAR, {YEAR: tuple(wards)}, approved, MEASURES, {}, None, {YEAR: tuple(offices)}, totals)


def expected_of(district: Drawn) -> tuple[int, int, int]:
    """What a district gives, by the rule as a person says it: the number, who reported, who is covered by its total."""
    if district.total is not None and (not district.wards or len(district.reported) < district.should):
        return district.total, 0, district.should
    return sum(district.reported), len(district.reported), 0


@given(DISTRICTS, st.sampled_from(["people", "money"]))
def test_a_sum_says_of_how_many_units_it_is_and_never_doubles_a_total(districts: list[Drawn], code: str) -> None:
    found = tree(districts).year(code, YEAR)

    parts = [expected_of(each) for each in districts]
    assert (found.numerator or 0, found.reported, found.covered) == tuple(map(sum, zip(*parts, strict=True)))
    assert found.expected == sum(each.should for each in districts)
    assert found.whole == (found.reported + found.covered == found.expected)
    assert bool(found.part) == (not found.whole)


@given(DISTRICTS, st.integers(0, 10**9))
def test_a_total_of_the_whole_stands_alone_or_not_at_all(districts: list[Drawn], total: int) -> None:
    found = tree(districts, city_total=total).year("people", YEAR)
    without = tree(districts).year("people", YEAR)

    if without.whole and without.numerator is not None:
        assert (found.numerator, found.totals) == (without.numerator, without.totals)
    else:
        assert (found.numerator, [each.ward for each in found.totals]) == (total, [CITY])
        assert found.whole


@given(DISTRICTS, st.integers(1, 40))
def test_a_city_that_states_more_units_than_its_districts_expects_them(districts: list[Drawn], states: int) -> None:
    series = tree(districts, city_states=states)
    of_districts = sum(each.should for each in districts)

    assert series.year("people", YEAR).expected == max(of_districts, states)
    assert series.expected() == max(of_districts, states)


def one(district: Drawn) -> Sum:
    return tree([district]).year("people", YEAR)


def test_a_part_says_of_how_many_and_a_total_whose_it_is() -> None:
    assert one(Drawn([1, None], None, 0)).basis == "1/2 phường"
    assert one(Drawn([1, 2], None, 0)).basis == ""
    assert one(Drawn([1, 2], None, 14)).basis == "2/16 phường"
    assert one(Drawn([1, None], 9, 0)).basis == "số tổng hợp của Quận 0"
    both = tree([Drawn([1, 2], None, 0), Drawn([None], 9, 0)]).year("people", YEAR)
    assert both.basis == "2/3 phường và số tổng hợp của Quận 1"


def test_where_both_speak_the_difference_is_told_and_one_of_them_stands() -> None:
    complete, half = one(Drawn([4, 5], 10, 0)), one(Drawn([4, None], 10, 0))

    assert (complete.numerator, half.numerator) == (9, 10)
    told = [
        (each.used, each.numerator, each.difference, each.reported, each.expected)
        for each in (*complete.beside, *half.beside)
    ]
    assert told == [(False, 9, 1, 2, 2), (True, 4, 6, 1, 2)]


def test_a_blank_in_a_published_total_leaves_the_wards_as_they_are() -> None:
    series = tree([Drawn([4, None], 10, 0)])
    totals = {(2_000, YEAR): Approved(1, {"people": Cell(None)})}

    found = Series(YEAR, YEAR, series.wards, series.approved, MEASURES, {}, None, series.offices, totals)

    assert (found.year("people", YEAR).numerator, found.year("people", YEAR).part) == (4, "1/2 phường")


def test_an_offices_own_register_adds_to_its_wards_and_not_to_its_published_total() -> None:
    record = {UnitYear(2_000, YEAR): {"money": Record(120, Register.FUND, False)}}
    series = tree([Drawn([4, 5], None, 0), Drawn([1], None, 0)])
    with_fund = Series(YEAR, YEAR, series.wards, series.approved, MEASURES, record, None, series.offices)
    totals = {(2_000, YEAR): Approved(1, {"money": Cell(500)})}
    silent = {place: sheet for place, sheet in series.approved.items() if place[0] >= 100}
    with_both = Series(YEAR, YEAR, series.wards, silent, MEASURES, record, None, series.offices, totals)

    assert with_fund.year("money", YEAR).numerator == 130
    assert with_both.year("money", YEAR).numerator == 501
    assert [ward.name for ward in with_fund.keepers_between(["money"])] == ["Quận 0"]
    assert [(ward.name, found.numerator) for ward, found in with_fund.by_office(YEAR, "money") if ward != CITY] == [
        ("Quận 0", 129),
        ("Quận 1", 1),
    ]


# From the database


@pytest.fixture
def city(db: None) -> Unit:
    load_catalogue()
    return make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)


def state(unit: Unit, number: int, first: dt.date = dt.date(2012, 1, 1), last: dt.date | None = None) -> StatedNumber:
    return StatedNumber.objects.create(
        unit=unit,
        kind=UnitKind.WARD,
        number=number,
        valid_from=first,
        valid_to=last,
        source="Nghị quyết 1685/NQ-UBTVQH15",
        stated_by=officer("nguoi-nhap"),
        stated_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    )


def own_total(unit: Unit, numbers: dict[str, int | None]) -> Submission:
    """An approved published total of an office, as its steps leave it."""
    return report_figures(
        unit, YEAR, numbers, own_total=True, source_document="Báo cáo tổng kết", source_day=dt.date(2020, 12, 1)
    )


def test_a_number_of_units_counts_only_on_its_days(city: Unit) -> None:
    make_ward("Phường 1", city)
    state(city, 168, last=dt.date(2019, 12, 31))

    found = load(city, 2019, 2020)

    assert [found.year("household-total", year).expected for year in found.years] == [168, 1]


def test_a_district_of_published_totals_stands_in_the_citys_sum(city: Unit) -> None:
    eleven, ten = make_district("Quận 11", city), make_district("Quận 10", city)
    report_figures(make_ward("Phường 1", eleven), YEAR, titles(80, 100))
    make_ward("Phường 2", ten)
    own_total(ten, titles(10, 50))

    found = load(city, YEAR, YEAR).stage("household-recognised", "household-total")

    assert (found.numerator, found.denominator) == (90, 150)
    assert found.basis == "1/2 phường và số tổng hợp của Quận 10"


def test_wards_that_ended_within_a_year_give_their_flows_and_no_stocks(city: Unit) -> None:
    old = make_unit("Phường 5", UnitKind.WARD, city, valid_to=dt.date(2020, 6, 30))
    new = make_unit("Phường Hòa Bình", UnitKind.WARD, city, valid_from=dt.date(2020, 7, 1))
    report_figures(old, YEAR, {"fund-raised": 5, "household-total": 100})
    report_figures(new, YEAR, {"fund-raised": 7, "household-total": 300})

    found = load(city, YEAR, YEAR)

    assert found.year("fund-raised", YEAR).numerator == 12
    assert found.year("household-total", YEAR).numerator == 300


def test_a_ward_that_went_on_under_another_district_counts_there_alone(city: Unit) -> None:
    old, new = make_district("Quận 11", city), make_district("Quận 6", city)
    ward = make_ward("Phường 5", old)
    add_version(ward, valid_from=dt.date(YEAR, 7, 1), parent=new)
    report_figures(ward, YEAR, {"fund-raised": 5})

    sums = {unit: load(unit, YEAR, YEAR).year("fund-raised", YEAR) for unit in (old, new, city)}

    assert {unit: (found.numerator, found.reported, found.expected) for unit, found in sums.items()} == {
        old: (None, 0, 0),
        new: (5, 1, 1),
        city: (5, 1, 1),
    }


def test_a_district_that_ended_within_a_year_keeps_the_days_until_then(city: Unit) -> None:
    eleven, last = make_district("Quận 11", city), dt.date(2020, 6, 30)
    ward = make_unit("Phường 5", UnitKind.WARD, eleven, valid_to=last)
    close_version(eleven, last_day=last)
    report_figures(ward, YEAR, {"fund-raised": 5})

    found = load(eleven, YEAR, YEAR + 1)

    assert [ward.name for ward in found.wards[YEAR]] == ["Phường 5"]
    assert found.stage("fund-raised").numerator == 5
    assert found.wards[YEAR + 1] == ()
