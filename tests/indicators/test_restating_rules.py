"""Figures on other maps, against households counted one by one and every way in which the unpublished may have been."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.enums import Quality, Rounding
from indicators.restating.breaks import Break, cited
from indicators.restating.ratios import Ratio, ratio
from indicators.rules.rates import rate
from indicators.rules.restating import (
    NOTHING,
    Atlas,
    Ground,
    Part,
    Piece,
    Restated,
    added,
    allotted,
    cells,
    division,
    of_year,
    restated,
)
from tests.indicators.maps import YEARS, World, by_every_way, end_of, forebears, true_count, worlds
from units.rules import OPEN, Span
from units.rules.succession import NONE, WHOLE, Link, Share

years = st.sampled_from(YEARS)
DAY = dt.date(2015, 1, 1)
EVE = DAY - dt.timedelta(days=1)
START = dt.date(2004, 1, 1)
HALF = Fraction(1, 2)


def ground_of(world: World, target: set[int], on: int) -> Ground:
    return Ground(world.atlas, end_of(on), dict.fromkeys(target, WHOLE))


def counts_in(world: World, year: int, weights: dict[int, int]) -> dict[int, int]:
    """What each unit that stood at the year's end counted."""
    counted = dict.fromkeys(world.units(year), 0)
    for household, unit in world.homes[year].items():
        counted[unit] += weights[household]
    return counted


def sum_on(world: World, target: set[int], on: int, year: int, weights: dict[int, int]) -> Restated:
    ground = ground_of(world, target, on)
    parts = [
        (unit, restated(number, ground.pieces(unit, end_of(year))))
        for unit, number in counts_in(world, year, weights).items()
        if ground.share(unit, end_of(year)).high
    ]
    return added(parts)


@st.composite
def questions(draw: st.DrawFn, published: bool | None = None) -> tuple[World, int, int, set[int], dict[int, int]]:
    """A map, a year whose figures are asked for on the map of another, a target, and a weight for each household."""
    world = draw(worlds(published))
    year, on = draw(years), draw(years)
    target = draw(st.sets(st.sampled_from(sorted(world.units(on)))))
    weights = {household: draw(st.integers(0, 5)) for household in world.homes[year]}
    return world, year, on, target, weights


@settings(deadline=None, max_examples=50)
@given(questions(published=False))
def test_the_truth_lies_within_the_bounds(asked: tuple[World, int, int, set[int], dict[int, int]]) -> None:
    world, year, on, target, weights = asked
    truth = true_count(world, target, on, year, weights)

    found = sum_on(world, target, on, year, weights)

    assert (found.low or 0) <= truth <= (found.high or 0)
    assert found.value in (None, truth)
    assert found.estimated in (None, 0)


@settings(deadline=None, max_examples=50)
@given(questions())
def test_bounds_are_those_of_every_way_in_which_the_unpublished_may_have_been(
    asked: tuple[World, int, int, set[int], dict[int, int]],
) -> None:
    world, year, on, target, _ = asked
    ground = ground_of(world, target, on)
    for unit in world.units(year):
        share = ground.share(unit, end_of(year))
        if year <= on:
            assert (share.low, share.high) == by_every_way(world, unit, year, on, target)
        else:
            before = forebears(world, unit, year, on)
            assert share == Share(Fraction(bool(before) and before <= target), Fraction(bool(before & target)))


@settings(deadline=None, max_examples=50)
@given(questions(published=True))
def test_published_shares_lose_nothing_and_double_nothing(
    asked: tuple[World, int, int, set[int], dict[int, int]],
) -> None:
    world, year, on, target, weights = asked
    everything = sum(weights.values())
    if year > on:
        return
    rest = world.units(on) - target

    one, other = sum_on(world, target, on, year, weights), sum_on(world, rest, on, year, weights)
    single = [sum_on(world, {unit}, on, year, weights) for unit in sorted(world.units(on))]

    assert (one.value or 0) + (other.value or 0) == everything
    assert sum(each.value or 0 for each in single) == everything
    inside = [each for unit, each in zip(sorted(world.units(on)), single, strict=True) if unit in target]
    assert sum(each.value or 0 for each in inside) == (one.value or 0)


@settings(deadline=None, max_examples=50)
@given(worlds(published=True), years)
def test_a_published_share_gives_back_what_was_counted_at_the_last_count_before(world: World, on: int) -> None:
    """One change, every household counted once: the share is that of the households, so that the estimate is true."""
    changes = sorted({link.on for link in world.links if end_of(on - 1) < link.on <= end_of(on)})
    if on - 1 not in world.homes or len(changes) > 1:
        return
    weights = dict.fromkeys(world.homes[on], 1)
    for unit in world.units(on):
        found = sum_on(world, {unit}, on, on - 1, weights)
        assert (found.value or 0) == true_count(world, {unit}, on, on - 1, weights)


