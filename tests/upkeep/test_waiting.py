"""What the installation lacks is said to its administrators, and to nobody else."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import make_district, make_user
from units.enums import Role, UpkeepKind
from units.jobs import workers
from units.models import Upkeep, Worker
from units.upkeep.waiting import LITTLE_ROOM, troubles, upkeep_waiting

NOW = dt.datetime(2026, 11, 28, 16, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def ran(kind: UpkeepKind, at: dt.datetime, *, ok: bool = True) -> None:
    Upkeep.objects.create(kind=kind, at=at, seconds=1, ok=ok, sentence="minh họa")


def all_well(at: dt.datetime) -> None:
    for kind in UpkeepKind:
        ran(kind, at)
    Worker.objects.create(key="a", host=workers.here(), pid=os.getpid(), started_at=at, seen_at=at)


def keys(now: dt.datetime = NOW, room: int = LITTLE_ROOM) -> list[str]:
    return [key for key, _ in troubles(now, room)]


def test_new_installation_is_told_what_it_has_never_done() -> None:
    assert keys() == ["backup", "seal", "drill", "worker"]


def test_installation_that_keeps_itself_is_told_nothing() -> None:
    all_well(NOW)

    assert keys() == []


@pytest.mark.parametrize(
    ("days", "said"), [(2, []), (3, ["backup", "seal"]), (35, ["backup", "seal"]), (36, ["backup", "seal", "drill"])]
)
def test_what_was_not_done_lately_is_said(days: int, said: list[str]) -> None:
    all_well(NOW - days * DAY)
    Worker.objects.update(seen_at=NOW)

    assert keys() == said


def test_last_run_that_failed_is_said_though_the_one_before_went_well() -> None:
    all_well(NOW - DAY / 2)
    Worker.objects.update(seen_at=NOW)
    ran(UpkeepKind.DRILL, NOW, ok=False)
    ran(UpkeepKind.VERIFY, NOW, ok=False)

    assert keys() == ["drill", "verify"]


def test_clock_set_back_and_a_disk_nearly_full_are_said() -> None:
    all_well(NOW)

    assert keys(NOW - DAY, LITTLE_ROOM - 1) == ["clock", "disk"]


def test_only_administrators_of_a_real_installation_are_told(settings: Settings) -> None:
    district = make_district()
    administrator, office = (
        make_user(name, (role, district))
        for name, role in (("quantri", Role.ADMINISTRATOR), ("phong", Role.DISTRICT_OFFICE))
    )
    today = timezone.localdate()
    told = [bool(upkeep_waiting(person, today)) for person in (administrator, office)]

    settings.PRODUCTION = True

    assert told == [False, False]
    assert [bool(upkeep_waiting(person, today)) for person in (administrator, office)] == [True, False]


def test_line_stands_on_the_home_page_and_its_button_opens(client: Client, settings: Settings) -> None:
    settings.PRODUCTION = True
    district = make_district()
    make_user("phong", (Role.DISTRICT_OFFICE, district))
    client.force_login(make_user("quantri", (Role.ADMINISTRATOR, district)))

    page = client.get("/").content.decode()

    assert "Chưa có lần phục hồi thử từ bản sao lưu nào thành công." in page
    assert client.get("/quan-tri/units/upkeep/").status_code == 200
