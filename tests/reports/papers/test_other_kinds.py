"""Commendations, a ward's yearly form and hand-over minutes as papers: the same figures in every dress, who may."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import re
from dataclasses import replace

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from awards.commendations import workflow as commending
from awards.commendations.models import CommendationDraft
from awards.titles.models import Decision
from hocTap.lib.refusals import Refused, Stale
from indicators import workflow as figures
from indicators.enums import Rounding
from indicators.models import Submission
from reports.checking.files import check
from reports.checking.findings import failures
from reports.paper import xlsx
from reports.paper.html import heading
from reports.paper.kept import encode
from reports.paper.parts import Cell, CellKind, TableRow, plain, text
from reports.paper.widths import fitted
from reports.papers import certificates, docx, honours, pdf, proof, workflow
from reports.papers.certificates import Holder
from reports.papers.enums import Agency, PaperKind
from reports.papers.honours import Honoured, render
from reports.papers.models import ByLevel, Document
from reports.papers.runs import design_of
from reports.papers.workflow import Issue
from tests.awards.titles.factories import NOW, signed_in
from tests.factories import make_district, make_user
from tests.handover.factories import hand, make_holders, make_town
from tests.reports.papers import factories as titles
from tests.reports.papers import kinds
from tests.reports.papers.factories import docx_text, numbers_in, page_text, pdf_text, squeezed
from units.enums import Role
from units.models import HandOver, User

pytestmark = pytest.mark.django_db


def workbook_text(document: Document) -> str:
    paper = document.read()
    sheets = list(dict.fromkeys(table.sheet for table in paper.tables))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(paper, sheets, Rounding.HALF_UP)))
    return squeezed(" ".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None))


@pytest.mark.parametrize("kind", kinds.OTHERS)
def test_every_figure_and_line_is_the_same_in_every_dress(kind: str) -> None:
    document = kinds.paper_of(kind, draft=False)
    paper = document.read()

    said = {
        "page": page_text(signed_in(document.made_by).get(document.get_absolute_url())),
        "pdf": pdf_text(pdf.render(paper)),
        "docx": docx_text(docx.render(paper)),
    }

    for dress, words in said.items():
        assert {name: value for name, value in paper.figures.items() if value not in words} == {}, dress
    assert numbers_in(said["page"]) == numbers_in(said["docx"])
    assert set(numbers_in(said["docx"])) <= set(numbers_in(said["pdf"]))
    every = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    cells = [cell for cell in every if not cell.total_of and not cell.over]  # those are formulas
    book = workbook_text(document)
    assert cells
    assert [
        cell.text for cell in cells if (str(cell.number) if cell.number is not None else cell.text) not in book
    ] == []


def test_association_has_its_own_head_and_grounds() -> None:
    paper = kinds.commendation("giay-khen-hkh-quan").read()

    assert (paper.heading.parent_body, paper.heading.agency) == (
        "HỘI KHUYẾN HỌC VIỆT NAM",
        ("HỘI KHUYẾN HỌC", "QUẬN 11"),
    )
    assert paper.decider == "BAN CHẤP HÀNH HỘI KHUYẾN HỌC QUẬN 11"
    assert paper.bases[0] == "Căn cứ Điều lệ Hội Khuyến học Việt Nam"
    assert paper.heading.symbol == "QĐ-HKH"


OF_ASSOCIATION = (*kinds.TITLES, PaperKind.COMMENDATION)


def of_association(kind: str) -> Document:
    """A draft of the association: a commendation by its own honour, of titles where the office says so."""
    if kind == PaperKind.COMMENDATION:
        return kinds.commendation("giay-khen-hkh-quan")
    made = kinds.paper_of(kind, draft=True)
    return workflow.write(made, {"issuing": Agency.ASSOCIATION}, by=made.made_by, at=kinds.NOW)


@pytest.mark.parametrize("kind", OF_ASSOCIATION)
def test_no_dress_of_a_paper_of_the_association_bears_the_name_of_the_state(kind: str) -> None:
    document = of_association(kind)
    paper = document.read()
    prints = {"pdf": pdf.render(paper), "docx": docx.render(paper)}

    said = {
        "page": page_text(signed_in(document.made_by).get(document.get_absolute_url())),
        "pdf": pdf_text(prints["pdf"]),
        "docx": docx_text(prints["docx"]),
    }

    for dress, words in said.items():
        assert "CỘNG HÒA XÃ HỘI" not in words and "Độc lập" not in words, dress
        assert "HỘI KHUYẾN HỌC" in words, dress
    assert {name: [str(each) for each in failures(check(each))] for name, each in prints.items()} == {
        "pdf": [],
        "docx": [],
    }


def test_the_name_of_the_state_above_a_paper_of_the_association_is_found() -> None:
    paper = of_association(PaperKind.COMMENDATION).read()
    wrong = replace(paper, heading=replace(paper.heading, by_association=False))

    for content in (pdf.render(wrong), docx.render(wrong)):
        assert [each.rule for each in failures(check(content))] == ["Phần đầu"]


def test_certificate_of_the_association_stands_under_its_own_name() -> None:
    document = of_association(PaperKind.DECISION)
    holders = [Holder("Hộ ông Lê An", "12 Lạc Long Quân", "Khu phố 1", "1")]

    content = certificates.render(design_of(document, document.read()), holders, "a4")

    assert "CỘNG HÒA" not in pdf_text(content) and "HỘI KHUYẾN HỌC" in pdf_text(content)
    assert [str(each) for each in failures(check(content))] == []


def test_recognition_by_the_association_rests_on_its_charter_and_tells_the_committee() -> None:
    papers = titles.make_papers(signed=False)
    Decision.objects.update(agency_words="Hội Khuyến học Phường 5")

    paper = workflow.make(PaperKind.DECISION, papers.decision.pk, by=papers.world.approver, at=NOW).read()

    assert paper.heading.by_association and paper.bases[0] == "Căn cứ Điều lệ Hội Khuyến học Việt Nam"
    assert paper.articles[3].text.startswith("Văn phòng Hội, các bộ phận")
    assert paper.heading.recipients[1] == "Ủy ban nhân dân Phường 5 (để báo cáo)"


def test_list_to_be_signed_is_proposed_first_and_the_decision_cites_who_proposed_it() -> None:
    document = kinds.to_commend()
    draft = CommendationDraft.objects.get()
    office = document.made_by
    paper = document.read()
    page = signed_in(office).get(draft.get_absolute_url()).content.decode()

    given = Issue("Lê Văn Hội", 7, dt.date(2025, 5, 20))
    issued = workflow.issue(document, given, by=office, at=kinds.NOW)
    decision = commending.sign_draft(
        draft, 12, decided_on=dt.date(2025, 6, 1), signer="Trần Văn Ký", by=office, at=kinds.NOW
    )
    signed = workflow.make(PaperKind.COMMENDATION, decision.pk, by=office, at=kinds.NOW).read()

    assert paper.addressed == ("Chủ tịch Ủy ban nhân dân Quận 11",)
    assert paper.heading.agency == ("HỘI KHUYẾN HỌC", "QUẬN 11")
    assert paper.figures["doi_tuong"] == "1 tập thể và 1 cá nhân"
    assert document.get_absolute_url() in page
    assert issued.sign == "07/TTr-HKH"
    assert signed.bases[-1] == (
        "Theo đề nghị của Hội Khuyến học Quận 11 tại Tờ trình số 07/TTr-HKH ngày 20 tháng 5 năm 2025"
    )
    assert [each for each in workflow.changes(issued, kinds.NOW) if "12/QĐ" in each]


def test_proposal_of_a_list_that_was_changed_or_dropped_is_not_issued() -> None:
    document = kinds.to_commend()
    draft, office = CommendationDraft.objects.get(), document.made_by
    given = kinds.GIVEN[PaperKind.COMMENDATION_PROPOSAL]
    commending.write_draft(draft, commending.rows_of(draft)[:1], seen=1, by=office, at=kinds.NOW)

    with pytest.raises(Stale, match="Trần Thị Bích"):
        workflow.issue(document, given, by=office, at=kinds.NOW)

    commending.drop_draft(draft, reason="Hoãn khen.", at=kinds.NOW)
    with pytest.raises(Refused, match="Hoãn khen"):
        workflow.issue(document, given, by=office, at=kinds.NOW)


@pytest.mark.parametrize(
    ("code", "level", "expected"),
    [("giay-khen-ubnd-quan", "quy", 404), ("giay-khen-hkh-quan", "quy", 200), ("giay-khen-ubnd-quan", "khac", 404)],
)
def test_proposal_is_read_by_who_keeps_the_list(code: str, level: str, expected: int) -> None:
    document = kinds.to_commend(code)
    unit = document.unit if level == "quy" else make_district("Quận 10")
    person = make_user("nguoi-khac", (Role.FUND_OFFICER if level == "quy" else Role.DISTRICT_OFFICE, unit))

    assert signed_in(person).get(document.get_absolute_url()).status_code == expected


def test_state_decision_counts_and_adds_up_what_it_gives() -> None:
    paper = kinds.commendation().read()

    (table,) = paper.tables
    assert paper.figures["doi_tuong"] == "1 tập thể, 1 cá nhân và 1 hộ gia đình"
    assert paper.figures["tien_thuong"] == "2.500.000 đồng"
    assert [row.cells[-1].text for row in table.rows] == ["2.000.000", "500.000", "", "2.500.000"]
    assert paper.decider == "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 11"


def test_who_was_voided_since_is_told_and_a_voided_decision_is_not_issued() -> None:
    made = kinds.make_commending()
    document = workflow.make(PaperKind.COMMENDATION, made.decision.pk, by=made.office, at=kinds.NOW)
    row = made.decision.commendations.get(name="Hộ ông Lê An")

    commending.void_commendation(row, reason="Ghi nhầm hộ.", by=made.office, at=kinds.NOW)

    assert any("Hộ ông Lê An" in each for each in workflow.changes(document, kinds.NOW))
    commending.void_decision(made.decision, reason="Ghi nhầm quyết định.", by=made.office, at=kinds.NOW)
    with pytest.raises(Refused, match="đã hủy"):
        workflow.issue(document, Issue(), by=made.office, at=kinds.NOW)


def test_decision_of_a_higher_level_is_no_paper_of_the_unit() -> None:
    made = kinds.make_commending("bang-khen-ubnd-thanh-pho")
    address = reverse("papers:document-make", args=[PaperKind.COMMENDATION, made.decision.pk])

    assert signed_in(made.office).post(address).status_code == 403


@pytest.mark.parametrize(
    ("role", "code", "expected"),
    [
        (Role.FUND_OFFICER, "giay-khen-hkh-quan", 200),
        (Role.FUND_OFFICER, "giay-khen-ubnd-quan", 404),
        (Role.READER, "giay-khen-ubnd-quan", 404),
        (Role.TITLE_APPROVER, "giay-khen-ubnd-quan", 200),
    ],
)
def test_commendation_is_read_by_whose_work_it_is(role: Role, code: str, expected: int) -> None:
    document = kinds.commendation(code)
    person = make_user("nguoi-khac", (role, document.unit))

    assert signed_in(person).get(document.get_absolute_url()).status_code == expected


def test_form_printed_with_suat_by_level_stays_as_issued_and_is_opened_by_the_units_own_desk_alone() -> None:
    document = kinds.paper_of(PaperKind.SHEET, draft=False)
    before, district = document.digest, Submission.objects.get().unit_as.parent
    assert district
    people = [document.made_by, make_user("phong9", (Role.DISTRICT_OFFICE, district))]
    addresses = [document.get_absolute_url(), reverse("papers:of-source", args=["sheet", document.source_id])]

    words = (document.name, document.get_absolute_url())

    def seen() -> list[list[bool]]:
        pages = [[signed_in(person).get(address) for address in addresses] for person in people]
        return [[any(each in page.content.decode() for each in words) for page in row] for row in pages]

    usual = seen()
    ByLevel.objects.create(document=document)

    assert usual == [[True, True], [True, True]]
    assert seen() == [[True, True], [False, False]]
    assert Document.objects.get().digest == before and proof.tampered(document) == []


def test_update_finds_the_forms_that_state_suat_by_level() -> None:
    """By their rows: a level's line with its number; a line whose number is held back is none."""
    migration = importlib.import_module("reports.migrations.0014_sheets_by_level")
    labels = {"Trong đó: tiểu học"}
    cells = (plain(1), text("– Trong đó: tiểu học"), text("suất"))
    rows = {
        "stated": (*cells, Cell("2", CellKind.COUNT, number=2), text("")),
        "held": (*cells, text("–"), text("không nêu theo cấp học")),
        "another": (plain(1), text("Số hộ"), text("hộ"), Cell("2", CellKind.COUNT, number=2), text("")),
    }

    found = {
        name: any(migration.states_a_level(each, labels) for each in migration.rows_of(encode(TableRow(row))))
        for name, row in rows.items()
    }

    assert found == {"stated": True, "held": False, "another": False}


