"""Holders brought from khu phố to khu phố: their past stays, running files go along, and all comes back."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from awards.titles.enums import CandidateEventKind
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.workflow import candidates as steps
from awards.titles.workflow.registering import register_all, unregister
from awards.titles.workflow.rehome import living_in, rehome, rehomed, since_then, take_home
from tests.awards.titles.factories import World, make_candidate, make_households, make_world, moment

pytestmark = pytest.mark.django_db

DAY = dt.date(2020, 7, 1)
BEFORE = dt.date(2020, 6, 30)
DONE = moment(dt.date(2020, 9, 1))
LATER = moment(dt.date(2020, 9, 2))
H = TitleKind.HOUSEHOLD


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def bring_all(world: World) -> dict[TitleKind, int]:
    """Everybody of the first khu phố goes to the second, from DAY on."""
    going = living_in([world.community.pk], DAY).values_list("pk", flat=True)
    there = Locality(world.ward.pk, world.second.pk)
    return rehome(dict.fromkeys(going, there), on=DAY, reason="Nhập khu phố", by=world.officer, at=DONE)


def took_home(world: World) -> int:
    events = rehomed([world.community.pk], [world.second.pk], on=DAY, since=DONE)
    return take_home(events, reason="Ghi nhầm", by=world.officer, at=LATER)


def counted(world: World, day: dt.date) -> tuple[int, int]:
    found = holders_on(day, H, {world.ward.pk})
    places = (Locality(world.ward.pk, each.pk) for each in (world.community, world.second))
    return tuple(found.get(place, 0) for place in places)  # type: ignore[return-value]


def test_holders_are_found_under_the_successor_and_their_past_under_the_old_khu_pho(world: World) -> None:
    make_households(world, 3)
    make_households(world, 2, world.second)

    numbers = bring_all(world)

    assert numbers == {H: 3}
    assert (counted(world, BEFORE), counted(world, DAY)) == ((3, 2), (0, 5))


def test_only_the_chosen_ones_go_and_an_earlier_move_stays_in_order(world: World) -> None:
    stays, goes = make_households(world, 2)
    moved_in = make_candidate(world, community=world.second)
    came = dt.date(2020, 8, 5)
    steps.move(
        moved_in, Locality(world.ward.pk, world.community.pk), "1 A", on=came, reason="", by=world.officer, at=DONE
    )
    there = Locality(world.ward.pk, world.second.pk)

    rehome({goes.pk: there, moved_in.pk: there}, on=DAY, reason="Chia", by=world.officer, at=LATER)

    assert set(Candidate.objects.filter(community=world.community)) == {stays}
    assert CandidateEvent.objects.get(candidate=moved_in, kind=CandidateEventKind.HANDED_OVER).happened_on == came


def test_ward_of_the_past_is_known_where_the_khu_pho_changed_before_the_ward(world: World) -> None:
    household = make_candidate(world)
    bring_all(world)
    fresh = Candidate.objects.get(pk=household.pk)
    away = Locality(world.other_ward.pk, world.elsewhere.pk)
    steps.move(fresh, away, "1 C", on=dt.date(2020, 9, 1), reason="", by=world.officer, at=LATER)

    assert counted(world, BEFORE) == (1, 0)
    assert counted(world, DAY) == (0, 1)
    assert counted(world, dt.date(2020, 9, 1)) == (0, 0)


def test_running_file_of_the_year_goes_along_and_an_earlier_one_stays(world: World) -> None:
    household = make_candidate(world)
    register_all([household], 2019, by=world.officer, at=moment(dt.date(2020, 3, 1)))
    register_all([household], 2020, by=world.officer, at=moment(dt.date(2020, 3, 1)))

    bring_all(world)

    places = dict(Nomination.objects.values_list("year", "community"))
    assert places == {2019: world.community.pk, 2020: world.second.pk}


def test_taken_home_everything_is_where_it_was_and_both_acts_are_kept(world: World) -> None:
    household = make_candidate(world)
    register_all([household], 2020, by=world.officer, at=moment(dt.date(2020, 3, 1)))
    bring_all(world)

    assert took_home(world) == 1

    assert counted(world, DAY) == counted(world, BEFORE) == (1, 0)
    assert Nomination.objects.get().community == world.community
    kinds = list(household.events.order_by("pk").values_list("kind", "undone_by__kind"))
    assert kinds == [("handed_over", "undone"), ("undone", None)]


def test_what_came_since_is_said(world: World) -> None:
    moved, changed, registered, worked = make_households(world, 4)
    register_all([worked], 2020, by=world.officer, at=moment(dt.date(2020, 3, 1)))
    bring_all(world)
    fresh = {row.pk: row for row in Candidate.objects.all()}
    elsewhere = Locality(world.other_ward.pk, world.elsewhere.pk)
    steps.move(fresh[moved.pk], elsewhere, "1 B", on=dt.date(2020, 9, 1), reason="", by=world.officer, at=LATER)
    steps.change_head(fresh[changed.pk], "Lê Thị Mới", on=DAY, reason="", by=world.officer, at=LATER)
    register_all([fresh[registered.pk]], 2020, by=world.officer, at=LATER)
    unregister([Nomination.objects.get(candidate=worked).pk], "rút", by=world.officer, at=LATER)

    came = since_then(rehomed([world.community.pk], [world.second.pk], on=DAY, since=DONE))

    assert came == (1, 1, 1, 1)
    assert came.sentences[0].startswith("1 đối tượng đã chuyển đi nơi khác")


@pytest.mark.parametrize("number", [25, 60])
def test_many_holders_go_in_a_fixed_number_of_queries(
    world: World, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_households(world, number)

    with django_assert_max_num_queries(12):
        bring_all(world)
