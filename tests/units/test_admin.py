"""Administration: only administrators, through the workflow, nothing deleted, refusals in sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.admin import REASON
from tests.factories import make_centre, make_district, make_post, make_unit, make_user, make_ward
from tests.units.centres.factories import TODAY, make_work
from units.enums import CentreState, ChangeKind, Role, UnitKind
from units.models import (
    CentreAuthority,
    CentreEvaluation,
    ChangeEvent,
    EvaluationCriterion,
    EvaluationSet,
    LearningCentre,
    Lineage,
    Unit,
    UnitVersion,
    User,
)
from units.workflow import Move, evaluate, record_change

pytestmark = pytest.mark.django_db

MODELS = ["unit", "changeevent", "learningcentre", "user"]


@pytest.fixture
def administrator(client: Client) -> User:
    user = make_user("quan-tri", (Role.ADMINISTRATOR, make_unit("Thành phố", UnitKind.PROVINCE)))
    client.force_login(user)
    return user


def rows(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What the browser sends for the lines below a record; those already there come first."""
    sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    sent[REASON] = "Ghi lại cho đúng quyết định"
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


def version(unit: Unit | None = None, **changed: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": "Phường 5",
        "kind": "ward",
        "code": "",
        "parent": "",
        "valid_from": "01/01/2004",
        "valid_to": "",
    }
    if unit:
        row |= {"id": unit.versions.get().pk, "unit": unit.pk}
    return row | changed


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_records_open_for_an_administrator(client: Client, administrator: User, model: str) -> None:
    district = make_district()
    make_centre("Trung tâm", make_ward("Phường 1", district))
    ChangeEvent.objects.create(kind=ChangeKind.RENAME, effective_on=dt.date(2020, 1, 1), decision="QĐ 1")
    record = admin.site._registry
    found = next(each for each in record if each._meta.model_name == model)._default_manager.all()[0]

    pages = [
        reverse(f"admin:units_{model}_changelist"),
        reverse(f"admin:units_{model}_add"),
        reverse(f"admin:units_{model}_change", args=[found.pk]),
    ]

    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert client.get(pages[0], {"q": "TRUNG tâm"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted(client: Client, administrator: User, model: str) -> None:
    make_centre("Trung tâm", make_ward("Phường 1"))
    ChangeEvent.objects.create(kind=ChangeKind.RENAME, effective_on=dt.date(2020, 1, 1), decision="QĐ 1")
    found = next(each for each in admin.site._registry if each._meta.model_name == model)._default_manager.all()[0]

    answer = client.post(reverse(f"admin:units_{model}_delete", args=[found.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert type(found)._default_manager.filter(pk=found.pk).exists()


AUTHORITY = {
    "title": "Chủ tịch Ủy ban nhân dân cấp xã",
    "level": "ward",
    "recorder": "ward_officer",
    "valid_from": "01/07/2025",
    "valid_to": "",
    "basis": "Nghị định 142/2025/NĐ-CP",
}


def test_authority_over_centres_is_one_on_each_day(client: Client, administrator: User) -> None:
    add = reverse("admin:units_centreauthority_add")
    assert client.post(add, AUTHORITY).status_code == 302

    second = client.post(add, AUTHORITY | {"valid_from": "01/01/2026"})
    before = client.post(add, AUTHORITY | {"valid_from": "24/03/2008", "valid_to": "30/06/2025"})

    assert second.status_code == 200
    assert "Thời gian này đã có “Chủ tịch Ủy ban nhân dân cấp xã” (từ 01/07/2025)" in second.content.decode()
    assert before.status_code == 302
    assert CentreAuthority.objects.count() == 2


def test_criteria_by_which_a_centre_judged_itself_no_longer_change(client: Client, administrator: User) -> None:
    centre, ward, officer = make_work()
    sheet = EvaluationSet.objects.create(code="thu", label="Thử", first_year=2008)
    line = EvaluationCriterion.objects.create(sheet=sheet, number=1, label="Tổ chức", max_score=20)
    page = reverse("admin:units_evaluationset_change", args=[sheet.pk])
    sent = {"label": "Thử lại", "first_year": "2008", "last_year": "2020", "source": "", "verified": "on"}
    first = rows(
        "criteria", {"id": line.pk, "sheet": sheet.pk, "number": 1, "label": "Sửa", "max_score": 25}, initial=1
    )
    client.post(page, sent | first)
    changed = EvaluationCriterion.objects.get().label

    judged = CentreEvaluation(centre=centre, ward=ward, sheet=sheet, school_year=2019, grade="good")
    judged.evaluated_on = dt.date(2020, 6, 1)
    evaluate(judged, {}, by=officer, today=TODAY)
    again = rows(
        "criteria", {"id": line.pk, "sheet": sheet.pk, "number": 1, "label": "Muộn", "max_score": 1}, initial=1
    )
    client.post(page, sent | again | {"label": "Tên mới", "last_year": "2021"})

    assert changed == "Sửa"
    assert (EvaluationCriterion.objects.get().label, EvaluationSet.objects.get().label) == ("Sửa", "Thử lại")


def test_index_speaks_vietnamese_and_leaves_out_what_is_not_the_administrators(
    client: Client, administrator: User
) -> None:
    index = client.get(reverse("admin:index")).content.decode()

    assert [word for word in ("Axes", "Tasks Database", "Task Results", "Access attempts") if word in index] == []
    assert "Hình thức khen thưởng" in index
    assert "Bộ tiêu chí tự đánh giá" in index


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER])
def test_others_are_refused_even_with_djangos_staff_flag(client: Client, role: Role) -> None:
    user = make_user("lan", (role, make_district()))
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)

    answers = [client.get(reverse("admin:index")), client.get(reverse("admin:units_unit_changelist"))]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_an_administrator_whose_post_ended_is_refused(client: Client) -> None:
    user = make_user("lan")
    make_post(user, make_district(), Role.ADMINISTRATOR, to_day=dt.date(2020, 1, 1))
    client.force_login(user)

    assert client.get(reverse("admin:index")).status_code == 403


def test_a_visitor_is_led_to_the_one_login(client: Client) -> None:
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1] == ("/dang-nhap/?next=/quan-tri/", 302)


def test_a_unit_added_stands_in_the_tree_at_once(client: Client, administrator: User) -> None:
    district = make_district()

    sent = {"key": "p5"} | rows("versions", version(parent=district.pk))
    answer = client.post(reverse("admin:units_unit_add"), sent)

    assert answer.status_code == 302
    assert Lineage.objects.filter(ancestor=district, descendant__key="p5", depth=1).exists()


def test_a_version_added_moves_the_unit_in_the_tree(client: Client, administrator: User) -> None:
    old, new = make_district("Quận 10"), make_district("Quận 11")
    ward = make_ward("Phường 5", old)

    sent = rows(
        "versions",
        version(ward, parent=old.pk, valid_to="31/12/2024"),
        version(ward, id="", parent=new.pk, valid_from="01/01/2025"),
        initial=1,
    )
    answer = client.post(reverse("admin:units_unit_change", args=[ward.pk]), sent)

    assert answer.status_code == 302
    assert [Unit.objects.below(district, dt.date(2025, 1, 1)).count() for district in (old, new)] == [0, 1]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": "01/01/2010"}, "hai khoảng ngày trùng nhau"),
        ({"valid_from": "01/01/2030", "code": "27232"}, "Mã 27232 là của Phường 9"),
        ({"valid_from": "01/01/2030", "valid_to": "01/01/2029"}, "Ngày cuối phải sau hoặc bằng ngày đầu"),
        ({"valid_from": "31/02/2025"}, "Hãy ghi ngày theo thứ tự ngày/tháng/năm"),
        ({"valid_from": "01/01/1990", "valid_to": "01/01/1991", "parent": "district"}, "không tồn tại suốt khoảng này"),
        ({"valid_from": "01/01/2030", "parent": "below"}, "sẽ trực thuộc chính mình vào ngày 01/01/2030"),
    ],
)
def test_what_the_database_would_refuse_is_said_in_the_form(
    client: Client, administrator: User, changed: dict[str, Any], sentence: str
) -> None:
    make_unit("Phường 9", code="27232")
    ward = make_unit("Phường 5", valid_to=dt.date(2029, 12, 31))
    units = {"district": make_district(), "below": make_unit("Khu phố", UnitKind.COMMUNITY)}
    UnitVersion.objects.filter(unit=units["below"]).update(parent=ward)
    if "parent" in changed:
        changed = changed | {"parent": units[changed["parent"]].pk}

    sent = rows("versions", version(ward, valid_to="31/12/2029"), version(ward, id="") | changed, initial=1)
    answer = client.post(reverse("admin:units_unit_change", args=[ward.pk]), sent)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert ward.versions.count() == 1


