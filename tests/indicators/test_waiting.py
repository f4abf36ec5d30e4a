"""Sheets among what waits: those that came back with their reason, the rest of a long queue, deadlines to come."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.waiting import Urgency, deadlines_of, number_of, waiting_for
from indicators import work
from indicators.enums import State
from tests.factories import make_unit, make_user
from tests.indicators.factories import AT, Story, make_period
from units import workflow as units_workflow
from units.enums import ChangeKind, Role, UnitKind

pytestmark = pytest.mark.django_db

DAY = AT.date()


def test_sheet_that_came_back_is_first_and_says_why(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)
    make_period(2019)

    first, *_ = waiting_for(story.officer, DAY)

    reason = sheet.steps.latest("pk").reason
    assert (first.urgency(DAY), first.reason, first.verb) == (Urgency.BACK, reason, "Xem lý do và sửa")
    client.force_login(story.officer)
    assert f"Lý do: {reason}" in client.get(reverse("home")).content.decode()


def test_sheets_of_old_units_stand_below_those_of_today_however_late_they_are(client: Client, story: Story) -> None:
    old = make_unit("Phường 4", UnitKind.WARD, story.district, valid_to=dt.date(2021, 6, 30))
    moves = [units_workflow.Move(old, story.next_ward)]
    units_workflow.record_change(ChangeKind.MERGE, dt.date(2021, 7, 1), moves, decision="Nghị quyết")
    make_period(2021)
    heir = make_user("nguoi-ke-thua", (Role.WARD_OFFICER, story.next_ward))

    found = waiting_for(heir, dt.date(2022, 3, 1))

    groups = [(each.facts[0], each.urgency(dt.date(2022, 3, 1)).name) for each in found]
    assert groups[-2:] == [("Phường 4 (đến 30/06/2021)", "PAST")] * 2
    assert {urgency for name, urgency in groups if name == "Phường 6"} == {"LATE", "SOMETIME"}
    assert groups[0] == ("Phường 6", "LATE")
    client.force_login(heir)
    assert "Còn lại của các đơn vị cũ (2)" in client.get(reverse("home")).content.decode()


def test_long_queue_is_counted_whole(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "WAITING_SHOWN", 1)
    story.bring_to(State.SUBMITTED)
    story.bring_to(State.SUBMITTED, ward=story.next_ward)

    found = waiting_for(story.office, DAY)

    assert [each.sentence for each in found] == ["Phường 5 – Năm 2020", "Còn 1 báo cáo khác chờ duyệt"]
    assert number_of(found) == 2


def test_nothing_of_a_ward_waits_for_its_readers_or_its_neighbours(story: Story) -> None:
    story.bring_to(State.RETURNED)
    story.bring_to(State.SUBMITTED, ward=story.next_ward)
    reader = make_user("lanhdao", (Role.READER, story.district))

    assert waiting_for(reader, DAY) == []
    assert [each.sentence for each in waiting_for(story.office, DAY)] == ["Phường 6 – Năm 2020"]
    assert {each.facts[0] for each in waiting_for(story.officer, DAY)} == {"Phường 5"}
    assert waiting_for(make_user("moi"), DAY) == []


def test_deadlines_hold_periods_that_are_not_open_yet(story: Story) -> None:
    later = make_period(2021)
    assert later.opens_on > DAY

    days = [(each.sentence, each.due) for each in deadlines_of(story.officer, DAY)]

    assert days == [
        (f"{story.form.title} – Năm 2020", story.period.due_on),
        (f"{story.form.title} – Năm 2021", later.due_on),
    ]
    assert deadlines_of(story.office, timezone.localdate()) == []
