"""The paper that is signed: nobody signs a page without a row, whatever the number of rows."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from django.utils import timezone
from pypdf import PdfReader

from awards.scholarships.models import Campaign, Fund, PaySheet
from awards.scholarships.payment_sheet import PaymentSheet, SheetRow, render
from units.models import User


def row(number: int, name: str, school: str) -> SheetRow:
    code = f"HS-{number:05d}"
    return SheetRow(number, number, number, code, name, "5A", school, "tiểu học", 1_200_000, None, "", number)


def printed(shown: PaymentSheet) -> PdfReader:
    return PdfReader(io.BytesIO(render(shown, by=User(full_name="Cán bộ quỹ"), at=timezone.now())))


def sheet(rows: int) -> PaymentSheet:
    name, school = "Công Tằng Tôn Nữ Hoàng Phương Quỳnh Anh", "Trường Tiểu học Nguyễn Thị Minh Khai"
    campaign = Campaign(name="Tiếp bước đến trường 2020", fund=Fund(name="Quỹ khuyến học Phường 5"))
    return PaymentSheet(
        sheet=PaySheet(fund=campaign.fund, number=3, campaign=campaign),
        place="Phường 5",
        decisions=["12/QĐ-HKH ngày 25/08/2020"],
        rows=[row(n, name, school) for n in range(1, rows + 1)],
        illustrative=False,
    )


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 10, 21])
def test_page_of_the_signatures_holds_a_row_and_the_total(rows: int) -> None:
    pages = [" ".join(page.extract_text().split()) for page in printed(sheet(rows)).pages]

    (signed,) = [page for page in pages if "THỦ QUỸ" in page]
    assert f"HS-{rows:05d}" in signed
    assert "Bằng chữ:" in signed
    assert "Theo quyết định số 12/QĐ-HKH ngày 25/08/2020" in pages[0]
    assert sum(page.count("HS-") for page in pages) == rows


@pytest.mark.parametrize(("name", "school"), [("N" * 60, "Trường"), ("Lê Thị Mới", "T" * 90), ("N" * 120, "T" * 160)])
def test_a_word_without_a_blank_pushes_neither_sum_nor_signature_off_the_page(name: str, school: str) -> None:
    long = replace(sheet(1), rows=[row(1, name, school)])
    (page,) = printed(long).pages
    begins: dict[str, float] = {}

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        begins[text.strip()] = tm[4] * cm[0] + cm[4]

    page.extract_text(visitor_text=note)

    signature = next(place for text, place in begins.items() if text.startswith("Ngày,"))
    assert begins["1.200.000"] < signature < float(page.mediabox.width) - 45 * 72 / 25.4


def test_a_long_list_holds_each_row_once_under_a_head_on_numbered_pages() -> None:
    pages = [page.extract_text() for page in printed(sheet(400)).pages]

    assert re.findall(r"HS-(\d{5})", "".join(pages)) == [f"{n:05d}" for n in range(1, 401)]
    assert all("Họ và tên" in page and f"Trang {n}/{len(pages)}" in page for n, page in enumerate(pages, 1))
    assert "480.000.000" in pages[-1]


def test_long_words_around_the_list_go_on_in_new_lines() -> None:
    plain = sheet(1)
    campaign = Campaign(name="Đợt " + "rất dài " * 30, fund=Fund(name="Quỹ khuyến học " + "Phường Năm " * 20))
    (page,) = printed(replace(plain, sheet=PaySheet(fund=campaign.fund, number=3, campaign=campaign))).pages
    ends: list[float] = []

    page.extract_text(visitor_text=lambda words, cm, tm, *_: ends.append(tm[4] * cm[0] + len(words.strip()) * 3.5))

    assert max(ends) < float(page.mediabox.width)
