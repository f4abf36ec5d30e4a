"""Figures of a ward's form out of the books."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from awards.scholarships.counts import kept_by_year, register_counts
from awards.scholarships.enums import Book, SchoolLevel
from awards.scholarships.models import Fund
from tests.awards.scholarships.factories import (
    make_fund,
    make_gift,
    make_grant,
    make_recipient,
    pay,
    put_in,
    reverse,
)
from tests.factories import make_ward
from units.models import Unit

pytestmark = pytest.mark.django_db

YEAR = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
THIRD_YEAR = (dt.date(2019, 1, 1), dt.date(2019, 12, 31))
NEXT_YEAR = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
EMPTY = {
    "scholarship-count": 0,
    "scholarship-count-primary": 0,
    "scholarship-count-lower": 0,
    "scholarship-count-upper": 0,
    "scholarship-count-tertiary": 0,
    "scholarship-amount": 0,
    "gift-count": 0,
    "gift-amount": 0,
    "fund-raised": 0,
}


@pytest.fixture
def ward() -> Unit:
    return make_ward("Phường 5")


@pytest.fixture
def fund(ward: Unit) -> Fund:
    return make_fund(ward, cash=5_000_000)


def test_ward_without_a_line_in_these_days_has_no_figures(ward: Unit, fund: Fund) -> None:
    assert register_counts(ward.pk, *NEXT_YEAR) == {}
    assert register_counts(make_ward("Phường 6").pk, *YEAR) == {}


def test_suat_counts_once_however_many_payments(ward: Unit, fund: Fund) -> None:
    suat = make_grant(fund, 1_000_000)
    pay(suat, 400_000)
    pay(suat, 600_000, on=dt.date(2021, 1, 20))
    make_grant(fund, 500_000, make_recipient(fund, "Lê Văn Chưa Nhận"))

    assert register_counts(ward.pk, *YEAR) == EMPTY | {
        "scholarship-count": 1,
        "scholarship-count-primary": 1,
        "scholarship-amount": 400_000,
        "fund-raised": 5_000_000,
    }
    assert register_counts(ward.pk, *NEXT_YEAR) == EMPTY | {"scholarship-amount": 600_000}


def test_reversed_payment_is_taken_off_on_its_own_day(ward: Unit, fund: Fund) -> None:
    suat = make_grant(fund, 1_000_000, make_recipient(fund, birth_year=2004), level=SchoolLevel.UPPER)
    wrong = pay(suat, 1_000_000)
    reverse(wrong)
    pay(suat, 900_000)

    counts = register_counts(ward.pk, *YEAR)

    assert (counts["scholarship-count"], counts["scholarship-count-upper"]) == (1, 1)
    assert counts["scholarship-amount"] == 900_000


def test_year_that_only_takes_back_reports_nothing_below_zero(ward: Unit, fund: Fund) -> None:
    reverse(pay(make_grant(fund), 1_000_000), on=dt.date(2021, 3, 1))

    counts = register_counts(ward.pk, *NEXT_YEAR)

    assert "scholarship-count" not in counts
    assert "scholarship-amount" not in counts
    assert register_counts(ward.pk, *YEAR)["scholarship-count"] == 1


def test_suat_counts_where_the_child_lives_and_money_where_the_fund_is(ward: Unit, fund: Fund) -> None:
    home = make_ward("Phường 6")
    pay(make_grant(fund, 1_000_000, ward=home), 1_000_000)

    assert register_counts(home.pk, *YEAR)["scholarship-count"] == 1
    assert "fund-raised" not in register_counts(home.pk, *YEAR)
    assert register_counts(ward.pk, *YEAR)["scholarship-count"] == 0


def test_book_is_kept_only_where_the_wards_own_fund_has_lines_in_the_year(
    ward: Unit, fund: Fund, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    home = make_ward("Phường 6")
    pay(make_grant(fund, 1_000_000, ward=home), 1_000_000)
    put_in(fund, 70_000, on=dt.date(2021, 2, 1))

    with django_assert_num_queries(4):
        kept = kept_by_year([ward.pk, home.pk], {2019: THIRD_YEAR, 2020: YEAR, 2021: NEXT_YEAR})

    assert {place: found.counts["fund-raised"] for place, found in kept.items()} == {
        (ward.pk, 2020): 5_000_000,
        (ward.pk, 2021): 70_000,
    }


def test_goods_are_neither_money_raised_nor_money_given(ward: Unit, fund: Fund) -> None:
    put_in(fund, 800_000, book=Book.GOODS)
    for book, parts in ((Book.GOODS, 10), (Book.CASH, 4)):
        make_gift(fund, 600_000, book=book, parts=parts)

    counts = register_counts(ward.pk, *YEAR)

    assert (counts["fund-raised"], counts["gift-count"], counts["gift-amount"]) == (5_000_000, 14, 600_000)