def test_draft_taken_anew_states_no_level_and_is_read_as_before() -> None:
    document = kinds.sheet()
    ByLevel.objects.create(document=document)

    workflow.rebuild(document, by=document.made_by, at=kinds.NOW)

    assert not ByLevel.objects.exists()


def test_sheet_reopened_since_is_no_paper_to_be_issued() -> None:
    document = kinds.sheet()
    submission = Submission.objects.get()
    district = submission.unit_as.parent
    assert district
    office = make_user("phonggd3", (Role.DISTRICT_OFFICE, district))

    figures.reopen(submission, by=office, at=kinds.NOW, reason="Số hộ ghi nhầm.")

    with pytest.raises(Refused, match="chưa được duyệt"):
        workflow.issue(document, kinds.GIVEN[PaperKind.SHEET], by=document.made_by, at=kinds.NOW)


def test_whoever_reopens_a_sheet_is_told_its_issued_paper_which_says_so_afterwards(client: Client) -> None:
    document = kinds.paper_of(PaperKind.SHEET, draft=False)
    submission = Submission.objects.get()
    assert submission.unit_as.parent
    client.force_login(make_user("phonggd3", (Role.DISTRICT_OFFICE, submission.unit_as.parent)))
    address = reverse("indicators:submission-reopen", args=[submission.pk])

    asked = client.post(address, {"edition": submission.edition, "reason": "Số hộ ghi nhầm."})
    client.post(address, dict(asked.context["sent"]))

    assert f"{document.paper_name} (đã phát hành)" in asked.content.decode()
    client.force_login(document.made_by)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Sổ đã thay đổi sau khi văn bản được phát hành" in page
    assert "mở lại lúc" in page
    assert "Số hộ ghi nhầm. Số liệu chưa được duyệt lại." in page


