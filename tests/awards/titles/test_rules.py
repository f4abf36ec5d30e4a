"""Scores, bands, floors, levels, votes and days: tables of numbers, no database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule, ScoringMode
from awards.titles.rules.answers import Answer, percentage, problems_of, read
from awards.titles.rules.criteria import Criteria, Facts, Line, Rating, nearest
from awards.titles.rules.procedure import carried, due_on, valid_until, votes_problem
from awards.titles.rules.scoring import MODES, assess, cut
from hocTap.lib.refusals import Refused

TEN = Decimal(10)
PASS_80 = (Rating("dat", "Đạt", Decimal(80)), Rating("chua-dat", "Chưa đạt", Decimal(0), Decimal(80), passes=False))
TT22 = (
    Rating("tot", "Tốt", Decimal(85)),
    Rating("kha", "Khá", Decimal(70), Decimal(85)),
    Rating("trung-binh", "Trung bình", Decimal(50), Decimal(70)),
    Rating("khong-dat", "Không đạt", Decimal(0), Decimal(50), passes=False),
)


def points(code: str, most: int = 10, floor: int | None = None, applies_to: AppliesTo = AppliesTo.ALL) -> Line:
    low = None if floor is None else Decimal(floor)
    return Line(code, ItemKind.POINTS, Decimal(most), floor=low, applies_to=applies_to)


def whole(ratings: tuple[Rating, ...] = TT22) -> Criteria:
    """One line of 100 points."""
    return Criteria(ScoringMode.POINTS_BANDS, Decimal(100), LeftOutRule.NORMALISE, [points("1.1", 100)], ratings)


def household(left_out: LeftOutRule) -> Criteria:
    """A criterion of 30 for children, one of 70 for all, as in 448."""
    lines = [points(f"1.{n}", 10, applies_to=AppliesTo.CHILDREN) for n in (1, 2, 3)] + [points("2.1", 70)]
    return Criteria(ScoringMode.POINTS_BANDS, Decimal(100), left_out, lines, PASS_80)


def citizen() -> Criteria:
    lines = [points(f"1.{n}", 10, floor=5) for n in range(1, 11)]
    return Criteria(ScoringMode.POINTS_FLOOR, Decimal(100), LeftOutRule.UNDECIDED, lines, PASS_80)


def levels() -> Criteria:
    lines = [
        Line("1.1", ItemKind.BOOLEAN, level=1),
        Line("1.2", ItemKind.THRESHOLD, threshold=Decimal(90), level=1),
        Line("1.3", ItemKind.THRESHOLD, threshold=Decimal(95), level=2),
    ]
    ratings = (Rating("muc-1", "Mức độ 1", level=1), Rating("muc-2", "Mức độ 2", level=2))
    return Criteria(ScoringMode.LEVELS, None, LeftOutRule.UNDECIDED, lines, ratings)


@pytest.mark.parametrize(
    ("score", "rating", "passes"),
    [
        ("100", "tot", True),
        ("85", "tot", True),
        ("84.99", "kha", True),
        ("84.5", "kha", True),
        ("70", "kha", True),
        ("69.9", "trung-binh", True),
        ("50", "trung-binh", True),
        ("49.99", "khong-dat", False),
        ("0", "khong-dat", False),
    ],
)
def test_a_band_holds_its_first_score_and_not_its_last(score: str, rating: str, passes: bool) -> None:
    outcome = assess(whole(), {"1.1": score}, Facts())

    assert (outcome.score, outcome.rating, outcome.passes) == (Decimal(score), rating, passes)


def test_a_shown_score_is_cut_so_that_it_never_reaches_another_band() -> None:
    assert cut(Fraction(84996, 1000)) == Decimal("84.99")
    assert cut(Fraction(250, 3)) == Decimal("83.33")


@pytest.mark.parametrize(
    ("rule", "score"),
    [(LeftOutRule.FULL_MARKS, "86"), (LeftOutRule.NORMALISE, "80"), (LeftOutRule.REDISTRIBUTE, "80")],
)
def test_a_household_without_children_is_scored_by_the_sets_own_rule(rule: LeftOutRule, score: str) -> None:
    outcome = assess(household(rule), {"2.1": "56"}, Facts(children=0))

    assert (outcome.score, outcome.rating) == (Decimal(score), "dat")


def test_points_of_a_line_left_out_go_to_the_other_lines_of_its_criterion() -> None:
    lines = [points("1.1", 20, applies_to=AppliesTo.CASE), points("1.2", 20), points("2.1", 60)]
    answers: dict[str, Answer] = {"1.1": "na", "1.2": "10", "2.1": "60"}

    def score(rule: LeftOutRule) -> Decimal | None:
        return assess(Criteria(ScoringMode.POINTS_BANDS, Decimal(100), rule, lines, TT22), answers, Facts()).score

    assert score(LeftOutRule.REDISTRIBUTE) == Decimal(80)
    assert score(LeftOutRule.NORMALISE) == Decimal("87.50")


def test_without_a_rule_a_line_is_never_left_out_silently() -> None:
    outcome = assess(household(LeftOutRule.UNDECIDED), {"2.1": "70"}, Facts(children=0))

    assert set(outcome.problems) == {"1.1", "1.2", "1.3"}
    assert "chưa quy định" in outcome.problems["1.1"]


def test_children_on_the_register_cannot_be_left_out() -> None:
    answers: dict[str, Answer] = {"1.1": "na", "1.2": "10", "1.3": "10", "2.1": "70"}

    outcome = assess(household(LeftOutRule.NORMALISE), answers, Facts(children=2))

    assert list(outcome.problems) == ["1.1"]


@pytest.mark.parametrize(
    ("low", "others", "score", "passes"),
    [("5", "9", "86", True), ("4.5", "10", "94.5", False), ("8", "8", "80", True), ("7", "8", "79", False)],
)
def test_a_citizen_needs_the_total_and_no_line_below_its_floor(low: str, others: str, score: str, passes: bool) -> None:
    answers: dict[str, Answer] = {**{f"1.{n}": others for n in range(1, 11)}, "1.4": low}

    outcome = assess(citizen(), answers, Facts())

    assert (outcome.score, outcome.passes) == (Decimal(score), passes)


@pytest.mark.parametrize(
    ("answers", "rating"),
    [
        ({"1.1": True, "1.2": "96", "1.3": "96"}, "muc-2"),
        ({"1.1": True, "1.2": "94.99", "1.3": "94.99"}, "muc-1"),
        ({"1.1": True, "1.2": "90", "1.3": "90"}, "muc-1"),
        ({"1.1": True, "1.2": "89.99", "1.3": "100"}, ""),
        ({"1.1": False, "1.2": "100", "1.3": "100"}, ""),
    ],
)
def test_a_level_needs_every_indicator_up_to_it(answers: dict[str, Answer], rating: str) -> None:
    outcome = assess(levels(), answers, Facts())

    assert (outcome.rating, outcome.passes, outcome.score) == (rating, bool(rating), None)


def test_a_share_meets_its_threshold_by_counts_and_not_by_a_rounded_percentage() -> None:
    answers: dict[str, Answer] = {"1.1": True, "1.2": "17999/20000", "1.3": "95/100"}

    assert assess(levels(), answers, Facts()).rating == ""
    assert assess(levels(), answers | {"1.2": "18000/20000"}, Facts()).rating == "muc-2"


@pytest.mark.parametrize(
    ("answer", "part"),
    [("101", "tối đa"), ("-1", "Hãy ghi số"), ("abc", "Hãy ghi số"), (True, "Hãy ghi số"), (None, "chưa chấm")],
)
def test_an_impossible_score_is_refused_in_words(answer: Answer | None, part: str) -> None:
    answers = {} if answer is None else {"1.1": answer}

    problems = problems_of(whole(), answers, Facts())

    assert part in problems["1.1"]


def test_a_level_with_a_missing_indicator_says_so() -> None:
    problems = problems_of(levels(), {"1.1": True, "1.2": "95"}, Facts())

    assert list(problems) == ["1.3"]
    assert "mức độ 2" in problems["1.3"]


def test_an_answer_to_a_line_that_is_not_in_the_set_is_refused() -> None:
    assert list(problems_of(whole(), {"1.1": "50", "9.9": "1"}, Facts())) == ["9.9"]


@pytest.mark.parametrize(
    ("answer", "sentence"), [("1/0", "Mẫu số là 0"), ("91/74", "lớn hơn 100"), ("100.5", "lớn hơn")]
)
def test_a_share_without_a_base_or_over_all_is_refused(answer: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        percentage(answer)


@pytest.mark.parametrize("answer", ["78/78", "100"])
def test_all_of_them_is_exactly_100_percent_and_taken(answer: str) -> None:
    line = Line("1.1", ItemKind.THRESHOLD, threshold=Decimal(100), level=1)
    only = Criteria(ScoringMode.LEVELS, None, LeftOutRule.UNDECIDED, [line], (Rating("muc-1", "Mức độ 1", level=1),))

    assert percentage(answer) == 100
    assert assess(only, {"1.1": answer}, Facts()).rating == "muc-1"


def test_answers_are_read_as_officers_type_them() -> None:
    answers, problems = read(levels(), {"1.1": "1", "1.2": "1.075/1.078", "1.3": "94,5 %"})

    assert (answers, problems) == ({"1.1": True, "1.2": "1075/1078", "1.3": "94.5"}, {})
    assert set(read(levels(), {"1.1": "có", "1.2": "1/x", "1.3": "1..2"})[1]) == {"1.1", "1.2", "1.3"}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10), min_size=10, max_size=10))
def test_the_same_answers_always_give_the_same_result(marks: list[int]) -> None:
    answers: dict[str, Answer] = {f"1.{n}": str(mark) for n, mark in enumerate(marks, start=1)}

    first, second = assess(citizen(), answers, Facts()), assess(citizen(), dict(reversed(answers.items())), Facts())

    assert first == second
    assert first.passes == (sum(marks) >= 80 and min(marks) >= 5)


def test_every_mode_has_its_scorer_in_the_one_table() -> None:
    assert set(MODES) == set(ScoringMode)


class Row:
    def __init__(self, jurisdiction: int | None, name: str) -> None:
        self.jurisdiction_id, self.name = jurisdiction, name


def test_a_provinces_own_row_comes_before_the_national_frame() -> None:
    rows = [Row(None, "khung"), Row(79, "tỉnh"), Row(1, "tỉnh khác")]

    assert [nearest(rows, depths).name for depths in ({5: 0, 772: 1, 79: 2}, {5: 0, 48: 1})] == ["tỉnh", "khung"]  # type: ignore[union-attr]
    assert nearest([Row(1, "tỉnh khác")], {5: 0}) is None


def named(depths: dict[int, int], *rows: Row) -> str | None:
    found = nearest(rows, depths)
    return found.name if found else None


def test_the_nearest_set_holds_whatever_the_order_of_the_rows() -> None:
    country, province, district, ward = Row(None, "khung"), Row(79, "tỉnh"), Row(772, "quận"), Row(5, "phường")
    above = {5: 0, 772: 1, 79: 2}

    assert (
        named(above, ward, district, province, country) == named(above, country, province, district, ward) == "phường"
    )
    assert named(above, country, district, province) == named(above, province, district, country) == "quận"
    assert named(above, country, province) == named(above, province, country) == "tỉnh"
    assert named({}, country) == "khung"


def test_of_two_sets_of_one_jurisdiction_the_later_holds() -> None:
    assert named({79: 2}, Row(79, "cũ"), Row(79, "mới")) == "mới"
    assert named({79: 2}, Row(None, "khung cũ"), Row(None, "khung mới")) == "khung mới"


@pytest.mark.parametrize(
    ("present", "in_favour", "against", "problem"),
    [(50, 40, 10, ""), (50, 51, 0, "nhiều hơn số người dự"), (50, 40, 11, "Tổng số phiếu"), (0, 0, 0, "lớn hơn 0")],
)
def test_more_votes_than_people_are_refused(present: int, in_favour: int, against: int, problem: str) -> None:
    assert problem in votes_problem(present, in_favour, against)
    assert bool(problem) == bool(votes_problem(present, in_favour, against))


def test_half_of_those_present_is_not_more_than_half() -> None:
    assert [carried(50, votes, 50) for votes in (25, 26)] == [False, True]


@pytest.mark.parametrize(
    ("signed", "months", "year", "until"),
    [
        (dt.date(2020, 10, 20), 12, 2020, dt.date(2021, 10, 19)),
        (dt.date(2021, 1, 5), 12, 2020, dt.date(2022, 1, 4)),
        (dt.date(2025, 3, 20), 36, 2024, dt.date(2028, 12, 31)),
    ],
)
def test_a_title_holds_as_long_as_its_procedure_says(signed: dt.date, months: int, year: int, until: dt.date) -> None:
    assert valid_until(signed, months, year) == until


def test_a_deadline_may_lie_in_the_next_year() -> None:
    assert due_on(2024, 28, 2, next_year=True) == dt.date(2025, 2, 28)
    assert due_on(2023, 31, 2, next_year=True) == dt.date(2024, 2, 29)
    assert due_on(2024, None, None, next_year=False) is None
