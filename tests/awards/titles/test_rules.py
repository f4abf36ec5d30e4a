"""Scores, bands, floors, levels, votes and days: tables of numbers, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule, ScoringMode
from awards.titles.rules.answers import (
    LEFT_OUT,
    TOTAL,
    Answer,
    alike,
    cell_problem,
    in_cell,
    judge,
    percentage,
    problems_of,
    read,
    read_cell,
    shown,
    total_of,
    total_problem,
)
from awards.titles.rules.criteria import Criteria, Facts, Line, Rating, nearest
from awards.titles.rules.procedure import carried, due_on, valid_until, votes_problem
from awards.titles.rules.scoring import MODES, assess, cut, so_far
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
    assert {mode: each.has_score for mode, each in MODES.items()} == {
        ScoringMode.POINTS_BANDS: True,
        ScoringMode.POINTS_FLOOR: True,
        ScoringMode.LEVELS: False,
    }
    assert set(MODES) == set(ScoringMode)


def test_band_is_found_whatever_the_order_of_the_bands() -> None:
    upwards = whole(tuple(reversed(TT22)))

    assert [assess(upwards, {"1.1": score}, Facts()).rating for score in ("84.99", "85", "70")] == ["kha", "tot", "kha"]


def test_sum_alone_decides_where_the_set_takes_it() -> None:
    alone = replace(whole(), total_only=True)

    taken, impossible = assess(alone, {TOTAL: "85"}, Facts()), assess(alone, {TOTAL: "101"}, Facts())

    assert (taken.score, taken.rating, taken.problems) == (Decimal(85), "tot", {})
    assert (list(impossible.problems), impossible.rating) == ([TOTAL], "")
    assert list(assess(whole(), {TOTAL: "85"}, Facts()).problems) == [TOTAL]


def test_points_of_a_line_left_out_stay_within_their_criterion() -> None:
    lines = [points("1.1", 10, applies_to=AppliesTo.CASE), points("1.2"), points("2.1", 30), points("3.1", 50)]
    criteria = Criteria(ScoringMode.POINTS_BANDS, Decimal(100), LeftOutRule.REDISTRIBUTE, lines, TT22)

    assert assess(criteria, {"1.1": "na", "1.2": "5", "2.1": "30", "3.1": "40"}, Facts()).score == Decimal(80)


@pytest.mark.parametrize("rule", [LeftOutRule.NORMALISE, LeftOutRule.REDISTRIBUTE])
def test_where_nothing_applies_the_score_is_nothing(rule: LeftOutRule) -> None:
    only = [points("1.1", 100, applies_to=AppliesTo.CASE)]

    assert assess(Criteria(ScoringMode.POINTS_BANDS, Decimal(100), rule, only, TT22), {"1.1": "na"}, Facts()).score == 0


@pytest.mark.parametrize(("answers", "score"), [({}, "0"), ({"1.1": "5"}, "5"), ({"1.1": "5", "1.2": "4.5"}, "9.5")])
def test_points_so_far_are_those_answered(answers: dict[str, Answer], score: str) -> None:
    assert so_far(citizen(), answers, Facts()) == Decimal(score)


def test_level_says_what_keeps_from_the_next() -> None:
    answers: dict[str, Answer] = {"1.1": True, "1.2": "96", "1.3": "96"}
    downwards = replace(levels(), ratings=tuple(reversed(levels().ratings)))

    assert assess(levels(), answers, Facts()).remarks == ()
    assert assess(levels(), answers | {"1.3": "94"}, Facts()).remarks == (
        "Chưa đạt chỉ số 1.3 nên chưa lên được mức sau.",
    )
    assert assess(downwards, answers, Facts()).rating == "muc-2"
    assert assess(replace(levels(), lines=[]), {}, Facts()).remarks == ("Chưa có chỉ số nào để xét mức độ.",)


def test_line_or_rating_without_a_level_is_of_the_first() -> None:
    lines = [Line("1.1", ItemKind.BOOLEAN), Line("1.2", ItemKind.BOOLEAN, level=2)]
    ratings = (Rating("dat", "Đạt"), Rating("muc-2", "Mức độ 2", level=2))
    criteria = Criteria(ScoringMode.LEVELS, None, LeftOutRule.UNDECIDED, lines, ratings)

    found = [
        assess(criteria, {"1.1": first, "1.2": second}, Facts()).rating
        for first, second in ((True, False), (False, True))
    ]

    assert found == ["dat", ""]


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
    [
        (50, 40, 10, ""),
        (50, 51, 0, "Số phiếu tán thành (51) nhiều hơn số người dự (50)"),
        (50, 40, 11, "Tổng số phiếu (51) nhiều hơn số người dự (50)"),
        (0, 0, 0, "lớn hơn 0"),
        (1, 1, 0, ""),
    ],
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
        (dt.date(2025, 3, 20), 13, 2024, dt.date(2027, 1, 31)),
    ],
)
def test_a_title_holds_as_long_as_its_procedure_says(signed: dt.date, months: int, year: int, until: dt.date) -> None:
    assert valid_until(signed, months, year) == until


def test_a_deadline_may_lie_in_the_next_year() -> None:
    assert due_on(2024, 28, 2, next_year=True) == dt.date(2025, 2, 28)
    assert due_on(2023, 31, 2, next_year=True) == dt.date(2024, 2, 29)
    assert due_on(2024, 28, 2, next_year=False) == dt.date(2024, 2, 28)


@pytest.mark.parametrize(("day", "month"), [(None, None), (28, None), (None, 2)])
def test_deadline_that_was_not_set_whole_is_none(day: int | None, month: int | None) -> None:
    assert due_on(2024, day, month, next_year=False) is None


SHARE, YES_OR_NO = Line("1.2", ItemKind.THRESHOLD, threshold=Decimal(90)), Line("1.1", ItemKind.BOOLEAN)


@pytest.mark.parametrize(
    ("line", "text", "kept"),
    [
        (YES_OR_NO, "Đạt", True),
        (YES_OR_NO, "x", True),
        (YES_OR_NO, "chưa đạt", False),
        (YES_OR_NO, "0", False),
        (YES_OR_NO, " – ", LEFT_OUT),
        (YES_OR_NO, "  ", None),
        (points("1.1"), " 8,5 ", "8.5"),
        (points("1.1"), "Không áp dụng", LEFT_OUT),
        (points("1.1"), "", None),
        (SHARE, "75/78", "75/78"),
        (SHARE, "1.075/1.078", "1075/1078"),
        (SHARE, "96,15%", "96.15"),
    ],
)
def test_a_cell_of_a_table_is_kept_as_it_is_meant(line: Line, text: str, kept: Answer | None) -> None:
    assert read_cell(line, text) == kept


@pytest.mark.parametrize(
    ("line", "text", "sentence"),
    [
        (YES_OR_NO, "có lẽ", "đạt hoặc chưa đạt"),
        (points("1.1"), "1/2", "cách viết Việt Nam"),
        (points("1.1"), "x", "cách viết Việt Nam"),
        (SHARE, "/78", "Hãy ghi đủ hai số"),
        (SHARE, "75/", "Hãy ghi đủ hai số"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused(line: Line, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_cell(line, text)


@pytest.mark.parametrize(
    ("answer", "cell", "typed"),
    [
        (True, "đạt", "1"),
        (False, "chưa đạt", "0"),
        (LEFT_OUT, "–", "na"),
        ("8.5", "8,5", "8,5"),
        ("75/78", "75/78", "75/78"),
        (None, "", ""),
    ],
)
def test_an_answer_is_shown_in_a_cell_and_as_it_is_typed(answer: Answer | None, cell: str, typed: str) -> None:
    assert (in_cell(answer), shown(answer)) == (cell, typed)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("7", "7.0", True),
        ("7", "7.1", False),
        ("7", LEFT_OUT, False),
        (LEFT_OUT, LEFT_OUT, True),
        ("75/78", "75/78", True),
        ("75/78", "150/156", False),
        (True, True, True),
        (True, False, False),
        (True, "1", False),
        ("1", True, False),
        (None, None, True),
        (None, "0", False),
    ],
)
def test_two_answers_are_alike_by_value_or_by_words(one: Answer | None, other: Answer | None, same: bool) -> None:
    assert alike(one, other) is same


def test_an_answer_for_nobody_is_refused_and_leaving_the_line_out_is_not() -> None:
    undecided = household(LeftOutRule.UNDECIDED)
    of_children, of_all = undecided.lines[0], undecided.lines[-1]

    def problem(line: Line, answer: Answer, children: int | None) -> str:
        return cell_problem(undecided, line, answer, Facts(children=children))

    assert "không có người thuộc diện" in problem(of_children, "5", 0)
    assert (
        problem(of_children, LEFT_OUT, 0) == problem(of_children, LEFT_OUT, None) == problem(of_children, "5", 1) == ""
    )
    assert "phải chấm" in problem(of_children, LEFT_OUT, 1)
    assert "tối đa của mục này là 10" in problem(of_children, "10.5", 2)
    assert "mọi đối tượng" in problem(of_all, LEFT_OUT, 2)


@pytest.mark.parametrize(
    ("criteria", "answer", "problem"),
    [
        (whole(), "85", "phải chấm từng mục"),
        (replace(whole(), total_only=True), "100", ""),
        (replace(whole(), total_only=True), "100.5", "cao nhất của bộ tiêu chí là 100."),
        (replace(whole(), total_only=True), "85,5", "Hãy ghi số từ 0"),
        (replace(whole(), total_only=True, total=None), "1", "cao nhất của bộ tiêu chí là 0."),
        (replace(whole(), total_only=True, total=None), "0", ""),
    ],
)
def test_sum_alone_says_why_it_cannot_stand(criteria: Criteria, answer: str, problem: str) -> None:
    said = total_problem(criteria, answer)

    assert problem in said
    assert bool(said) == bool(problem)


def test_sum_alone_is_typed_without_lines_beside_it() -> None:
    assert read(whole(), {TOTAL: "85,5"}) == ({TOTAL: "85.5"}, {})
    assert total_of("85.5") == Fraction(171, 2)
    assert [list(read(citizen(), {TOTAL: "85", beside: "8"})[1]) for beside in ("1.1", "1.10")] == [[TOTAL]] * 2
    assert "cách viết Việt Nam" in read(whole(), {TOTAL: "x"})[1][TOTAL]
    assert read(whole(), {TOTAL: "  ", "1.1": " "}) == ({}, {})


def test_a_line_is_met_when_all_of_it_is_earned() -> None:
    def judged(line: Line, answer: Answer, facts: Facts = Facts()) -> tuple[bool, Fraction, bool]:  # noqa: B008
        found = judge(household(LeftOutRule.NORMALISE), line, answer, facts)
        return found.applies, found.earned, found.met

    assert judged(points("1.1"), "10") == (True, Fraction(10), True)
    assert judged(points("1.1"), "7.5") == (True, Fraction(15, 2), False)
    assert judged(YES_OR_NO, True) == (True, Fraction(0), True)
    assert judged(SHARE, "90") == (True, Fraction(0), True)
    assert judged(replace(SHARE, threshold=None), "0") == (True, Fraction(0), True)
    of_adults = points("1.1", applies_to=AppliesTo.ADULTS)
    assert judged(of_adults, LEFT_OUT) == judged(of_adults, "5", Facts(adults=0)) == (False, Fraction(0), False)
    assert judged(of_adults, "5", Facts(adults=1)) == (True, Fraction(5), False)


def test_the_register_answers_shares_alone() -> None:
    by_register = replace(SHARE, code="2.10", auto_source="so-ho")
    beside = replace(points("2.2"), auto_source="so-ho")

    assert (by_register.by_register, beside.by_register, SHARE.by_register) == (True, False, False)
    assert replace(levels(), lines=[by_register, beside, SHARE]).by_register == {"2.10"}
    assert by_register.criterion == "2"
