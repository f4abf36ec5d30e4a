"""What each kind of check says about numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import CheckKind, Severity
from indicators.rules.checks import CheckSpec, Finding, Numbers, evaluate
from indicators.rules.soundness import fault_of

SENTENCES = {
    CheckKind.AT_MOST: "{left} > {right}",
    CheckKind.SUM_EQUALS: "{left} ≠ {right}",
    CheckKind.JUMP: "{change}: {right} → {left}",
    CheckKind.RATIO_BETWEEN: "{left}/{right} = {ratio}",
    CheckKind.ALL_FULL: "{left} loại",
    CheckKind.MATCHES_REGISTER: "{left}, sổ có {right}",
}


def spec(kind: CheckKind, left: str, right: str = "", low: str | None = None, high: str | None = None) -> CheckSpec:
    return CheckSpec(
        code="k",
        kind=kind,
        severity=Severity.ERROR,
        sentence=SENTENCES[kind],
        left=tuple(left.split()),
        right=tuple(right.split()),
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
    )


def said(check: CheckSpec, now: Numbers, before: Numbers | None = None) -> str | None:
    findings = evaluate([check], now, before or {})
    return findings[0].sentence if findings else None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a", "b", None),
        ("b", "a", "2.000 > 1.000"),
        ("a a2", "b", None),
        ("b a2", "b", "3.000 > 2.000"),
        ("b", "b", None),
        ("blank", "a", None),
        ("b", "blank", None),
        ("b blank", "a", None),
        ("b", "absent", None),
        ("zero", "zero", None),
        ("a", "zero", "1.000 > 0"),
        ("b", "", None),
        ("", "b", None),
    ],
)
def test_left_at_most_right(left: str, right: str, expected: str | None) -> None:
    now = {"a": 1_000, "a2": 1_000, "b": 2_000, "zero": 0, "blank": None}

    assert said(spec(CheckKind.AT_MOST, left, right), now) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a b", "c", None),
        ("a", "c", "1 ≠ 3"),
        ("a b c", "c", "6 ≠ 3"),
        ("a blank", "c", None),
        ("a b", "blank", None),
        ("zero", "zero", None),
    ],
)
def test_parts_make_the_total(left: str, right: str, expected: str | None) -> None:
    now = {"a": 1, "b": 2, "c": 3, "zero": 0, "blank": None}

    assert said(spec(CheckKind.SUM_EQUALS, left, right), now) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1_000, 1_200, None),
        (1_000, 1_201, "tăng 20,1%: 1.000 → 1.201"),
        (1_000, 800, None),
        (1_000, 799, "giảm 20,1%: 1.000 → 799"),
        (1_000_000, 1_200_001, "tăng 20,1%: 1.000.000 → 1.200.001"),
        (1_000, 0, "giảm 100,0%: 1.000 → 0"),
        (1, 10**15 - 1, "tăng 99.999.999.999.999.800,0%: 1 → 999.999.999.999.999"),
        (0, 500, None),
        (None, 500, None),
        (1_000, None, None),
    ],
)
def test_jump_from_the_period_before(old: int | None, new: int | None, expected: str | None) -> None:
    check = spec(CheckKind.JUMP, "a", high="0.20")

    assert said(check, {"a": new}, {"a": old}) == expected


def test_jump_without_a_threshold_or_a_period_before_says_nothing() -> None:
    assert said(spec(CheckKind.JUMP, "a"), {"a": 5_000}, {"a": 1}) is None
    assert said(spec(CheckKind.JUMP, "a", high="0.20"), {"a": 5_000}) is None


@pytest.mark.parametrize(
    ("persons", "households", "expected"),
    [
        (2_000, 1_000, None),
        (6_000, 1_000, None),
        (1_999, 1_000, "1.999/1.000 = 1,9"),
        (6_001, 1_000, "6.001/1.000 = 6,1"),
        (0, 1_000, "0/1.000 = 0,0"),
        (4_000, 0, None),
        (None, 1_000, None),
        (4_000, None, None),
    ],
)
def test_ratio_outside_its_span_never_reads_as_if_inside(
    persons: int | None, households: int | None, expected: str | None
) -> None:
    check = spec(CheckKind.RATIO_BETWEEN, "p", "h", low="2", high="6")

    assert said(check, {"p": persons, "h": households}) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(None, None, None), ("5", None, "4/1 = 4,0"), (None, "3", "4/1 = 4,0")]
)
def test_ratio_may_have_one_end_only(low: str | None, high: str | None, expected: str | None) -> None:
    assert said(spec(CheckKind.RATIO_BETWEEN, "p", "h", low, high), {"p": 4, "h": 1}) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((10, 10, 5, 5, 3, 3), "3 loại"),
        ((10, 10, 5, 5, 2, 3), None),
        ((10, 10, 5, 5, 0, 0), "2 loại"),
        ((10, 10, 5, 5, None, None), "2 loại"),
        ((10, 10, 0, 0, 0, 0), None),
        ((11, 10, 5, 5, 3, 3), None),
        ((0, 0, 0, 0, 0, 0), None),
    ],
)
def test_everything_full_wants_two_kinds_that_are_not_empty(
    numbers: tuple[int | None, ...], expected: str | None
) -> None:
    now = dict(zip(("r1", "t1", "r2", "t2", "r3", "t3"), numbers, strict=True))

    assert said(spec(CheckKind.ALL_FULL, "r1 r2 r3", "t1 t2 t3"), now) == expected


@pytest.mark.parametrize(
    ("typed", "counted", "expected"),
    [
        ({"a": 5}, {"a": 5}, None),
        ({"a": 1_500}, {"a": 5}, "1.500, sổ có 5"),
        ({"a": 0}, {"a": 5}, "0, sổ có 5"),
        ({"a": None}, {"a": 5}, None),
        ({"a": 5}, {}, None),
    ],
)
def test_typed_number_is_held_against_the_register_where_one_is_kept(
    typed: Numbers, counted: Numbers, expected: str | None
) -> None:
    findings = evaluate([spec(CheckKind.MATCHES_REGISTER, "a")], typed, {"a": 9}, counted)

    assert [finding.sentence for finding in findings] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        (CheckKind.MATCHES_REGISTER, "Ghi {left}, sổ {right}.", "Số hội viên (người): Ghi 44, sổ 38."),
        (CheckKind.MATCHES_REGISTER, "{what}: {left}/{right} {unit}.", "Số hội viên: 44/38 người."),
        (CheckKind.JUMP, "{change}.", "Số hội viên (người): tăng 15,8%."),
        (CheckKind.JUMP, "{what} {change}.", "Số hội viên tăng 15,8%."),
        (CheckKind.AT_MOST, "Hội viên ({left}) hơn dân số ({right}).", "Hội viên (44) hơn dân số (38)."),
        (CheckKind.SUM_EQUALS, "Cộng {left} {unit}, ghi {right}.", "Cộng 44 người, ghi 38."),
    ],
)
def test_sentence_about_one_figure_names_it_even_where_its_author_did_not(
    kind: CheckKind, sentence: str, expected: str
) -> None:
    named = replace(spec(kind, "a", "b", high="0.1"), sentence=sentence, what="Số hội viên", unit="người")
    other = {"a": 38}

    (finding,) = evaluate([named], {"a": 44, "b": 38}, other, other)

    assert finding.sentence == expected


def test_everything_full_with_unequal_sides_is_not_judged() -> None:
    assert said(spec(CheckKind.ALL_FULL, "r1 r2", "t1"), {"r1": 1, "r2": 1, "t1": 1}) is None


def test_finding_names_its_cells_and_errors_come_first() -> None:
    warning = CheckSpec("a-w", CheckKind.AT_MOST, Severity.WARNING, "xem {left}", ("x", "y"), ("z",))
    error = CheckSpec("b-e", CheckKind.SUM_EQUALS, Severity.ERROR, "sửa", ("x",), ("z",))

    assert evaluate([warning, error], {"x": 1_500, "y": 1, "z": 0}, {}) == [
        Finding("b-e", Severity.ERROR, "sửa", ("x", "z")),
        Finding("a-w", Severity.WARNING, "xem 1.501", ("x", "y", "z")),
    ]


@pytest.mark.parametrize(
    ("check", "words", "fault"),
    [
        (spec(CheckKind.AT_MOST, "a", "b"), None, None),
        (spec(CheckKind.AT_MOST, "a"), None, "cả vế trái và vế phải"),
        (spec(CheckKind.SUM_EQUALS, "", "b"), None, "cả vế trái và vế phải"),
        (
            spec(CheckKind.SUM_EQUALS, "a", "b"),
            "{change}",
            "Loại này chỉ có {left}, {right}, {unit}, {what}.",
        ),
        (spec(CheckKind.SUM_EQUALS, "a", "b"), "{}", "không điền được: ."),
        (spec(CheckKind.JUMP, "a", high="0.2"), None, None),
        (spec(CheckKind.JUMP, "a"), None, "Hãy ghi ngưỡng trên"),
        (spec(CheckKind.JUMP, "a", "b", high="0.2"), None, "chỉ có vế trái"),
        (spec(CheckKind.RATIO_BETWEEN, "a", "b", low="2"), None, None),
        (spec(CheckKind.RATIO_BETWEEN, "a", "b", low="6", high="2"), None, "Ngưỡng dưới lớn hơn"),
        (spec(CheckKind.RATIO_BETWEEN, "a", "b"), None, "Hãy ghi ngưỡng dưới"),
        (spec(CheckKind.RATIO_BETWEEN, "a", "b", high="6"), None, None),
        (spec(CheckKind.RATIO_BETWEEN, "a", "b", low="2", high="2"), None, None),
        (spec(CheckKind.RATIO_BETWEEN, "a", low="2"), None, "cả vế trái và vế phải"),
        (spec(CheckKind.ALL_FULL, "a b", "c d"), None, None),
        (spec(CheckKind.ALL_FULL, "a b", "c"), None, "Hãy ghi từng cặp"),
        (spec(CheckKind.ALL_FULL, "a", "c"), None, "ít nhất hai cặp"),
        (spec(CheckKind.MATCHES_REGISTER, "a"), None, None),
        (spec(CheckKind.MATCHES_REGISTER, ""), None, "chỉ có vế trái"),
    ],
)
def test_check_that_could_not_be_judged_has_a_fault(check: CheckSpec, words: str | None, fault: str | None) -> None:
    found = fault_of(check if words is None else replace(check, sentence=words))

    assert (found is None) if fault is None else (fault in (found or ""))


codes = st.lists(st.sampled_from("abcdef"), max_size=4).map(tuple)
thresholds = st.none() | st.decimals("0", "99999999", places=4)
cells = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 10**15 - 1))
specs = st.builds(
    CheckSpec,
    code=st.text(max_size=5),
    kind=st.sampled_from(CheckKind),
    severity=st.sampled_from(Severity),
    sentence=st.text(max_size=20) | st.sampled_from(list(SENTENCES.values())),
    left=codes,
    right=codes,
    low=thresholds,
    high=thresholds,
)


@given(st.lists(specs, max_size=5), cells, cells)
def test_no_numbers_break_a_check(chosen: list[CheckSpec], now: Numbers, before: Numbers) -> None:
    findings = evaluate(chosen, now, before)

    assert len(findings) <= len(chosen)
    assert [each for each in findings if "{left}" in each.sentence] == []


@given(specs, cells, cells)
def test_a_blank_cell_keeps_its_check_silent(check: CheckSpec, now: Numbers, before: Numbers) -> None:
    blank = dict.fromkeys((*check.left, *check.right))

    assert evaluate([check], blank, before) == []
