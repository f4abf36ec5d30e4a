"""The list back: refused cells coloured with a comment, and beside each row what becomes of it.

An .xlsx comes back as it was sent, with the marks in it; any other file comes back as a new workbook of its rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string

from awards.uploads.books.vocabulary import Meaning
from awards.uploads.enums import Outcome
from awards.uploads.models import Upload, UploadRow
from awards.uploads.templates import Template
from awards.uploads.words import heading_key
from hocTap.lib.xlsx import Book

RESULT = "Kết quả kiểm tra"
WRONG_COLOUR = "#F8D0CC"
WRONG = PatternFill("solid", fgColor=WRONG_COLOUR.removeprefix("#"))
REASON = Font(bold=True, color="9C1C12")
AUTHOR = "hocTap"
ZIP = b"PK\x03\x04"

Places = Mapping[str, Sequence[int]]
"""For each code the columns (from 1) that hold it."""


def returned(upload: Upload, template: Template, rows: Iterable[UploadRow]) -> bytes:
    """The uploaded list with what becomes of each row."""
    content = bytes(upload.content or b"")
    if content.startswith(ZIP) and b"xl/workbook.xml" in content and upload.understood.get("sheets"):
        return mark(content, upload.understood.get("sheets", ()), rows)
    return listed(template, rows)


def mark(content: bytes, sheets: Iterable[Mapping[str, Any]], rows: Iterable[UploadRow]) -> bytes:
    """The workbook with its refused rows marked; formulas become their saved results, text stays text."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    read: dict[str, tuple[Any, int, Places]] = {}
    for about in sheets:
        if about["name"] in book.sheetnames:
            sheet: Any = book[about["name"]]
            column = result_column(sheet, about["head_rows"][-1])
            _write(sheet, about["head_rows"][-1], column, RESULT, Font(bold=True))
            sheet.column_dimensions[sheet.cell(about["head_rows"][-1], column).column_letter].width = 60
            read[about["name"]] = sheet, column, _places(about["columns"])
    for row in rows:
        if row.sheet in read:
            _mark(*read[row.sheet], row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def listed(template: Template, rows: Iterable[UploadRow]) -> bytes:
    """A workbook of the rows as they were read, in the template's columns; refused cells are coloured."""
    book = Book(title=template.title)
    sheet = book.sheet("Kết quả")
    wrong = book.look(bg_color=WRONG_COLOUR)
    heads = [("Trang tính", 14.0), ("Dòng", 8.0), *((column.label, float(column.width)) for column in template.columns)]
    sheet.head(0, [*heads, (RESULT, 60.0)])
    for number, row in enumerate(rows, start=1):
        sheet.put(number, 0, row.sheet)
        sheet.put(number, 1, row.line)
        for place, column in enumerate(template.columns, start=2):
            text = row.cells.get(column.code, "")
            if column.code in row.columns:
                sheet.put(number, place, text or " ", wrong)
            else:
                sheet.put(number, place, text)
        sheet.put(number, len(heads), words_of(row))
    return book.content()


def words_of(row: UploadRow) -> str:
    """What becomes of the row, and why."""
    words = row.get_outcome_display()
    return f"{words}: {row.reason}" if row.reason else words


def result_column(sheet: Any, header_row: int) -> int:
    """Where a returned file already says what became of its rows, else the first column free of headings."""
    cells = {heading_key(str(cell.value)): cell.column for cell in sheet[header_row] if cell.value not in (None, "")}
    found: int | None = cells.get(heading_key(RESULT))
    if found:
        return found
    merged = [each.max_col for each in sheet.merged_cells.ranges if each.min_row <= header_row <= each.max_row]
    return int(max([*cells.values(), *merged], default=0)) + 1


def _places(columns: Mapping[str, str]) -> Places:
    found: dict[str, list[int]] = {}
    for letter, way in columns.items():
        for code in Meaning.of(way).codes:
            found.setdefault(code, []).append(column_index_from_string(letter))
    return found


def _mark(sheet: Any, column: int, places: Places, row: UploadRow) -> None:
    _clear(sheet, row, places)
    refused = row.outcome == Outcome.REFUSE
    _write(sheet, row.line, column, words_of(row), REASON if refused else Font())
    if refused:
        _colour(sheet, row, places)


def _write(sheet: Any, row: int, column: int, words: str, font: Font) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell.value, cell.data_type = words, "s"
    cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")


def _clear(sheet: Any, row: UploadRow, places: Places) -> None:
    """Take away the marks of an earlier return."""
    for place in (each for held in places.values() for each in held):
        cell = sheet.cell(row.line, place)
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment, cell.fill = None, PatternFill()


def _colour(sheet: Any, row: UploadRow, places: Places) -> None:
    """The cells at fault; where none is named, or the file has no such column, the first cell of the row."""
    wrong = [place for code in row.columns for place in places.get(code, ())]
    for column in wrong or [min(place for held in places.values() for place in held)]:
        cell = _shown_cell(sheet, row.line, column)
        cell.fill = WRONG
        cell.comment = Comment(row.reason[:400], AUTHOR, width=320, height=110)


def _shown_cell(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the first of the merged cells that it is one of."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    over = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
    return sheet.cell(over.min_row, over.min_col)