@settings(deadline=None, max_examples=50)
@given(questions())
def test_all_targets_of_a_day_hold_all_that_was_counted(
    asked: tuple[World, int, int, set[int], dict[int, int]],
) -> None:
    world, year, on, _, weights = asked

    found = sum_on(world, world.units(on), on, year, weights)

    assert (found.value or 0) == sum(weights.values())
    assert found.quality in (Quality.EXACT, Quality.UNKNOWN)


@settings(deadline=None, max_examples=50)
@given(worlds(), years, years, st.data())
def test_there_and_back_a_common_ground_is_exact_in_every_year(
    world: World, year: int, on: int, data: st.DataObject
) -> None:
    first, last = sorted((year, on))
    weights = {household: data.draw(st.integers(0, 5)) for household in world.homes[year]}
    found = cells(world.atlas, "ward", end_of(first), end_of(last))
    for cell in found:
        inside = cell & world.units(on)
        if inside:
            there = sum_on(world, set(inside), on, year, weights)
            counted = counts_in(world, year, weights)
            assert there.value == sum(counted[unit] for unit in cell & world.units(year))
            assert there.quality == Quality.EXACT
    assert sorted(unit for cell in found for unit in cell) == sorted(set().union(*found))


@given(st.integers(0, 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
def test_parts_sum_to_the_whole_and_none_is_off_by_one_or_more(whole: int, weights: list[int]) -> None:
    shares = [Fraction(weight, sum(weights)) for weight in weights]

    parts = allotted(whole, shares)

    assert sum(parts) == whole
    assert all(abs(part - whole * share) < 1 for part, share in zip(parts, shares, strict=True))


@pytest.mark.parametrize(
    ("whole", "shares", "parts"),
    [
        (10, [Fraction(1, 3)] * 3, [4, 3, 3]),
        (1, [HALF, HALF], [1, 0]),
        (0, [Fraction(1)], [0]),
        (7, [Fraction(2, 3), Fraction(1, 3)], [5, 2]),
    ],
)
def test_what_is_left_goes_to_the_largest_remainders(whole: int, shares: list[Fraction], parts: list[int]) -> None:
    assert allotted(whole, shares) == parts


@pytest.mark.parametrize("shares", [[HALF], [HALF, HALF, HALF], [Fraction(3, 2), -HALF]])
def test_shares_that_are_not_the_whole_are_no_way_to_divide_it(shares: list[Fraction]) -> None:
    with pytest.raises(ValueError, match="not the whole"):
        allotted(10, shares)


def part(new: int, share: Fraction | None = None, old: int = 1) -> Link:
    return Link(DAY, old, new, whole=False, share=share)


@pytest.mark.parametrize(
    ("links", "stays", "known", "sharing", "rest", "lost"),
    [
        ([Link(DAY, 1, 2)], False, {2: 1}, set(), 0, 0),
        ([part(2), part(3)], False, {}, {2, 3}, 1, 0),
        ([part(2), part(3)], True, {}, {1, 2, 3}, 1, 0),
        ([part(2, HALF), part(3)], False, {2: HALF}, {3}, HALF, 0),
        ([part(2, HALF)], True, {2: HALF, 1: HALF}, set(), 0, 0),
        ([part(2, HALF)], False, {2: HALF}, set(), 0, HALF),
        ([Link(DAY, 1, 1)], True, {1: 1}, set(), 0, 0),
        ([], False, {}, set(), 0, 1),
    ],
)
def test_what_a_day_makes_of_a_unit(
    links: list[Link], stays: bool, known: dict[int, Fraction], sharing: set[int], rest: Fraction, lost: Fraction
) -> None:
    found = division(1, links, stays=stays)

    assert (dict(found.known), set(found.sharing), found.rest, found.lost) == (known, sharing, rest, lost)
    assert sum(found.known.values()) + found.rest + found.lost == 1


def until(day: dt.date) -> list[Span]:
    return [Span(START, day - dt.timedelta(days=1))]


def since(day: dt.date) -> list[Span]:
    return [Span(day, OPEN)]


def test_a_unit_without_links_of_its_own_is_where_the_unit_above_it_went() -> None:
    """Commune 1 of province 8, and commune 2 of today's province 9, which all of 8 went into: no list links them."""
    stood = {1: until(DAY), 2: since(DAY), 8: until(DAY), 9: since(DAY)}
    parents = {1: [(until(DAY)[0], 8)], 2: [(since(DAY)[0], 9)]}
    kinds = {1: "ward", 2: "ward", 8: "province", 9: "province"}
    atlas = Atlas([Link(DAY, 8, 9)], stood, kinds, parents)

    ground = Ground(atlas, DAY, {9: WHOLE, 2: WHOLE})

    assert ground.share(1, EVE) == WHOLE
    assert ground.accounted(2, EVE)


def test_ground_that_came_from_nowhere_is_not_accounted_for() -> None:
    atlas = Atlas([Link(DAY, 1, 2)], {1: until(DAY), 2: since(DAY), 3: since(DAY)}, {})
    ground = Ground(atlas, DAY, {2: WHOLE, 3: WHOLE})

    assert [ground.accounted(unit, EVE) for unit in (2, 3)] == [True, False]
    assert [ground.accounted(unit, DAY) for unit in (2, 3)] == [True, True]


def test_a_part_that_went_to_nobody_is_not_accounted_for_later() -> None:
    atlas = Atlas([part(2, HALF)], {1: until(DAY), 2: since(DAY)}, {})
    before = Ground(atlas, EVE, {1: WHOLE})

    assert not before.accounted(1, DAY)
    assert before.share(2, DAY) == WHOLE
    assert Ground(atlas, DAY, {2: WHOLE}).share(1, EVE) == Share(HALF, Fraction(1))


def test_what_wards_gave_to_a_ward_is_not_counted_again_as_their_districts() -> None:
    """Wards 1 and 2 of district 8 became wards 3 and 4; the district is linked to both of them as well."""
    links = [Link(DAY, 1, 3), Link(DAY, 2, 4), part(3, old=8), part(4, old=8)]
    stood = {1: until(DAY), 2: until(DAY), 8: until(DAY), 3: since(DAY), 4: since(DAY)}
    kinds = {1: "ward", 2: "ward", 3: "ward", 4: "ward", 8: "district"}

    ground = Ground(Atlas(links, stood, kinds), EVE, {1: WHOLE})

    assert [ground.share(unit, DAY) for unit in (3, 4)] == [WHOLE, NONE]


UNKNOWN_PIECE = Piece(Fraction(1), Share(Fraction(0), Fraction(1)))


@pytest.mark.parametrize(
    ("number", "pieces", "found"),
    [
        (10, [Piece(Fraction(1), WHOLE)], Part(exact=10)),
        (10, [Piece(HALF, WHOLE), Piece(HALF, WHOLE)], Part(exact=10)),
        (10, [Piece(HALF, WHOLE), Piece(HALF, NONE)], Part(estimated=5)),
        (10, [UNKNOWN_PIECE], Part(most=10)),
        (5, [Piece(HALF, WHOLE), Piece(HALF, Share(Fraction(0), HALF))], Part(estimated=3, most=1)),
        (0, [UNKNOWN_PIECE], NOTHING),
    ],
)
def test_what_of_a_count_lies_inside(number: int, pieces: list[Piece], found: Part) -> None:
    assert restated(number, pieces) == found


@pytest.mark.parametrize(
    ("result", "word", "value", "low", "high"),
    [
        (added([(1, Part(exact=4)), (2, Part(exact=6))]), Quality.EXACT, 10, 10, 10),
        (added([(1, Part(exact=4)), (2, Part(estimated=6))]), Quality.ESTIMATED, 10, 10, 10),
        (added([(1, Part(exact=4)), (2, Part(most=6))]), Quality.BOUNDED, None, 4, 10),
        (added([(1, Part(exact=4)), (2, NOTHING)]), Quality.EXACT, 4, 4, 4),
        (added([(1, Part(exact=4))], missing=[2]), Quality.MISSING, None, 4, None),
        (added([], missing=[1, 2]), Quality.MISSING, None, None, None),
        (added([(1, Part(exact=4))], uncounted=[2]), Quality.UNKNOWN, None, 4, None),
        (added([(1, Part(exact=4))], unlisted={2: 5}), Quality.UNKNOWN, None, 4, None),
        (added([(1, Part(exact=4))], missing=[3], unlisted={2: 5}), Quality.MISSING, None, 4, None),
        (added([]), Quality.UNKNOWN, None, None, None),
        (added([(1, Part(exact=4))], sums=False), Quality.EXACT, 4, 4, 4),
        (added([(1, Part(exact=4)), (2, Part(exact=6))], sums=False), Quality.UNKNOWN, None, None, None),
        (added([(1, Part(estimated=4))], sums=False), Quality.UNKNOWN, None, None, None),
        (added([], others=(3, Part(exact=7))), Quality.EXACT, 7, 7, 7),
    ],
)
def test_the_word_says_how_well_a_sum_is_known(
    result: Restated, word: Quality, value: int | None, low: int | None, high: int | None
) -> None:
    assert (result.quality, result.value, result.low, result.high) == (word, value, low, high)


def test_a_year_is_known_as_little_as_the_least_known_of_its_periods() -> None:
    known, open_one, gap = added([(1, Part(exact=4))]), added([(1, Part(most=6))]), added([], missing=[1])

    assert of_year([known, open_one]).quality == Quality.BOUNDED
    assert (of_year([known, open_one]).low, of_year([known, open_one]).high) == (4, 10)
    assert (of_year([known, gap]).quality, of_year([known, gap]).low, of_year([known, gap]).high) == (
        Quality.MISSING,
        4,
        None,
    )
    assert of_year([gap, gap]).exact is None


def test_shares_of_shares_are_rounded_once_from_what_was_counted() -> None:
    """Of 5 a half goes to 3, a quarter each to 4 and 5 by way of 2: 3, 1, 1, not parts of what 2 was rounded to."""
    later = dt.date(2018, 1, 1)
    links = [part(2, HALF), part(3, HALF)]
    links += [Link(later, 2, 4, whole=False, share=HALF), Link(later, 2, 5, whole=False, share=HALF)]
    stood = {1: until(DAY), 2: [Span(DAY, later - dt.timedelta(days=1))], **dict.fromkeys((4, 5), since(later))}
    atlas = Atlas(links, stood | {3: since(DAY)}, {})

    found = {unit: restated(5, Ground(atlas, later, {unit: WHOLE}).pieces(1, EVE)) for unit in (3, 4, 5)}

    assert {unit: each.estimated for unit, each in found.items()} == {3: 3, 4: 1, 5: 1}
    assert sum(each.estimated for each in found.values()) == 5


@settings(deadline=None, max_examples=50)
@given(questions())
def test_looking_back_the_parts_of_a_day_hold_the_whole_between_their_bounds(
    asked: tuple[World, int, int, set[int], dict[int, int]],
) -> None:
    world, year, on, _, weights = asked

    single = [sum_on(world, {unit}, on, year, weights) for unit in sorted(world.units(on))]

    assert sum(each.low or 0 for each in single) <= sum(weights.values())
    if all(each.high is not None for each in single):
        assert sum(weights.values()) <= sum(each.high or 0 for each in single)


counts = st.integers(0, 10**6)


@given(counts, counts, counts, counts, st.data())
def test_a_ratio_is_computed_from_counts_and_holds_every_way(
    low: int, more: int, base: int, wider: int, data: st.DataObject
) -> None:
    of, out_of = Part(exact=low, most=more), Part(exact=base, most=wider)
    numerator, whole = added([(1, of)]), added([(1, out_of)])

    found = ratio(numerator, whole)

    count, total = data.draw(st.integers(low, low + more)), data.draw(st.integers(base, base + wider))
    true = rate(count, total, Rounding.HALF_UP)
    if found.low is not None and true is not None:
        assert found.low <= true
        assert found.high is None or true <= found.high
    if not more and not wider:
        assert found.value == rate(low, base, Rounding.HALF_UP)


def test_a_percentage_is_never_interpolated() -> None:
    """1 of 4 here and 9 of 10 there are 10 of 14, not the mean of 25 % and 90 %."""
    numerator, base = added([(1, Part(exact=1)), (2, Part(exact=9))]), added([(1, Part(exact=4)), (2, Part(exact=10))])

    assert ratio(numerator, base).value == Decimal("71.43")
    assert ratio(added([(1, Part(exact=1))], missing=[2]), base) == Ratio(None, None)


def test_document_of_several_articles_is_named_once_and_a_missing_one_is_said() -> None:
    cited_once = "Nghị quyết 1278, Điều 1 điểm a; Điều 1 điểm b; Nghị quyết 1685"

    assert cited(["Nghị quyết 1278, Điều 1 điểm a", "Nghị quyết 1278, Điều 1 điểm b", "Nghị quyết 1685"]) == cited_once
    assert (
        Break(dt.date(2025, 7, 1), 2025, ("A → B",), ("",)).told == "01/07/2025: A → B (danh mục chưa ghi quyết định)"
    )
