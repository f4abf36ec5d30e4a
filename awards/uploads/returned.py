"""The same file back: refused cells coloured with a comment, and beside each row what becomes of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from awards.uploads.enums import Outcome
from awards.uploads.models import UploadRow
from awards.uploads.templates import LIST_SHEET
from awards.uploads.words import heading_key

RESULT = "Kết quả kiểm tra"
WRONG = PatternFill("solid", fgColor="F8D0CC")
REASON = Font(bold=True, color="9C1C12")
AUTHOR = "hocTap"


def mark(content: bytes, header_row: int, places: Mapping[str, int], rows: Iterable[UploadRow]) -> bytes:
    """The uploaded workbook with its refused rows marked; formulas become their saved results, text stays text."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    names = [name for name in book.sheetnames if not name.startswith("_")]
    sheet: Any = book[LIST_SHEET if LIST_SHEET in names else names[0]]
    column = result_column(sheet, header_row)
    _write(sheet, header_row, column, RESULT, Font(bold=True))
    sheet.column_dimensions[sheet.cell(header_row, column).column_letter].width = 60
    for row in rows:
        _clear(sheet, row, places)
        refused = row.outcome == Outcome.REFUSE
        words = f"{row.get_outcome_display()}: {row.reason}" if row.reason else row.get_outcome_display()
        _write(sheet, row.number, column, words, REASON if refused else Font())
        if refused:
            _colour(sheet, row, places)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def result_column(sheet: Any, header_row: int) -> int:
    """Where a returned file already says what became of its rows, else the first column free of headings."""
    cells = {heading_key(str(cell.value)): cell.column for cell in sheet[header_row] if cell.value not in (None, "")}
    found: int = cells.get(heading_key(RESULT)) or max(cells.values(), default=0) + 1
    return found


def _write(sheet: Any, row: int, column: int, words: str, font: Font) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell.value, cell.data_type = words, "s"
    cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")


def _clear(sheet: Any, row: UploadRow, places: Mapping[str, int]) -> None:
    """Take away the marks of an earlier return."""
    for place in places.values():
        cell = sheet.cell(row.number, place + 1)
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment, cell.fill = None, PatternFill()


def _colour(sheet: Any, row: UploadRow, places: Mapping[str, int]) -> None:
    wrong = [places[code] + 1 for code in row.columns if code in places] or [min(places.values()) + 1]
    for column in wrong:
        cell = sheet.cell(row.number, column)
        if isinstance(cell, MergedCell):
            continue
        cell.fill = WRONG
        cell.comment = Comment(row.reason[:400], AUTHOR, width=320, height=110)
