"""Paper: the layout that NĐ 30/2020/NĐ-CP asks for, and nothing fetched from anywhere."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from reports.paper import pdf
from reports.paper.parts import Annex, Cell, Paper, Paragraph, Section
from tests.reports.factories import make_golden, make_issued
from tests.reports.test_document import TABLE, document

MILLIMETRE = 72 / 25.4


def pages(made: Paper) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf.render(made))).pages)


def lines(page: PageObject) -> list[str]:
    return [" ".join(line.split()) for line in page.extract_text().splitlines() if line.strip()]


def long_document() -> Paper:
    """Two pages of text, and two annexes of which the first has three pages."""
    table = replace(TABLE, rows=TABLE.rows * 30)
    text = Section("I. A", paragraphs=tuple(Paragraph("Một đoạn văn dài. " * 20) for _ in range(12)))
    return document(sections=(text,), annexes=(Annex("I", "MỘT", (table,)), Annex("II", "HAI", (TABLE,))))


def test_page_numbers_start_on_the_second_page_and_anew_in_each_annex() -> None:
    made = pages(long_document())

    numbers = [next((line for line in lines(page)[:1] + lines(page)[-2:] if line.isdigit()), "") for page in made]

    assert numbers == ["", "2", "", "2", "3", ""]


def test_text_stands_upright_and_annexes_lie() -> None:
    boxes = [page.mediabox for page in pages(long_document())]

    sizes = [(round(box.width / MILLIMETRE), round(box.height / MILLIMETRE)) for box in boxes]

    assert sizes == [(210, 297)] * 2 + [(297, 210)] * 4


def test_heads_of_a_long_table_are_repeated_on_its_next_page() -> None:
    made = pages(long_document())

    assert all("Tên" in made[n].extract_text() for n in (2, 3))


@pytest.mark.parametrize("rows", range(18, 34))
def test_total_and_notes_never_stand_alone_on_a_page(rows: int) -> None:
    many = tuple(replace(TABLE.rows[0], cells=(Cell(f"Dòng {n}"), *TABLE.rows[0].cells[1:])) for n in range(rows))
    table = replace(TABLE, rows=(*many, TABLE.rows[-1]), notes=("Lời một.", "Lời hai."))

    made = pages(document(sections=(), annexes=(Annex("I", "MỘT", (table,)),)))[1:]

    last = made[-1].extract_text()
    assert "Lời hai." in last
    assert f"Dòng {rows - 1}" in last


def test_short_tables_of_an_annex_share_a_page() -> None:
    made = pages(document(sections=(), annexes=(Annex("I", "MỘT", (TABLE, TABLE)),)))

    assert len(made) == 2


@pytest.mark.django_db
def test_the_heading_holds_what_the_decree_asks_for() -> None:
    first = lines(pages(make_golden().read())[0])

    assert first[:2] == ["ỦY BAN NHÂN DÂN", "QUẬN 11"]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert "Độc lập - Tự do - Hạnh phúc" in first
    assert "Số: /BC-UBND" in first
    assert "DỰ THẢO" in first


@pytest.mark.django_db
def test_an_issued_report_has_number_day_and_signer_and_is_no_draft() -> None:
    text = "\n".join(line for page in pages(make_issued(5).read()) for line in lines(page))

    assert "Số: 05/BC-UBND" in text
    assert "Quận 11, ngày 29 tháng 10 năm 2020" in text
    assert "(Kèm theo Báo cáo số 05/BC-UBND ngày 29 tháng 10 năm 2020 của Ủy ban nhân dân Quận 11)" in text
    assert "Nguyễn Văn Ký" in text
    assert "DỰ THẢO" not in text


def test_every_page_of_an_illustrative_draft_says_so() -> None:
    made = pages(replace(long_document(), illustrative=True))

    assert all("DỰ THẢO – Số liệu minh họa" in lines(page) for page in made)


def test_the_font_is_embedded_and_every_vietnamese_letter_can_be_copied() -> None:
    words = "Ẳ ẵ ễ Ệ ộ Ợ ữ Ỵ đ Đ ₫ – “Phường Hòa Bình”"
    reader = PdfReader(io.BytesIO(pdf.render(document(closing=words))))

    fonts = {
        font["/BaseFont"].split("+")[-1]: "/DescendantFonts" in font
        for page in reader.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())  # type: ignore[index]
    }
    assert any(name.startswith(("Tinos", "Liberation-Serif", "Times")) for name in fonts)
    assert all(fonts.values())
    assert words in " ".join(lines(reader.pages[0]))


def test_the_file_is_tagged_in_vietnamese() -> None:
    root: Any = PdfReader(io.BytesIO(pdf.render(document()))).trailer["/Root"]

    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
