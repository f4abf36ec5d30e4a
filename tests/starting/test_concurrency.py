"""Two people start the same office at once, on two real connections: nothing is there twice, nobody meets an error."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from indicators.enums import PeriodKind
from indicators.models import Period
from indicators.rules.periods import usual_periods
from indicators.starting.collecting import open_for
from indicators.starting.places import Facts, found, read_office
from indicators.starting.reporting import TypedUnit, add_units
from tests.factories import make_district, make_unit, make_user, make_ward
from tests.handover.test_concurrency import at_once
from units.accounts.issuing import issue
from units.accounts.people import Newcomer, enter_people
from units.enums import Role, UnitKind
from units.models import AccessSlip, Post, UnitVersion, User
from units.workflow import appoint

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]

FIRST, LAST = dt.date(2012, 1, 1), dt.date(2024, 12, 31)
TODAY = dt.date(2020, 11, 2)


def test_units_typed_by_four_people_are_there_once() -> None:
    assert connection.vendor == "postgresql"
    district = make_district("Quận 10", make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE))
    rows = [TypedUnit("Phường 1–3")]

    outcome = at_once(*[lambda: add_units(district, rows, first=FIRST, last=LAST, by="Lê Văn Bình")] * 4)

    assert outcome == ["done"] * 4
    assert Counter(UnitVersion.objects.filter(parent=district).values_list("name", flat=True)) == {
        "Phường 1": 1,
        "Phường 2": 1,
        "Phường 3": 1,
    }


def test_office_typed_by_four_people_is_there_once() -> None:
    typed = read_office("Quận 10, Thành phố Hồ Chí Minh")

    assert at_once(*[lambda: found(typed, Facts())] * 4) == ["done"] * 4
    assert sorted(UnitVersion.objects.values_list("name", flat=True)) == ["Quận 10", "Thành phố Hồ Chí Minh"]


def test_people_of_one_list_sent_by_four_are_there_once() -> None:
    ward = make_ward("Phường 1")
    rows = [Newcomer(name, Role.WARD_OFFICER, ward) for name in ("Lê Thị An", "Trần Văn Ba")]

    assert at_once(*[lambda: enter_people(rows, today=TODAY)] * 4) == ["done"] * 4
    assert (User.objects.count(), Post.objects.count()) == (2, 2)


def test_periods_asked_for_by_four_people_are_there_once() -> None:
    asked = usual_periods(PeriodKind.CALENDAR_YEAR, 2012, 2024, days_after=15)

    outcome = at_once(*[lambda: open_for(asked)] * 4)

    assert set(outcome) <= {"done", "Stale"}
    assert Period.objects.count() == 13


def test_slip_and_post_pressed_by_four_people_are_there_once() -> None:
    ward = make_ward("Phường 1")
    officer = make_user("an", (Role.WARD_OFFICER, ward))

    slips = at_once(*[lambda: issue([officer], by=None, now=timezone.now())] * 4)
    posts = at_once(*[lambda: appoint(officer, ward, Role.READER, from_day=TODAY)] * 4)

    assert (slips, posts) == (["done"] * 4, ["done"] * 4)
    assert AccessSlip.objects.filter(person=officer, revoked_at=None).count() == 1
    assert Post.objects.filter(user=officer, role=Role.READER).count() == 1