def test_sheet_shows_every_line_and_no_zero_for_what_nobody_wrote() -> None:
    paper = kinds.sheet().read()

    (table,) = paper.tables
    found = {row.cells[1].text: row.cells[3].text for row in table.rows if row.cells[0].text}
    assert found == {"Số households": "1.000", "Số registered": "800", "Số recognised": "700", "Số persons": "–"}


def test_the_list_and_page_of_commendations_say_that_the_decision_was_withdrawn() -> None:
    document = kinds.paper_of(PaperKind.COMMENDATION, draft=False)
    client, said = signed_in(document.made_by), "đã bị thu hồi ngày 20/08/2025 bằng văn bản số 90/QĐ-UBND"
    address = reverse("commendations:decision-detail", args=[document.source_id])
    assert said not in client.get(address).content.decode()

    withdrawing = workflow.Withdrawing("90/QĐ-UBND", dt.date(2025, 8, 20), "Trần Văn Ký", "In sai.")
    workflow.withdraw(document, withdrawing, by=document.made_by, at=kinds.NOW)

    listed = client.get(reverse("commendations:commendation-list"))
    assert [page.content.decode().count(said) for page in (listed, client.get(address))] == [3, 1]


def test_number_of_a_sheet_is_used_once_in_a_year() -> None:
    first = kinds.paper_of(PaperKind.SHEET, draft=False)
    other = workflow.make_successor(first, "Sửa lời.", by=first.made_by, at=kinds.NOW)
    other = workflow.write(other, {"recipients": "Như trên"}, by=first.made_by, at=kinds.NOW)

    assert workflow.issue(other, kinds.GIVEN[PaperKind.SHEET], by=first.made_by, at=kinds.NOW).number == 12


