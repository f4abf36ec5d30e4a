"""Where figures stand with targets: pure arithmetic, on the boundary above all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Standing, TargetKind
from indicators.rules.standing import (
    Count,
    is_less,
    is_share,
    lacking,
    moved_away,
    pace,
    rounded_up,
    standing,
    to_places,
)
from indicators.rules.targets import base_of, level, short_citation


@dataclass(frozen=True)
class Asked:
    kind: str = TargetKind.FLOOR
    minimum: Decimal | None = Decimal(70)
    maximum: Decimal | None = None
    unit_name: str = "%"
    year: int = 2030
    base_year: int | None = None


CEILING = Asked(TargetKind.CEILING, None, Decimal(2))
RANGE = Asked(TargetKind.RANGE, Decimal(75), Decimal(80))
LEVEL = Asked(TargetKind.HOLD, Decimal(2), unit_name="mức độ")
POINTS = Asked(TargetKind.CHANGE, Decimal(5), unit_name="điểm %", base_year=2020)
GROWTH = Asked(TargetKind.CHANGE, Decimal(10), base_year=2020)
CITIES = Asked(TargetKind.FLOOR, Decimal(3), unit_name="thành phố")


@pytest.mark.parametrize(
    ("asked", "now", "base", "expected"),
    [
        (Asked(), Count(70, 100), None, Standing.MET),
        (Asked(), Count(71, 100), None, Standing.EXCEEDED),
        (Asked(), Count(10_497, 14_996), None, Standing.NOT_MET),
        (Asked(), Count(69_999_999, 100_000_000), None, Standing.NOT_MET),
        (Asked(minimum=Decimal("99.5")), Count(199, 200), None, Standing.MET),
        (Asked(minimum=Decimal("99.5")), Count(1_990_001, 2_000_000), None, Standing.EXCEEDED),
        (Asked(), Count(0, 0), None, Standing.NO_DATA),
        (Asked(), None, None, Standing.NO_DATA),
        (Asked(), Count(120, 100), None, Standing.EXCEEDED),
        (RANGE, Count(75, 100), None, Standing.MET),
        (RANGE, Count(80, 100), None, Standing.MET),
        (RANGE, Count(8_001, 10_000), None, Standing.EXCEEDED),
        (RANGE, Count(7_499, 10_000), None, Standing.NOT_MET),
        (CEILING, Count(2, 100), None, Standing.MET),
        (CEILING, Count(1, 100), None, Standing.EXCEEDED),
        (CEILING, Count(3, 100), None, Standing.NOT_MET),
        (Asked(TargetKind.HOLD, Decimal(100)), Count(30, 30), None, Standing.MET),
        (Asked(TargetKind.HOLD, Decimal(100)), Count(29, 30), None, Standing.NOT_MET),
        (LEVEL, Count(2), None, Standing.MET),
        (LEVEL, Count(1), None, Standing.NOT_MET),
        (CITIES, Count(4), None, Standing.EXCEEDED),
        (POINTS, Count(67, 100), Count(62, 100), Standing.MET),
        (POINTS, Count(66, 100), Count(62, 100), Standing.NOT_MET),
        (POINTS, Count(67, 100), None, Standing.NO_DATA),
        (GROWTH, Count(220), Count(200), Standing.MET),
        (GROWTH, Count(219), Count(200), Standing.NOT_MET),
    ],
)
def test_standing_is_decided_on_counts(asked: Asked, now: Count | None, base: Count | None, expected: str) -> None:
    assert standing(asked, now, base) == expected


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10_000))
def test_what_is_lacking_reaches_the_target_and_one_less_does_not(numerator: int, denominator: int, cents: int) -> None:
    asked, now = Asked(minimum=Decimal(cents) / 100), Count(numerator, denominator)

    lacks = lacking(asked, now)

    assert (lacks == 0) == (standing(asked, now) != Standing.NOT_MET)
    assert standing(asked, Count(numerator + lacks, denominator)) != Standing.NOT_MET
    assert not lacks or standing(asked, Count(numerator + lacks - 1, denominator)) == Standing.NOT_MET


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 10))
def test_pace_leads_to_the_target_in_the_milestones_year(numerator: int, denominator: int, years: int) -> None:
    asked, now = Asked(), Count(numerator, denominator)

    step = pace(asked, now, 2030 - years)

    assert (step is None) == (standing(asked, now) != Standing.NOT_MET)
    if step is not None:
        assert Fraction(100 * numerator, denominator) + years * step == 70
        assert step <= Fraction(rounded_up(step)) <= max(step * Fraction(11, 10), Fraction(1, 10_000))


def test_lacking_and_pace_of_other_kinds() -> None:
    assert lacking(CEILING, Count(5, 100)) == 3
    assert lacking(LEVEL, Count(1)) == 1
    assert lacking(POINTS, Count(130, 200), Count(62, 100)) == 4
    assert pace(POINTS, Count(65, 100), 2028, Count(62, 100)) == 1
    assert pace(CEILING, Count(4, 100), 2028) == 1
    assert pace(Asked(), Count(1, 100), 2030) is None


def test_a_step_is_never_said_smaller_than_it_is() -> None:
    assert [str(rounded_up(Fraction(number))) for number in ("1.13", "1.2", "0.01", "0.0039", "7")] == [
        "1.2",
        "1.2",
        "0.01",
        "0.004",
        "7.0",
    ]


def test_falling_is_told_by_counts() -> None:
    assert is_less(Count(699_999, 1_000_000), Count(7, 10))
    assert not is_less(Count(7, 10), Count(70, 100))
    assert not is_less(Count(0, 0), Count(7, 10))


def test_a_ceiling_is_left_by_rising_and_a_floor_by_falling() -> None:
    low, high = Count(2, 100), Count(3, 100)

    assert (moved_away(CEILING, high, low), moved_away(CEILING, low, high)) == (True, False)
    assert (moved_away(Asked(), high, low), moved_away(Asked(), low, high)) == (False, True)
    assert not moved_away(CEILING, low, low)


def test_level_is_said_in_few_signs() -> None:
    said = [level(each) for each in (Asked(), RANGE, CEILING, LEVEL, POINTS, GROWTH, CITIES)]

    assert said == [
        "≥ 70%",
        "75 - 80%",
        "≤ 2%",
        "duy trì mức độ 2",
        "tăng 5 điểm % so với 2020",
        "tăng 10% so với 2020",
        "≥ 3 thành phố",
    ]


def test_nothing_is_lacking_without_a_figure_or_beyond_the_target() -> None:
    assert (lacking(Asked(), None), lacking(Asked(), Count(0, 0))) == (0, 0)
    assert (lacking(Asked(), Count(71, 100)), lacking(Asked(), Count(70, 100)), lacking(Asked(), Count(69, 100))) == (
        0,
        0,
        1,
    )
    assert (lacking(CEILING, Count(1, 100)), lacking(CEILING, Count(2, 100)), lacking(CEILING, Count(3, 100))) == (
        0,
        0,
        1,
    )


def test_a_target_that_is_reached_has_no_pace() -> None:
    assert pace(Asked(), Count(70, 100), 2026) is None
    assert pace(Asked(), Count(69, 100), 2026) == Fraction(1, 4)


def test_shares_are_told_from_counts() -> None:
    assert (is_share(Asked()), is_share(POINTS), is_share(CITIES)) == (True, True, False)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction(-1, 3), "-0.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(0), "0.00"),
        (Fraction(25, 2), "12.50"),
    ],
)
def test_a_difference_is_written_with_halves_away_from_zero(number: Fraction, written: str) -> None:
    assert to_places(number) == Decimal(written)
    assert to_places(Fraction(3, 2), 0) == Decimal(2)


@dataclass(frozen=True)
class Based:
    base_label: str
    unit_name: str


def test_a_share_names_its_base_and_a_level_whose_it_is() -> None:
    assert base_of(Based("gia đình", "%")) == base_of(Based("trên gia đình", "%")) == "trên gia đình"
    assert base_of(Based("thành phố", "mức độ")) == "thành phố"


def test_a_citation_is_shortened_to_type_and_number() -> None:
    assert short_citation("QĐ 281/QĐ-TTg 20/02/2014") == "QĐ\u00a0281/QĐ\u2011TTg"


@pytest.mark.parametrize(("number", "said"), [("100.00", "100%"), ("70", "70%"), ("99.50", "99,5%"), ("2.25", "2,25%")])
def test_a_level_is_written_without_zeros_at_its_end(number: str, said: str) -> None:
    assert f"≥ {said}" == level(Asked(minimum=Decimal(number)))
