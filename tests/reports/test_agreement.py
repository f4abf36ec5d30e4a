"""Page, PDF and Excel show the same document: compared cell by cell, and for every figure."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from hocTap.lib import vi
from reports.models import Report
from reports.paper import pdf
from reports.paper.parts import Cell, CellKind, Table, TableRow
from reports.review import data, xlsx
from reports.review.document import Review
from tests.reports.factories import make_golden, make_partial, make_report_with_registers
from units.models import User


def squeezed(words: str) -> str:
    """Without spaces, which lines and columns put where they like."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", words))


def on_paper(table: Table, row: TableRow) -> str:
    cells = zip(table.columns, row.cells, strict=True)
    return squeezed("".join(cell.shown for column, cell in cells if column.on_paper))


def page_rows(page: html.HtmlElement) -> list[list[str]]:
    rows = page.xpath("//table[contains(@class, 'report-table')]/tbody/tr")
    return [[cell.text_content().strip() for cell in row.xpath("./th|./td")] for row in rows]


def printed(cell: Cell, value: object) -> str:
    """What a number of the sheet is on paper."""
    if isinstance(value, str) or value is None:
        return value or ""
    if cell.kind == CellKind.RATE:
        return vi.percent((Decimal(str(value)) * 100).quantize(Decimal("0.01")))
    assert isinstance(value, int)
    return str(value) if cell.kind == CellKind.PLAIN else vi.whole(value)


def sheet_rows(sheet: Worksheet, tables: list[Table]) -> Iterator[tuple[Table, TableRow, list[object]]]:
    """The rows of the sheet's tables, found below each table's caption and head."""
    place = 4
    for table in tables:
        place += 2 + any(column.group for column in table.columns)
        for row in table.rows:
            yield table, row, [sheet.cell(place, n + 1).value for n in range(len(row.cells))]
            place += 1
        place += len(table.notes) + 1


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_golden, make_partial, make_report_with_registers])
def test_page_pdf_and_excel_agree_on_every_cell(client: Client, make: Callable[[], Report]) -> None:
    report = make()
    document = report.read()
    client.force_login(User.objects.get(username="phong"))
    page = html.fromstring(client.get(report.get_absolute_url()).content.decode())
    paper = squeezed("".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf.render(document))).pages))
    book = load_workbook(io.BytesIO(xlsx.render(document)), data_only=True)

    assert page_rows(page) == [[cell.shown for cell in row.cells] for table in document.tables for row in table.rows]
    assert [row for table in document.printed_tables for row in table.rows if on_paper(table, row) not in paper] == []
    assert different_in_excel(document, book.sheetnames, {name: book[name] for name in book.sheetnames}) == []


def different_in_excel(document: Review, names: list[str], sheets: dict[str, Worksheet]) -> list[tuple[str, str]]:
    found = []
    for name in names:
        tables = [table for table in (*document.tables, document.evidence) if table.sheet == name]
        for table, row, values in sheet_rows(sheets[name], tables):
            for cell, value in zip(row.cells, values, strict=True):
                if printed(cell, value) != cell.text:
                    found.append((f"{table.key}: {cell.text}", printed(cell, value)))
    return found


@pytest.mark.django_db
def test_every_figure_is_shown_as_the_json_says_it() -> None:
    document = make_golden().read()
    shown: dict[str, set[str]] = {}
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                shown.setdefault(cell.figure, set()).add(cell.text)

    exported = {figure.key: data.figure_data(figure) for figure in document.figures.values()}

    assert set(exported) == set(shown) - {""}
    assert [key for key, figure in exported.items() if figure["printed"] not in shown[key]] == []
    assert [key for key, figure in exported.items() if not adds_up(figure)] == []


def adds_up(figure: dict[str, Any]) -> bool:
    return figure["numerator"] is None or figure["numerator"] == sum(each["numerator"] for each in figure["sources"])