def test_minutes_of_a_hand_over_wait_for_every_part_and_name_both_sides() -> None:
    town, found = kinds.handed_town()
    document = workflow.make(PaperKind.HANDOVER, found.pk, by=town.officer, at=kinds.NOW)

    paper = document.read()

    assert paper.heading.agency == ("ỦY BAN NHÂN DÂN", "PHƯỜNG 5")
    assert [each.role for each in paper.signings] == ["BÊN GIAO: PHƯỜNG 5", "BÊN NHẬN: PHƯỜNG HÒA BÌNH"]
    assert any(row.cells[3].text == "6" and row.cells[4].text == "hộ" for row in paper.tables[0].rows), paper.tables


def test_minutes_for_two_heirs_are_signed_by_three_whose_names_stay_whole_in_every_dress() -> None:
    town = make_town()
    make_holders(town, town.eight)
    hand(town, town.eight, "communities")
    document = workflow.make(PaperKind.HANDOVER, HandOver.objects.get(unit=town.eight).pk, by=town.officer, at=NOW)
    paper = document.read()

    signing = docx_text(docx.render(paper)), pdf_text(pdf.render(paper))

    for said in signing:
        assert all(squeezed(f"BÊN NHẬN: {name}") in said for name in ("PHƯỜNG BÌNH THỚI", "PHƯỜNG PHÚ THỌ"))
    assert [each.lines for each in paper.signings[1:]] == [
        ["BÊN NHẬN:", "PHƯỜNG BÌNH THỚI"],
        ["BÊN NHẬN:", "PHƯỜNG PHÚ THỌ"],
    ]


