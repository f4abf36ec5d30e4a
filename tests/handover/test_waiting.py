"""Hand-overs among what waits for a person: only what is left, and only what the person may confirm."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from indicators import workflow
from tests.awards.scholarships.factories import make_fund
from tests.factories import make_user
from tests.handover.factories import Town, hand, make_holders, make_town
from tests.indicators.factories import make_form, make_period
from units.enums import Role
from units.handover.changes import changes_of
from units.handover.registry import parts
from units.handover.waiting import waiting_for
from units.handover.workflow import holds
from units.models import User

pytestmark = pytest.mark.django_db

KHU_PHO, REGISTER, MONEY = "khu phố, thôn, ấp", "sổ danh hiệu", "quỹ khuyến học"
SHEETS = "báo cáo số liệu còn mở"


@pytest.fixture
def town() -> Town:
    found = make_town()
    make_holders(found, found.five)
    make_fund(found.five, cash=1_000_000)
    return found


def told(user: User) -> list[tuple[str, tuple[str, ...]]]:
    found = waiting_for(User.objects.get(pk=user.pk), timezone.localdate())
    return [(each.change.unit.name, each.parts) for each in found]


def test_heir_is_told_what_is_left_and_what_is_done_goes_from_the_list(town: Town) -> None:
    assert told(town.officer) == [("Phường 5", (KHU_PHO, REGISTER)), ("Phường 14", (KHU_PHO,))]

    hand(town, town.five, "communities")
    hand(town, town.fourteen, "communities")

    assert told(town.officer) == [("Phường 5", (REGISTER,))]
    hand(town, town.five, "titles")
    assert told(town.officer) == []


def test_each_person_is_told_what_is_theirs(town: Town) -> None:
    treasurer = make_user("quyhoabinh", (Role.FUND_OFFICER, town.hoa_binh))
    reader = make_user("lanhdao", (Role.READER, town.province))
    old = make_user("phuong5", (Role.WARD_OFFICER, town.five))

    assert told(treasurer) == [("Phường 5", (MONEY,))]
    assert told(town.office) == [
        ("Phường 8", (KHU_PHO,)),
        ("Phường 5", (KHU_PHO, REGISTER, MONEY)),
        ("Phường 14", (KHU_PHO,)),
    ]
    assert [told(user) for user in (town.other, reader, old, town.admin)] == [[], [], [], []]


def test_part_waits_exactly_where_its_page_counts_something(town: Town) -> None:
    def compared() -> list[tuple[str, set[int], set[int]]]:
        places = [(unit.pk, town.change(unit).on) for unit in (town.five, town.fourteen, town.eight)]
        changes = list(changes_of(places).values())
        moving = [part for part in parts() if part.moves]
        return [
            (
                part.code,
                {place[0] for place in part.holding(places)},
                {each.old for each in changes if holds(part.lines(each, town.office))},
            )
            for part in moving
        ]

    before = compared()
    hand(town, town.five, "communities")
    hand(town, town.eight, "communities")
    after = compared()

    assert [holding for _, holding, _ in before] == [counted for _, _, counted in before]
    assert [holding for _, holding, _ in after] == [counted for _, _, counted in after]
    assert {code for code, holding, _ in before if holding} >= {"communities", "titles", "funds"}
    assert {code: holding for code, holding, _ in after}["communities"] == {town.fourteen.pk}


def test_sheet_waits_only_once_the_old_unit_ever_began_one(town: Town) -> None:
    form, period = make_form("households"), make_period(2025)
    assert all(SHEETS not in parts for _, parts in told(town.office))

    workflow.start(town.eight, form, period, by=make_user("thuky"), on=dt.date(2026, 11, 29))

    assert [unit for unit, parts in told(town.office) if SHEETS in parts] == ["Phường 8"]


def test_nothing_waits_before_the_day() -> None:
    later = make_town(timezone.localdate() + dt.timedelta(days=30))

    assert told(later.officer) == []


def test_first_page_leads_to_it(town: Town, client: Client) -> None:
    client.force_login(town.officer)

    page = client.get(reverse("home")).content.decode()

    assert "Bàn giao đang chờ" in page
    assert reverse("units:handover", args=[town.change(town.five).event.pk, town.five.pk]) in page
    assert "chưa bàn giao: khu phố, thôn, ấp; sổ danh hiệu" in page


def test_list_takes_as_many_queries_for_three_changes_as_for_one(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few = make_user("binhthoi2", (Role.DISTRICT_OFFICE, town.hoa_binh))
    for user in (few, town.office):
        person = User.objects.get(pk=user.pk)
        with django_assert_num_queries(QUERIES):
            waiting_for(person, timezone.localdate())


QUERIES = 16
