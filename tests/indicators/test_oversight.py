"""A unit above which no office uses the site approves its own sheet: two people, and marked wherever it is read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.enums import State
from indicators.models import Submission
from indicators.permissions import can_approve, can_review
from indicators.work import work_of
from tests.factories import make_unit, make_user, make_ward
from tests.indicators.factories import AT, GOOD, REASON, fill, make_period, make_small_form
from units.enums import Role, UnitKind
from units.models import Unit, User

pytestmark = pytest.mark.django_db


@dataclass
class Commune:
    """A commune, its officer, its leader, and its sheet that waits to be approved."""

    province: Unit
    unit: Unit
    officer: User
    leader: User
    sheet: Submission

    def fresh(self, who: User) -> User:
        """The person as the next request reads them."""
        return User.objects.get(pk=who.pk)

    def province_joins(self) -> User:
        return make_user("so", (Role.DISTRICT_OFFICE, self.province))


@pytest.fixture
def commune() -> Commune:
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)
    unit = make_ward("Xã Long Thành", province)
    officer = make_user("nhap", (Role.WARD_OFFICER, unit))
    leader = make_user("chutich", (Role.DISTRICT_OFFICE, unit), (Role.WARD_OFFICER, unit))
    period = make_period(2020)
    sheet = workflow.start(unit, make_small_form(), period, by=officer, on=period.opens_on)
    fill(sheet, GOOD)
    return Commune(province, unit, officer, leader, workflow.submit(sheet, by=officer, at=AT))


def test_leader_approves_while_nobody_above_uses_the_site_and_it_is_marked(commune: Commune, client: Client) -> None:
    assert can_approve(commune.leader, commune.sheet)
    assert [each.pk for each in work_of(commune.leader, AT.date()).waiting] == [commune.sheet.pk]

    workflow.approve(commune.sheet, by=commune.leader, at=AT)

    kept = Submission.objects.get()
    assert (kept.state, kept.own_approval) == (State.APPROVED, True)
    client.force_login(commune.leader)
    page = client.get(kept.get_absolute_url()).content.decode()
    assert "Xã Long Thành tự duyệt số liệu này; Tỉnh Vĩnh Long chưa kiểm tra." in page


def test_province_approves_as_soon_as_somebody_of_it_is_there_and_the_leader_does_not(commune: Commune) -> None:
    office = commune.province_joins()

    assert not can_review(commune.leader, commune.sheet)
    assert work_of(commune.leader, AT.date()).waiting == []
    assert [each.pk for each in work_of(office, AT.date()).waiting] == [commune.sheet.pk]
    workflow.approve(commune.sheet, by=office, at=AT)

    assert not Submission.objects.get().own_approval


def test_whoever_sent_or_typed_does_not_approve(commune: Commune) -> None:
    both = commune.leader
    workflow.send_back(commune.sheet, by=both, at=AT, reason=REASON)
    sheet = Submission.objects.get()
    fill(sheet, {"persons": 3_000}, by=both)
    workflow.submit(sheet, by=commune.officer, at=AT)

    with pytest.raises(Refused, match="người nhập và người duyệt phải là hai người"):
        workflow.approve(sheet, by=both, at=AT)

    assert Submission.objects.get().state == State.SUBMITTED


def test_province_that_joins_later_reopens_what_the_commune_approved_and_the_mark_goes(commune: Commune) -> None:
    workflow.approve(commune.sheet, by=commune.leader, at=AT)
    office = commune.province_joins()
    approved = Submission.objects.get()

    assert can_review(office, approved)
    assert not can_review(commune.fresh(commune.leader), approved)
    workflow.reopen(approved, by=office, at=AT, reason=REASON)

    assert not Submission.objects.get().own_approval


def test_commune_does_not_reopen_what_a_province_approved_that_left_the_site(commune: Commune) -> None:
    office = commune.province_joins()
    workflow.approve(commune.sheet, by=office, at=AT)
    office.is_active = False
    office.save()

    assert not can_review(commune.leader, Submission.objects.get())


def test_ward_under_a_district_that_works_is_not_alone_and_reader_above_is_no_office(commune: Commune) -> None:
    make_user("xem", (Role.READER, commune.province))
    assert can_approve(commune.leader, commune.sheet)

    district = make_unit("Huyện A", UnitKind.DISTRICT, commune.province)
    ward = make_ward("Xã Khác", district)
    make_user("phong", (Role.DISTRICT_OFFICE, district))
    own = make_user("lanhdao2", (Role.DISTRICT_OFFICE, ward))
    period = make_period(2020)
    sheet = workflow.start(ward, commune.sheet.form, period, by=own, on=period.opens_on)

    assert not can_review(own, sheet)


def test_database_keeps_the_mark_to_approved_sheets(commune: Commune) -> None:
    with pytest.raises(IntegrityError, match="own_approval"), transaction.atomic():
        Submission.objects.update(own_approval=True)