def test_minutes_leave_their_basis_the_room_of_two_lines() -> None:
    town, found = kinds.handed_town()
    (table,) = workflow.make(PaperKind.HANDOVER, found.pk, by=town.officer, at=NOW).read().tables

    widths = fitted(table.columns, [row.cells for row in table.rows]).widths

    assert widths[-1] > 35
    assert round(sum(widths)) == docx.TEXT_WIDTH


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("ỦY BAN NHÂN DÂN QUẬN 11", 1),
        ("ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỌ", 2),
        ("HỘI KHUYẾN HỌC VIỆT NAM", 1),
        ("HỘI KHUYẾN HỌC THÀNH PHỐ HỒ CHÍ MINH", 2),
    ],
)
def test_body_above_has_its_place_on_one_line(above: str, lines: int) -> None:
    heading = replace(kinds.sheet().read().heading, parent_body=above)

    assert len(heading.parent_lines) == lines
    assert " ".join(heading.parent_lines) == above


def test_heading_keeps_names_of_units_on_one_line() -> None:
    said = heading("Bàn giao số liệu của Phường 8 cho Phường Phú Thọ, Xã Ấm Thượng về xã hội học tập")

    kept = re.findall(r'<span class="unbroken">([^<]+)</span>', said)
    assert kept == ["Phường 8", "Phường Phú Thọ", "Xã Ấm Thượng"]


def test_minutes_are_not_issued_while_a_part_waits() -> None:
    town = make_town()
    make_holders(town, town.five)
    hand(town, town.five, "communities")
    document = workflow.make(PaperKind.HANDOVER, HandOver.objects.get(unit=town.five).pk, by=town.officer, at=kinds.NOW)

    with pytest.raises(Refused, match="Còn phần chưa bàn giao"):
        workflow.issue(document, kinds.GIVEN[PaperKind.HANDOVER], by=town.officer, at=kinds.NOW)


def test_minutes_are_read_by_both_sides_and_by_no_other() -> None:
    document = kinds.handover()

    def status(name: str) -> int:
        return signed_in(User.objects.get(username=name)).get(document.get_absolute_url()).status_code

    assert [status(name) for name in ("hoabinh", "so", "binhthoi")] == [200, 200, 404]


