"""One paper in its dresses: page, PDF and Word say the same, in the layout that the decree asks for."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx as word
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from reports.checking.word import all_text
from reports.papers import docx, pdf
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from reports.papers.parts import difference, lines_of
from tests.awards.titles.factories import signed_in
from tests.reports.checking.factories import decision
from tests.reports.papers.factories import (
    docx_parts,
    docx_text,
    issued,
    made,
    make_papers,
    numbers_in,
    page_text,
    pdf_text,
    revoked,
)

pytestmark = pytest.mark.django_db
KINDS = (PaperKind.PROPOSAL, PaperKind.DECISION, PaperKind.MINUTES)


def body_of(text: str) -> str:
    """Without numbers of pages and marks, which paper has and the page has not."""
    return re.sub(r"DỰ THẢO – [^.]*?gốc", "", text)


def texts(document: Document) -> dict[str, str]:
    """What each dress says, put into one order: words sorted, since cells are read in other orders."""
    person = signed_in(document.made_by)
    return {
        "page": page_text(person.get(document.get_absolute_url())),
        "pdf": pdf_text(pdf.render(document.read())),
        "docx": docx_text(docx.render(document.read())),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_and_name_is_the_same_on_page_paper_and_in_word(kind: str) -> None:
    papers = make_papers()
    document = issued(papers, kind)

    said = texts(document)

    figures = document.read().figures
    for dress, text in said.items():
        assert {name: value for name, value in figures.items() if value not in text} == {}, dress
        assert [
            row.candidate.name
            for row in papers.rows
            if row.community_id == papers.world.community.pk and row.candidate.name not in text
        ] == [], dress
    pages = len(PdfReader(io.BytesIO(pdf.render(document.read()))).pages)
    running = [str(n) for n in range(2, pages + 1)]
    assert numbers_in(said["page"]) == numbers_in(said["docx"])
    assert set(numbers_in(said["pdf"])) - set(numbers_in(said["docx"])) <= set(running)
    assert set(numbers_in(said["docx"])) <= set(numbers_in(said["pdf"]))


def test_revocation_says_whose_by_which_decision_and_why_in_every_dress() -> None:
    papers = make_papers()

    said = texts(revoked(papers, "Biên bản kiểm tra số 12."))

    name = papers.rows[0].candidate.name
    for text in said.values():
        assert all(words in text for words in (name, "Quyết định số 05/QĐ-UBND ngày 20 tháng 10 năm 2020"))
        assert "Giả mạo hồ sơ: Biên bản kiểm tra số 12." in text


def test_list_is_in_the_vietnamese_order_of_given_names_within_each_khu_pho() -> None:
    paper = made(make_papers(signed=False), PaperKind.DECISION).read()

    names = [row.cells[1].text for row in paper.annexes[0].tables[0].rows]

    assert names == ["Phạm Thị Ánh", "Đỗ Văn Ân", "Nguyễn Thị Bích", "Trần Văn Đức", "Lê An"]


def test_decision_of_a_chair_by_own_right_has_no_tm_and_names_the_chair_as_decider() -> None:
    paper = issued(make_papers(number=7)).read()

    assert (paper.heading.agency, paper.heading.authority, paper.heading.position) == (
        ("ỦY BAN NHÂN DÂN", "PHƯỜNG 5"),
        (),
        "CHỦ TỊCH",
    )
    assert paper.decider == "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG 5"
    assert (paper.heading.number, paper.heading.symbol, paper.heading.day) == (
        "07",
        "QĐ-UBND",
        "ngày 20 tháng 10 năm 2020",
    )
    assert [article.label for article in paper.articles] == ["Điều 1.", "Điều 2.", "Điều 3.", "Điều 4."]


def test_minutes_are_of_the_khu_pho_and_bear_no_number() -> None:
    paper = made(make_papers(), PaperKind.MINUTES).read()

    assert (paper.heading.parent_body, paper.heading.agency, paper.heading.symbol) == ("PHƯỜNG 5", ("KHU PHỐ 1",), "")
    assert [row.cells[6].text for row in paper.tables[0].rows] == ["80,00%"] * 4
    assert len(paper.annexes[0].tables[0].rows) == 50
    assert [signing.role for signing in paper.signings] == ["THƯ KÝ", "CHỦ TRÌ"]


def test_pages_of_a_list_repeat_the_head_and_count_anew() -> None:
    papers = make_papers()
    paper = made(papers, PaperKind.MINUTES).read()

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(paper))).pages]

    lists = [text for text in pages if "Ký tên" in text]
    assert len(lists) > 1
    assert all("Họ và tên" in text for text in lists)
    assert "2" in lists[1].split()[:1] + lists[1].split()[-12:]


def test_word_has_styles_a_table_whose_head_repeats_and_numbers_as_fields() -> None:
    content = docx.render(issued(make_papers()).read())

    read = word.Document(io.BytesIO(content))
    styles = dict(docx_parts(content))
    assert styles["QUYẾT ĐỊNH"] == "Title"
    assert {"Căn cứ", "Văn bản", "Nơi nhận", "Chữ ký"} <= set(styles.values())
    listed = read.tables[-1]
    assert listed.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert [all_text(cell._tc) for cell in listed.rows[1].cells][1] == "Phạm Thị Ánh"
    fields = [each.get(qn("w:instr")) for each in read.sections[0].header._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE"]
    sizes = [(each.page_width, each.left_margin, each.right_margin, each.top_margin) for each in read.sections]
    layout = [tuple(round(size.mm) if size else 0 for size in each) for each in sizes]
    assert layout == [(210, 30, 15, 20)] * 2
    assert all(each.different_first_page_header_footer for each in read.sections)


def test_draft_says_that_its_wording_was_not_compared_and_an_issued_paper_does_not() -> None:
    papers = make_papers()

    draft = made(papers, PaperKind.PROPOSAL).read()
    paper = issued(papers).read()

    assert draft.marks == ("DỰ THẢO", "Mẫu chưa đối chiếu văn bản gốc")
    assert paper.marks == ()
    assert "Mẫu chưa đối chiếu" in pdf_text(pdf.render(draft))


NASTY = ("<b>Trần</b> Thị & Bé", "Lê " + "Dài" * 55, "Nguyễn \u202eVăn Ngược", "file:///etc/passwd")


@pytest.mark.parametrize("name", NASTY)
def test_strange_names_stay_words_and_stay_on_the_page(name: str) -> None:
    papers = make_papers(signed=False)
    candidate = papers.rows[0].candidate
    type(candidate).objects.filter(pk=candidate.pk).update(name=name[:120])

    paper = made(papers, PaperKind.DECISION).read()

    squeezed = re.sub(r"\s", "", pdf_text(pdf.render(paper)))
    shown = re.sub(r"[\s\u202e]", "", name[:120])
    assert shown in squeezed
    assert shown in re.sub(r"\s", "", docx_text(docx.render(paper)))


def test_a_sum_below_a_list_is_no_line_of_it() -> None:
    kept = decision(rows=3)
    annex = kept.annexes[0]
    (table,) = annex.tables
    summed = replace(table, rows=(*table.rows, replace(table.rows[0], total=True)))
    now = replace(kept, annexes=(replace(annex, tables=(summed,)),))

    found = difference(kept, now)

    assert (found.added, found.removed, lines_of(summed)) == ([], [], lines_of(table))
