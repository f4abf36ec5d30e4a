"""A list that was sent and not finished waits for whoever sent it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from awards.uploads import workflow
from awards.uploads.models import Upload
from hocTap.lib.waiting import waiting_for
from tests.awards.titles.factories import World, make_world
from tests.awards.uploads.lists import household
from tests.awards.uploads.test_pages import confirm, sent, work
from tests.factories import make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def told(user: User) -> list[tuple[str, str]]:
    found = waiting_for(User.objects.get(pk=user.pk), timezone.localdate())
    return [(each.sentence, each.verb) for each in found if each.kind == "Danh sách đã gửi"]


def test_list_waits_for_its_sender_alone_until_it_is_written(client: Client, world: World) -> None:
    upload = sent(client, world, [household()])
    colleague = make_user("phuong5b", (Role.WARD_OFFICER, world.ward))

    assert told(world.officer) == [
        ("Danh sách hộ gia đình của Phường 5: 1 dòng đã kiểm tra, chưa ghi vào sổ", "Xem và ghi")
    ]
    assert [told(user) for user in (colleague, world.other_officer, world.admin)] == [[], [], []]

    confirm(client, upload)
    work()
    assert told(world.officer) == []


def test_list_that_was_forgotten_waits_for_nobody(client: Client, world: World) -> None:
    sent(client, world, [household()])
    Upload.objects.update(at=timezone.now() - dt.timedelta(days=400))
    workflow.forget_old(timezone.now())

    assert told(world.officer) == []
