"""Flows are divided at the day, titles follow the address, and where the register knows, it decides."""

from __future__ import annotations

import datetime as dt

import pytest

from awards.titles.models import Candidate, Nomination
from indicators import restating
from indicators.restating import data
from tests.awards.titles.factories import World, make_candidate, make_households, make_world, register
from tests.factories import make_centre, make_unit, make_ward
from tests.reports.factories import load_catalogue, report_figures
from units import workflow
from units.enums import ChangeKind, UnitKind
from units.models import CentreCourse, LearningCentre, Unit
from units.workflow import add_version

pytestmark = pytest.mark.django_db

HOUSEHOLDS, CLASSES, PEOPLE = "household-total", "centre-classes", "household-persons"
JULY = dt.date(2020, 7, 1)
TODAY = dt.date(2022, 1, 1)
NEW_YEAR = dt.date(2021, 1, 1)


def row_of(unit: Unit, year: int, code: str, day: dt.date = TODAY) -> data.MeasureYear:
    (row,) = data.rows(restating.build(restating.ask(unit, day, year, year, [code])))
    return row


def known(row: data.MeasureYear) -> tuple[str, int | None, int | None]:
    return row["quality"], row["low"], row["high"]


def end(unit: Unit, day: dt.date) -> None:
    workflow.close_version(unit, last_day=day - dt.timedelta(days=1))


def divide(old: Unit, day: dt.date, *new: Unit) -> None:
    workflow.record_change(
        ChangeKind.PART, day, [workflow.Move(old, each, whole=False) for each in new], decision="Nghị quyết"
    )


def test_the_flow_of_a_ward_that_ended_within_the_year_counts_with_its_heirs() -> None:
    load_catalogue()
    old, other = make_ward("Phường 5"), make_ward("Phường 6")
    heir = make_unit("Phường Hòa Bình", valid_from=JULY)
    end(old, JULY)
    workflow.record_change(ChangeKind.MERGE, JULY, [workflow.Move(old, heir)], decision="Nghị quyết")
    report_figures(old, 2020, {CLASSES: 3, HOUSEHOLDS: 100})
    report_figures(heir, 2020, {CLASSES: 4, HOUSEHOLDS: 110})
    report_figures(other, 2020, {CLASSES: 9})

    assert known(row_of(heir, 2020, CLASSES)) == ("exact", 7, 7)
    assert known(row_of(heir, 2020, HOUSEHOLDS)) == ("exact", 110, 110)
    assert known(row_of(old, 2020, CLASSES, JULY - dt.timedelta(days=1))) == ("exact", 7, 7)


def held(centre: LearningCentre, ward: Unit, *days: dt.date) -> None:
    for day in days:
        facts = {"topic": "law", "starts_on": day, "ends_on": day, "attendances": 10}
        CentreCourse.objects.create(centre=centre, ward=ward, title=f"Lớp {day}", **facts)


def test_what_a_register_dates_is_of_the_ground_of_its_day() -> None:
    """Ward 8 gave an unknown part to ward 9 in July: its classes before are of the old ground, those after its own."""
    load_catalogue()
    giver, taker = make_ward("Phường 8"), make_ward("Phường 9")
    divide(giver, JULY, taker)
    report_figures(giver, 2020, {HOUSEHOLDS: 100})
    report_figures(taker, 2020, {HOUSEHOLDS: 100, CLASSES: 0})
    held(make_centre("Trung tâm", giver), giver, dt.date(2020, 3, 1), dt.date(2020, 6, 30), dt.date(2020, 7, 1))

    assert known(row_of(giver, 2020, CLASSES)) == ("bounded", 1, 3)
    assert known(row_of(taker, 2020, CLASSES)) == ("bounded", 0, 2)
    assert known(row_of(giver, 2020, CLASSES, dt.date(2020, 1, 1))) == ("exact", 3, 3)


@pytest.fixture
def world() -> World:
    """Phường 5 with 6 and 2 households in its two khu phố, all registered for 2020; divided on New Year, nobody said
    how: khu phố 1 went to Phường A, khu phố 2 to Phường B.
    """
    world = make_world()
    load_catalogue()
    first, second = make_households(world, 6), make_households(world, 2, world.second)
    register(world, *first, *second)
    third = make_unit("Khu phố 3", UnitKind.COMMUNITY, world.ward, valid_to=dt.date(2020, 12, 31), key="khu-pho-3")
    assert third.pk
    heirs = [make_unit(name, parent=world.district, valid_from=NEW_YEAR) for name in ("Phường A", "Phường B")]
    for community, heir in zip((world.community, world.second), heirs, strict=True):
        add_version(community, valid_from=NEW_YEAR, parent=heir)
    end(world.ward, NEW_YEAR)
    divide(world.ward, NEW_YEAR, *heirs)
    return world


def heir_named(name: str) -> Unit:
    return Unit.objects.get(versions__name=name)


def test_the_register_divides_exactly_what_it_counts(world: World) -> None:
    report_figures(world.ward, 2020, {HOUSEHOLDS: 8, "household-registered-new": 8, PEOPLE: 30})

    one, other = (row_of(heir_named(name), 2020, HOUSEHOLDS) for name in ("Phường A", "Phường B"))

    assert (known(one), one["exact"], one["unknown_units"]) == (("exact", 6, 6), 6, [])
    assert known(other) == ("exact", 2, 2)
    assert known(row_of(heir_named("Phường A"), 2020, "household-registered-new")) == ("exact", 6, 6)
    assert known(row_of(heir_named("Phường A"), 2020, PEOPLE)) == ("bounded", 0, 30)


def test_where_the_register_counts_otherwise_its_parts_are_shares_of_the_approved_number(world: World) -> None:
    report_figures(world.ward, 2020, {HOUSEHOLDS: 10})

    one, other = (row_of(heir_named(name), 2020, HOUSEHOLDS) for name in ("Phường A", "Phường B"))

    assert (known(one), known(other)) == (("estimated", 8, 8), ("estimated", 2, 2))


def test_a_household_of_which_the_place_is_not_known_may_be_anywhere(world: World) -> None:
    third = Unit.objects.get(key="khu-pho-3")
    register(world, make_candidate(world, community=third))
    report_figures(world.ward, 2020, {HOUSEHOLDS: 9})

    assert known(row_of(heir_named("Phường A"), 2020, HOUSEHOLDS)) == ("bounded", 6, 7)


def test_the_register_looks_back_as_well(world: World) -> None:
    """Phường A is Khu phố 1 of Phường 5 and all of Phường 6: of what it counts, Khu phố 1 lies in the old Phường 5."""
    a, b = heir_named("Phường A"), heir_named("Phường B")
    add_version(world.elsewhere, valid_from=NEW_YEAR, parent=a)
    end(world.other_ward, NEW_YEAR)
    workflow.record_change(ChangeKind.MERGE, NEW_YEAR, [workflow.Move(world.other_ward, a)], decision="Nghị quyết")
    neighbours = make_households(world, 3, world.elsewhere)
    Candidate.objects.filter(community__in=[world.community, world.elsewhere]).update(ward=a)
    Nomination.objects.filter(ward=world.ward, community=world.community).update(year=2021, ward=a)
    report_figures(a, 2021, {HOUSEHOLDS: 6 + len(neighbours)})
    report_figures(b, 2021, {HOUSEHOLDS: 2})

    old = row_of(heir_named("Phường 5"), 2021, HOUSEHOLDS, dt.date(2020, 12, 31))

    assert (known(old), old["exact"]) == (("exact", 8, 8), 8)
