"""Rates: exact at any size, shortened two ways, decided on counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Rounding
from indicators.rules.rates import MOST_PLACES, meets, rate, rate_beside

COUNTS = st.integers(0, 10**20)
BASES = st.integers(1, 10**20)
PLACES = st.integers(0, 6)


@pytest.mark.parametrize(
    ("numerator", "denominator", "half_up", "cut"),
    [
        (53, 63, "84.13", "84.12"),
        (75, 78, "96.15", "96.15"),
        (4, 8, "50.00", "50.00"),
        (10798, 14996, "72.01", "72.00"),
        (1, 800, "0.13", "0.12"),
        (91, 74, "122.97", "122.97"),
        (0, 9, "0.00", "0.00"),
        (9, 9, "100.00", "100.00"),
    ],
)
def test_rate_is_shortened_as_the_report_is_set_to(numerator: int, denominator: int, half_up: str, cut: str) -> None:
    assert str(rate(numerator, denominator, Rounding.HALF_UP)) == half_up
    assert str(rate(numerator, denominator, Rounding.CUT)) == cut


@pytest.mark.parametrize("rounding", Rounding)
def test_empty_base_has_no_rate_and_meets_nothing(rounding: Rounding) -> None:
    assert rate(0, 0, rounding) is None
    assert meets(0, 0, Decimal(0)) is None


@pytest.mark.parametrize(("numerator", "denominator", "places"), [(-1, 5, 2), (1, -5, 2), (1, 5, -1)])
def test_negative_counts_are_refused(numerator: int, denominator: int, places: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        rate(numerator, denominator, Rounding.CUT, places)


def test_rounding_kept_as_text_in_the_database_rounds_the_same() -> None:
    assert rate(53, 63, "half-up") == Decimal("84.13")  # type: ignore[arg-type]


def test_numbers_too_long_for_decimal_arithmetic_are_still_exact() -> None:
    third = rate(10**30, 3, Rounding.HALF_UP)
    assert str(third) == "3" * 32 + ".33"
    assert str(rate(8413 * 10**36 - 1, 10**40, Rounding.CUT)) == "84.12"
    assert str(rate(84125 * 10**40 - 1, 10**45, Rounding.HALF_UP)) == "84.12"


@given(COUNTS, BASES, PLACES)
def test_cut_is_the_largest_printable_share_not_above_the_true_one(count: int, base: int, places: int) -> None:
    true, unit = Fraction(100 * count, base), Fraction(1, 10**places)
    cut = rate(count, base, Rounding.CUT, places)
    assert cut is not None
    assert Fraction(cut) <= true < Fraction(cut) + unit
    assert -places == cut.as_tuple().exponent


@given(COUNTS, BASES, PLACES)
def test_half_up_is_the_nearest_printable_share_and_the_upper_of_two(count: int, base: int, places: int) -> None:
    true, unit = Fraction(100 * count, base), Fraction(1, 10**places)
    half_up, cut = rate(count, base, Rounding.HALF_UP, places), rate(count, base, Rounding.CUT, places)
    assert half_up is not None
    assert cut is not None
    assert -unit / 2 <= true - Fraction(half_up) < unit / 2
    assert Fraction(half_up) - Fraction(cut) in (0, unit)


@given(COUNTS, COUNTS, BASES, PLACES, st.sampled_from(Rounding))
def test_more_of_the_same_base_never_prints_less(one: int, other: int, base: int, places: int, way: Rounding) -> None:
    less, more = rate(min(one, other), base, way, places), rate(max(one, other), base, way, places)
    assert less is not None
    assert more is not None
    assert less <= more


def test_target_is_decided_on_counts_and_not_on_the_rounded_share() -> None:
    assert rate(69_996, 100_000, Rounding.HALF_UP) == Decimal("70.00")
    assert meets(69_996, 100_000, Decimal(70)) is False
    assert meets(70_000, 100_000, Decimal(70)) is True
    assert meets(4, 8, Decimal(50)) is True


@given(COUNTS, BASES, st.decimals(0, 200, places=2))
def test_meets_is_the_comparison_of_exact_fractions(count: int, base: int, percent: Decimal) -> None:
    assert meets(count, base, percent) is (Fraction(100 * count, base) >= Fraction(percent))


@given(st.integers(1, 20_000), st.integers(1, 10**30))
def test_meets_holds_at_equality_and_fails_one_below_at_any_size(hundredths: int, factor: int) -> None:
    percent = Decimal(hundredths) / 100
    assert meets(hundredths * factor, 10_000 * factor, percent) is True
    assert meets(hundredths * factor - 1, 10_000 * factor, percent) is False


@pytest.mark.parametrize(
    ("numerator", "denominator", "levels", "printed"),
    [
        (10_497, 14_996, ["70"], "69.999"),
        (10_498, 14_996, ["70"], "70.01"),
        (7, 10, ["70"], "70.00"),
        (1, 3, [], "33.33"),
        (10_497, 14_996, ["10", "70"], "69.999"),  # one of several levels would be contradicted
        (69_999_999, 100_000_000, ["70"], "69.999999"),
    ],
)
def test_a_printed_rate_never_contradicts_its_verdict(
    numerator: int, denominator: int, levels: list[str], printed: str
) -> None:
    found = rate_beside(numerator, denominator, Rounding.HALF_UP, [Decimal(level) for level in levels])

    assert found is not None
    assert str(found) == printed
    assert all((found >= Decimal(level)) == meets(numerator, denominator, Decimal(level)) for level in levels)


def test_a_rate_has_at_most_twelve_decimals_and_none_without_a_base() -> None:
    endless = rate_beside(7 * 10**20 - 1, 10**21, Rounding.HALF_UP, [Decimal(70)])

    assert endless == Decimal(70)
    assert endless.as_tuple().exponent == -MOST_PLACES == -12
    assert rate_beside(0, 0, Rounding.HALF_UP, [Decimal(70)]) is None
