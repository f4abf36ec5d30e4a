"""Reports of a span of days, asked for on the page of a centre, a fund or of targets: one press, one paper, kept."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from docx import Document as Document_of
from lxml import html
from pypdf import PdfReader

from awards.scholarships.models import Fund
from hocTap.lib import vi
from hocTap.lib.refusals import Stale
from indicators.enums import Origin
from indicators.models import Framework, Target
from indicators.scorecard import build
from reports.models import AskedReport
from reports.paper.parts import Cell, CellKind, Column, Table, TableRow, plain
from reports.papers import docx, pdf, workflow
from reports.papers.controls import Controls
from reports.papers.docx_tables import Look, table_xml
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from tests.awards.scholarships.factories import put_in
from tests.awards.titles.factories import signed_in
from tests.factories import make_user, make_ward
from tests.reports.papers import kinds
from tests.reports.papers.factories import docx_text, pdf_text, squeezed
from tests.units.centres.factories import course, enter
from units.centres.report import EARLY, LATE, SCHOOL, Span
from units.enums import Role
from units.models import LearningCentre, User

pytestmark = pytest.mark.django_db

YEAR = {"nam": "2019", "theo": "lich"}
QUARTERS = {"so": "cash", "tu": "15/01/2020", "den": "02/12/2020", "theo": "quy"}


def test_press_on_the_page_of_a_centre_gives_the_draft_and_a_second_one_leads_there() -> None:
    made = kinds.centre_report()
    centre = LearningCentre.objects.get()
    client, address = signed_in(made.made_by), reverse("papers:ask-centre", args=[centre.pk])
    answer = client.get(reverse("units:centre-report", args=[centre.pk]), YEAR)
    page: html.HtmlElement = html.fromstring(answer.content.decode())

    (form,) = (each for each in page.forms if each.get("action") == address)
    there = client.post(address, {name: value for name, value in form.form_values() if name in YEAR})
    other = client.post(address, {**YEAR, "theo": EARLY})

    assert there.headers["Location"] == made.get_absolute_url()
    half = Document.objects.exclude(pk=made.pk).get()
    assert other.headers["Location"] == half.get_absolute_url()
    assert "6 tháng đầu năm 2019" in half.subject
    assert AskedReport.objects.count() == 2


def test_press_on_the_page_of_a_fund_gives_the_draft_of_whole_months() -> None:
    made = kinds.money_report()
    client, address = signed_in(made.made_by), reverse("papers:ask-money", args=[made.unit_id])
    page = client.get(reverse("scholarships:statement"), QUARTERS).content.decode()

    answer = client.post(address, QUARTERS)

    assert f'action="{address}"' in page and "Lập văn bản để ký" in page
    assert answer.headers["Location"] == made.get_absolute_url()


def test_press_on_the_page_of_targets_gives_a_paper_of_all_rows_or_of_one_document_and_a_leader_has_no_button() -> None:
    made = kinds.targets_report()
    unit, asked = made.unit, {"nam": "2020", "vb": ""}
    client, address = signed_in(made.made_by), reverse("papers:ask-targets", args=[made.unit_id])
    leader = signed_in(make_user("lanhdao", (Role.READER, unit)))
    page = reverse("reports:scorecard", args=[unit.pk])

    there, of_one = client.post(address, asked), client.post(address, {**asked, "vb": "QD281"})

    assert there.headers["Location"] == made.get_absolute_url()
    narrow = Document.objects.exclude(pk=made.pk).get()
    assert of_one.headers["Location"] == narrow.get_absolute_url()
    assert "theo QĐ 281/QĐ-TTg" in narrow.subject and narrow.rows < made.rows
    shown = [each.get(page, {**asked, "loc": "chua-dat"}).content.decode() for each in (client, leader)]
    assert [f'action="{address}"' in text for text in shown] == [True, False]
    assert leader.post(address, asked).status_code == 403
    assert [client.post(address, {"nam": year}).status_code for year in ("1900", "")] == [422, 422]


def test_paper_of_targets_says_the_page_s_rows_in_every_dress_and_its_rates_are_formulas() -> None:
    document = kinds.targets_report(Origin.ILLUSTRATIVE)
    client, paper = signed_in(document.made_by), document.read()
    card = build(document.unit, 2020)

    whole = [row.cells for row in paper.annexes[0].tables[0].rows if not row.total]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{document.get_absolute_url()}excel/").content))["Mục tiêu"]

    assert [(cells[2].number, cells[6].text, cells[7].text, cells[8].text) for cells in whole] == [
        (row.target.year, row.shown or "–", row.verdict, row.sentence) for row in card.rows
    ]
    ((late,),) = (table.rows for section in paper.sections for table in section.tables)
    assert [cell.text for cell in late.cells[3:5]] == ["≥ 50%", "49,999%"]
    assert paper.figures["xa_hon"] == "1 chỉ tiêu xa mục tiêu hơn: Dòng họ học tập"
    values = (str(each.value) for row in sheet.iter_rows() for each in row)
    formulas = {each for each in values if each.startswith("=")}
    assert any("ROUND(" in each and "*100000/" in each for each in formulas)
    assert "Số liệu minh họa" in paper.marks
    said = {"pdf": pdf_text(pdf.render(paper)), "docx": docx_text(docx.render(paper))}
    for dress, words in said.items():
        assert {name: each for name, each in paper.figures.items() if each not in words} == {}, dress
        assert "49,999% (49.999/100.000 dòng họ), chưa đạt mức ≥ 50%" in words, dress


def test_paper_of_targets_is_of_the_levels_of_its_day_and_says_what_moved() -> None:
    document = kinds.paper_of(PaperKind.SCORECARD, draft=False)
    clans = Target.objects.get(framework__code="QD281", indicator__code="clan-rate", year=2020, minimum=50)
    plan = Framework.objects.create(code="KH1", citation="KH 1/KH-UBND 01/01/2018", issued_on=dt.date(2018, 1, 1))
    clans.pk, clans.framework, clans.minimum = None, plan, Decimal(45)
    clans.save()

    said = " ".join(workflow.changes(document, kinds.NOW))

    assert "Kết quả: 1 chưa đạt, 1 vượt" in said and "nay 1 chưa đạt, 2 vượt" in said
    assert "Thêm 1 dòng" in said and "vượt mức ≥ 45%" in said and "Không còn" not in said
    assert document.read().figures["so_muc_tieu"] == "20"
    assert (document.sign, document.heading.signer) == ("05/BC-UBND", "Trần Văn Ký")


def test_neither_is_made_by_whoever_only_reads_and_both_say_what_to_choose() -> None:
    centre, money = kinds.centre_report(), kinds.money_report()
    addresses = {
        "centre": reverse("papers:ask-centre", args=[LearningCentre.objects.get().pk]),
        "money": reverse("papers:ask-money", args=[money.unit_id]),
    }
    office = make_user("phonggd", (Role.DISTRICT_OFFICE, centre.unit), (Role.DISTRICT_OFFICE, money.unit))

    def status(person: User, name: str, **asked: str) -> int:
        return signed_in(person).post(addresses[name], asked).status_code

    assert [status(office, "centre", **YEAR), status(office, "money", **QUARTERS)] == [403, 403]
    assert [status(centre.made_by, "money"), status(money.made_by, "centre")] == [404, 404]
    assert [status(centre.made_by, "centre", nam="1900"), status(money.made_by, "money", so="x")] == [422, 422]


def test_paper_of_a_centre_says_that_its_books_moved_and_is_not_issued_over_it() -> None:
    draft = kinds.centre_report()
    centre = LearningCentre.objects.get()
    enter(course(centre, draft.unit, title="Lớp nấu ăn"), draft.made_by)

    said = " ".join(workflow.changes(draft, kinds.NOW))

    assert "Lớp, chuyên đề: 2 lớp" in said and "nay 3 lớp" in said
    with pytest.raises(Stale, match="Hãy lấy lại số liệu"):
        workflow.issue(draft, kinds.GIVEN[PaperKind.CENTRE], by=draft.made_by, at=kinds.NOW)
    again = workflow.rebuild(draft, by=draft.made_by, at=kinds.NOW)
    issued = workflow.issue(again, kinds.GIVEN[PaperKind.CENTRE], by=draft.made_by, at=kinds.NOW)
    assert (issued.sign, workflow.changes(issued, kinds.NOW)) == ("03/BC-TTHTCĐ", [])


def test_issued_report_of_a_fund_stays_and_says_what_its_book_has_now() -> None:
    document = kinds.paper_of(PaperKind.MONEY, draft=False)
    put_in(Fund.objects.get(), 200_000, on=dt.date(2020, 11, 3))

    said = " ".join(workflow.changes(document, kinds.NOW))

    assert "Tồn cuối kỳ: 2.500.000, nay 2.700.000" in said
    assert document.read().figures["ton_cuoi"] == "2.500.000"
    assert [each.role for each in document.read().signings] == ["THỦ QUỸ", "KẾ TOÁN"]


def test_three_sign_a_fund_report_in_one_row_on_the_page_of_its_text() -> None:
    """The list of whom it goes to stands below them; text and signatures are one page, the periods another."""
    paper = kinds.paper_of(PaperKind.MONEY, draft=False).read()

    first, *others = PdfReader(io.BytesIO(pdf.render(paper))).pages
    said = squeezed(first.extract_text())
    places = [said.index(words) for words in ("THỦ QUỸ", "KẾ TOÁN", "TM. BAN CHẤP HÀNH", "Nơi nhận:")]
    assert places == sorted(places) and len(others) == 1
    word = Document_of(io.BytesIO(docx.render(paper)))
    signing = next(table for table in word.tables if len(table.columns) == 3 and "THỦ QUỸ" in table.cell(0, 0).text)
    assert "TM. BAN CHẤP HÀNH" in signing.cell(0, 2).text
    assert signing.cell(1, 0).text.startswith("Nơi nhận:")


def test_report_of_a_fund_is_read_by_its_officers_and_those_above_and_by_no_other() -> None:
    document = kinds.paper_of(PaperKind.MONEY, draft=False)
    readers = [
        document.made_by,
        make_user("canbo9", (Role.WARD_OFFICER, document.unit)),
        make_user("xa9", (Role.WARD_OFFICER, make_ward("Phường 9"))),
    ]

    assert [signed_in(each).get(document.get_absolute_url()).status_code for each in readers] == [200, 200, 404]


def test_table_stands_where_its_line_is_and_last_where_no_line_names_it() -> None:
    draft = kinds.centre_report()
    first = [[table.key for table in section.tables] for section in draft.read().sections]

    workflow.write(draft, {"body": "Kết quả.\n{bang_kinh_phi}\nHết."}, by=draft.made_by, at=kinds.NOW)

    assert first == [["bang_lop"], ["bang_kinh_phi"], []]
    sections = Document.objects.get().read().sections
    assert [[table.key for table in section.tables] for section in sections] == [["bang_kinh_phi"], ["bang_lop"]]


@pytest.mark.parametrize(
    ("basis", "days", "words"),
    [
        (EARLY, ("01/01/2019", "30/06/2019"), "6 tháng đầu năm 2019"),
        (LATE, ("01/07/2019", "31/12/2019"), "6 tháng cuối năm 2019"),
        (SCHOOL, ("01/09/2019", "31/08/2020"), "năm học 2019–2020"),
    ],
)
def test_span_of_a_centre_report(basis: str, days: tuple[str, str], words: str) -> None:
    span = Span(2019, basis, dt.date(2021, 1, 1))

    assert (f"{span.first:%d/%m/%Y}", f"{span.last:%d/%m/%Y}") == days
    assert span.words == words


@pytest.mark.parametrize(("sum_", "style"), [(1_251_600_000, "hep"), (251_600, "vua")])
def test_word_file_sets_a_table_in_small_type_rather_than_break_a_number(sum_: int, style: str) -> None:
    columns = [Column("STT", 9), *(Column(f"Cột {n}", 21.9) for n in range(10))]
    row = TableRow((plain(1), *(Cell(vi.whole(sum_), CellKind.COUNT, number=sum_) for _ in range(10))))

    made = table_xml(Table("t", "", tuple(columns), (row,), "T"), Look("vua", 10.5, "hep"), 228, Controls())

    assert set(re.findall(r'<w:pStyle w:val="(\w+)"', made)) == {style}
