"""A household that moves to another ward is asked for and accepted, and keeps its history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.titles.counts import register_counts, register_counts_by_ward
from awards.titles.enums import CandidateEventKind, MoveState
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, MoveRequest
from awards.titles.workflow import candidates as steps
from awards.titles.workflow import moving
from awards.titles.workflow.moving import Going
from hocTap.lib.refusals import Refused, Stale
from tests.awards.titles.factories import NOW, World, bring_to_proposed, make_candidate, make_world
from tests.factories import make_user, make_ward
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
ON = dt.date(2020, 10, 1)


@pytest.fixture
def world() -> World:
    return make_world()


def ask(world: World, holder: Candidate) -> MoveRequest:
    return moving.ask(holder, Going(world.other_ward, ON, "7 đường Mới"), by=world.officer, at=NOW)


def test_nothing_moves_until_the_other_ward_accepts_and_history_goes_along(world: World) -> None:
    holder = make_candidate(world)
    (file,) = bring_to_proposed(world, holder)
    asked = ask(world, holder)
    holder.refresh_from_db()
    assert holder.ward == world.ward

    moving.accept(asked, world.elsewhere, by=world.other_officer, at=NOW)

    holder.refresh_from_db()
    asked.refresh_from_db()
    assert (holder.ward, holder.community, holder.address) == (world.other_ward, world.elsewhere, "7 đường Mới")
    assert (asked.state, asked.event) == (MoveState.ACCEPTED, holder.events.get(kind=CandidateEventKind.MOVED))
    file.refresh_from_db()
    assert (file.candidate, file.ward) == (holder, world.ward)


def test_refused_household_stays_and_the_reason_is_kept(world: World) -> None:
    holder = make_candidate(world)
    asked = ask(world, holder)

    with pytest.raises(Refused, match="Hãy ghi lý do không nhận"):
        moving.refuse(asked, " ", by=world.other_officer, at=NOW)
    moving.refuse(asked, "Không có hộ này ở địa chỉ đó", by=world.other_officer, at=NOW)

    asked.refresh_from_db()
    holder.refresh_from_db()
    assert (asked.state, asked.answer) == (MoveState.REFUSED, "Không có hộ này ở địa chỉ đó")
    assert holder.ward == world.ward


def test_one_request_waits_at_a_time(world: World) -> None:
    holder = make_candidate(world)
    ask(world, holder)

    with pytest.raises(Stale, match="đang chờ Phường 6 trả lời"):
        ask(world, holder)


def test_answered_request_is_not_answered_again(world: World) -> None:
    asked = ask(world, make_candidate(world))
    moving.withdraw(asked, by=world.officer, at=NOW)

    with pytest.raises(Stale, match="đã rút"):
        moving.accept(asked, world.elsewhere, by=world.other_officer, at=NOW)


def test_household_goes_into_a_community_of_the_ward_that_takes_it(world: World) -> None:
    asked = ask(world, make_candidate(world))

    with pytest.raises(Refused, match="Hãy chọn một khu phố, thôn, ấp của Phường 6"):
        moving.accept(asked, world.second, by=world.other_officer, at=NOW)


def test_holder_that_went_elsewhere_meanwhile_is_not_taken(world: World) -> None:
    holder = make_candidate(world)
    asked = ask(world, holder)
    Candidate.objects.filter(pk=holder.pk).update(ward=world.other_ward, community=world.elsewhere)

    with pytest.raises(Stale, match="không còn ở Phường 5 nữa"):
        moving.accept(asked, world.elsewhere, by=world.other_officer, at=NOW)


@pytest.mark.parametrize("unit", ["ward", "district"])
def test_only_another_ward_of_today_is_asked(world: World, unit: str) -> None:
    with pytest.raises(Refused):
        moving.ask(make_candidate(world), Going(getattr(world, unit), ON, "7"), by=world.officer, at=NOW)


def test_clan_goes_to_the_ward_itself(world: World) -> None:
    clan = make_candidate(world, "Dòng họ Thử", TitleKind.CLAN)

    moving.accept(ask(world, clan), None, by=world.other_officer, at=NOW)

    clan.refresh_from_db()
    assert (clan.ward, clan.community) == (world.other_ward, None)


def test_database_keeps_one_open_request(world: World) -> None:
    asked = ask(world, make_candidate(world))
    asked.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


PERSONS = {
    "phuong5": (200, 403, 200),
    "phuong6": (404, 200, 403),
    "phonggd": (403, 403, 403),
    "xetduyet": (403, 403, 403),
    "phuong7": (404, 404, 404),
    "quantri": (404, 404, 404),
}
"""Who opens asking for a household of Phường 5, accepting it at Phường 6, and taking the request back."""


@pytest.mark.parametrize("name", PERSONS)
def test_who_asks_who_accepts_and_who_takes_back(world: World, name: str) -> None:
    make_user("phuong7", (Role.WARD_OFFICER, make_ward("Phường 7", world.district)))
    holder = make_candidate(world)
    asked = ask(world, holder)
    client = Client()
    client.force_login(User.objects.get(username=name))

    answers = tuple(
        client.get(address).status_code
        for address in (
            reverse("titles:move-ask", args=[holder.pk]),
            reverse("titles:move-answer", args=[asked.pk, "nhan"]),
            reverse("titles:move-answer", args=[asked.pk, "rut"]),
        )
    )

    assert answers == PERSONS[name]


def test_officer_of_the_other_ward_accepts_on_the_page(world: World) -> None:
    holder = make_candidate(world)
    leaving, coming = Client(), Client()
    leaving.force_login(world.officer)
    coming.force_login(world.other_officer)

    sent = leaving.post(
        reverse("titles:move-ask", args=[holder.pk]),
        {"ward": world.other_ward.pk, "address": "7 đường Mới", "on": "01/10/2020", "reason": ""},
    )
    listed = coming.get(reverse("titles:move-list")).content.decode()
    asked = MoveRequest.objects.get()
    coming.post(reverse("titles:move-answer", args=[asked.pk, "nhan"]), {"community": world.elsewhere.pk})

    assert sent.status_code == 302
    assert "Nhận về" in listed
    assert holder.name in listed
    holder.refresh_from_db()
    assert holder.ward == world.other_ward
    assert coming.get(holder.get_absolute_url()).status_code == 200
    assert leaving.get(holder.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_six_questions_whatever_its_length_and_notes_who_saw_it(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        ask(world, make_candidate(world))
    client = Client()
    client.force_login(world.other_officer)

    with django_assert_num_queries(7):
        client.get(reverse("titles:move-list"))


def test_holder_that_moved_twice_is_counted_where_it_was_whichever_ward_is_asked(world: World) -> None:
    third = make_ward("Phường 7", world.district)
    clan = make_candidate(world, "Dòng họ Thử", TitleKind.CLAN)
    for to, day in ((world.other_ward, dt.date(2020, 5, 1)), (third, dt.date(2020, 8, 1))):
        steps.move(clan, Locality(to.pk), f"{day}", on=day, reason="", by=world.officer, at=NOW)
        clan.refresh_from_db()
    wards = (world.ward, world.other_ward, third)

    found = {
        day: [sum(holders_on(day, TitleKind.CLAN, [ward.pk]).values()) for ward in wards]
        for day in (dt.date(2020, 4, 1), dt.date(2020, 6, 1), dt.date(2020, 9, 1))
    }

    assert list(found.values()) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_many_wards_at_once_are_counted_each_as_if_it_were_asked_alone(world: World) -> None:
    bring_to_proposed(world, holder := make_candidate(world), make_candidate(world))
    moving.accept(ask(world, holder), world.elsewhere, by=world.other_officer, at=NOW)
    wards, first = [world.ward.pk, world.other_ward.pk], dt.date(2020, 1, 1)

    for last, total in ((dt.date(2020, 9, 30), 2), (dt.date(2020, 12, 31), 1)):
        alone = {ward: counts for ward in wards if (counts := register_counts(ward, first, last))}
        assert register_counts_by_ward(wards, last) == alone
        assert alone[world.ward.pk]["household-total"] == total
