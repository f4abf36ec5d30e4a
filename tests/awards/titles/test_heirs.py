"""What heirs of a ward that is no more read of its people: all of it who took over all, nothing yet who took a part."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from awards.commendations.models import Commendation
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from awards.titles.register.permissions import can_export_names
from tests.awards.commendations.factories import commend, make_decision
from tests.awards.titles.factories import World, bring_to_proposed, make_candidate, make_world
from tests.factories import make_user, make_ward
from units import workflow
from units.enums import ChangeKind, Role
from units.models import Unit, User
from units.naming import latest_names

pytestmark = pytest.mark.django_db
CHANGE = dt.date(2025, 7, 1)
EVERY_ROLE = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER, Role.NAMES_EXPORTER)


def passed(world: World, *heirs: Unit) -> None:
    """The ward ends and passes to the heirs: whole to one, in unknown parts to several."""
    for unit in (world.community, world.second, world.ward):
        workflow.close_version(unit, last_day=CHANGE - dt.timedelta(days=1))
    moves = [workflow.Move(world.ward, heir, len(heirs) == 1) for heir in heirs]
    workflow.record_change(ChangeKind.MERGE, CHANGE, moves, decision="Nghị quyết thử")


def heir_of(world: World, *, whole: bool) -> User:
    """Somebody with every post at an heir of the ward."""
    heirs = [make_ward("Phường Hòa Bình"), *([] if whole else [make_ward("Phường Phú Thọ")])]
    passed(world, *heirs)
    return make_user("nguoiketthua", *((role, heirs[0]) for role in EVERY_ROLE))


@pytest.mark.parametrize("whole", [True, False])
def test_names_of_a_ward_that_is_no_more_are_read_by_the_heir_of_all_alone(whole: bool) -> None:
    world = make_world()
    holder = make_candidate(world)
    bring_to_proposed(world, holder)
    commend(make_decision(world.district), world.ward)
    heir = heir_of(world, whole=whole)

    seen = [
        Candidate.objects.visible_to(heir).exists(),
        Nomination.objects.visible_to(heir).exists(),
        Nomination.objects.decidable_by(heir).exists(),
        Commendation.objects.visible_to(heir).exists(),
        can_export_names(heir, [world.ward.pk]),
    ]

    assert seen == [whole] * 5


@pytest.mark.parametrize(("whole", "answer"), [(True, 200), (False, 404)])
def test_pages_with_names_of_the_ward_open_for_the_heir_of_all_alone(whole: bool, answer: int, client: Client) -> None:
    world = make_world()
    holder = make_candidate(world)
    bring_to_proposed(world, holder)
    client.force_login(heir_of(world, whole=whole))
    place = [world.ward.pk, TitleKind.HOUSEHOLD, 2020]

    pages = [
        reverse("titles:candidate-detail", args=[holder.pk]),
        reverse("titles:ward-year", args=place),
        reverse("titles:community", args=[*place, world.community.pk]),
    ]

    assert [client.get(page).status_code for page in pages] == [answer] * 3


def test_ways_in_from_a_workbook_name_the_ward_where_there_are_several(client: Client) -> None:
    world = make_world()
    ward = latest_names([world.ward.pk])[world.ward.pk]
    client.force_login(heir_of(world, whole=True))

    page = client.get(reverse("titles:candidate-list")).content.decode()

    assert "Nạp từ Excel: Phường Hòa Bình" in page
    assert f"Nạp từ Excel: {ward}" in page
