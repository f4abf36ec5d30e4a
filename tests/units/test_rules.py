"""Spans, lines and coverage: arithmetic without a database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.rules import OPEN, Coverage, Cycle, Line, Span, Standing, colliding, covers, lines, merged, without

START = dt.date(2020, 1, 1)
DAYS = 24
UNITS = range(5)

Naive = set[tuple[int, int, dt.date]]


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


@st.composite
def histories(draw: st.DrawFn) -> dict[int, list[Standing]]:
    """For each unit the cuts of its life, a parent (or none) in each piece, and pieces in which it does not stand."""
    versions: dict[int, list[Standing]] = {}
    for unit in UNITS:
        cuts = sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=4)))
        versions[unit] = []
        for first, end in zip([0, *cuts], [*cuts, DAYS], strict=True):
            last = OPEN if end == DAYS and draw(st.booleans()) else day(end - 1)
            parent = draw(st.one_of(st.none(), st.sampled_from([each for each in UNITS if each != unit])))
            if draw(st.integers(0, 4)):
                versions[unit].append(Standing(parent, Span(day(first), last)))
    return versions


def version_on(versions: dict[int, list[Standing]], unit: int, on: dt.date) -> Standing | None:
    return next((each for each in versions[unit] if each.span.first <= on <= each.span.last), None)


def walk(versions: dict[int, list[Standing]], unit: int, on: dt.date) -> list[int] | None:
    """The chain of units that stood above the unit on the day, itself first; None if it comes back to itself."""
    path: list[int] = []
    here: int | None = unit
    while here is not None and (version := version_on(versions, here, on)) is not None:
        if here in path:
            return None
        path.append(here)
        here = version.parent
    return path


def day_by_day(versions: dict[int, list[Standing]], unit: int) -> Naive | None:
    found: Naive = set()
    for number in range(DAYS + 3):
        path = walk(versions, unit, day(number))
        if path is None:
            return None
        found |= {(ancestor, depth, day(number)) for depth, ancestor in enumerate(path)}
    return found


def spread_out(rows: list[Line]) -> Naive:
    days = [day(number) for number in range(DAYS + 3)]
    return {(row.ancestor, row.depth, each) for row in rows for each in days if row.span.first <= each <= row.span.last}


@given(histories())
def test_lines_say_the_same_as_walking_the_tree_day_by_day(versions: dict[int, list[Standing]]) -> None:
    for unit in UNITS:
        expected = day_by_day(versions, unit)
        if expected is None:
            with pytest.raises(Cycle):
                lines(unit, versions)
        else:
            assert spread_out(lines(unit, versions)) == expected


@given(histories())
def test_lines_are_as_few_as_can_be(versions: dict[int, list[Standing]]) -> None:
    for unit in UNITS:
        if day_by_day(versions, unit) is None:
            continue
        rows = lines(unit, versions)
        starts = [(row.ancestor, row.span.first) for row in rows]
        touching = {(row.ancestor, row.depth, row.span.last + dt.timedelta(1)) for row in rows if row.span.last != OPEN}

        assert len(starts) == len(set(starts))
        assert not touching & {(row.ancestor, row.depth, row.span.first) for row in rows}


def test_a_new_name_does_not_break_the_line() -> None:
    own = [Standing(1, Span(day(0), day(9))), Standing(1, Span(day(10), OPEN))]
    versions = {0: own, 1: [Standing(None, Span(day(0), OPEN))]}

    assert sorted(lines(0, versions)) == [Line(0, 0, Span(day(0), OPEN)), Line(1, 1, Span(day(0), OPEN))]


def test_two_units_may_change_places_when_never_on_the_same_day() -> None:
    below, above = Span(day(0), day(9)), Span(day(10), OPEN)
    versions = {0: [Standing(1, below), Standing(None, above)], 1: [Standing(None, below), Standing(0, above)]}

    assert sorted(lines(0, versions)) == [Line(0, 0, Span(day(0), OPEN)), Line(1, 1, below)]


def test_a_cycle_names_the_units_and_the_first_day() -> None:
    versions = {0: [Standing(1, Span(day(0), OPEN))], 1: [Standing(0, Span(day(5), OPEN))]}

    with pytest.raises(Cycle) as raised:
        lines(0, versions)

    assert (raised.value.path, raised.value.day) == ((0, 1, 0), day(5))
    assert str(raised.value) == "unit 0 would stand under itself on 2020-01-06"


def test_merged_spans_touch_or_overlap() -> None:
    spans = [Span(day(5), day(6)), Span(day(0), day(2)), Span(day(3), day(3)), Span(day(8), OPEN), Span(day(9), day(9))]

    assert merged(spans) == [Span(day(0), day(3)), Span(day(5), day(6)), Span(day(8), OPEN)]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (Span(day(0), day(9)), True),
        (Span(day(4), day(5)), True),
        (Span(day(0), day(10)), False),
        (Span(day(0), OPEN), False),
    ],
)
def test_a_span_is_covered_by_neighbours_together(inner: Span, expected: bool) -> None:
    assert covers([Span(day(0), day(4)), Span(day(5), day(9))], inner) is expected


def test_a_span_within_one_of_several_apart_is_covered() -> None:
    assert covers([Span(day(0), day(2)), Span(day(8), OPEN)], Span(day(9), day(9)))


def test_an_open_end_is_kept_as_nothing() -> None:
    assert (Span(day(0), OPEN).valid_to, Span(day(0), day(3)).valid_to) == (None, day(3))


def test_spans_that_share_one_day_meet_from_either_side() -> None:
    before, after, next_day = Span(day(0), day(4)), Span(day(4), day(9)), Span(day(5), day(9))

    assert before.meets(after) and after.meets(before)
    assert not before.meets(next_day) and not next_day.meets(before)
    assert merged([after, before]) == [Span(day(0), day(9))] == merged([before, next_day])


def test_spans_that_share_one_day_collide() -> None:
    one, two, three = Span(day(0), day(4)), Span(day(4), day(6)), Span(day(7), OPEN)

    assert colliding([three, one, two]) == (one, two)
    assert colliding([two, three]) is None


@pytest.mark.parametrize(
    ("covered", "wards", "missing", "rate"),
    [
        (16, 16, 0, Decimal(100)),
        (15, 16, 1, Decimal("93.75")),
        (2, 3, 1, Decimal("66.67")),
        (0, 4, 4, Decimal(0)),
        (0, 0, 0, None),
    ],
)
def test_coverage_counts_wards(covered: int, wards: int, missing: int, rate: Decimal | None) -> None:
    coverage = Coverage(covered, wards)

    assert (coverage.missing, coverage.rate, str(coverage.rate)) == (missing, rate, str(rate))


SPANS = st.tuples(st.integers(0, DAYS), st.integers(0, 6)).map(lambda pair: Span(day(pair[0]), day(pair[0] + pair[1])))


@given(SPANS, st.lists(SPANS, max_size=4))
def test_without_leaves_just_the_days_that_lie_in_no_gap(span: Span, gaps: list[Span]) -> None:
    left = without(span, gaps)

    for number in range(-1, DAYS + 8):
        on = day(number)
        expected = span.first <= on <= span.last and not any(gap.first <= on <= gap.last for gap in gaps)
        assert sum(each.first <= on <= each.last for each in left) == int(expected)


def test_without_keeps_an_open_end_after_the_last_gap() -> None:
    span = Span.of(START, None)

    assert without(span, [Span(day(3), day(5))]) == [Span(START, day(2)), Span(day(6), OPEN)]
    assert without(span, [Span(day(3), OPEN)]) == [Span(START, day(2))]
    assert without(span, [Span(START, OPEN)]) == []