def honours_of(document: Document, by: User) -> bytes:
    answer = signed_in(by).get(reverse("papers:honour-pdf", args=[document.pk]))
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.parametrize(("code", "state"), [("giay-khen-ubnd-quan", True), ("giay-khen-hkh-quan", False)])
def test_honours_are_printed_one_page_each_under_the_right_head(code: str, state: bool) -> None:
    made = kinds.make_commending(code)
    draft = workflow.make(PaperKind.COMMENDATION, made.decision.pk, by=made.office, at=kinds.NOW)
    document = workflow.issue(draft, Issue(), by=made.office, at=kinds.NOW)

    content = honours_of(document, made.office)

    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
    assert [next(name for name in ("Chi hội", "Trần Thị Bích", "Hộ ông Lê An") if name in page) for page in pages] == [
        "Chi hội",
        "Trần Thị Bích",
        "Hộ ông Lê An",
    ]
    assert all(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA" in page) == state for page in pages)
    assert all("Quyết định số 01/" in page and "GIẤY KHEN" in page for page in pages)
    assert [str(each) for each in failures(check(content))] == []


def test_more_honours_than_are_printed_at_a_time_come_in_files_that_the_page_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(honours, "MOST", 2)
    made = kinds.make_commending()
    draft = workflow.make(PaperKind.COMMENDATION, made.decision.pk, by=made.office, at=kinds.NOW)
    document = workflow.issue(draft, Issue(), by=made.office, at=kinds.NOW)
    client = signed_in(made.office)
    address = reverse("papers:honour-pdf", args=[document.pk])

    page = client.get(document.get_absolute_url()).content.decode()
    answers = [client.get(address, {"tep": file}) for file in (1, 2, 3, "x")]

    assert "In giấy khen khổ A4, tệp 1" in page and f'href="{address}?tep=2"' in page
    assert [answer.status_code for answer in answers] == [200, 200, 404, 200]
    assert [len(PdfReader(io.BytesIO(answer.content)).pages) for answer in answers[:2]] == [2, 1]


def test_who_was_voided_since_gets_no_paper() -> None:
    made = kinds.make_commending()
    draft = workflow.make(PaperKind.COMMENDATION, made.decision.pk, by=made.office, at=kinds.NOW)
    document = workflow.issue(draft, Issue(), by=made.office, at=kinds.NOW)
    row = made.decision.commendations.get(name="Trần Thị Bích")

    commending.void_commendation(row, reason="Ghi nhầm người.", by=made.office, at=kinds.NOW)

    assert "Trần Thị Bích" not in pdf_text(honours_of(document, made.office))


def test_decision_of_which_every_line_was_voided_gives_a_sentence_and_no_empty_print() -> None:
    made = kinds.make_commending()
    draft = workflow.make(PaperKind.COMMENDATION, made.decision.pk, by=made.office, at=kinds.NOW)
    document = workflow.issue(draft, Issue(), by=made.office, at=kinds.NOW)
    for row in made.decision.commendations.all():
        commending.void_commendation(row, reason="Ghi nhầm người.", by=made.office, at=kinds.NOW)

    answer = signed_in(made.office).get(reverse("papers:honour-pdf", args=[document.pk]))

    assert (answer.status_code, "không còn giấy nào để in" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["Lê " + "Dài" * 50, "Tôn Nữ Công Tằng Huyền Trân Ngọc Bảo Châu " * 3])
def test_honour_keeps_its_layout_for_any_name(name: str) -> None:
    document = kinds.commendation()
    holder = Honoured(name, "Cá nhân", "Phường 5", "Xây dựng xã hội học tập " * 10 + ", 2012–2020")

    content = render(document, document.read(), [holder])

    assert [str(each) for each in failures(check(content))] == []


@pytest.mark.parametrize("kind", kinds.OTHERS)
def test_issued_paper_says_on_its_page_and_not_on_paper_that_its_model_is_not_known(kind: str) -> None:
    document = kinds.paper_of(kind, draft=False)

    page = signed_in(document.made_by).get(document.get_absolute_url()).content.decode()

    assert "Mẫu chưa đối chiếu" in page
    assert "chưa đối chiếu" not in pdf_text(pdf.render(document.read()))
