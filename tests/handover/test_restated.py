"""Sheets that were taken over at a hand-over count once on any map, by the same rule as in every review."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators import restating
from indicators import workflow as figures
from indicators.models import Form, Period, Submission
from indicators.restating import data
from indicators.restating.beside import as_approved
from indicators.restating.common import common_ground
from indicators.series import Why, load
from tests.awards.scholarships.factories import make_fund, put_in
from tests.factories import make_user, make_ward
from tests.handover.factories import DAY, LAST, Town, make_town, now, undo
from tests.handover.test_sheets import RAISED, approve, decide, form, heirs_sheet, period, sheet_of
from tests.indicators.factories import fill
from tests.indicators.test_restating_kinds import end
from units import workflow
from units.enums import ChangeKind, Role
from units.models import Unit

__all__ = ["form", "period"]
pytestmark = pytest.mark.django_db

SPRING, AUTUMN = dt.date(2025, 3, 1), dt.date(2025, 9, 1)
STOCK = "households"


@pytest.fixture
def town() -> Town:
    return make_town()


def series_of(unit: Unit, day: dt.date, code: str = RAISED) -> restating.Series:
    return restating.build(restating.ask(unit, day, 2025, 2025, [code]))


def known(unit: Unit, day: dt.date, code: str = RAISED) -> tuple[str, int | None, int | None]:
    (row,) = data.rows(series_of(unit, day, code))
    return row["quality"], row["low"], row["high"]


def taken_over(town: Town, form: Form, period: Period, *, books: bool, **numbers: int) -> Submission:
    """Phường 5 and 14 went into Hòa Bình, whose sheet tells of the whole year; 5's fund raised 5, with `books` 14's 3
    and Hòa Bình's 2.
    """
    put_in(make_fund(town.five), 5, on=SPRING)
    if books:
        put_in(make_fund(town.fourteen), 3, on=SPRING)
        put_in(make_fund(town.hoa_binh), 2, on=AUTUMN)
    for unit in (town.five, town.fourteen):
        decide(town, unit, "moi", town.hoa_binh)
    approve(town, heirs_sheet(town), **numbers)
    return heirs_sheet(town)


def test_the_heir_on_its_own_map_counts_the_year_once(town: Town, form: Form, period: Period) -> None:
    taken_over(town, form, period, books=False, fund_raised=10, households=900)

    assert known(town.hoa_binh, DAY) == ("exact", 10, 10)
    assert known(town.province, DAY)[1] == load(town.province, 2025, 2025, "bieu").year(RAISED, 2025).numerator == 10
    assert known(town.hoa_binh, DAY, STOCK) == ("exact", 900, 900)


def test_the_heirs_book_alone_is_not_the_year_that_its_sheet_holds(town: Town, form: Form, period: Period) -> None:
    put_in(make_fund(town.hoa_binh), 2, on=AUTUMN)
    taken_over(town, form, period, books=False, fund_raised=10)

    assert known(town.hoa_binh, DAY) == ("exact", 10, 10)
    assert load(town.hoa_binh, 2025, 2025, "bieu").year(RAISED, 2025).numerator == 10


def test_the_old_unit_on_the_map_of_its_last_day_is_a_part_of_what_the_heir_counted(
    town: Town, form: Form, period: Period
) -> None:
    taken_over(town, form, period, books=False, fund_raised=10, households=900)

    assert known(town.five, LAST) == ("bounded", 0, 10)
    assert known(town.district, LAST)[1] == 10
    assert known(town.five, LAST, STOCK) == ("bounded", 0, 900)


def test_books_of_all_of_them_are_added_and_stay_at_their_days(town: Town, form: Form, period: Period) -> None:
    taken_over(town, form, period, books=True, fund_raised=10)

    assert known(town.hoa_binh, DAY) == ("exact", 10, 10)
    assert known(town.five, LAST) == ("bounded", 5, 7)


def test_a_hand_over_that_was_undone_changes_nothing(town: Town, form: Form, period: Period) -> None:
    """Phường 5's book raised 5 in its days and Hòa Bình's 2 afterwards: nobody's sheet tells of another's days."""
    put_in(make_fund(town.five), 5, on=SPRING)
    before = known(town.hoa_binh, DAY)
    decide(town, town.five, "moi", town.hoa_binh)
    undo(town, town.five, "sheets")
    assert known(town.hoa_binh, DAY) == before

    approve(town, sheet_of(town.hoa_binh, form, period), fund_raised=2)

    assert known(town.hoa_binh, DAY) == ("bounded", 2, 7)


@pytest.mark.parametrize("others", [False, True])
def test_while_nobody_has_decided_the_old_book_may_stand_on_the_heirs_sheet(
    town: Town, form: Form, period: Period, others: bool
) -> None:
    """Phường 5's book raised 5 in its days; whether Hòa Bình's 10 hold them, nobody has said: 10 to 15, not 15."""
    put_in(make_fund(town.five), 5, on=SPRING)
    if others:
        approve(town, sheet_of(town.fourteen, form, period), fund_raised=1)
    approve(town, sheet_of(town.hoa_binh, form, period), fund_raised=10)

    assert known(town.hoa_binh, DAY) == ("bounded", 10 + others, 15 + others)
    assert known(town.province, DAY)[1:] == (10 + others, None)

    put_in(make_fund(town.hoa_binh), 2, on=AUTUMN)

    assert known(town.hoa_binh, DAY) == ("exact", 7 + others, 7 + others)


def test_a_review_leaves_the_old_book_out_and_names_it_while_nobody_has_decided(
    town: Town, form: Form, period: Period
) -> None:
    put_in(make_fund(town.five), 5, on=SPRING)
    approve(town, sheet_of(town.hoa_binh, form, period), fund_raised=10)

    found = load(town.province, 2025, 2025, "bieu").year(RAISED, 2025)

    assert found.numerator == 10
    assert [gap.ward.pk for gap in found.gaps if gap.why == Why.UNDECIDED] == [town.five.pk]
    assert not found.whole

    put_in(make_fund(town.hoa_binh), 2, on=AUTUMN)
    found = load(town.province, 2025, 2025, "bieu").year(RAISED, 2025)

    assert found.numerator == 7
    assert Why.UNDECIDED not in {gap.why for gap in found.gaps}


def test_old_book_counts_while_the_heirs_sheet_is_not_approved(town: Town, form: Form, period: Period) -> None:
    put_in(make_fund(town.five), 5, on=SPRING)
    decide(town, town.five, "moi", town.hoa_binh)

    assert known(town.hoa_binh, DAY) == ("missing", 5, None)


@pytest.mark.parametrize("books", [False, True])
def test_the_first_series_and_the_common_ground_count_it_once_as_well(
    town: Town, form: Form, period: Period, books: bool
) -> None:
    taken_over(town, form, period, books=books, fund_raised=10)
    series = series_of(town.hoa_binh, DAY)

    (cell,) = common_ground(series)

    assert as_approved(series).results[RAISED, 2025].value == 10
    assert cell.results[RAISED, 2025].value == 10
    assert as_approved(series_of(town.province, DAY)).results[RAISED, 2025].low == 10


def test_finished_sheet_of_the_old_unit_counts_beside_the_heirs_everywhere(
    town: Town, form: Form, period: Period
) -> None:
    old = sheet_of(town.five, form, period)
    decide(town, town.five, "cu", town.hoa_binh)
    approve(town, old, fund_raised=5)
    approve(town, sheet_of(town.hoa_binh, form, period), fund_raised=2)
    series = series_of(town.hoa_binh, DAY)

    (cell,) = common_ground(series)

    assert known(town.hoa_binh, DAY) == ("exact", 7, 7)
    assert cell.results[RAISED, 2025].value == 7
    assert as_approved(series_of(town.province, DAY)).results[RAISED, 2025].low == 7


def test_unit_that_took_over_a_neighbour_and_stood_before(form: Form, period: Period) -> None:
    """Phường 2 went into Phường 1, which goes on: 1's book knows its own 2, its sheet the year of both."""
    one, two = make_ward("Phường 1"), make_ward("Phường 2")
    end(two, DAY)
    workflow.record_change(ChangeKind.MERGE, DAY, [workflow.Move(two, one)], decision="Nghị quyết")
    put_in(make_fund(one), 2, on=AUTUMN)
    old, new = sheet_of(two, form, period, fund_raised=5), sheet_of(one, form, period)
    clerk = make_user("clerk", (Role.WARD_OFFICER, one))
    figures.hand(old, new, by=clerk, at=now())
    fill(new, {RAISED: 7}, by=clerk)
    figures.submit(new, by=clerk, at=now())
    figures.approve(new, by=make_user("duyet"), at=now())

    assert known(one, DAY) == ("exact", 7, 7)
    assert known(one, LAST) == ("bounded", 0, 7)
    assert known(two, LAST) == ("bounded", 0, 7)
