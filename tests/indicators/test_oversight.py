"""A unit above which no office uses the site approves its own sheet: two people, and marked wherever it is read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from indicators import workflow
from indicators.enums import Action, State
from indicators.models import Submission
from indicators.permissions import can_approve, can_check, can_review
from indicators.series import load
from indicators.work import work_of
from tests.factories import make_post, make_unit, make_user, make_ward
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


def test_overview_of_a_commune_alone_counts_its_own_sheet(commune: Commune, client: Client) -> None:
    workflow.approve(commune.sheet, by=commune.leader, at=AT)
    client.force_login(commune.leader)

    page = client.get(reverse("indicators:overview", args=[commune.unit.pk])).content.decode()

    assert "Đã duyệt 1/1 xã" in " ".join(page.split())
    assert "Xã Long Thành" in page
    assert "0/0" not in page


def own_approved(commune: Commune) -> tuple[User, Submission]:
    """Approved by the commune's leader; somebody of the province joins afterwards."""
    workflow.approve(commune.sheet, by=commune.leader, at=AT)
    return commune.province_joins(), Submission.objects.get()


def test_province_that_joins_later_confirms_that_it_checked_and_page_and_print_say_who_and_when(
    commune: Commune, client: Client
) -> None:
    office, sheet = own_approved(commune)
    client.force_login(office)
    before = client.get(sheet.get_absolute_url()).content.decode()

    client.post(reverse("indicators:submission-check", args=[sheet.pk]), {"edition": sheet.edition})

    kept = Submission.objects.get()
    assert "Xác nhận đã kiểm tra</button>" in before
    assert (kept.state, kept.own_approval, kept.checked_by) == (State.APPROVED, True, office)
    assert kept.steps.latest("pk").action == Action.CHECK
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert kept.checked_at
    assert f"Tỉnh Vĩnh Long đã kiểm tra: {office}, {vi.moment(kept.checked_at)}." in page
    assert "chưa kiểm tra" not in page
    assert "Xác nhận đã kiểm tra</button>" not in page
    (found,) = load(commune.unit, 2020, 2020, sheet.form.code).approved.values()
    assert found.checked == f"{office}, ngày {vi.day(timezone.localdate(kept.checked_at))}"
    assert kept.values.count() == len(GOOD)


def test_office_confirms_many_at_once_after_being_told_whose(commune: Commune, client: Client) -> None:
    office, sheet = own_approved(commune)
    query = f"?bieu={sheet.form_id}&ky={sheet.period_id}"
    page = reverse("indicators:figures-matrix", args=[commune.province.pk]) + query
    press = reverse("indicators:figures-check", args=[commune.province.pk]) + query
    client.force_login(office)

    shown = client.get(page).content.decode()
    nothing = client.post(press)
    asked = client.post(press, {"bao-cao": [sheet.pk]})
    before = Submission.objects.get().checked_by
    client.post(press, dict(asked.context["sent"]))

    assert "Đơn vị tự duyệt, cấp trên chưa kiểm tra (1)" in shown
    assert nothing.status_code == 422
    assert f"Sẽ ghi là cấp trên đã kiểm tra 1 báo cáo {sheet.period.label} do đơn vị tự duyệt" in asked.content.decode()
    assert "Năm trước chưa có số liệu để so." in asked.content.decode()
    assert (before, Submission.objects.get().checked_by) == (None, office)
    assert "cấp trên chưa kiểm tra" not in client.get(page).content.decode()
    assert client.post(press, {"tat-ca": "1"}).status_code == 422


def test_who_approved_for_the_commune_is_not_offered_to_confirm_it(commune: Commune, client: Client) -> None:
    _, sheet = own_approved(commune)
    make_post(commune.leader, commune.province, Role.DISTRICT_OFFICE)
    press = reverse("indicators:figures-check", args=[commune.province.pk])
    client.force_login(commune.fresh(commune.leader))

    answer = client.post(f"{press}?bieu={sheet.form_id}&ky={sheet.period_id}", {"bao-cao": [sheet.pk]})

    assert answer.status_code == 422
    assert Submission.objects.get().checked_by is None


def test_nobody_of_the_commune_or_beside_confirms_for_the_province(commune: Commune) -> None:
    office, sheet = own_approved(commune)
    next_door = make_user("huyen", (Role.DISTRICT_OFFICE, make_unit("Tỉnh Khác", UnitKind.PROVINCE)))
    reader = make_user("lanhdaotinh", (Role.READER, commune.province))

    people = [office, commune.fresh(commune.leader), commune.officer, next_door, reader]

    assert [can_check(who, sheet) for who in people] == [True, False, False, False, False]


def test_somebody_who_approved_for_the_commune_and_now_works_at_the_province_leaves_it_to_another(
    commune: Commune,
) -> None:
    _, sheet = own_approved(commune)
    make_post(commune.leader, commune.province, Role.DISTRICT_OFFICE)

    assert not can_check(commune.fresh(commune.leader), sheet)
    with pytest.raises(Refused, match="không tự xác nhận"):
        workflow.check(sheet, by=commune.leader, at=AT)


def test_it_is_confirmed_once_and_what_the_province_approved_needs_none(commune: Commune) -> None:
    office, sheet = own_approved(commune)
    workflow.check(sheet, by=office, at=AT)

    with pytest.raises(Stale, match="đã có người của cấp trên xác nhận"):
        workflow.check(sheet, by=make_user("so2", (Role.DISTRICT_OFFICE, commune.province)), at=AT)
    assert not can_check(office, Submission.objects.get())
    workflow.reopen(sheet, by=office, at=AT, reason=REASON)
    kept = Submission.objects.get()
    assert (kept.checked_by, kept.checked_at, kept.own_approval) == (None, None, False)

    workflow.submit(kept, by=commune.officer, at=AT)
    workflow.approve(kept, by=office, at=AT)
    with pytest.raises(Stale, match="đã do cấp trên duyệt"):
        workflow.check(kept, by=make_user("so3", (Role.DISTRICT_OFFICE, commune.province)), at=AT)


def test_commune_does_not_reopen_what_the_province_checked_and_then_left_the_site(commune: Commune) -> None:
    office, sheet = own_approved(commune)
    workflow.check(sheet, by=office, at=AT)
    office.is_active = False
    office.save()

    assert not can_review(commune.fresh(commune.leader), Submission.objects.get())


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