def test_a_refusal_only_the_database_could_see_is_said_on_the_form(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_unit("Phường 9", code="27232")
    ward = make_ward("Phường 5")
    for module in ("units.admin", "units.workflow.versions"):
        monkeypatch.setattr(f"{module}.check_versions", lambda versions: None)

    sent = rows("versions", version(ward, code="27232", name="Phường 5 gõ thử"), initial=1)
    answer = client.post(reverse("admin:units_unit_change", args=[ward.pk]), sent)

    assert answer.status_code == 200
    for words in ("Khoảng ngày hoặc mã bị trùng với bản ghi khác.", 'value="27232"', "Phường 5 gõ thử"):
        assert words in answer.content.decode()
    assert ward.versions.get().code == ""


def test_a_change_names_units_that_stood(client: Client, administrator: User) -> None:
    old, new = make_unit("Phường 9", valid_to=dt.date(2024, 12, 31)), make_ward("Phường 10")
    facts = {"kind": "merge", "effective_on": "01/01/2025", "decision": "Nghị quyết 1278", "note": ""}
    right = {"predecessor": old.pk, "successor": new.pk, "whole": "on"}

    address = reverse("admin:units_changeevent_add")
    refused = client.post(address, facts | rows("links", right | {"successor": old.pk}))
    taken = client.post(address, facts | rows("links", right))

    assert "Phường 9 không tồn tại vào ngày 01/01/2025" in refused.content.decode()
    assert taken.status_code == 302
    assert [link.successor for link in ChangeEvent.objects.get().links.all()] == [new]


@pytest.mark.parametrize(
    ("links", "sentence"),
    [
        ([{}, {"predecessor": "new", "successor": "old"}], "Phường 10 không tồn tại vào ngày 31/12/2024"),
        ([{"whole": "", "share_numerator": "3", "share_denominator": "2"}], "Phần chuyển phải lớn hơn 0 và không quá"),
        ([{"whole": "", "share_numerator": "-1", "share_denominator": "2"}], "0"),
        (
            [
                {"whole": "", "share_numerator": "2", "share_denominator": "3"},
                {"whole": "", "share_numerator": "1", "share_denominator": "2", "successor": "third"},
            ],
            "Phường 9: tổng các phần chuyển vượt quá toàn bộ đơn vị.",
        ),
        ([{}, {"successor": "third"}], "Phường 9: tổng các phần chuyển vượt quá toàn bộ đơn vị."),
    ],
    ids=["circle", "over 1", "under 0", "together over 1", "whole to two"],
)
def test_a_change_that_cannot_be_is_refused_on_the_page(
    client: Client, administrator: User, links: list[dict[str, str]], sentence: str
) -> None:
    eve, day = dt.date(2024, 12, 31), dt.date(2025, 1, 1)
    units = {"old": make_unit("Phường 9", valid_to=eve), "third": make_ward("Phường 11")}
    units["new"] = make_unit("Phường 10", valid_from=day)
    facts = {"kind": "merge", "effective_on": "01/01/2025", "decision": "Nghị quyết 1278", "note": ""}
    sent = [{"predecessor": "old", "successor": "new", "whole": "on"} | link for link in links]
    typed = [{name: units[words].pk if words in units else words for name, words in link.items()} for link in sent]

    page = client.post(reverse("admin:units_changeevent_add"), facts | rows("links", *typed))

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not ChangeEvent.objects.exists()


@pytest.mark.parametrize(
    ("unit", "days", "sentence"),
    [
        ("old", ("01/01/2004", ""), "Phường 9 nhập toàn bộ vào Phường 10 từ ngày 01/01/2025"),
        ("old", ("01/01/2004", "30/06/2025"), "Phường 9 nhập toàn bộ vào Phường 10 từ ngày 01/01/2025"),
        ("old", ("01/01/2004", "31/12/2023"), "Phường 9 không tồn tại vào ngày 31/12/2024"),
        ("new", ("02/01/2025", ""), "Phường 10 không tồn tại vào ngày 01/01/2025"),
        ("new", ("01/01/2004", "31/12/2024"), "Phường 10 không tồn tại vào ngày 01/01/2025"),
    ],
)
def test_the_days_of_a_unit_contradict_no_change_that_names_it(
    client: Client, administrator: User, unit: str, days: tuple[str, str], sentence: str
) -> None:
    units = {"old": make_unit("Phường 9", valid_to=dt.date(2024, 12, 31)), "new": make_ward("Phường 10")}
    move = Move(units["old"], units["new"])
    record_change(ChangeKind.MERGE, dt.date(2025, 1, 1), [move], decision="Nghị quyết 1278")
    before = list(UnitVersion.objects.order_by("pk").values_list("valid_from", "valid_to"))

    sent = rows("versions", version(units[unit], valid_from=days[0], valid_to=days[1]), initial=1)
    answer = client.post(reverse("admin:units_unit_change", args=[units[unit].pk]), sent)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert list(UnitVersion.objects.order_by("pk").values_list("valid_from", "valid_to")) == before


def test_a_second_version_does_not_outlive_the_merger(client: Client, administrator: User) -> None:
    old, new = make_unit("Phường 9", valid_to=dt.date(2024, 12, 31)), make_ward("Phường 10")
    record_change(ChangeKind.MERGE, dt.date(2025, 1, 1), [Move(old, new)], decision="Nghị quyết 1278")

    own = version(old, valid_to="31/12/2024")
    again = version(old, id="", valid_from="01/01/2025")
    answer = client.post(reverse("admin:units_unit_change", args=[old.pk]), rows("versions", own, again, initial=1))

    assert "nhập toàn bộ vào Phường 10 từ ngày 01/01/2025" in answer.content.decode()
    assert old.versions.count() == 1


def test_a_unit_that_merged_is_still_put_right_where_its_days_stay(client: Client, administrator: User) -> None:
    old, new = make_unit("Phường 9", valid_to=dt.date(2024, 12, 31)), make_ward("Phường 10")
    record_change(ChangeKind.MERGE, dt.date(2025, 1, 1), [Move(old, new)], decision="Nghị quyết 1278")

    sent = rows("versions", version(old, valid_from="01/01/2005", valid_to="31/12/2024", name="Phường Chín"), initial=1)
    answer = client.post(reverse("admin:units_unit_change", args=[old.pk]), sent)

    assert answer.status_code == 302
    assert (old.versions.get().name, old.versions.get().valid_from) == ("Phường Chín", dt.date(2005, 1, 1))


def test_a_centre_changes_its_state_by_a_step_on_a_day(client: Client, administrator: User) -> None:
    ward = make_ward("Phường 5")
    centre = make_centre("Trung tâm", ward)
    service = {"id": centre.services.get().pk, "centre": centre.pk, "ward": ward.pk, "valid_from": "01/01/2004"}
    address = reverse("admin:units_learningcentre_change", args=[centre.pk])
    facts = {"name": "Trung tâm", "founded_on": "01/01/2004", "state": "suspended", "change_to": "dissolved"}

    refused = client.post(address, facts | rows("services", service, initial=1))
    taken = client.post(address, facts | {"change_on": "01/01/2025"} | rows("services", service, initial=1))

    assert "Hãy ghi ngày chuyển tình trạng." in refused.content.decode()
    assert taken.status_code == 302
    ended = LearningCentre.objects.get()
    assert (ended.state, ended.ended_on) == (CentreState.DISSOLVED, dt.date(2025, 1, 1))


def test_a_step_refused_while_saving_leaves_what_was_typed(client: Client, administrator: User) -> None:
    ward = make_ward("Phường 5")
    centre = make_centre("Trung tâm", ward, founded_on=dt.date(2010, 1, 1))
    service = {"id": centre.services.get().pk, "centre": centre.pk, "ward": ward.pk, "valid_from": "01/01/2010"}
    facts = {"name": "Trung tâm gõ thử", "seat": "12 đường Gõ Thử", "founded_on": "01/01/2010"}
    facts |= {"change_to": "dissolved", "change_on": "31/12/2009"}

    address = reverse("admin:units_learningcentre_change", args=[centre.pk])
    answer = client.post(address, facts | rows("services", service, initial=1))

    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "thành lập ngày 01/01/2010, sau ngày ghi",
        "Trung tâm gõ thử",
        "12 đường Gõ Thử",
        'value="31/12/2009"',
        '<option value="dissolved" selected>',
    ):
        assert words in page
    assert (LearningCentre.objects.get().name, LearningCentre.objects.get().state) == ("Trung tâm", CentreState.ACTIVE)


