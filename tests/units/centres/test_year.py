"""A centre's year: classes typed in one page, doubts, void and back, report, overview of an office."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from tests.factories import make_centre, make_user, make_ward
from tests.units.centres.factories import TODAY, course, enter, fund, make_work, term
from units import workflow
from units.centres import report, rules
from units.centres.coverage import wards_on
from units.centres.overview import rows_of
from units.enums import CentreState, Role
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreService,
    EvaluationSet,
    LearningCentre,
    Unit,
    UnitVersion,
    User,
)

pytestmark = pytest.mark.django_db
World = tuple[LearningCentre, Unit, User]


@pytest.fixture
def work() -> World:
    return make_work()


# Plausible attendances


@pytest.mark.parametrize(
    ("sessions", "attendances", "people", "doubted"),
    [
        (3, 90, 30, False),
        (3, 91, 30, True),
        (3, 9_000, 30, True),
        (2, 1_000, None, False),
        (2, 1_001, None, True),
        (1, 0, 0, False),
    ],
)
def test_attendances_are_bounded_by_sessions_and_people(
    sessions: int, attendances: int, people: int | None, doubted: bool
) -> None:
    assert bool(rules.doubtful_learners(sessions, attendances, people)) == doubted


def test_nine_thousand_by_thirty_people_ask_and_are_taken_with_a_reason(work: World) -> None:
    centre, ward, officer = work
    many = {"sessions": 3, "attendances": 9_000, "people": 30}

    with pytest.raises(Doubtful, match=r"9\.000 lượt người là quá nhiều cho 30 người dự 3 buổi \(nhiều nhất 90 lượt\)"):
        enter(course(centre, ward, **many), officer)

    assert enter(course(centre, ward, **many, explained="Phát trên loa, tính cả người nghe"), officer).pk


# Voided and taken back


def test_voided_row_is_taken_back_with_a_reason_and_counts_again(work: World) -> None:
    centre, ward, officer = work
    row = enter(course(centre, ward), officer)
    workflow.void(row, reason="Nhầm", by=officer)

    with pytest.raises(Refused, match="lý do lấy lại"):
        workflow.unvoid(row, reason=" ", by=officer, today=TODAY)
    workflow.unvoid(row, reason="Hủy nhầm lớp", by=officer, today=TODAY)

    assert CentreCourse.objects.kept().get() == row
    assert CentreCourse.history.latest().history_change_reason == "Hủy nhầm lớp"  # type: ignore[attr-defined]
    with pytest.raises(Stale, match="đang còn trong sổ"):
        workflow.unvoid(row, reason="Lần nữa", by=officer, today=TODAY)


def test_voided_row_is_not_taken_back_beside_the_one_that_took_its_place(work: World) -> None:
    centre, ward, officer = work
    row = enter(term(centre, ward), officer)
    workflow.void(row, reason="Nhầm", by=officer)
    enter(term(centre, ward), officer)

    with pytest.raises(Refused, match="đã được ghi với chức danh đó"):
        workflow.unvoid(row, reason="Hủy nhầm", by=officer, today=TODAY)


def test_only_the_officer_of_the_ward_takes_back_and_only_what_is_voided(work: World, client: Client) -> None:
    centre, ward, officer = work
    row = enter(course(centre, ward), officer)
    address = reverse("units:record-unvoid", args=[centre.pk, "lop", row.pk])
    client.force_login(officer)
    standing = client.get(address, follow=True)
    workflow.void(row, reason="Nhầm", by=officer)
    own = client.get(address).status_code
    client.force_login(make_user("ld", (Role.READER, ward)))

    assert "bản ghi đang còn trong sổ. Không có gì thay đổi." in standing.content.decode()
    assert (own, client.get(address).status_code) == (200, 403)
    client.force_login(officer)
    assert client.post(address, {"reason": "Hủy nhầm"}).status_code == 302
    assert CentreCourse.objects.kept().count() == 1


@pytest.mark.parametrize("step", ["record-void", "record-edit"])
def test_row_voided_meanwhile_is_said_to_be_voided(work: World, client: Client, step: str) -> None:
    centre, ward, officer = work
    row = enter(course(centre, ward), officer)
    workflow.void(row, reason="Nhầm", by=officer)
    client.force_login(officer)

    answer = client.post(reverse(f"units:{step}", args=[centre.pk, "lop", row.pk]), {"reason": "Nhầm"}, follow=True)

    assert answer.redirect_chain
    assert "bản ghi đã hủy lúc" in answer.content.decode()


# Many classes in one page


def grid(ward: Unit, *rows: dict[str, str]) -> dict[str, str]:
    columns = ("title", "partner", "starts_on", "ends_on", "sessions", "attendances", "people", "explained")
    empty = dict.fromkeys(columns, "")
    cells = {
        f"{column}-{place}": value
        for place, row in enumerate(rows)
        for column, value in (empty | {"topic": "digital"} | row).items()
    }
    return {"ward": str(ward.pk)} | cells


def test_classes_of_a_year_are_typed_in_one_page(work: World, client: Client) -> None:
    centre, ward, officer = work
    client.force_login(officer)
    rows = [{"title": f"Lớp {number}", "starts_on": f"{number}/3/2019", "attendances": "40"} for number in range(1, 15)]
    rows[3] = {}
    rows[5] |= {"partner": "Trạm Y tế", "sessions": "2", "people": "20"}

    answer = client.post(reverse("units:course-grid", args=[centre.pk]), grid(ward, *rows))

    assert answer.status_code == 302
    assert CentreCourse.objects.kept().count() == 13
    joint = CentreCourse.objects.get(title="Lớp 6")
    assert (joint.held, joint.partner, joint.sessions, joint.people) == ("joint", "Trạm Y tế", 2, 20)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"title": "Lớp A", "attendances": "40"}, "chưa ghi ngày khai giảng"),
        ({"title": "Lớp A", "starts_on": "1/3/2019"}, "chưa ghi số lượt người"),
        ({"title": "", "starts_on": "1/3/2019"}, "chưa ghi tên lớp"),
        ({"title": "Lớp A", "starts_on": "1/3/2099", "attendances": "40"}, "chưa tới"),
        ({"title": "Lớp A", "starts_on": "1/3/2019", "attendances": "9.000", "people": "30"}, "quá nhiều cho 30 người"),
        ({"title": "Lớp A", "starts_on": "31/2/2019", "attendances": "40"}, "ngày/tháng/năm"),
    ],
)
def test_class_that_cannot_be_is_told_and_nothing_is_written(
    work: World, client: Client, row: dict[str, str], sentence: str
) -> None:
    centre, ward, officer = work
    client.force_login(officer)
    sound = {"title": "Lớp Tốt", "starts_on": "1/3/2019", "attendances": "40"}

    answer = client.post(reverse("units:course-grid", args=[centre.pk]), grid(ward, sound, row))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="Lớp Tốt"' in answer.content.decode()
    assert not CentreCourse.objects.exists()


# The yearly report


@pytest.fixture
def year(work: World) -> World:
    centre, ward, officer = work
    enter(term(centre, ward), officer)
    enter(fund(centre, ward), officer)
    enter(course(centre, ward), officer)
    enter(course(centre, ward, title="Chuyên đề", people=None, attendances=50), officer)
    enter(course(centre, ward, title="Năm khác", starts_on=dt.date(2018, 3, 1), ends_on=dt.date(2018, 3, 1)), officer)
    judged = CentreEvaluation(
        centre=centre, ward=ward, school_year=2018, evaluated_on=dt.date(2019, 5, 20), grade="good"
    )
    workflow.evaluate(judged, {}, by=officer, today=TODAY)
    return work


def test_report_counts_a_school_year_and_says_of_how_many_classes_people_are_known(year: World) -> None:
    found = report.build(year[0], report.Span(2018, report.SCHOOL, TODAY))

    assert (found.total.classes, found.total.attendances, found.total.people_words) == (2, 110, "30 (của 1/2 lớp)")
    assert dict(found.money)["ngân sách nhà nước"] == 5_000_000
    assert dict(found.money)["xã hội hóa, tài trợ"] is None
    assert found.evaluation and found.evaluation.grade == "good"
    assert found.facility is None


def test_report_names_the_wards_that_stood_and_those_of_the_past_where_none_does(year: World) -> None:
    centre, ward, _ = year
    heir = make_ward("Phường Hòa Bình")
    CentreService.objects.create(centre=centre, ward=heir, valid_from=dt.date(2019, 7, 1))
    UnitVersion.objects.filter(unit=ward).update(valid_to=dt.date(2019, 6, 30))

    before, after = (report.build(centre, report.Span(of, report.CALENDAR, TODAY)).wards for of in (2018, 2020))
    UnitVersion.objects.filter(unit=heir).update(valid_to=dt.date(2019, 12, 31))
    none = report.build(centre, report.Span(2020, report.CALENDAR, TODAY)).wards

    assert (before, after) == (["Phường 5"], ["Phường Hòa Bình"])
    assert len(none) == 2


def test_report_of_a_calendar_year_leaves_the_other_year_out_and_an_empty_one_is_no_zero(year: World) -> None:
    by_calendar = report.build(year[0], report.Span(2019, report.CALENDAR, TODAY))
    empty = report.build(year[0], report.Span(2012, report.SCHOOL, TODAY))

    assert (by_calendar.total.classes, by_calendar.evaluation) == (2, None)
    assert (empty.topics, empty.money_total, empty.evaluation) == ([], None, None)


def test_page_paper_and_workbook_say_the_same_and_that_the_form_is_not_verified(year: World, client: Client) -> None:
    centre, _, officer = year
    client.force_login(officer)
    address = reverse("units:centre-report", args=[centre.pk])
    page = client.get(address, {"nam": "2018"}).content.decode()
    pages = PdfReader(io.BytesIO(client.get(address, {"nam": "2018", "dang": "pdf"}).content)).pages
    paper = " ".join(" ".join(each.extract_text().split()) for each in pages)
    book = load_workbook(io.BytesIO(client.get(address, {"nam": "2018", "_export": "xlsx"}).content)).worksheets[0]
    cells = [[cell.value for cell in row] for row in book.iter_rows()]

    for words in ("30 (của 1/2 lớp)", "5.000.000 đồng", "Lê Thị Đào", "chưa đối chiếu với thông tư"):
        assert words in page, words
        assert words in paper, words
    assert ["Tổng cộng", 2, 2, 4, 110, 30, 1] in cells
    assert "chưa đối chiếu" in str(cells[1][0])


@pytest.mark.parametrize("asked", [{"nam": "1900"}, {"nam": "abc"}, {"theo": "x"}])
def test_report_of_no_year_is_a_wrong_question(year: World, client: Client, asked: dict[str, str]) -> None:
    client.force_login(year[2])

    assert client.get(reverse("units:centre-report", args=[year[0].pk]), asked).status_code == 400


def test_report_asks_a_fixed_number_of_queries(year: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    centre, ward, officer = year
    with django_assert_num_queries(9):
        report.build(centre, report.Span(2018, report.SCHOOL, TODAY))
    for number in range(3):
        enter(course(centre, ward, title=f"Lớp {number}", topic="culture"), officer)
        enter(term(centre, ward, name=f"Người {number}", place="teacher"), officer)
    with django_assert_num_queries(9):
        report.build(centre, report.Span(2018, report.SCHOOL, TODAY))


# Self-evaluation with evidence


def test_evidence_is_kept_beside_the_words_of_a_criterion(work: World, client: Client) -> None:
    centre, _, officer = work
    sheet = EvaluationSet.objects.create(code="bo", label="Bộ thử", first_year=2010)
    line = sheet.criteria.create(number=1, label="Kế hoạch")
    client.force_login(officer)
    address = reverse("units:record-new", args=[centre.pk, "tu-danh-gia"])
    form = {"school_year": "2018", "evaluated_on": "20/05/2019", "grade": "good", "sheet_shown": str(sheet.pk)}

    answer = client.post(address, form | {f"note-{line.pk}": "Có", f"evidence-{line.pk}": "KH số 5/KH-TTHTCĐ"})

    assert answer.status_code == 302
    assert CentreEvaluation.objects.get().scores.get().evidence == "KH số 5/KH-TTHTCĐ"


# The overview of an office


def test_overview_says_of_each_commune_of_today_what_it_has(work: World) -> None:
    centre, ward, officer = work
    bare = make_ward("Phường 6", ward.versions.get().parent)
    paused_ward = make_ward("Phường 7", ward.versions.get().parent)
    paused = make_centre("Trung tâm Phường 7", paused_ward)
    paper = workflow.Decision("7/QĐ", dt.date(2020, 1, 1), "")
    workflow.change_state(paused, CentreState.SUSPENDED, on=dt.date(2020, 2, 1), decision=paper, by=officer)
    office = make_user("pgd", (Role.DISTRICT_OFFICE, ward.versions.get().parent))  # type: ignore[arg-type]
    enter(course(centre, ward, starts_on=dt.date(2020, 3, 1), ends_on=dt.date(2020, 3, 1)), officer)

    rows = {row.name: row for row in rows_of(wards_on(office, TODAY), office, TODAY)}

    assert {name: row.standing for name, row in rows.items()} == {
        "Phường 5": "có trung tâm",
        bare.versions.get().name: "chưa có trung tâm",
        "Phường 7": "trung tâm tạm dừng",
    }
    assert (rows["Phường 5"].classes, rows["Phường 5"].attendances, rows["Phường 6"].classes) == (1, 60, None)


def test_overview_page_asks_as_often_for_four_communes_as_for_one(
    work: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    district = work[1].versions.get().parent
    client.force_login(make_user("pgd", (Role.DISTRICT_OFFICE, district)))  # type: ignore[arg-type]
    address = reverse("units:centre-overview")
    client.get(address)
    with django_assert_num_queries(10):
        page = client.get(address).content.decode()
    for number in range(3):
        make_centre(f"Trung tâm {number}", make_ward(f"Phường 2{number}", district))
    with django_assert_num_queries(10):
        client.get(address)

    found = re.search(r"(\d+)/(\d+) đơn vị có trung tâm đang hoạt động", page)
    assert found and found.groups() == ("1", "1")
