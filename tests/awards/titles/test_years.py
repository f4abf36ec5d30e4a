"""Titles of all years as sums: years, what is below, drafts apart, of how many communes; leaders read no names."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.titles import workflow
from awards.titles.kinds import TitleKind
from awards.titles.models import Nomination
from awards.titles.years import COLUMNS, Years
from tests.awards.titles.factories import (
    NOW,
    YEAR,
    World,
    bring_to_proposed,
    make_candidate,
    make_households,
    make_world,
    recognise,
    register,
    sign,
    signed_in,
)
from tests.factories import make_district, make_user, make_ward
from units import workflow as units
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def sums(unit: Unit, year: int | None = None) -> Years:
    return Years(unit, TitleKind.HOUSEHOLD, year)


def a_year(world: World) -> list[Nomination]:
    """Phường 5: one recognised, one in a draft, one not reached, one only registered; one the year before."""
    signed, drafted, refused = bring_to_proposed(
        world,
        make_candidate(world, "Đã Ký"),
        make_candidate(world, "Còn Nháp", community=world.second),
        make_candidate(world, "Không Đạt", community=world.second),
    )
    workflow.reject([refused.pk], "Con bỏ học", by=world.approver, at=NOW)
    sign(world, recognise(world, signed))
    recognise(world, drafted)
    (waiting,) = register(world, make_candidate(world, "Mới Đăng Ký"))
    register(world, make_candidate(world, "Năm Trước"), year=YEAR - 1)
    return [signed, drafted, refused, waiting]


def test_each_year_tells_drafts_apart_and_of_how_many_communes(world: World) -> None:
    a_year(world)

    found = sums(world.district).years

    assert COLUMNS[1:3] == ("Được công nhận", "Trong dự thảo quyết định")
    assert [(each.label, each.part, each.counts) for each in found] == [
        ("2020", "1/2", (4, 1, 1, 1, 1, 0)),
        ("2019", "1/2", (1, 0, 0, 0, 1, 0)),
    ]
    assert all(each.counts and each.counts[0] == sum(each.counts[1:]) for each in found)


def test_what_is_below_a_district_are_its_wards_with_nothing_as_a_dash(world: World) -> None:
    a_year(world)

    places = sums(world.district).places

    assert [(each.label, each.cells) for each in places] == [
        ("Phường 5", ["4", "1", "1", "1", "1", "0"]),
        ("Phường 6", ["–"] * 6),
    ]


def test_a_province_adds_the_communes_of_each_district(world: World) -> None:
    a_year(world)
    district = make_district("Quận 10", world.province)
    make_ward("Phường 1", district)

    places = sums(world.province).places

    assert [(each.label, each.part, each.counts and each.counts[0]) for each in places] == [
        ("Quận 10", "", None),
        ("Quận 11", "1", 4),
    ]


def test_below_a_ward_are_its_khu_pho(world: World) -> None:
    a_year(world)
    places = sums(world.ward).places
    assert [(each.label, each.counts and each.counts[0]) for each in places] == [("Khu phố 1", 2), ("Khu phố 2", 2)]


def test_a_registration_taken_back_counts_nowhere(world: World) -> None:
    (row,) = register(world, make_candidate(world))
    workflow.unregister([row.pk], "nhầm", by=world.officer, at=NOW)
    assert (sums(world.district).years, sums(world.district).places) == ([], [])


def test_a_commune_that_ended_within_the_year_has_a_line_of_its_own(world: World) -> None:
    register(world, make_candidate(world))
    world.ward.versions.update(valid_to=dt.date(YEAR, 6, 30))
    world.ward.lines_up.update(valid_to=dt.date(YEAR, 6, 30))
    Nomination.objects.filter(year=YEAR).update(as_of=dt.date(YEAR, 6, 30))

    labels = [each.label for each in sums(world.district).places]

    assert labels == ["Phường 6", "Phường 5 (đã kết thúc trong năm)"]


def test_a_commune_renamed_within_the_years_stays_in_all_of_them(world: World) -> None:
    register(world, make_candidate(world))
    units.add_version(world.ward, valid_from=dt.date(YEAR, 4, 1), name="Phường 5 mới")

    assert [(each.label, each.part) for each in sums(world.district).years] == [("2020", "1/2")]


def test_an_odd_year_in_the_address_shows_the_latest(world: World) -> None:
    a_year(world)
    assert [sums(world.district, year).year for year in (None, 2019, 1700)] == [2020, 2019, 2020]


# Pages

PEOPLE: dict[str, tuple[Callable[[World], User | None], int]] = {
    "officer of the ward": (lambda world: world.officer, 404),
    "office": (lambda world: world.office, 200),
    "approver": (lambda world: world.approver, 200),
    "leader": (lambda world: make_user("lanhdao", (Role.READER, world.district)), 200),
    "leader elsewhere": (lambda world: make_user("lanhdao6", (Role.READER, world.other_ward)), 404),
    "administrator": (lambda world: world.admin, 404),
    "anonymous": (lambda _: None, 302),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_sums_are_for_whoever_reads_decisions_there_and_hold_no_names(world: World, who: str) -> None:
    a_year(world)
    person, status = PEOPLE[who]
    user = person(world)
    client = signed_in(user) if user else Client()

    answer = client.get(reverse("titles:years-of", args=[world.district.pk]))

    assert answer.status_code == status
    page = answer.content.decode()
    assert ("Phường 5" in page) == (status == 200)
    assert not any(name in page for name in ("Đã Ký", "Còn Nháp", "Không Đạt</", "Mới Đăng Ký"))


def test_the_menu_leads_to_the_unit_of_ones_post_and_on_to_its_wards(world: World) -> None:
    a_year(world)
    leader = signed_in(make_user("lanhdao", (Role.READER, world.district)))

    first = leader.get(reverse("titles:years"))
    page = leader.get(first["Location"]).content.decode()
    below = leader.get(reverse("titles:years-of", args=[world.ward.pk]))

    assert first["Location"] == reverse("titles:years-of", args=[world.district.pk])
    assert reverse("titles:years-of", args=[world.ward.pk]) in page
    assert below.status_code == 200
    assert signed_in(world.admin).get(reverse("titles:years")).status_code == 403


def test_the_workbook_holds_the_same_numbers_and_blanks_for_nobody(world: World) -> None:
    a_year(world)
    answer = signed_in(world.office).get(reverse("titles:years-of", args=[world.district.pk]), {"_export": "xlsx"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    years, places = ([[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)] for sheet in book)
    assert years == [["2020", "1/2", 4, 1, 1, 1, 1, 0], ["2019", "1/2", 1, 0, 0, 0, 1, 0]]
    assert places == [["Phường 5", "1", 4, 1, 1, 1, 1, 0], ["Phường 6", *[None] * 7]]


def test_the_page_costs_as_many_queries_for_many_years_and_wards(world: World) -> None:
    client = signed_in(world.office)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("titles:years-of", args=[world.district.pk])).status_code == 200
        return len(captured)

    register(world, *make_households(world, 1))
    one = cost()
    register(world, *make_households(world, 3, world.elsewhere))
    for year in range(YEAR - 4, YEAR):
        register(world, *make_households(world, 1), year=year)

    assert cost() == one <= 20
