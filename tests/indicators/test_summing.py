"""Sums that the database adds for many units are those that are added unit by unit, and say of how many they are."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from indicators.enums import Origin, State
from indicators.models import Indicator, StatedNumber
from indicators.scorecard import Scorecard, build, history
from indicators.scorecard.history import read_history
from indicators.series import Series, Sum, Summed, load, load_sums, loading
from tests.factories import make_district, make_user, make_ward
from tests.reports.factories import load_catalogue, report_figures
from tests.reports.test_scorecard import make_target
from units.enums import UnitKind
from units.models import Unit

pytestmark = pytest.mark.django_db
FORM, EXTRA = "xhht-nam", "xhht-nam-chi-tieu"
PAIRS = [
    ("household-recognised", "household-total"),
    ("clan-recognised", "clan-total"),
    ("community-recognised", "community-total"),
    ("household-total", None),
    ("clan-total", None),
]
CODES = {code for pair in PAIRS for code in pair if code}


def cells(part: int | None, whole: int | None, kind: str = "household") -> dict[str, int | None]:
    return {f"{kind}-recognised": part, f"{kind}-total": whole}


@pytest.fixture
def district() -> Unit:
    """Five wards: one gave all, one left a base blank, one a numerator, one is not approved, one gave nothing."""
    load_catalogue()
    district = make_district()
    wards = [make_ward(f"Phường {number}", district) for number in range(1, 6)]
    report_figures(wards[0], 2019, cells(50, 100))
    report_figures(wards[0], 2020, cells(60, 100) | cells(3, 4, "clan"), origin=Origin.ILLUSTRATIVE)
    report_figures(wards[1], 2020, cells(70, None) | cells(5, 6, "clan"))
    report_figures(wards[2], 2020, cells(None, 300) | cells(1, 9, "clan"))
    report_figures(wards[3], 2020, cells(9, 9), state=State.SUBMITTED)
    return district


def said(found: Sum) -> tuple[Any, ...]:
    return (
        *(found.numerator, found.denominator, found.expected, found.reported, found.whole),
        *(found.part, found.basis, found.units_word, found.addable, found.illustrative),
    )


def both(unit: Unit) -> tuple[Series, Summed]:
    added = load_sums(unit, 2019, 2020, FORM, PAIRS, many=1)
    assert isinstance(added, Summed)
    return load(unit, 2019, 2020, FORM, codes=CODES, registers=False), added


def test_the_database_adds_what_is_added_unit_by_unit(district: Unit) -> None:
    by_unit, added = both(district)

    for year in (2019, 2020):
        for code, base in PAIRS:
            assert said(added.year(code, year, base)) == said(by_unit.year(code, year, base)), (code, base, year)
    share = added.year("household-recognised", 2020, "household-total")
    assert (share.numerator, share.denominator, share.part) == (60, 100, "1/5 phường")
    assert said(added.year("clan-recognised", 2020, "clan-total"))[:5] == (9, 19, 5, 3, False)


def test_units_that_the_catalogue_lacks_are_expected_all_the_same(district: Unit) -> None:
    StatedNumber.objects.create(
        unit=district,
        kind=UnitKind.WARD,
        number=7,
        valid_from=dt.date(2004, 1, 1),
        source="Quyết định",
        stated_by=make_user("phong"),
        stated_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    )

    by_unit, added = both(district)

    found = added.year("household-recognised", 2020, "household-total")
    assert (found.part, said(found)) == (
        "1/7 phường",
        said(by_unit.year("household-recognised", 2020, "household-total")),
    )


def test_where_a_total_was_published_or_a_unit_ended_each_unit_is_read(district: Unit) -> None:
    report_figures(
        district, 2020, cells(700, 1_000), own_total=True, source_document="Báo cáo", source_day=dt.date(2021, 1, 5)
    )

    assert isinstance(load_sums(district, 2019, 2020, FORM, PAIRS, many=1), Series)
    assert isinstance(load_sums(district, 2018, 2019, FORM, PAIRS, many=1), Summed)
    make_ward("Phường 9", district).versions.update(valid_to=dt.date(2019, 6, 30))
    assert isinstance(load_sums(district, 2018, 2019, FORM, PAIRS, many=1), Series)
    assert isinstance(load_sums(district, 2018, 2018, FORM, PAIRS), Series)


def lines(card: Scorecard) -> list[tuple[Any, ...]]:
    return [
        (row.target.pk, row.standing, row.shown, row.counts, row.basis, row.rate, row.before_rate, row.sentence)
        for row in card.rows
    ]


def test_scorecard_says_the_same_of_many_units_as_of_few(district: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    wards = list(Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk"))
    for ward in wards[:3]:
        report_figures(ward, 2020, {"digitally-skilled": 40, "literate-15-60": 90, "people-15-60": 95}, form_code=EXTRA)
    make_target("digital-skills-rate")
    few = lines(build(district, 2020))
    assert any(row[1] == "no_data" and "3/5" in row[4] for row in few)

    monkeypatch.setattr(loading, "ADDED", 1)
    monkeypatch.setattr(loading, "MANY", 1)

    assert lines(build(district, 2020)) == few


def test_scorecard_of_two_full_forms_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    load_catalogue()
    make_target("digital-skills-rate", minimum=20)
    make_target("literacy-level", kind="level", minimum=2, unit_name="mức độ", label="Mức độ")
    district = make_district()
    for number in range(1, 4):
        ward = make_ward(f"Phường {number}", district)
        for year in (2019, 2020):
            report_figures(ward, year, cells(50 + number, 100) | {"population": 400, "organisation-total": 3})
            report_figures(ward, year, {"digitally-skilled": 40 * number, "literacy-level": 2}, form_code=EXTRA)
    few = lines(build(district, 2020))

    monkeypatch.setattr(loading, "ADDED", 1)
    monkeypatch.setattr(loading, "MANY", 1)

    assert lines(build(district, 2020)) == few
    (digital,) = [row for row in few if row[3] == "240/1.200 người"]
    assert digital[1] == "met"


def test_indicator_through_the_years_says_the_same_of_many_units_as_of_few(
    district: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ward in Unit.objects.filter(versions__name__in=("Phường 2", "Phường 3")):
        report_figures(ward, 2019, cells(2, 6, "clan"))
    indicator = Indicator.objects.get(code="clan-rate")
    few = read_history(district, indicator, 2020)
    assert few.ranked == len(few.places) >= 2
    assert few.by_unit

    monkeypatch.setattr(loading, "ADDED", 1)
    monkeypatch.setattr(loading, "MANY", 1)
    many = read_history(district, indicator, 2020)

    assert dataclasses.asdict(many) == dataclasses.asdict(few)
    monkeypatch.setattr(history, "MOST_PLACES", 1)
    second = read_history(district, indicator, 2020, page=2)
    assert (second.places, second.page, list(second.pages)) == (few.places[1:2], 2, list(range(1, few.ranked + 1)))
    assert second.lowest == few.places[-history.MOST_LOWEST :]
    assert read_history(district, indicator, 2020, page=99).page == 1


def test_queries_of_sums_do_not_grow(
    district: Unit, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(loading, "ADDED", 1)
    monkeypatch.setattr(loading, "MANY", 1)
    for number in range(20, 23):
        ward = make_ward(f"Phường {number}", district)
        report_figures(ward, 2020, cells(50, 100))

    with django_assert_num_queries(SUM_QUERIES):
        load_sums(district, 2019, 2020, FORM, PAIRS)


SUM_QUERIES = 11
