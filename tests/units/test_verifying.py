"""A unit known only by a later list: found out by one person, confirmed by another, kept with its history, undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.refusals import Refused, Stale
from tests.factories import make_district, make_unit, make_user
from units import workflow
from units.enums import Earlier, Role, UnitKind
from units.models import Unit, UnitVersion, User, Verification
from units.naming import full_name
from units.verifying.workflow import Found, confirm, propose, refuse, undo

pytestmark = pytest.mark.django_db

START, LISTED = dt.date(2004, 1, 1), dt.date(2025, 6, 30)
SINCE = dt.date(2015, 3, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def ward() -> Unit:
    """A commune that stands from 2004 because a list of 30/06/2025 names it."""
    district = make_district("Quận 11")
    unit = Unit.objects.create(key="xa-a")
    version = UnitVersion(unit=unit, name="Xã A", kind=UnitKind.WARD, parent=district, code="00001")
    version.valid_from, version.valid_to, version.known_on, version.start_unknown = START, LISTED, LISTED, True
    workflow.write_versions([version])
    return unit


@pytest.fixture
def people(ward: Unit) -> tuple[User, User]:
    """The officer of the commune, and somebody of the office above it."""
    district = ward.versions.get().parent
    assert district
    return make_user("xa-a", (Role.WARD_OFFICER, ward)), make_user("phong", (Role.DISTRICT_OFFICE, district))


def found(since: dt.date = SINCE, earlier: Earlier = Earlier.UNCLEAR, name: str = "") -> Found:
    return Found(since, earlier, name, "Nghị quyết 05/NQ-CP")


def proposed(ward: Unit, by: User, what: Found) -> Verification:
    return propose(ward.versions.get(), what, by=by, at=timezone.now())


def standing(ward: Unit) -> list[tuple[str, dt.date, dt.date | None, bool, bool]]:
    """Name, days, whether the first day is known, whether the version is known."""
    rows = ward.versions.order_by("valid_from")
    return [(row.name, row.valid_from, row.valid_to, row.start_unknown, row.known_on is None) for row in rows]


ASSUMED = [("Xã A", START, LISTED, True, False)]


@pytest.mark.parametrize(
    ("what", "after"),
    [
        (found(dt.date(1997, 12, 2)), [("Xã A", START, LISTED, True, True)]),
        (found(START), [("Xã A", START, LISTED, False, True)]),
        (found(), [("Xã A", START, SINCE - DAY, True, False), ("Xã A", SINCE, LISTED, False, True)]),
        (
            found(earlier=Earlier.NAMED, name="Thị trấn A"),
            [("Thị trấn A", START, SINCE - DAY, True, False), ("Xã A", SINCE, LISTED, False, True)],
        ),
        (found(earlier=Earlier.NONE), [("Xã A", SINCE, LISTED, False, True)]),
    ],
)
def test_what_two_people_agree_on_is_written_and_taken_back_whole(
    ward: Unit, people: tuple[User, User], what: Found, after: list[Any]
) -> None:
    officer, office = people
    row = proposed(ward, officer, what)
    assert standing(ward) == ASSUMED

    confirm(row, by=office, at=timezone.now())
    assert standing(ward) == after

    undo(row, "ghi nhầm ngày", by=office, at=timezone.now())
    assert standing(ward) == ASSUMED
    assert ward.lines_up.filter(valid_from=START, valid_to=LISTED, depth=1).exists()


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (found(LISTED + DAY), "Hãy ghi ngày không muộn hơn ngày đó"),
        (found(earlier=Earlier.NAMED), "Hãy ghi tên trước ngày đó"),
        (found(name="Xã B"), "Chỉ ghi tên trước ngày đó khi"),
        (found(dt.date(2001, 1, 1), Earlier.NONE), "không có gì để sửa"),
        (Found(SINCE, Earlier.UNCLEAR, "", " "), "Hãy ghi quyết định"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    ward: Unit, people: tuple[User, User], what: Found, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        proposed(ward, people[0], what)

    assert not Verification.objects.exists()


def test_a_day_before_which_others_stood_under_the_unit_is_refused_when_it_is_proposed(
    ward: Unit, people: tuple[User, User]
) -> None:
    below = UnitVersion(unit=Unit.objects.create(key="kp"), name="Khu phố 1", kind=UnitKind.COMMUNITY, parent=ward)
    below.valid_from, below.valid_to = START, LISTED
    workflow.write_versions([below])

    with pytest.raises(Refused, match="không tồn tại suốt khoảng này"):
        proposed(ward, people[0], found(earlier=Earlier.NONE))
    assert standing(ward) == ASSUMED


def test_nobody_confirms_the_own_proposal_nor_twice(ward: Unit, people: tuple[User, User]) -> None:
    officer, office = people
    row = proposed(ward, office, found())

    with pytest.raises(Refused, match="cần người thứ hai"):
        confirm(row, by=office, at=timezone.now())
    with pytest.raises(Refused, match="đang chờ người khác xác nhận"):
        proposed(ward, officer, found())
    refuse(row, "chưa có văn bản", by=officer, at=timezone.now())
    with pytest.raises(Stale):
        confirm(row, by=officer, at=timezone.now())
    assert standing(ward) == ASSUMED


def test_the_database_holds_four_eyes(ward: Unit, people: tuple[User, User]) -> None:
    row = proposed(ward, people[0], found())
    answered = {"agreed": True, "answered_by": people[0], "answered_at": timezone.now()}

    with pytest.raises(IntegrityError, match="verification_four_eyes"), transaction.atomic():
        Verification.objects.filter(pk=row.pk).update(**answered)


def test_what_was_changed_since_is_not_undone(ward: Unit, people: tuple[User, User]) -> None:
    row = confirm(proposed(ward, people[0], found(START)), by=people[1], at=timezone.now())
    version = ward.versions.get()
    version.name = "Xã AA"
    workflow.write_versions([version])

    with pytest.raises(Refused, match="không hoàn tác được"):
        undo(row, "nhầm", by=people[1], at=timezone.now())


def test_full_names_say_what_is_assumed_until_it_is_confirmed(ward: Unit, people: tuple[User, User]) -> None:
    then = dt.date(2012, 12, 31)
    assert full_name(ward, then) == "Xã A, Quận 11 (theo danh mục 30/06/2025, chưa đối chiếu)"
    assert full_name(ward, LISTED) == "Xã A, Quận 11"

    confirm(proposed(ward, people[0], found(START)), by=people[1], at=timezone.now())

    assert full_name(ward, then) == "Xã A, Quận 11"


def test_pages_lead_from_the_unit_to_a_confirmed_version(client: Client, ward: Unit, people: tuple[User, User]) -> None:
    officer, office = people
    listed = reverse("units:verification-list", args=[ward.pk])
    client.force_login(officer)
    assert listed in client.get(ward.get_absolute_url()).content.decode()
    ask = reverse("units:verification-propose", args=[ward.pk, ward.versions.get().pk])
    sent = {"since": "01/03/2015", "decision": "Nghị quyết 05/NQ-CP", "earlier": "unclear", "earlier_name": ""}
    assert client.post(ask, sent).status_code == 302
    row = Verification.objects.get()
    yes = reverse("units:verification-answer", args=[ward.pk, row.pk, "xac-nhan"])
    assert client.post(yes).status_code == 403

    client.force_login(office)
    assert yes in client.get(listed).content.decode()
    assert client.post(yes).status_code == 302
    assert "phong" in client.get(listed).content.decode()
    back = reverse("units:verification-answer", args=[ward.pk, row.pk, "hoan-tac"])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "nhầm"}).status_code == 302
    assert standing(ward) == ASSUMED


@pytest.mark.parametrize(("role", "status"), [(Role.WARD_OFFICER, 404), (Role.READER, 404)])
def test_others_do_not_see_the_page(client: Client, ward: Unit, role: Role, status: int) -> None:
    client.force_login(make_user("khac", (role, make_unit("Xã B"))))

    assert client.get(reverse("units:verification-list", args=[ward.pk])).status_code == status
