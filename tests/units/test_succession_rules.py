"""Who answers for whom, on invented maps: whole chains compose, parts stay parts, circles end, nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.rules import OPEN, Span
from units.rules.succession import NONE, WHOLE, Answer, Link, Share, Stood, answer, heirs, last_stood, origins, stands

ONE_DAY = dt.timedelta(days=1)
START = dt.date(2000, 1, 1)
END = dt.date(2030, 1, 1)
DAYS = [dt.date(year, 1, 1) for year in range(2005, 2026, 5)]
ALWAYS = {unit: [Span(START, OPEN)] for unit in range(1, 10)}

unpublished = Share(Fraction(0), Fraction(1))


def half_of(share: Share) -> Share:
    return share * Share.of(Fraction(1, 2))


def until(day: dt.date) -> Span:
    return Span(START, day - ONE_DAY)


@st.composite
def maps(draw: st.DrawFn) -> tuple[list[Link], Stood]:
    """Units that merge, divide, give parts away and come back over twenty years; each change holds together."""
    standing = dict.fromkeys(range(1, draw(st.integers(2, 6)) + 1), START)
    stood: dict[int, list[Span]] = defaultdict(list)
    links: list[Link] = []
    for day in DAYS:
        leaving = draw(st.sets(st.sampled_from(sorted(standing)), max_size=2))
        founded = draw(st.sets(st.integers(1, 9).filter(lambda unit: unit not in standing), max_size=2))  # noqa: B023
        takers = sorted((standing.keys() | founded) - leaving)
        if not takers:
            continue
        givers = leaving | draw(st.sets(st.sampled_from(sorted(standing)), max_size=1))
        for giver in sorted(givers):
            links += draw(splits(day, giver, [taker for taker in takers if taker != giver], giver in leaving))
        for unit in leaving:
            stood[unit].append(Span(standing.pop(unit), day - ONE_DAY))
        standing |= dict.fromkeys(founded, day)
    for unit, first in standing.items():
        stood[unit].append(Span(first, OPEN))
    return draw(st.permutations(links)), dict(stood)


@st.composite
def splits(draw: st.DrawFn, day: dt.date, giver: int, takers: list[int], leaves: bool) -> list[Link]:
    if not takers:
        return []
    if leaves and draw(st.booleans()):
        return [Link(day, giver, draw(st.sampled_from(takers)))]
    chosen = sorted(draw(st.sets(st.sampled_from(takers), min_size=1, max_size=3)))
    published = draw(st.booleans())
    weights = [draw(st.integers(1, 9)) for _ in chosen]
    everything = sum(weights) + (0 if leaves else draw(st.integers(0, 5)))
    shares = [Fraction(weight, everything) if published else None for weight in weights]
    return [Link(day, giver, taker, whole=False, share=share) for taker, share in zip(chosen, shares, strict=True)]


any_link = st.builds(
    Link,
    st.sampled_from(DAYS),
    st.integers(1, 5),
    st.integers(1, 5),
    st.booleans(),
    st.none() | st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=10),
)
any_day = st.dates(START, END)


@given(st.lists(any_link, max_size=25), any_day, any_day)
def test_whatever_the_links_say_the_walk_ends_within_bounds(links: list[Link], one: dt.date, other: dt.date) -> None:
    since, day = sorted((one, other))
    for found in (heirs(1, since, day, links, ALWAYS), origins(1, since, day, links, ALWAYS)):
        assert all(0 <= share.low <= share.high <= 1 and share.high > 0 for share in found.values())


def test_units_that_went_into_each_other_are_answered_for_by_nobody() -> None:
    gone = {1: [until(DAYS[0])], 2: [until(DAYS[1])]}
    links = [Link(DAYS[0], 1, 2), Link(DAYS[1], 2, 1)]

    assert answer(1, END, links, gone) == Answer({})
    assert answer(2, END, links, gone).nobody == WHOLE


def test_a_unit_that_came_back_answers_for_itself_again() -> None:
    back = {1: [until(DAYS[0]), Span(DAYS[1], OPEN)], 2: [until(DAYS[1])]}
    links = [Link(DAYS[0], 1, 2), Link(DAYS[1], 2, 1)]

    days = (DAYS[0] - ONE_DAY, DAYS[0], DAYS[1])
    assert [answer(1, day, links, back).whole for day in days] == [1, 2, 1]


@given(st.permutations(range(1, 6)), any_day)
def test_whole_chains_compose_at_any_length(order: list[int], day: dt.date) -> None:
    links = [Link(on, old, new) for on, old, new in zip(DAYS, order, order[1:], strict=False)]
    stood = {link.old: [until(link.on)] for link in links} | {order[-1]: [Span(START, OPEN)]}

    reached = sum(link.on <= day for link in links)
    assert answer(order[0], day, links, stood) == Answer({order[reached]: WHOLE})


def test_parts_stay_parts_even_when_all_known_ones_meet_again() -> None:
    """Ward 1 was divided between 2 and 3; nobody knows whether a strip went elsewhere; 2 and 3 then became 4."""
    stood = {1: [until(DAYS[0])], 2: [until(DAYS[1])], 3: [until(DAYS[1])], 4: [Span(DAYS[1], OPEN)]}
    merged = [Link(DAYS[1], 2, 4), Link(DAYS[1], 3, 4)]

    unknown = [Link(DAYS[0], 1, taker, whole=False) for taker in (2, 3)]
    known = [Link(DAYS[0], 1, 2, False, Fraction(1, 3)), Link(DAYS[0], 1, 3, False, Fraction(2, 3))]

    assert answer(1, END, unknown + merged, stood) == Answer({4: unpublished})
    assert answer(1, END, unknown + merged, stood).whole is None
    assert answer(1, END, known + merged, stood).whole == 4


def test_shares_multiply_exactly_and_unknown_ones_bound_each_other() -> None:
    stood = {1: [until(DAYS[0])], 2: [until(DAYS[1])], 3: [Span(START, OPEN)], 4: [Span(START, OPEN)]}
    links = [
        Link(DAYS[0], 1, 2, False, Fraction(1, 3)),
        Link(DAYS[0], 1, 3, False),
        Link(DAYS[1], 2, 3, False, Fraction(1, 7)),
        Link(DAYS[1], 2, 4, False, Fraction(6, 7)),
    ]

    found = answer(1, END, links, stood)

    assert found.shares == {3: Share(Fraction(1, 21), Fraction(5, 7)), 4: Share.of(Fraction(2, 7))}
    assert found.shares[4].exact == Fraction(2, 7)
    assert found.nobody == Share(Fraction(0), Fraction(2, 3))


@pytest.mark.parametrize(
    ("given_away", "kept"),
    [
        ([], WHOLE),
        ([Link(DAYS[0], 1, 1)], WHOLE),
        ([Link(DAYS[0], 1, 2, False, Fraction(1, 4))], Share.of(Fraction(3, 4))),
        ([Link(DAYS[0], 1, 1), Link(DAYS[0], 1, 2, False, Fraction(1, 4))], Share.of(Fraction(3, 4))),
        ([Link(DAYS[0], 1, 1, False, Fraction(1, 2)), Link(DAYS[0], 1, 2, False, Fraction(1, 4))], half_of(WHOLE)),
        ([Link(DAYS[0], 1, 2, False)], unpublished),
        ([Link(DAYS[0], 1, 2, False, Fraction(1, 8))] * 2, Share.of(Fraction(3, 4))),
    ],
)
def test_what_a_unit_does_not_give_away_stays_with_it(given_away: list[Link], kept: Share) -> None:
    assert heirs(1, START, DAYS[0], given_away, ALWAYS)[1] == kept


@given(maps(), any_day)
def test_days_are_respected(found: tuple[list[Link], Stood], day: dt.date) -> None:
    links, stood = found
    for unit in stood:
        answered = answer(unit, day, links, stood)
        assert all(stands(each, day, stood) for each in answered.units)
        if stands(unit, day, stood):
            assert answered == Answer({unit: WHOLE})
        assert answered == answer(unit, day, [link for link in links if link.on <= day], stood)


@given(maps(), any_day, any_day)
def test_nothing_is_lost_and_nothing_doubled(found: tuple[list[Link], Stood], one: dt.date, other: dt.date) -> None:
    links, stood = found
    since, day = sorted((one, other))
    for unit in stood:
        if stands(unit, since, stood):
            held = heirs(unit, since, day, links, stood).values()
            assert sum(share.low for share in held) <= 1 <= sum(share.high for share in held)


@given(maps(), st.tuples(any_day, any_day, any_day))
def test_two_steps_are_one(found: tuple[list[Link], Stood], days: tuple[dt.date, dt.date, dt.date]) -> None:
    links, stood = found
    first, middle, last = sorted(days)
    for unit in stood:
        together: dict[int, Share] = defaultdict(lambda: NONE)
        for between, share in heirs(unit, first, middle, links, stood).items():
            for heir, part in heirs(between, middle, last, links, stood).items():
                together[heir] += share * part
        direct = heirs(unit, first, last, links, stood)
        assert {heir: share.low for heir, share in direct.items()} == {
            heir: min(share.low, Fraction(1)) for heir, share in together.items()
        }
        assert all(direct[heir].high >= share.bounded().high for heir, share in together.items())


@given(maps(), any_day, any_day)
def test_heirs_and_origins_are_one_number_seen_from_both_ends(
    found: tuple[list[Link], Stood], one: dt.date, other: dt.date
) -> None:
    links, stood = found
    since, day = sorted((one, other))
    there = {unit for unit in stood if stands(unit, since, stood)}
    forth = {(old, new): share for old in there for new, share in heirs(old, since, day, links, stood).items()}
    now = {unit for unit in stood if stands(unit, day, stood)}
    back = {(old, new): share for new in now for old, share in origins(new, since, day, links, stood).items()}

    assert forth == back


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (START - ONE_DAY, None),
        (START, START),
        (DAYS[1], DAYS[0] - ONE_DAY),
        (DAYS[2], DAYS[2]),
        (END, END),
    ],
)
def test_the_last_day_on_which_a_unit_stood(day: dt.date, last: dt.date | None) -> None:
    assert last_stood(1, day, {1: [until(DAYS[0]), Span(DAYS[2], OPEN)]}) == last
