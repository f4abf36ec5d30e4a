"""What was published before: entered as printed, judged, corrected with its history, voided, brought in from Excel."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.uploads import workflow as uploads
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from hocTap.lib.refusals import Refused
from indicators.enums import Qualifier, Verdict
from reports.models import PublishedFigure, PublishedSource
from reports.statements import workflow
from reports.statements.verdicts import judged
from reports.statements.workflow import Paper, Statement
from tests.awards.uploads.books import workbook
from tests.factories import make_district, make_user, make_ward
from tests.reports.factories import NOW, load_catalogue, report_figures, titles
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db
PAPER = Paper("Báo cáo tổng kết", "Ủy ban nhân dân Quận 11", dt.date(2020, 10, 20), 2012, 2020)
CLANS = Statement("Dòng họ học tập", "Trang 3", "4", "8", "50%", "clan-rate")
LIST_QUERIES, SOURCE_QUERIES = 13, 22


@pytest.fixture
def district() -> Unit:
    load_catalogue()
    return make_district()


@pytest.fixture
def office(district: Unit) -> User:
    return make_user("phonggd", (Role.DISTRICT_OFFICE, district))


@pytest.fixture
def source(district: Unit, office: User) -> PublishedSource:
    return workflow.add_source(district, PAPER, by=office, at=NOW)


def say(source: PublishedSource, *said: Statement) -> list[PublishedFigure]:
    by = source.entered_by
    assert by
    return workflow.add_statements(source, said, by=by, at=NOW)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_statement_is_kept_as_printed_and_as_read(source: PublishedSource) -> None:
    near, money = say(
        source,
        Statement("Gia đình học tập", "Đoạn 3", "gần 10.800", "", "72%"),
        Statement("Tiền học bổng", "Đoạn 4", "trên 8 tỉ đồng"),
    )

    assert (near.printed_count, near.count, near.qualifier) == ("gần 10.800", 10_800, Qualifier.BELOW)
    assert (money.count, money.qualifier) == (8_000_000_000, Qualifier.ABOVE)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (("53", "63", "84,12%"), Verdict.AGREES_CUT),
        (("53", "63", "84,13%"), Verdict.AGREES_HALF_UP),
        (("53", "63", "85%"), Verdict.CONTRADICTS),
        (("4", "", "50%"), Verdict.IMPLIED_BASE),
        (("gần 10.800", "15.000", "72%"), Verdict.NOT_COMPUTABLE),
        (("19", "", ""), Verdict.NOT_COMPUTABLE),
    ],
)
def test_statement_is_judged_by_its_own_numbers(
    source: PublishedSource, said: tuple[str, str, str], verdict: Verdict
) -> None:
    say(source, Statement("Câu", "Trang 1", *said))

    (found,) = judged(source, source.figures.all())

    assert (found.verdict, found.beside) == (verdict, "")


def test_statement_stands_beside_the_approved_figures_and_a_part_is_no_whole(source: PublishedSource) -> None:
    say(source, CLANS)
    first = make_ward("Phường 1", source.unit)
    report_figures(first, 2020, titles(4, 8, "clan"))

    (found,) = judged(source, source.figures.all())
    assert found.beside.startswith("Số đếm khớp. 4/8 = 50")

    make_ward("Phường 2", source.unit)
    (found,) = judged(source, source.figures.all())
    assert "1/2 phường" in found.beside
    assert "khớp" not in found.beside


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Statement("Câu", "Trang 1"), "ghi số đếm hoặc tỉ lệ"),
        (Statement("Câu", "Trang 1", "nhiều"), "Số đếm: không đọc được"),
        (Statement("Câu", "Trang 1", "5", "vài"), "Mẫu số: không đọc được"),
        (Statement("Câu", "Trang 1", "5", "", "cao"), "như một tỉ lệ"),
        (Statement("dòng họ  học tập", "trang 3", "5"), "đã được ghi trong nguồn"),
    ],
)
def test_what_cannot_be_read_or_was_entered_is_refused(source: PublishedSource, said: Statement, why: str) -> None:
    say(source, CLANS)

    with pytest.raises(Refused, match=why):
        say(source, said)

    assert source.figures.count() == 1


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        (PAPER, "đã được ghi"),
        (Paper("Khác", "Báo", dt.date(2020, 10, 20), 2020, 2012), "Năm cuối"),
        (Paper("Khác", "Báo", dt.date(2010, 10, 30), 2012, 2020), "trước năm đầu"),
        (Paper("Khác", "Báo", dt.date(2090, 1, 1), 2012, 2020), "sau hôm nay"),
    ],
)
def test_source_twice_or_with_days_out_of_order_is_refused(source: PublishedSource, paper: Paper, why: str) -> None:
    assert source.entered_by
    with pytest.raises(Refused, match=why):
        workflow.add_source(source.unit, paper, by=source.entered_by, at=NOW)


def test_correction_keeps_what_was_and_a_colleague_is_not_overwritten(source: PublishedSource, office: User) -> None:
    (figure,) = say(source, CLANS)
    client, address = signed_in(office), reverse("reports:statement-change", args=[figure.pk])
    seen = client.get(address).context["form"].initial["seen_before"]()
    workflow.change_statement(figure, Statement("Dòng họ học tập", "Trang 3", "5", "8", "62,5%"), "chép nhầm")
    typed = {
        "label": CLANS.label,
        "place": CLANS.place,
        "printed_count": "6",
        "printed_base": "8",
        "printed_rate": "75%",
    }

    answer = client.post(address, typed | {"figure": CLANS.figure, "seen_before": seen})

    assert answer.status_code == 409
    assert "Nơi khác vừa ghi: “5”" in answer.content.decode()
    kept: Any = PublishedFigure.history
    assert list(kept.filter(id=figure.pk).order_by("history_id").values_list("printed_count", flat=True)) == ["4", "5"]


def test_correction_says_why_and_the_page_shows_old_and_new(source: PublishedSource, office: User) -> None:
    (figure,) = say(source, CLANS)
    client, address = signed_in(office), reverse("reports:statement-change", args=[figure.pk])
    form = client.get(address).context["form"]
    typed = {name: form.initial[name] for name in ("label", "place", "printed_base", "figure")}
    typed |= {"printed_count": "5", "printed_rate": "62,5%", "seen_before": form.initial["seen_before"]()}

    assert client.post(address, typed).status_code == 422
    client.post(address, typed | {"reason": "Chép nhầm dòng"})

    page = client.get(source.get_absolute_url()).content.decode()
    assert "lý do sửa: Chép nhầm dòng" in page
    assert re.search(r"Trang 3\): 4, .*Trang 3\): 5, |Trang 3\): 5, .*Trang 3\): 4, ", page, re.DOTALL)
    kept: Any = PublishedFigure.history
    newest = kept.filter(id=figure.pk).order_by("-history_id")[0]
    assert (newest.history_change_reason, newest.history_user) == ("Chép nhầm dòng", office)


def test_administrator_neither_edits_nor_deletes_what_was_printed(source: PublishedSource) -> None:
    (figure,) = say(source, CLANS)
    client = Client()
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    page = reverse("admin:reports_publishedsource_change", args=[source.pk])
    rows = {"figures-TOTAL_FORMS": "1", "figures-INITIAL_FORMS": "1", "figures-0-id": figure.pk}

    assert client.get(page).status_code == 200
    answered = client.post(page, rows | {"title": "Khác", "figures-0-DELETE": "on", "change_reason": "x"})

    assert answered.status_code == 403
    assert PublishedFigure.objects.get().printed_count == CLANS.printed_count


def test_voided_statement_stays_readable_with_its_reason_and_leaves_the_review(
    source: PublishedSource, office: User
) -> None:
    (figure,) = say(source, CLANS)
    client = signed_in(office)

    assert client.post(reverse("reports:statement-void", args=[figure.pk]), {"reason": " "}).status_code == 422
    client.post(reverse("reports:statement-void", args=[figure.pk]), {"reason": "Chép nhầm trang"})

    page = client.get(source.get_absolute_url()).content.decode()
    assert "đã hủy: Chép nhầm trang" in page
    with pytest.raises(Refused, match="đã hủy"):
        workflow.change_statement(figure, CLANS, "chép nhầm")
    say(source, CLANS)  # the same statement may be entered anew


def test_pages_answer_each_person_as_they_should(source: PublishedSource, district: Unit, office: User) -> None:
    ward = make_user("phuong", (Role.WARD_OFFICER, make_ward("Phường 1", district)))
    other = make_user("khac", (Role.DISTRICT_OFFICE, make_district("Quận 10")))
    reader = make_user("lanhdao", (Role.READER, district))
    (figure,) = say(source, CLANS)
    pages = {
        "printed-list": district.pk,
        "printed-source": source.pk,
        "printed-add": district.pk,
        "printed-change": source.pk,
        "printed-void": source.pk,
        "statement-add": source.pk,
        "statement-change": figure.pk,
        "statement-void": figure.pk,
    }

    def answers(person: User) -> list[int]:
        client = signed_in(person)
        return [client.get(reverse(f"reports:{name}", args=[pk])).status_code for name, pk in pages.items()]

    assert answers(office) == [200] * 8
    assert answers(reader) == [200, 200, *[403] * 6]
    assert answers(other) == [404] * 8
    assert answers(ward) == [404] * 8


def test_catalogue_counts_what_contradicts_itself_in_a_fixed_number_of_queries(
    source: PublishedSource, office: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    say(source, CLANS, Statement("Khu phố", "Trang 4", "53", "63", "85%"))
    client, address = signed_in(office), reverse("reports:printed-list", args=[source.unit_id])

    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address, {"_export": "xlsx"}).content)).active

    assert sheet is not None
    assert [cell.value for cell in sheet[2]][-2:] == [2, 1]
    for year in (2018, 2019):
        paper = Paper(f"Báo cáo {year}", "Ủy ban nhân dân", dt.date(2020, 1, 5), year, year)
        say(workflow.add_source(source.unit, paper, by=office, at=NOW), CLANS)
        with django_assert_num_queries(LIST_QUERIES):
            client.get(address)
        with django_assert_num_queries(SOURCE_QUERIES):
            client.get(source.get_absolute_url())


def test_workbook_is_judged_row_by_row_written_and_taken_back(source: PublishedSource, office: User) -> None:
    say(source, CLANS)
    rows = [
        [1, "Gia đình học tập", "gần 10.800", "", "72%", "Đoạn 3"],
        [2, "Dòng họ học tập", "4", "8", "50%", "Trang 3"],
        [3, "Khu phố học tập", "nhiều", "", "", "Đoạn 3"],
        [4, "Đơn vị học tập", 75, 78, "96,15%", "Đoạn 3"],
        [5, "Hội viên", 75, 100, 0.75, "Đoạn 3"],
    ]
    content = workbook(("Số liệu", [["STT", "Chỉ tiêu", "Số đếm", "Mẫu số", "Tỉ lệ", "Vị trí trong nguồn"], *rows]))
    importer = importer_of("statements")
    assert importer
    upload = uploads.receive(
        importer, source.unit, content, name="bc.xlsx", options={"source": source.pk}, by=office, at=NOW
    )
    assert [row.outcome for row in upload.rows.order_by("number")] == ["create", "match", "refuse", "create", "refuse"]

    uploads.confirm(upload, by=office, at=NOW, leave_out=True)
    uploads.write(upload.pk, at=NOW)

    upload.refresh_from_db()
    assert upload.state == UploadState.DONE, upload.problem
    organisations = source.figures.get(label="Đơn vị học tập")
    assert (organisations.count, organisations.base, organisations.printed_rate) == (75, 78, "96,15%")
    uploads.undo(upload, reason="Nhầm nguồn", by=office, at=NOW)
    assert [each.label for each in source.figures.filter(voided_at__isnull=True)] == ["Dòng họ học tập"]
