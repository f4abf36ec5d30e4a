"""The same rules in a Word file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx as word
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.checking.files import check
from reports.checking.findings import failures
from reports.papers import docx
from tests.reports.checking.factories import decision


def changed(change: Callable[[Any], None]) -> bytes:
    file: Any = word.Document(io.BytesIO(docx.render(decision(rows=12))))
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def paragraph(file: Any, words: str) -> Any:
    cells = (each for table in file.tables for row in table.rows for cell in row.cells for each in cell.paragraphs)
    return next(each for each in (*file.paragraphs, *cells) if each.text.startswith(words))


def say(words: str, other: str) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        found = paragraph(file, words)
        found.runs[0].text = other
        for run in found.runs[1:]:
            run.text = ""

    return change


def size(words: str, points: float) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        for run in paragraph(file, words).runs:
            run.font.size = Pt(points)

    return change


def margin(name: str, millimetres: float) -> Callable[[Any], None]:
    return lambda file: setattr(file.sections[0], name, Mm(millimetres))


def style(named: str, **look: Any) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        for key, value in look.items():
            setattr(file.styles[named].font, key, value)

    return change


def look(words: str, **changes: Any) -> Callable[[Any], None]:
    """The letters of a paragraph, otherwise: bold, italic."""

    def change(file: Any) -> None:
        for run in paragraph(file, words).runs:
            for name, value in changes.items():
                setattr(run, name, value)

    return change


def layout(named: str, **changes: Any) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        for name, value in changes.items():
            setattr(file.styles[named].paragraph_format, name, value)

    return change


def to_the_left(words: str) -> Callable[[Any], None]:
    return lambda file: setattr(paragraph(file, words), "alignment", WD_ALIGN_PARAGRAPH.LEFT)


def drop(tag: str) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        parts = [file.element.body, *(section.header._element for section in file.sections)]
        for found in [each for part in parts for each in part.iter(qn(tag))]:
            if found.getparent() is not None:
                found.getparent().remove(found)

    return change


def loose(file: Any) -> None:
    for each in file.paragraphs:
        each.paragraph_format.keep_with_next = False


def letter_paper(file: Any) -> None:
    file.sections[0].page_width, file.sections[0].page_height = Mm(216), Mm(279)


CHANGES: tuple[tuple[Callable[[Any], None], str], ...] = (
    (letter_paper, "Khổ giấy"),
    (margin("left_margin", 20), "Lề trái"),
    (margin("right_margin", 10), "Lề phải"),
    (margin("top_margin", 10), "Lề trên"),
    (margin("bottom_margin", 30), "Lề dưới"),
    (style("Văn bản", name="Calibri"), "Phông chữ"),
    (style("Ô bảng", size=Pt(8)), "Cỡ chữ nhỏ nhất"),
    (style("Văn bản", size=Pt(12)), "Nội dung: cỡ chữ"),
    (style("Căn cứ", italic=False), "Căn cứ"),
    (say("CỘNG HÒA", "Cộng hòa xã hội chủ nghĩa Việt Nam"), "Quốc hiệu"),
    (size("CỘNG HÒA", 10), "Quốc hiệu: cỡ chữ"),
    (say("Độc lập", "Độc lập – Tự do – Hạnh phúc"), "Tiêu ngữ"),
    (say("ỦY BAN", "Ủy ban nhân dân"), "Tên cơ quan ban hành"),
    (size("PHƯỜNG 5", 16), "Tên cơ quan ban hành: cỡ chữ"),
    (say("Số:", "Số: 5/QĐ-UBND"), "Số, ký hiệu"),
    (say("Phường 5, ngày", "Phường 5, 20/10/2020"), "Địa danh, ngày tháng"),
    (size("QUYẾT ĐỊNH", 18), "Tên loại văn bản: cỡ chữ"),
    (loose, "Chữ ký: chữ cùng trang"),
    (say("Nơi nhận", "Kính gửi:"), "Chữ ký"),
    (say("- Như", "Như Điều 3;"), "Nơi nhận: danh sách"),
    (drop("w:fldSimple"), "Số trang"),
    (drop("w:titlePg"), "Số trang"),
    (drop("w:tblHeader"), "Đầu bảng lặp lại"),
    (say("Phụ lục", "Bảng kê"), "Phụ lục: số thứ tự"),
    (drop("w:pBdr"), "Tên cơ quan ban hành: đường kẻ dưới"),
    (drop("w:pBdr"), "Tiêu ngữ: đường kẻ dưới"),
    (drop("w:pBdr"), "Trích yếu: đường kẻ dưới"),
    (look("CỘNG HÒA", bold=False), "Quốc hiệu: kiểu chữ"),
    (to_the_left("CỘNG HÒA"), "Quốc hiệu: vị trí"),
    (size("Độc lập", 16), "Tiêu ngữ: cỡ chữ"),
    (look("Độc lập", bold=False), "Tiêu ngữ: kiểu chữ"),
    (to_the_left("Độc lập"), "Tiêu ngữ: vị trí"),
    (look("PHƯỜNG 5", bold=False), "Tên cơ quan ban hành: kiểu chữ"),
    (size("Số:", 10), "Số, ký hiệu: cỡ chữ"),
    (look("Số:", italic=True), "Số, ký hiệu: kiểu chữ"),
    (size("Phường 5, ngày", 11), "Địa danh, ngày tháng: cỡ chữ"),
    (look("Phường 5, ngày", italic=False), "Địa danh, ngày tháng: kiểu chữ"),
    (say("QUYẾT ĐỊNH", "Quyết định"), "Tên loại văn bản"),
    (say("Về việc", "VỀ VIỆC CÔNG NHẬN"), "Trích yếu"),
    (size("Về việc", 11), "Trích yếu: cỡ chữ"),
    (layout("Văn bản", alignment=WD_ALIGN_PARAGRAPH.LEFT), "Nội dung: canh đều hai lề"),
    (layout("Văn bản", first_line_indent=Mm(5)), "Nội dung: lùi đầu dòng"),
    (layout("Văn bản", line_spacing=2.0), "Nội dung: giãn dòng"),
    (style("Chữ ký", size=Pt(10)), "Chữ ký: cỡ chữ"),
    (size("Nơi nhận", 14), "Nơi nhận: tiêu đề: cỡ chữ"),
    (look("Nơi nhận", italic=False), "Nơi nhận: tiêu đề: kiểu chữ"),
    (style("Nơi nhận", size=Pt(13)), "Nơi nhận: danh sách: cỡ chữ"),
    (style("Header", size=Pt(9)), "Số trang: cỡ chữ"),
    (look("(Kèm theo", italic=False), "Phụ lục: trình bày"),
)


def test_a_word_file_by_the_decree_passes_every_rule() -> None:
    findings = check(docx.render(decision(rows=12)))

    assert [str(each) for each in failures(findings)] == []
    assert len(findings) > 40


@pytest.mark.parametrize(("change", "rule"), CHANGES)
def test_a_fault_in_a_word_file_is_found_under_its_rule(change: Callable[[Any], None], rule: str) -> None:
    findings = check(changed(change))

    assert rule in [each.rule for each in failures(findings)], [str(each) for each in failures(findings)]


def test_every_rule_of_a_word_file_has_one_that_fails_it() -> None:
    known = {each.rule for each in check(docx.render(decision(rows=12)))}

    assert known - {rule for _, rule in CHANGES} == set()
