"""Papers that the decree does not govern are measured as what they are, and a wrong one of each sort fails."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.checking import sorts
from reports.checking.files import check
from reports.checking.findings import failures
from reports.checking.sheets import read
from reports.checking.word import all_text
from tests.prints import IN_WORD, PRINTS

SORTED = {
    "awards.scholarships.slips": "Phiếu của quỹ",
    "awards.scholarships.print_book": "Sổ của quỹ",
    "awards.scholarships.statement": "Báo cáo thu – chi",
    "awards.scholarships.payment_sheet": "Danh sách ký nhận",
    "awards.scholarships.donors": "Danh sách cảm ơn",
    "awards.scholarships.views.children": "Trả lời phụ huynh",
    "reports.scorecard.paper": "Bảng mục tiêu dùng trong cuộc họp",
}
"""By the module that prints: what sort it prints."""


def prints() -> dict[str, tuple[str, Callable[[], bytes]]]:
    found = {}
    for printer, made in PRINTS.items():
        if sort := SORTED.get(printer.rpartition(".")[0]):
            found[f"pdf: {sort}"] = (sort, next(iter(made.values())))
    for printer, both in IN_WORD.items():
        if sort := SORTED.get(printer.rpartition(".")[0]):
            found[f"docx: {sort}"] = (sort, lambda both=both: both().as_word())  # type: ignore[misc]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("name", prints())
def test_paper_of_each_sort_keeps_its_rules(name: str) -> None:
    sort, make = prints()[name]

    content = make()

    found = sorts.of_pdf(read(content)) if name.startswith("pdf") else sorts.of_word(content)
    assert found and found.name == sort
    assert [str(each) for each in failures(check(content))] == []


@pytest.mark.django_db
def test_report_of_a_centre_keeps_the_decree_in_both_dresses() -> None:
    both = IN_WORD["units.centres.report.as_word"]()

    assert [str(each) for made in (both.as_pdf(), both.as_word()) for each in failures(check(made))] == []


@pytest.mark.django_db
def test_answer_whose_signatures_stand_alone_fails() -> None:
    both = IN_WORD["awards.scholarships.views.children.request_print"]()
    file: Any = docx.Document(io.BytesIO(both.as_word()))
    for mark in list(file.element.body.iter(qn("w:keepNext"))):
        mark.getparent().remove(mark)
    kept = io.BytesIO()
    file.save(kept)
    whole, alone = read(both.as_pdf()).sheets[-1], []
    for line in whole.lines:
        if line.base > min(each.base for each in whole.lines if "NGƯỜI LẬP" in each.words) - 1:
            alone.append(line)
    whole.lines[:] = alone
    (answer,) = [sort for sort in sorts.SORTS if sort.name == "Trả lời phụ huynh"]

    assert [each.rule for each in failures(check(kept.getvalue()))] == [sorts.KEPT]
    assert [each.rule for each in sorts._kept(answer, [whole]) if each.passed is False] == [sorts.KEPT]


def test_every_sort_is_printed_somewhere() -> None:
    assert {sort for sort, _ in prints().values()} == {sort.name for sort in sorts.SORTS}


def _word_saying(sort: sorts.Sort, said: list[str], *, wide: bool | None = None) -> bytes:
    file: Any = docx.Document()
    section = file.sections[0]
    short, long = (Mm(each) for each in sort.size)
    lies = sort.lies if wide is None else wide
    section.page_width, section.page_height = (long, short) if lies else (short, long)
    file.styles["Normal"].font.name = "Times New Roman"
    for words in said:
        file.add_paragraph(words)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


TITLES = {
    "Phiếu của quỹ": "PHIẾU THU",
    "Sổ của quỹ": "SỔ QUỸ TIỀN MẶT",
    "Báo cáo thu – chi": "BÁO CÁO THU – CHI",
    "Danh sách ký nhận": "DANH SÁCH KÝ NHẬN HỌC BỔNG",
    "Danh sách cảm ơn": "DANH SÁCH CẢM ƠN NHÀ TÀI TRỢ NĂM 2020",
    "Trả lời phụ huynh": "TRẢ LỜI YÊU CẦU VỀ DỮ LIỆU CÁ NHÂN",
    "Bảng mục tiêu dùng trong cuộc họp": "TÌNH HÌNH THỰC HIỆN MỤC TIÊU",
}


@pytest.mark.parametrize("sort", sorts.SORTS, ids=lambda sort: sort.name)
def test_wrong_paper_of_each_sort_fails_by_what_it_lacks(sort: sorts.Sort) -> None:
    bare = ["HỘI KHUYẾN HỌC", TITLES[sort.name]]

    found = {each.rule for each in failures(check(_word_saying(sort, bare, wide=not sort.lies)))}

    assert {"Khổ giấy", *(name for name, _ in sort.asked if name != "Trả lời")} <= found
    assert ("Chỗ ký" in found) == bool(sort.signers)


def test_head_without_the_place_of_the_association_fails() -> None:
    (sort,) = [each for each in sorts.SORTS if each.name == "Phiếu của quỹ"]

    said = failures(check(_word_saying(sort, ["HỘI KHUYẾN HỌC", "Quỹ khuyến học", "PHIẾU THU"])))
    named = failures(check(_word_saying(sort, ["HỘI KHUYẾN HỌC PHƯỜNG 5", "PHIẾU THU"])))

    assert "Tên Hội" in {each.rule for each in said} and "Tên Hội" not in {each.rule for each in named}


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["Sổ này có", "bằng chữ"])
def test_book_in_word_that_lost_a_line_fails(lost: str) -> None:
    content = IN_WORD["awards.scholarships.print_book.as_word"]().as_word()
    file: Any = docx.Document(io.BytesIO(content))
    for each in list(file.element.body.iter(qn("w:p"))):
        if re.search(lost, all_text(each)):
            each.getparent().remove(each)
    kept = io.BytesIO()
    file.save(kept)

    assert len([each for each in failures(check(kept.getvalue())) if each.rule != sorts.KEPT]) == 1
