"""The same rules in a Word file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx as word
import pytest
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
)


def test_a_word_file_by_the_decree_passes_every_rule() -> None:
    findings = check(docx.render(decision(rows=12)))

    assert [str(each) for each in failures(findings)] == []
    assert len(findings) > 40


@pytest.mark.parametrize(("change", "rule"), CHANGES)
def test_a_fault_in_a_word_file_is_found_under_its_rule(change: Callable[[Any], None], rule: str) -> None:
    findings = check(changed(change))

    assert rule in [each.rule for each in failures(findings)], [str(each) for each in failures(findings)]
