"""Forms of a set (mẫu phiếu): the set says what is missing, a province writes the words, a second person confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from awards.titles import reference, workflow
from awards.titles.models import CriteriaForm, CriteriaSet
from awards.titles.workflow import AskedSet, copy_set
from hocTap.lib.refusals import Refused, Stale
from tests.awards.titles.factories import NOW, World, make_world, press, signed_in, typed_in
from tests.factories import make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
PAPER = "Quyết định 324/QĐ-KHVN, lưu tại Hội Khuyến học"
WORDS = "1. Đọc sách báo mỗi ngày\n2. Có kế hoạch học tập"
FACTS = {"name": "Công nhân, thợ, người làm dịch vụ", "text": WORDS, "place": "Phụ lục II"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def slip(world: World) -> CriteriaForm:
    return CriteriaForm.objects.get(criteria__code="CDHT-KHVN-324", code="cong-nhan")


def second(world: World) -> User:
    return make_user("quantri2", (Role.ADMINISTRATOR, world.province))


def history(model: Any) -> Any:
    return model.history


def page_of(slip: CriteriaForm, by: User) -> str:
    return signed_in(by).get(slip.criteria.get_absolute_url()).content.decode()


def address(slip: CriteriaForm, what: str) -> str:
    return reverse(f"titles:slip-{what}", args=[slip.criteria_id if what == "add" else slip.pk])


def test_the_set_of_citizens_says_which_forms_have_no_words(world: World, slip: CriteriaForm) -> None:
    page = page_of(slip, world.officer)
    assert slip.criteria.forms.count() == 4
    assert page.count("chưa có lời; hãy chép từ văn bản gốc") == 4
    assert "Ghi lời của phiếu" not in page


def test_reference_is_loaded_again_without_touching_the_words(world: World, slip: CriteriaForm) -> None:
    workflow.write_form(slip, FACTS, by=world.admin)
    slip.criteria.forms.filter(code="hoc-sinh").delete()

    reference.load()

    slip.refresh_from_db()
    assert (slip.text, slip.criteria.forms.count()) == (WORDS, 4)


def test_words_are_written_and_confirmed_by_a_second_person_through_the_pages(world: World, slip: CriteriaForm) -> None:
    writer, checker = signed_in(world.admin), signed_in(second(world))
    edit, confirm = address(slip, "edit"), address(slip, "confirm")

    press(writer, edit, typed_in(writer, edit) | {"text": WORDS.replace("\n", "\r\n"), "place": "Phụ lục II"})
    own = press(writer, confirm, typed_in(writer, confirm) | {"source": PAPER})
    press(checker, confirm, typed_in(checker, confirm) | {"source": PAPER})

    slip.refresh_from_db()
    assert own.status_code == 422
    assert (slip.text, slip.verified, slip.stands_in) == (WORDS, True, f"{PAPER}, Phụ lục II")
    page = page_of(slip, world.officer)
    assert page.count("chưa có lời; hãy chép") == 3
    assert "Đọc sách báo mỗi ngày" in page


def test_words_edited_again_are_to_be_confirmed_again(world: World, slip: CriteriaForm) -> None:
    workflow.write_form(slip, FACTS, by=world.admin)
    workflow.confirm_form(slip, WORDS, PAPER, by=second(world), at=NOW)

    workflow.write_form(slip, FACTS | {"text": "1. Lời khác"}, by=world.admin)

    slip.refresh_from_db()
    assert (slip.verified, slip.confirmed_by) == (False, None)
    assert "lời chưa được người thứ hai đối chiếu" in page_of(slip, world.officer)


def test_nobody_confirms_other_words_than_he_saw_nor_none_nor_with_x(world: World, slip: CriteriaForm) -> None:
    checker = second(world)
    with pytest.raises(Refused, match="chưa có lời"):
        workflow.confirm_form(slip, "", PAPER, by=checker, at=NOW)
    workflow.write_form(slip, FACTS, by=world.admin)
    with pytest.raises(Stale, match="vừa được sửa"):
        workflow.confirm_form(slip, "1. Lời cũ", PAPER, by=checker, at=NOW)
    with pytest.raises(Refused, match="văn bản"):
        workflow.confirm_form(slip, WORDS, "x", by=checker, at=NOW)


def test_a_confirmation_is_withdrawn_with_its_reason(world: World, slip: CriteriaForm) -> None:
    checker = second(world)
    workflow.write_form(slip, FACTS, by=world.admin)
    workflow.confirm_form(slip, WORDS, PAPER, by=checker, at=NOW)

    workflow.withdraw_form(slip, "So nhầm phụ lục", by=checker)

    slip.refresh_from_db()
    assert (slip.verified, history(slip).latest().history_change_reason) == (False, "So nhầm phụ lục")
    with pytest.raises(Refused):
        workflow.withdraw_form(slip, "lần nữa", by=checker)


def test_the_database_confirms_no_form_without_words(slip: CriteriaForm, world: World) -> None:
    facts = {"verified": True, "source": PAPER, "confirmed_by": world.admin, "confirmed_at": NOW}
    with pytest.raises(IntegrityError, match="criteriaform_confirmed"), transaction.atomic():
        CriteriaForm.objects.filter(pk=slip.pk).update(**facts)


def test_a_further_form_is_added_once(world: World, slip: CriteriaForm) -> None:
    made = workflow.add_form(slip.criteria, FACTS | {"name": "Người cao tuổi"}, by=world.admin)

    assert (made.code, made.text, made.written_by) == ("nguoi-cao-tuoi", WORDS, world.admin)
    with pytest.raises(Refused, match="đã có phiếu"):
        workflow.add_form(slip.criteria, FACTS | {"name": "người cao tuổi"}, by=world.admin)


def test_a_province_takes_the_forms_into_its_own_set_and_completes_them(world: World, slip: CriteriaForm) -> None:
    workflow.write_form(slip, FACTS, by=world.admin)
    office = make_user("so", (Role.DISTRICT_OFFICE, world.province))
    asked = AskedSet("Công dân học tập của thành phố", "Ủy ban nhân dân Thành phố", 2025, jurisdiction=world.province)

    made = copy_set(slip.criteria, asked, by=office)

    assert [(form.name, form.text, form.verified) for form in made.forms.all()] == [
        (form.name, WORDS if form.code == "cong-nhan" else "", False) for form in slip.criteria.forms.all()
    ]
    own = made.forms.get(code="can-bo")
    client = signed_in(office)
    press(client, address(own, "edit"), typed_in(client, address(own, "edit")) | {"text": "1. Lời của thành phố"})
    assert CriteriaForm.objects.get(pk=own.pk).text == "1. Lời của thành phố"


PEOPLE: dict[str, Callable[[World], User | None]] = {
    "officer": lambda world: world.officer,
    "office": lambda world: world.office,
    "approver": lambda world: world.approver,
    "administrator": lambda world: world.admin,
    "anonymous": lambda _: None,
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("what", ["add", "edit", "confirm", "unconfirm"])
def test_only_who_keeps_the_set_writes_its_forms(world: World, slip: CriteriaForm, what: str, who: str) -> None:
    user = PEOPLE[who](world)
    client = signed_in(user) if user else Client()
    expected = {"administrator": 200, "anonymous": 302}.get(who, 403)

    assert client.get(address(slip, what)).status_code == expected
    client.post(address(slip, what), FACTS | {"name": "Phiếu lạ", "source": PAPER, "reason": "thử"})

    assert CriteriaForm.objects.filter(text=WORDS).exists() == (who == "administrator" and what in ("add", "edit"))
    assert CriteriaSet.objects.get(pk=slip.criteria_id).forms.filter(verified=True).count() == 0
