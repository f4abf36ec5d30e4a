"""The review in Word: by the decree, with every number of the paper, its figures found again under their tags."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import docx as word
import pytest
from docx.oxml.ns import qn

from reports.checking.files import check
from reports.checking.findings import failures
from reports.models import Report
from reports.paper import pdf
from reports.papers import docx as papers
from reports.review import docx
from tests.awards.titles.factories import signed_in
from tests.reports.checking.factories import decision, listing
from tests.reports.factories import make_golden, make_issued
from tests.reports.papers.factories import docx_parts, docx_text, numbers_in, pdf_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_golden, lambda: make_issued(5)], ids=["draft", "issued"])
def test_review_keeps_the_decree_as_pdf_and_in_word(make: Callable[[], Report]) -> None:
    report = make()

    assert [str(each) for each in failures(check(pdf.render(report.read())))] == []
    assert [str(each) for each in failures(check(docx.render(report.read_text())))] == []


def test_word_says_every_number_that_the_paper_says() -> None:
    review = make_issued(5).read_text()

    in_word, on_paper = numbers_in(docx_text(docx.render(review))), numbers_in(pdf_text(pdf.render(review)))

    assert set(in_word) - set(on_paper) == set()
    assert set(on_paper) - set(in_word) <= {"2", "3", "4", "20", "40", "60", "80", "100"}  # pages and the chart's scale


def test_figures_are_controls_whose_tags_say_where_they_stand() -> None:
    review = make_issued(5).read_text()
    body = word.Document(io.BytesIO(docx.render(review))).element.body

    tags = [each.find(f".//{qn('w:tag')}").get(qn("w:val")) for each in body.iter(qn("w:sdt"))]

    known = docx.places(review)
    assert tags == list(known)
    assert len(tags) == len(set(tags)) > 60
    assert any(where.startswith("Bảng 2. ") and "cột “Tỉ lệ”" in where for where in known.values())
    assert any(where.startswith("câu “") and "10.798 hộ gia đình" in where for where in known.values())


def test_words_of_the_office_are_its_own_to_change() -> None:
    review = make_issued(5).read_text()

    parts = [words for words, _ in docx_parts(docx.render(review))]

    assert "Nội dung Đánh giá chung." in parts


def test_heads_of_groups_stand_above_their_columns_and_all_heads_repeat() -> None:
    read = word.Document(io.BytesIO(docx.render(make_issued(5).read_text())))
    grouped = next(table for table in read.tables if "Trung tâm học tập cộng đồng" in table.rows[0]._tr.xml)

    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in grouped.rows]

    assert repeated[:3] == [True, True, False]
    assert next(cell.text for cell in grouped.rows[1].cells) == "Năm"


def test_page_offers_word_and_gives_it() -> None:
    report = make_issued(5)
    person = signed_in(report.made_by)

    page = person.get(report.get_absolute_url()).content.decode()
    answer = person.get(f"{report.get_absolute_url()}word/")

    assert "Tải Word" in page
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer.content.startswith(b"PK")


def test_tables_stand_as_on_paper_and_no_annex_begins_after_an_empty_page() -> None:
    """Each long table of an annex begins a page, a short one is not parted, and what ends a section has no height."""
    body = word.Document(io.BytesIO(docx.render(make_golden().read_text()))).element.body
    ends = [line for line in body.iter(qn("w:p")) if line.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None]
    rows = next(table for table in body.iter(qn("w:tbl")) if table.find(f".//{qn('w:tblHeader')}") is not None)
    kept = [row.find(f".//{qn('w:keepNext')}") is not None for row in rows.iter(qn("w:tr"))]

    assert ends and all(line.find(f".//{qn('w:spacing')}").get(qn("w:line")) == "20" for line in ends)
    assert kept[1:] == [*[True] * (len(kept) - 2), False]


def test_long_tables_of_an_annex_begin_a_page_in_word() -> None:
    tables = (listing(9), listing(2), listing(9))
    (annex,) = decision().annexes
    paper = replace(decision(), annexes=(replace(annex, tables=tuple(replace(t, title="Bảng") for t in tables)),))

    lines = word.Document(io.BytesIO(papers.render(paper))).paragraphs

    assert [line.paragraph_format.page_break_before for line in lines if line.text == "Bảng"] == [False, False, True]
