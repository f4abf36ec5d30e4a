"""Pages of learning centres: who may do what, bad input in sentences, coverage over time, a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hocTap.lib import resting
from hocTap.lib.resting import Rest
from tests.factories import make_centre, make_district, make_user, make_ward
from tests.units.centres.factories import course, enter, fund, make_work, term
from tests.units.conftest import UnitByKey
from units import workflow
from units.centres import decisions
from units.enums import CentreState, Role
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreFund,
    CentreStep,
    EvaluationCriterion,
    EvaluationSet,
    LearningCentre,
    Unit,
    User,
)

pytestmark = pytest.mark.django_db

AssertNumQueries = Callable[[int], AbstractContextManager[Any]]
CENTRES = "/don-vi/trung-tam/"
CLASS = {
    "title": "Lớp tin học cho người lớn tuổi",
    "topic": "digital",
    "held": "own",
    "starts_on": "01/03/2019",
    "ends_on": "08/03/2019",
    "sessions": "2",
    "attendances": "1.060",
    "people": "530",
}
PAPER = {"number": "12/QĐ-UBND", "decided_on": "20/12/2019", "effective_on": "01/01/2020"}


def address(name: str, centre: LearningCentre, *more: object) -> str:
    return reverse(f"units:{name}", args=[centre.pk, *more])


def personas(ward: Unit) -> dict[str, User]:
    district = Unit.objects.get(versions__name="Quận 11")
    return {
        "officer of the ward": make_user("a", (Role.WARD_OFFICER, ward)),
        "officer of another ward": make_user("b", (Role.WARD_OFFICER, make_ward("Phường 6", district))),
        "district office": make_user("c", (Role.DISTRICT_OFFICE, district)),
        "title approver": make_user("d", (Role.TITLE_APPROVER, district)),
        "fund officer": make_user("e", (Role.FUND_OFFICER, ward)),
        "administrator": make_user("f", (Role.ADMINISTRATOR, district)),
    }


def confirmed(client: Client, page: str, data: dict[str, Any]) -> Any:
    """Send the form, and say yes to what the site asks first."""
    answer = client.post(page, data)
    return client.post(page, dict(answer.context["sent"])) if answer.context and "sent" in answer.context else answer


READ, ENTER, DECIDE = "read", "enter", "decide"
TABLE = {
    "officer of the ward": {READ: 200, ENTER: 302, DECIDE: 422},
    "officer of another ward": {READ: 404, ENTER: 404, DECIDE: 404},
    "district office": {READ: 200, ENTER: 403, DECIDE: 302},
    "title approver": {READ: 200, ENTER: 403, DECIDE: 403},
    "fund officer": {READ: 200, ENTER: 403, DECIDE: 403},
    "administrator": {READ: 200, ENTER: 403, DECIDE: 302},
}


@pytest.mark.parametrize("name", TABLE)
def test_each_person_does_what_the_post_entitles_to(client: Client, name: str) -> None:
    centre, ward, officer = make_work()
    row = enter(course(centre, ward), officer)
    client.force_login(personas(ward)[name])
    allowed = TABLE[name]

    assert client.get(centre.get_absolute_url()).status_code == allowed[READ]
    assert client.post(address("record-new", centre, "lop"), CLASS).status_code == allowed[ENTER]
    assert client.post(address("record-edit", centre, "lop", row.pk), CLASS).status_code == allowed[ENTER]
    assert client.post(address("record-void", centre, "lop", row.pk), {"reason": "nhầm"}).status_code == allowed[ENTER]
    assert client.post(address("centre-decide", centre, "tam-dung"), PAPER).status_code == allowed[DECIDE]
    assert CentreCourse.objects.count() == (2 if allowed[ENTER] == 302 else 1)
    assert CentreStep.objects.filter(act="suspend").exists() is (allowed[DECIDE] == 302)


def test_what_is_outside_the_remit_is_not_listed(client: Client) -> None:
    centre, ward, officer = make_work()
    enter(course(centre, ward), officer)
    client.force_login(personas(ward)["officer of another ward"])

    for page in ("", "lop/", "do-bao-phu/", "cho-quyet-dinh/"):
        assert "Phường 5" not in client.get(CENTRES + page).content.decode()


@pytest.mark.parametrize(
    ("slug", "data", "words"),
    [
        ("lop", CLASS | {"people": "1.061"}, "nhiều hơn số lượt người"),
        ("lop", CLASS | {"starts_on": "01/03/2035", "ends_on": ""}, "chưa tới"),
        ("lop", CLASS | {"ends_on": "01/02/2019"}, "trước ngày bắt đầu"),
        ("lop", CLASS | {"starts_on": "01/03/2005"}, "trước ngày trung tâm thành lập"),
        ("lop", CLASS | {"attendances": "-5"}, "Không nhận số âm"),
        ("lop", CLASS | {"attendances": str(10**15)}, "Số quá lớn"),
        ("lop", CLASS | {"starts_on": "31/02/2019"}, "ngày/tháng/năm"),
        ("lop", CLASS | {"held": "joint"}, "đơn vị nào đã tổ chức"),
        ("kinh-phi", {"source": "state", "received_on": "01/03/2019", "amount": "-1"}, "Không nhận số tiền âm"),
        ("kinh-phi", {"source": "state", "received_on": "01/03/2019", "amount": "0"}, "phải lớn hơn 0"),
        ("kinh-phi", {"source": "state", "received_on": "01/03/2019", "amount": str(10**15)}, "Số tiền quá lớn"),
        (
            "nhan-su",
            {"name": "An", "place": "clerk", "valid_from": "01/03/2019", "valid_to": "01/02/2019"},
            "trước ngày",
        ),
        ("co-so", {"as_of": "01/03/2019", "rooms": "1", "computers": "1", "networked": "2"}, "nhiều hơn số máy"),
        (
            "tu-danh-gia",
            {"school_year": "2019", "evaluated_on": "01/06/2019", "grade": "good"},
            "bắt đầu từ 01/09/2019",
        ),
    ],
)
def test_bad_input_is_refused_in_a_sentence_and_kept(
    client: Client, slug: str, data: dict[str, str], words: str
) -> None:
    centre, _, officer = make_work()
    client.force_login(officer)

    answer = client.post(address("record-new", centre, slug), data)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert all(value in shown for value in data.values())
    assert not CentreCourse.objects.exists()


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("kinh-phi", {"source": "social", "received_on": "01/03/2019", "amount": "1,2 triệu"}),
        ("nhan-su", {"name": "Lê Thị Đào", "place": "director", "valid_from": "01/03/2019"}),
        ("co-so", {"as_of": "01/03/2019", "rooms": "2", "computers": "4", "networked": "4", "internet": "on"}),
        ("tu-danh-gia", {"school_year": "2019", "evaluated_on": "01/06/2020", "grade": "good"}),
    ],
)
def test_each_kind_of_row_is_entered_and_shown(client: Client, slug: str, data: dict[str, str]) -> None:
    centre, _, officer = make_work()
    client.force_login(officer)

    answer = client.post(address("record-new", centre, slug), data, follow=True)

    assert answer.redirect_chain[0][0].endswith(f"#{slug}")
    shown = answer.content.decode()
    assert {"kinh-phi": "1.200.000 đồng", "nhan-su": "Lê Thị Đào", "co-so": "có Internet", "tu-danh-gia": "Tốt"}[
        slug
    ] in shown
    assert ("Bộ tiêu chí chưa kiểm chứng" in shown) is (slug == "tu-danh-gia")
    assert CentreFund.objects.filter(amount=1_200_000).exists() is (slug == "kinh-phi")


def test_a_centre_dissolved_by_somebody_faster_is_said_so(client: Client) -> None:
    centre, ward, _ = make_work()
    workflow.change_state(centre, CentreState.DISSOLVED, on=dt.date(2020, 1, 1))
    client.force_login(personas(ward)["administrator"])

    answer = client.post(address("centre-decide", centre, "giai-the"), PAPER)

    assert answer.status_code == 409
    assert "đã giải thể từ ngày 01/01/2020" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_on": "01/12/2019"}, "sau hoặc bằng ngày quyết định"),
        ({"effective_on": "01/01/2035"}, "chưa tới"),
        ({"decided_on": "01/01/2005", "effective_on": "01/01/2005"}, "thành lập ngày 19/05/2010"),
        ({"number": ""}, "Số quyết định"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(client: Client, changes: dict[str, str], words: str) -> None:
    centre, ward, _ = make_work()
    client.force_login(personas(ward)["district office"])

    answer = client.post(address("centre-decide", centre, "giai-the"), PAPER | changes)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_founding_takes_over_merged_centres(client: Client) -> None:
    centre, ward, _ = make_work()
    client.force_login(personas(ward)["district office"])
    data = PAPER | {"name": "Trung tâm mới", "wards": [ward.pk], "merged": [centre.pk]}

    asked = client.post(reverse("units:centre-found"), data)
    answer = confirmed(client, reverse("units:centre-found"), data)

    assert "1 trung tâm kết thúc từ 01/01/2020: Trung tâm Phường 5" in asked.content.decode()
    made = LearningCentre.objects.get(name="Trung tâm mới")
    assert f'href="{centre.get_absolute_url()}"' in client.get(answer["location"]).content.decode()
    assert str(made.founding_decision) == "12/QĐ-UBND ngày 20/12/2019"
    assert LearningCentre.objects.get(pk=centre.pk).ended_on == dt.date(2020, 1, 1)


@pytest.mark.parametrize("page", ["found", "merge"])
def test_centres_beyond_those_offered_are_told_of_and_found_by_name(
    client: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, ward, _ = make_work()
    far = [make_centre(f"Trung tâm Vũng {number}", ward) for number in range(1, 4)]
    client.force_login(personas(ward)["district office"])
    monkeypatch.setattr(decisions, "OFFERED", 2)
    where = reverse("units:centre-found") if page == "found" else address("centre-decide", centre, "sap-nhap")

    cut = client.get(where)
    found = client.get(where, {"tim": "vung 3"})

    total = 4 if page == "found" else 3
    assert f"Có {total} trung tâm, chỉ hiện 2 trung tâm đầu theo tên." in cut.content.decode()
    assert str(far[2]) not in cut.content.decode()
    assert found.context["offered"].rows == [far[2]]
    assert "chỉ hiện" not in found.content.decode()
    if page == "merge":
        taken = confirmed(client, f"{where}?tim=vung+3", PAPER | {"into": far[2].pk})
        assert LearningCentre.objects.get(pk=centre.pk).ended_on == dt.date(2020, 1, 1)
        assert taken.status_code == 302


def test_who_decides_after_the_reform_is_the_ward(client: Client, unit: UnitByKey) -> None:
    centre = make_centre("Trung tâm Phường 5", unit("hcm-q11-p5"), founded_on=dt.date(2010, 1, 1))
    data = {"number": "1/QĐ-UBND", "decided_on": "01/08/2025", "effective_on": "01/08/2025"}
    answers = {}
    for name, post in {
        "district": (Role.DISTRICT_OFFICE, unit("hcm-q11")),
        "heir": (Role.WARD_OFFICER, unit("hcm-hoa-binh")),
    }.items():
        client.force_login(make_user(name, post))
        answers[name] = confirmed(client, address("centre-decide", centre, "giai-the"), data)

    assert "Chủ tịch Ủy ban nhân dân cấp xã quyết định" in answers["district"].content.decode()
    assert answers["heir"].status_code == 302


def test_old_centres_await_a_decision_until_there_is_one(client: Client, unit: UnitByKey) -> None:
    eight = make_centre("Trung tâm Phường 12", unit("hcm-q11-p12"), founded_on=dt.date(2010, 1, 1))
    client.force_login(make_user("lan", (Role.DISTRICT_OFFICE, unit("hcm-q11"))))

    (row,) = client.get(f"{CENTRES}cho-quyet-dinh/").context["rows"]

    assert (row.wards, row.successors) == (
        [("Phường 12", dt.date(2024, 12, 31))],
        ["Phường Bình Thới", "Phường Phú Thọ"],
    )
    workflow.change_state(eight, CentreState.DISSOLVED, on=dt.date(2025, 8, 1))
    assert client.get(f"{CENTRES}cho-quyet-dinh/").context["rows"] == []


def test_coverage_is_shown_ward_by_ward_and_year_by_year(client: Client) -> None:
    _, ward, _ = make_work()
    client.force_login(personas(ward)["district office"])

    context = client.get(f"{CENTRES}do-bao-phu/?ngay=31/12/2012").context

    assert [(tile.standing.name, tile.covered) for tile in context["tiles"]] == [
        ("Phường 5", True),
        ("Phường 6", False),
    ]
    assert {(each.coverage.covered, each.coverage.wards) for each in context["years"]} == {(1, 2)}
    assert client.get(f"{CENTRES}do-bao-phu/?ngay=01/01/2010").context["coverage"].covered == 0


def test_a_suspended_centre_is_listed_and_its_ward_shown_without_one(client: Client) -> None:
    centre, ward, _ = make_work()
    workflow.change_state(centre, CentreState.SUSPENDED, on=dt.date(2020, 1, 1))
    client.force_login(personas(ward)["district office"])

    listed = client.get(f"{CENTRES}?ngay=31/12/2020").content.decode()
    page = client.get(f"{CENTRES}do-bao-phu/?ngay=31/12/2020")

    assert f'href="{centre.get_absolute_url()}"' in listed
    assert "0/2 phường" in listed
    assert [tile.covered for tile in page.context["tiles"]] == [False, False]
    assert {each.year: each.coverage.covered for each in page.context["years"]}[2019] == 1
    assert {each.year: each.coverage.covered for each in page.context["years"]}[2020] == 0
    assert "✗ tạm dừng" in page.content.decode()
    assert "Tạm dừng từ 01/01/2020" in client.get(centre.get_absolute_url()).content.decode()


def test_a_register_without_centres_says_so_instead_of_none_of_the_wards(client: Client) -> None:
    _, ward, _ = make_work()
    client.force_login(personas(ward)["district office"])

    listed = client.get(f"{CENTRES}?ngay=31/12/2005").content.decode()

    assert "Sổ chưa ghi trung tâm học tập cộng đồng nào của 2 phường, xã này." in listed
    assert "0/2" not in listed


def test_service_of_one_of_several_wards_is_ended_from_its_page(client: Client) -> None:
    centre, ward, _ = make_work()
    people = personas(ward)
    other = Unit.objects.get(versions__name="Phường 6")
    workflow.serve(centre, [other], from_day=dt.date(2011, 1, 1))
    client.force_login(people["district office"])
    leaving = address("centre-decide", centre, "thoi-phuc-vu")

    assert leaving in client.get(centre.get_absolute_url()).content.decode()
    unnamed = client.post(leaving, PAPER)
    answer = confirmed(client, leaving, PAPER | {"ward": other.pk})
    last = client.post(leaving, PAPER | {"ward": ward.pk})

    assert (unnamed.status_code, answer.status_code, last.status_code) == (422, 302, 422)
    assert "nơi cuối cùng" in last.content.decode()
    assert centre.services.get(ward=other).valid_to == dt.date(2019, 12, 31)
    assert leaving not in client.get(centre.get_absolute_url()).content.decode()


def test_office_of_an_earlier_authority_finds_the_way_to_record_its_decisions(client: Client, unit: UnitByKey) -> None:
    centre = make_centre("Trung tâm Phường 5", unit("hcm-q11-p5"))
    shown = {}
    for name, post in {
        "district": (Role.DISTRICT_OFFICE, unit("hcm-q11")),
        "ward": (Role.WARD_OFFICER, unit("hcm-q11-p5")),
    }.items():
        client.force_login(make_user(name, post))
        shown[name] = (
            address("centre-decide", centre, "giai-the") in client.get(centre.get_absolute_url()).content.decode()
        )

    assert shown == {"district": True, "ward": False}


def test_self_evaluation_is_asked_by_the_sheet_of_its_school_year(client: Client) -> None:
    centre, _, officer = make_work()
    old = EvaluationSet.objects.create(code="cu", label="Bộ cũ", first_year=2008, last_year=2018)
    new = EvaluationSet.objects.create(code="moi", label="Bộ mới", first_year=2019)
    asked = EvaluationCriterion.objects.create(sheet=old, number=1, label="Tổ chức theo bộ cũ", max_score=10)
    EvaluationCriterion.objects.create(sheet=new, number=1, label="Tổ chức theo bộ mới")
    client.force_login(officer)
    page = address("record-new", centre, "tu-danh-gia")
    typed = {"school_year": "2017", "evaluated_on": "01/06/2018", "grade": "good"}

    opened = client.get(page).content.decode()
    refused = client.post(page, typed | {"sheet_shown": str(new.pk)})
    told = client.post(page, typed | {"sheet_shown": str(old.pk), f"points-{asked.pk}": "9"})

    assert "Tổ chức theo bộ mới" in opened
    assert (refused.status_code, told.status_code) == (422, 302)
    assert "dùng “Bộ cũ”" in refused.content.decode()
    assert f'name="sheet_shown" value="{old.pk}"' in refused.content.decode()
    judged = CentreEvaluation.objects.get()
    assert (judged.sheet, judged.scores.get().points) == (old, 9)


def test_classes_are_filtered_sorted_and_exported(client: Client) -> None:
    centre, ward, officer = make_work()
    for number in (1, 2, 10):
        enter(course(centre, ward, title=f"=Lớp đàn {number}", attendances=number, people=None), officer)
    enter(course(centre, ward, title="Múa", topic="culture"), officer)
    client.force_login(officer)

    table = client.get(f"{CENTRES}lop/", {"q": "lop dan", "sort": "title"}).context["table"]
    answer = client.get(
        f"{CENTRES}lop/", {"topic": "digital", "nam": "2019", "sort": "-attendances", "_export": "xlsx"}
    )

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [row.record.title for row in table.rows] == ["=Lớp đàn 1", "=Lớp đàn 2", "=Lớp đàn 10"]
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet["B"][1:]] == [(f"=Lớp đàn {n}", "s") for n in (10, 2, 1)]
    assert [cell.value for cell in sheet["H"][1:]] == [10, 2, 1]


def test_every_class_of_a_year_can_be_reached_to_be_corrected(client: Client) -> None:
    centre, ward, officer = make_work()
    old = [enter(course(centre, ward, title=f"Lớp {number}"), officer) for number in range(9)]
    enter(course(centre, ward, title="Năm sau", starts_on=dt.date(2020, 1, 2), ends_on=dt.date(2020, 1, 2)), officer)
    client.force_login(officer)

    shown = client.get(centre.get_absolute_url(), {"nam": "2019"}).content.decode()

    assert [f'href="{address("record-edit", centre, "lop", row.pk)}"' in shown for row in old] == [True] * 9
    assert "Năm sau" not in shown
    assert client.get(centre.get_absolute_url(), {"nam": "020190"}).status_code == 404


@pytest.mark.parametrize("query", [{"nam": "abc"}, {"topic": "x"}, {"nam": "99999"}])
def test_a_filter_that_makes_no_sense_is_refused(client: Client, query: dict[str, str]) -> None:
    client.force_login(make_user("lan"))

    assert client.get(f"{CENTRES}lop/", query).status_code == 400


@pytest.mark.parametrize("slug", ["x", "lop-hoc"])
def test_an_unknown_kind_of_row_or_decision_is_not_there(client: Client, slug: str) -> None:
    centre, _, officer = make_work()
    client.force_login(officer)

    assert client.get(address("record-new", centre, slug)).status_code == 404
    assert client.get(address("centre-decide", centre, slug)).status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_pages_ask_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: AssertNumQueries, times: int
) -> None:
    district = make_district("Quận 11")
    wards = [make_ward(f"Phường {number}", district) for number in range(times)]
    centre = make_centre("Trung tâm", *wards, founded_on=dt.date(2010, 1, 1))
    officer = make_user("canbo", *((Role.WARD_OFFICER, ward) for ward in wards))
    for number, ward in enumerate(wards):
        enter(course(centre, ward, title=f"Lớp {number}"), officer)
        enter(term(centre, ward, name=f"Người {number}", place="clerk"), officer)
        enter(fund(centre, ward), officer)
    client.force_login(make_user("phong", (Role.DISTRICT_OFFICE, district)))

    with django_assert_num_queries(22):
        client.get(centre.get_absolute_url())
    with django_assert_num_queries(6):
        client.get(f"{CENTRES}lop/")
    with django_assert_num_queries(11):
        client.get(f"{CENTRES}do-bao-phu/?ngay=31/12/2020")


def test_a_class_corrected_by_a_colleague_meanwhile_is_shown_in_both_versions(client: Client) -> None:
    centre, ward, officer = make_work()
    row = enter(course(centre, ward), officer)
    client.force_login(officer)
    page = reverse("units:record-edit", args=[centre.pk, "lop", row.pk])
    mine = CLASS | {"attendances": "57", "people": "30", "seen_before": client.get(page).context["form"]._marks()}
    row.attendances = 50
    enter(row, officer)

    answer = client.post(page, mine)
    again = mine | {"seen_before": answer.context["form"]["seen_before"].value()}

    assert (answer.status_code, "Nơi khác vừa ghi: “50”" in answer.content.decode()) == (409, True)
    assert 'value="57"' in answer.content.decode()
    assert client.post(page, again).status_code == 302
    row.refresh_from_db()
    assert row.attendances == 57


def test_two_equal_posts_of_a_new_class_write_one() -> None:
    centre, _, officer = make_work()
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    page = reverse("units:record-new", args=[centre.pk, "lop"])
    opened = client.get(page).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', opened)[-1]
    data = CLASS | {"csrfmiddlewaretoken": token}

    answers = [client.post(page, data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert CentreCourse.objects.count() == 1


def test_dissolving_says_first_in_numbers_what_it_ends(client: Client) -> None:
    centre, ward, officer = make_work()
    enter(term(centre, ward), officer)
    client.force_login(personas(ward)["district office"])
    page = address("centre-decide", centre, "giai-the")

    asked = client.post(page, PAPER)

    words = (
        "Giải thể Trung tâm Phường 5 từ ngày 01/01/2020: việc phục vụ 1 phường, xã và 1 nhiệm vụ của nhân sự "
        "kết thúc ngày 31/12/2019."
    )
    assert words in asked.content.decode()
    assert LearningCentre.objects.get().ended_on is None
    assert confirmed(client, page, PAPER).status_code == 302
    assert LearningCentre.objects.get().ended_on == dt.date(2020, 1, 1)


def test_who_changes_a_row_is_told_what_rests_on_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    centre, ward, officer = make_work()
    row = enter(course(centre, ward), officer)
    asked = []

    def report(units: Collection[int], first: dt.date, last: dt.date) -> list[Rest]:
        asked.append((list(units), first, last))
        return [Rest("Báo cáo 05/BC-UBND", "/bao-cao/1/", issued=True)]

    monkeypatch.setattr(resting, "_sources", [report])
    client.force_login(officer)

    for name in ("record-edit", "record-void"):
        page = client.get(reverse(f"units:{name}", args=[centre.pk, "lop", row.pk])).content.decode()
        assert "Báo cáo 05/BC-UBND (đã phát hành)" in page
    assert asked == [([ward.pk], row.starts_on, row.ends_on)] * 2
