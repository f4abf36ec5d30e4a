"""Workbooks from nothing: every text can be written and read back, formulas carry their results, paper is set up."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from hocTap.lib.xlsx import LONGEST_TEXT, Book, column_letter, sheet_name


def opened(content: bytes, *, results: bool = False) -> Any:
    return load_workbook(io.BytesIO(content), data_only=results).worksheets[0]


def sheet_with(*values: Any) -> Any:
    book = Book()
    book.sheet("Thử").row(0, values)
    return opened(book.content())


def test_cells_stay_what_they_are() -> None:
    (row,) = sheet_with("=1+1", 1234, Decimal("84.12"), dt.date(2020, 10, 29), dt.datetime(2020, 10, 29, 14, 5), None)  # noqa: DTZ001

    assert [cell.data_type for cell in row] == ["s", "n", "n", "d", "d"]
    assert [cell.number_format for cell in row[1:]] == ["#,##0", "#,##0.00", "dd/mm/yyyy", "hh:mm dd/mm/yyyy"]
    assert row[0].value == "=1+1"


@pytest.mark.parametrize("text", ["+84", "-5", "@cmd", "http://example.vn", "00123", "{=SUM(A1)}", "'a", " a ", "1e5"])
def test_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    ((cell,),) = sheet_with(text)

    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_whatever_was_kept_the_workbook_opens(texts: list[str]) -> None:
    book = Book(title=texts[0], author=texts[-1])
    sheet = book.sheet(texts[0])
    sheet.row(1, texts)
    sheet.paper(top=texts[0], bottom=texts[-1])
    content = book.content()

    assert opened(content).title == sheet_name(texts[0])
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names) == 1


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff", "\ud800", "\udfff", "\u202e"])
def test_signs_that_break_a_file_are_left_out(sign: str) -> None:
    ((cell,),) = sheet_with(f"Nguyễn {sign}Văn An")

    assert cell.value == "Nguyễn Văn An"


VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(-(10**15), 10**15),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    st.dates(dt.date(1901, 1, 1)),
    st.datetimes(dt.datetime(1901, 1, 1)),  # noqa: DTZ001 - a cell knows no zone
)


@given(st.lists(st.lists(VALUES, max_size=4), min_size=1, max_size=6))
def test_rows_written_at_once_are_those_written_one_by_one(rows: list[list[Any]]) -> None:
    files = []
    for at_once in (True, False):
        book = Book(title="Thử")
        sheet = book.sheet("Thử")
        sheet.head(0, [("Cột & một", 12), ("=Hai", 12)])
        if at_once:
            sheet.rows(1, rows)
        else:
            for number, row in enumerate(rows, start=1):
                sheet.row(number, row)
        sheet.filter(0, len(rows), 2)
        sheet.put(len(rows) + 2, 0, "Người xuất <b>")
        files.append(book.content())

    said = [
        [
            (cell.coordinate, cell.value, cell.data_type, cell.number_format)
            for row in opened(file).iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for file in files
    ]
    assert said[0] == said[1]
    assert CalamineWorkbook.from_filelike(io.BytesIO(files[0])).get_sheet_by_index(0).to_python() == (
        CalamineWorkbook.from_filelike(io.BytesIO(files[1])).get_sheet_by_index(0).to_python()
    )


def test_a_text_longer_than_a_cell_is_cut() -> None:
    ((cell,),) = sheet_with("a" * 40_000)

    assert cell.value == "a" * LONGEST_TEXT


def test_a_formula_carries_its_result() -> None:
    book = Book()
    sheet = book.sheet("Thử")
    sheet.row(0, [2, 3])
    sheet.formula(0, 2, "=A1+B1", 5)
    sheet.formula(0, 3, '=IF(B1=0,"–",A1/B1)', Decimal("0.6667"))
    content = book.content()

    assert [cell.value for cell in opened(content)[1]] == [2, 3, "=A1+B1", '=IF(B1=0,"–",A1/B1)']
    assert [cell.value for cell in opened(content, results=True)[1]] == [2, 3, 5, 0.6667]


def test_a_list_is_ready_for_reading_and_for_paper() -> None:
    book = Book()
    sheet = book.sheet("Thử")
    sheet.over(0, 0, 1, "Danh sách")
    sheet.head(1, [("Tên", 30), ("Số", 12)])
    sheet.filter(1, 5, 2)
    sheet.paper(bottom="A & B")
    made = opened(book.content())

    assert (made.freeze_panes, made.auto_filter.ref, made.print_title_rows) == ("A3", "A2:B6", "$1:$2")
    assert (made.page_setup.orientation, made.page_setup.fitToHeight, made.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        0,
        True,
    )
    assert made.oddFooter.left.text == "A && B"
    assert [str(each) for each in made.merged_cells.ranges] == ["A1:B1"]
    assert [round(made.column_dimensions[letter].width) for letter in "AB"] == [31, 13]


@given(st.integers(0, 16_383))
def test_columns_are_called_as_in_excel(number: int) -> None:
    assert column_letter(number) == get_column_letter(number + 1)