def test_a_person_is_added_and_given_a_post(client: Client, administrator: User) -> None:
    ward = make_ward("Phường 5")
    facts = {"username": "lan", "full_name": "Nguyễn Thị Lan", "usable_password": "true"}
    facts |= {"password1": "doi-mat-khau-ngay", "password2": "doi-mat-khau-ngay"}

    today = f"{timezone.localdate():%d/%m/%Y}"
    post = {"unit": ward.pk, "role": "ward_officer", "valid_from": today, "valid_to": ""}
    answer = client.post(reverse("admin:units_user_add"), facts | rows("posts", post))

    person = User.objects.get(username="lan")
    assert answer.status_code == 302
    assert (person.full_name, person.units_as(Role.WARD_OFFICER)) == ("Nguyễn Thị Lan", [ward.pk])


def test_a_post_is_ended_and_otherwise_stays_as_it_was(client: Client, administrator: User) -> None:
    person, other = make_user("lan", (Role.WARD_OFFICER, make_ward("Phường 5"))), make_ward("Phường 6")
    post, today = person.posts.get(), timezone.localdate()
    sent = {"username": "lan", "full_name": person.full_name, "is_active": "on"}

    forged = {"unit": other.pk, "role": "administrator", "valid_from": "01/01/1990", "valid_to": f"{today:%d/%m/%Y}"}
    answer = client.post(
        reverse("admin:units_user_change", args=[person.pk]),
        sent | rows("posts", {"id": post.pk, "user": person.pk} | forged, initial=1),
    )

    ended = person.posts.get()
    assert answer.status_code == 302
    assert (ended.unit, ended.role, ended.valid_from) == (post.unit, post.role, post.valid_from)
    assert ended.valid_to == today


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (("01/01/2020", "31/12/2019"), "Ngày cuối phải sau hoặc bằng ngày đầu, 01/01/2020."),
        (("01/01/2025", ""), "Phường 5 (đến 31/12/2024) không tồn tại vào ngày 01/01/2025."),
        (("01/01/1800", ""), "1800"),
    ],
)
def test_a_post_that_cannot_be_is_refused_where_it_was_typed(
    client: Client, administrator: User, days: tuple[str, str], sentence: str
) -> None:
    ward = make_unit("Phường 5", valid_to=dt.date(2024, 12, 31))
    person = make_user("lan")
    post = {"unit": ward.pk, "role": "ward_officer", "valid_from": days[0], "valid_to": days[1]}
    sent = {"username": "lan", "full_name": person.full_name, "is_active": "on"}

    answer = client.post(reverse("admin:units_user_change", args=[person.pk]), sent | rows("posts", post))

    assert sentence in answer.content.decode()
    assert not person.posts.exists()


def test_units_are_chosen_by_typing_without_marks(client: Client, administrator: User) -> None:
    ward = make_ward("Phường Đa Kao")
    asked = {"term": "da kao", "app_label": "units", "model_name": "post", "field_name": "unit"}

    answer = client.get(reverse("admin:autocomplete"), asked)

    assert answer.json()["results"] == [{"id": str(ward.pk), "text": "Phường Đa Kao"}]


def test_days_are_read_in_the_administration_as_everywhere(administrator: User) -> None:
    request = RequestFactory().get("/")
    request.user = administrator
    field: Any = admin.site.get_model_admin(CentreAuthority).get_form(request).base_fields["valid_from"]

    assert field.clean("01062021") == field.clean("01.06.2021") == dt.date(2021, 6, 1)
