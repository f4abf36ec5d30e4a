"""What of titles waits for a person: one's own steps and nobody else's, and why something came back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.titles import workflow
from awards.titles.kinds import TitleKind
from hocTap.lib.waiting import Urgency, Waiting, deadlines_of, waiting_for
from tests.awards.titles.factories import (
    NOW,
    World,
    assess,
    bring_to_proposed,
    make_candidate,
    make_households,
    make_world,
    recognise,
    register,
    sign,
)
from tests.factories import make_post, make_user, make_ward
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
REASON = "Thiếu biên bản của Khu phố 1"


@pytest.fixture
def world() -> World:
    return make_world()


def found(user: User) -> list[Waiting]:
    return waiting_for(User.objects.get(pk=user.pk), TODAY)


def told(user: User) -> list[str]:
    return [each.sentence for each in found(user) if each.kind != "Bộ tiêu chí"]


def test_ward_is_told_step_by_step_with_the_deadline_of_its_procedure(world: World) -> None:
    register(world, *make_households(world, 3))
    assess(world, *register(world, make_candidate(world)))

    lines = found(world.officer)

    assert [each.sentence for each in lines] == [
        "Gia đình học tập năm 2020: 3 hộ chờ ghi tự đánh giá",
        "Gia đình học tập năm 2020: 1 hộ chờ bình xét, thẩm định",
    ]
    assert {each.due for each in lines} == {dt.date(2020, 11, 15)}
    assert {each.facts for each in lines} == {("Phường 5",)}
    assert lines[0].url == reverse("titles:ward-year", args=[world.ward.pk, TitleKind.HOUSEHOLD, 2020])


def test_what_came_back_is_first_and_says_why(world: World) -> None:
    rows = bring_to_proposed(world, *make_households(world, 2))
    register(world, make_candidate(world))
    workflow.return_group([each.pk for each in rows], REASON, by=world.approver, at=NOW)

    first, _ = found(world.officer)

    assert (first.sentence, first.reason, first.urgency(TODAY)) == (
        "Gia đình học tập năm 2020: 2 hộ bị trả lại, cần sửa",
        REASON,
        Urgency.BACK,
    )
    assert told(world.approver) == []


def test_each_step_waits_for_whoever_takes_it_and_for_nobody_else(world: World) -> None:
    rows = bring_to_proposed(world, *make_households(world, 2))
    people = (world.officer, world.other_officer, world.office, world.approver, world.admin)
    elsewhere = make_user("xetduyet3", (Role.TITLE_APPROVER, make_ward("Phường 1")))

    assert [told(user) for user in (*people, elsewhere)] == [
        [],
        [],
        [],
        ["Gia đình học tập năm 2020: 2 hồ sơ đã trình, đang chờ xét"],
        [],
        [],
    ]
    decision = recognise(world, *rows)
    assert [told(user) for user in (*people, elsewhere)] == [
        [],
        [],
        [],
        ["Dự thảo công nhận Gia đình học tập năm 2020: 2 hộ"],
        [],
        [],
    ]
    sign(world, decision)
    assert [told(user) for user in people] == [[]] * 5


def test_ones_own_work_waits_for_another_approver(world: World) -> None:
    make_post(world.officer, world.district, Role.TITLE_APPROVER)
    bring_to_proposed(world, *make_households(world, 2))

    assert told(world.officer) == []
    assert told(world.approver) == ["Gia đình học tập năm 2020: 2 hồ sơ đã trình, đang chờ xét"]


def test_sets_wait_for_whoever_may_confirm_them(world: World) -> None:
    def sets(user: User) -> list[str]:
        return [each.sentence.partition(" ")[2] for each in found(user) if each.kind == "Bộ tiêu chí"]

    assert sets(world.admin) == [
        "bộ tiêu chí chưa đối chiếu xong với văn bản gốc",
        "trình tự công nhận chưa đối chiếu xong với văn bản gốc",
    ]
    assert [sets(user) for user in (world.officer, world.office, world.approver)] == [[], [], []]


def test_a_days_deadlines_are_there_before_anything_was_begun(world: World) -> None:
    lines = deadlines_of(world.officer, TODAY)

    assert ("Hạn trình Gia đình học tập năm 2020", dt.date(2020, 11, 15)) in [
        (each.sentence, each.due) for each in lines
    ]
    assert deadlines_of(world.approver, TODAY) == []


def test_many_wards_take_as_many_queries_as_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """For an officer who is an approver too, with something at every step."""
    rows = bring_to_proposed(world, *make_households(world, 2))
    workflow.return_group([rows[0].pk], REASON, by=world.approver, at=NOW)
    make_post(world.officer, world.district, Role.TITLE_APPROVER)
    recognise(world, rows[1])
    bring_to_proposed(world, make_candidate(world, community=world.second))

    def asked(queries: int) -> int:
        person = User.objects.get(pk=world.officer.pk)
        with django_assert_num_queries(queries):
            return len(waiting_for(person, TODAY))

    few = asked(QUERIES)
    make_post(world.officer, world.other_ward, Role.WARD_OFFICER)
    register(world, *make_households(world, 3, world.elsewhere), *make_households(world, 2))
    assert asked(QUERIES) == few + 2


QUERIES = 25
