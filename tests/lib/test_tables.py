"""Lists as Excel: what a cell holds, and names of sheets."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import django_tables2 as tables
import pytest
from openpyxl import load_workbook

from hocTap.lib.tables import TOLD, export_xlsx, workbook
from hocTap.lib.xlsx import sheet_name


class Sample(tables.Table):
    name = tables.Column(verbose_name="Tên")
    number = tables.Column(verbose_name="Số")
    rate = tables.Column(verbose_name="Tỉ lệ")
    day = tables.Column(verbose_name="Ngày")

    def render_number(self, value: int) -> str:
        return f"{value} hộ"

    def value_number(self, value: int) -> int:
        return value


ROW = {"name": "=1+1", "number": 1234, "rate": Decimal("84.12"), "day": dt.date(2020, 10, 29)}


def test_numbers_days_and_text_stay_what_they_are() -> None:
    sheet = load_workbook(io.BytesIO(workbook(Sample([ROW]), "Phường"))).active

    assert sheet is not None
    head, row = sheet.iter_rows()
    assert [cell.value for cell in head] == ["Tên", "Số", "Tỉ lệ", "Ngày"]
    assert [cell.value for cell in row[:3]] == ["=1+1", 1234, 84.12]
    assert str(row[3].value) == "2020-10-29 00:00:00"
    assert [cell.data_type for cell in row] == ["s", "n", "n", "d"]
    assert [cell.number_format for cell in row[1:]] == ["#,##0", "#,##0.00", "dd/mm/yyyy"]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@cmd", "Phường\x0b 5", "a" * 40_000])
def test_text_is_never_a_formula_and_always_fits(text: str) -> None:
    sheet = load_workbook(io.BytesIO(workbook(Sample([ROW | {"name": text}]), "Phường"))).active

    assert sheet is not None
    cell = sheet["A2"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\x0b", "")[:32_767])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Trung tâm học tập cộng đồng của Quận 11", "Trung tâm học tập cộng đồng của"),
        ("2012/2020: [nháp]*?\\", "2012 2020 nháp"),
        ("'Phường'", "Phường"),
        ("History", "Danh sách"),
        ("", "Danh sách"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(name: str, expected: str) -> None:
    assert sheet_name(name) == expected


def test_an_export_has_all_rows_not_only_the_page_shown() -> None:
    table = Sample([ROW] * 30)
    table.paginate(per_page=10)

    response = export_xlsx(table, "Danh mục")

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet.max_row == 31
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Danh%20m%E1%BB%A5c.xlsx"


def test_a_long_workbook_says_how_far_it_is() -> None:
    heard: list[int] = []

    workbook(Sample([ROW] * (2 * TOLD + 1)), "Phường", told=heard.append)

    assert heard == [TOLD, 2 * TOLD]
