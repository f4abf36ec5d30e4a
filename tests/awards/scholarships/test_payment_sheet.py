"""The paper that is signed: nobody signs a page without a row, whatever the number of rows."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from awards.scholarships.models import Campaign, Fund
from awards.scholarships.payment_sheet import PaymentSheet, SheetRow, render


def sheet(rows: int) -> PaymentSheet:
    name, school = "Công Tằng Tôn Nữ Hoàng Phương Quỳnh Anh", "Trường Tiểu học Nguyễn Thị Minh Khai"
    return PaymentSheet(
        campaign=Campaign(name="Tiếp bước đến trường 2020", fund=Fund(name="Quỹ khuyến học Phường 5")),
        place="Phường 5",
        decisions=["12/QĐ-HKH ngày 25/08/2020"],
        rows=[SheetRow(n, f"HS-{n:05d}", name, "5A", school, "tiểu học", 1_200_000) for n in range(1, rows + 1)],
        printed_by="Cán bộ quỹ",
        printed_at=timezone.now(),
        illustrative=False,
    )


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 10, 21])
def test_page_of_the_signatures_holds_a_row_and_the_total(rows: int) -> None:
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(render(sheet(rows)))).pages]

    (signed,) = [page for page in pages if "THỦ QUỸ" in page]
    assert f"HS-{rows:05d}" in signed
    assert "Bằng chữ:" in signed
    assert "Theo quyết định số 12/QĐ-HKH ngày 25/08/2020" in pages[0]
    assert sum(page.count("HS-") for page in pages) == rows
