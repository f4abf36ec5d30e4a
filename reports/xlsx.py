"""A document as a workbook: numbers are numbers, rates and totals are formulas over the counts beside them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from hocTap.lib import vi
from indicators.enums import Rounding
from reports.cached_values import Cached, with_cached_values
from reports.document import Cell, CellKind, Column, Document, Row, Table
from reports.html import caption, head_groups
from reports.review.spec import SHEETS

COUNT_FORMAT, RATE_FORMAT, PLAIN_FORMAT = "[$-42A]#,##0", "[$-42A]0.00%", "0"
FONT = "Times New Roman"
MILLIMETRES = 1.9
"""Paper to the width of a sheet's column, which is counted in digits."""
A4 = 9
LINE = 16
"""Points of height of one line."""

_THIN = Side(style="thin", color="808080")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FORMATS = {CellKind.COUNT: COUNT_FORMAT, CellKind.RATE: RATE_FORMAT, CellKind.PLAIN: PLAIN_FORMAT}


def render(document: Document) -> bytes:
    """The workbook: one sheet for each kind of table, each with its title, its marks and its print set-up."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = document.heading.subject
    book.properties.creator = document.heading.issuer
    book.calculation.fullCalcOnLoad = True
    styles = _Styles(book)
    sheets = [_Sheet(book.create_sheet(name), document, styles) for name in _sheet_names(document)]
    for sheet in sheets:
        sheet.write([table for table in (*document.tables, document.evidence) if table.sheet == sheet.name])
    content = io.BytesIO()
    book.save(content)
    return with_cached_values(content.getvalue(), {sheet.name: sheet.cached for sheet in sheets})


def _sheet_names(document: Document) -> list[str]:
    used = {table.sheet for table in (*document.tables, document.evidence)}
    return [name for name in SHEETS if name in used]


class _Styles:
    """One style object for each look, shared by all its cells: making one for each cell takes most of the time."""

    def __init__(self, book: Workbook) -> None:
        self._pattern = book.create_sheet("looks")
        self._made: dict[tuple[str, bool, bool], Any] = {}
        self._book = book

    def of(self, kind: str, *, bold: bool = False, head: bool = False) -> Any:
        key = (kind, bold, head)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, kind: str, bold: bool, head: bool) -> Any:
        cell = self._pattern.cell(row=1 + len(self._made), column=1)
        cell.font = Font(name=FONT, size=12, bold=bold or head)
        cell.border = _GRID
        cell.number_format = _FORMATS.get(CellKind(kind), "General")
        across = "center" if head or kind == CellKind.PLAIN else "right" if kind in _FORMATS else "left"
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=head or kind == CellKind.TEXT)
        if head:
            cell.fill = PatternFill("solid", fgColor="E9EEF3")
        return cell._style

    def dismiss(self) -> None:
        """Take the sheet of patterns away; the looks stay with the book."""
        if self._pattern in self._book.worksheets:
            self._book.remove(self._pattern)


@dataclass
class _Sheet:
    """One worksheet while it is being written, from the top down."""

    sheet: Worksheet
    document: Document
    styles: _Styles
    cached: dict[str, Cached] = field(default_factory=dict)
    widths: list[float] = field(default_factory=list)
    row: int = 1

    @property
    def name(self) -> str:
        return self.sheet.title

    def write(self, tables: list[Table]) -> None:
        self.styles.dismiss()
        self.widths = column_widths(tables)
        for n, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(n)].width = width
        self._title()
        heads = [self._table(table, first=n == 0) for n, table in enumerate(tables)]
        self._print_setup(heads)

    def _title(self) -> None:
        heading = self.document.heading
        self._line(f"{heading.issuer}. {heading.subject}", Font(name=FONT, size=13, bold=True))
        self._line(" – ".join(self.document.marks), Font(name=FONT, size=12, italic=True, bold=True))
        self.row += 1

    def _line(self, words: str, font: Font) -> None:
        """A line of words over the whole width of the sheet's tables."""
        cell = put_text(self.sheet.cell(row=self.row, column=1), words)
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        last = len(self.widths)
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=last)
        self._height([(words, sum(self.widths))])
        self.row += 1

    def _height(self, texts: Iterable[tuple[str, float]]) -> None:
        """Rows do not grow by themselves in every program: as high as the longest text needs at its width."""
        lines = max([1, *(-(-int(len(words) * 1.05) // int(width)) for words, width in texts)])
        self.sheet.row_dimensions[self.row].height = LINE * lines + 3

    def _table(self, table: Table, *, first: bool) -> tuple[int, int]:
        """Write a table; returns the first and last row of its head."""
        if not first:
            self.sheet.row_breaks.append(Break(id=self.row - 1))
        self._line(caption(table), Font(name=FONT, size=12, bold=True))
        head = (self.row, self._head(table.columns))
        self.row = head[1] + 1
        top = self.row
        for row in table.rows:
            self._row(row, table.columns, top)
        for note in table.notes:
            self._line(note, Font(name=FONT, size=11, italic=True))
        self.row += 1
        return head

    def _head(self, columns: tuple[Column, ...]) -> int:
        """Heads in one row, or in two with merged groups; returns the last row."""
        groups = head_groups(columns)
        last = self.row + int(any(group for group, _ in groups))
        at = 1
        for group, members in groups:
            for n, column in enumerate(members):
                self._head_cell(self.row, at + n, group if n == 0 else "")
                self._head_cell(last, at + n, column.label)
            if group and len(members) > 1:
                self.sheet.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=at, end_column=at + len(members) - 1
                )
            if not group and last > self.row:
                self._head_cell(self.row, at, members[0].label)
                self._head_cell(last, at, "")
                self.sheet.merge_cells(start_row=self.row, end_row=last, start_column=at, end_column=at)
            at += len(members)
        self._height([(group, sum(self.widths[: len(members)])) for group, members in groups if group])
        self.sheet.row_dimensions[last].height = self._head_height(columns)
        return last

    def _head_height(self, columns: tuple[Column, ...]) -> float:
        words = max(-(-int(len(column.label) * 1.3) // int(self.widths[n])) for n, column in enumerate(columns))
        return LINE * words + 4

    def _head_cell(self, row: int, column: int, words: str) -> None:
        cell: Any = put_text(self.sheet.cell(row=row, column=column), words)
        cell._style = self.styles.of(CellKind.TEXT, head=True)

    def _row(self, row: Row, columns: tuple[Column, ...], top: int) -> None:
        for n, cell in enumerate(row.cells):
            place: Any = self.sheet.cell(row=self.row, column=n + 1)
            self._fill(place, cell, top)
            look = cell.kind if cell.kind != CellKind.TEXT or not columns[n].numeric else CellKind.COUNT
            place._style = self.styles.of(look, bold=row.total)
        self._height((cell.text, self.widths[n]) for n, cell in enumerate(row.cells) if cell.kind == CellKind.TEXT)
        self.row += 1

    def _fill(self, place: Any, cell: Cell, top: int) -> None:
        if cell.kind == CellKind.TEXT:
            put_text(place, cell.text)
        elif cell.kind == CellKind.RATE:
            self._formula(place, self._rate(cell), _fraction(cell))
        elif cell.total_of:
            letter = get_column_letter(place.column)
            first, last = (top + n for n in cell.total_of)
            self._formula(place, f"=SUM({letter}{first}:{letter}{last})", cell.number)
        else:
            place.value = cell.number

    def _formula(self, place: Any, formula: str, value: Cached) -> None:
        place.value = formula
        self.cached[place.coordinate] = value

    def _rate(self, cell: Cell) -> str:
        """A live rate over the counts beside it, shortened as the document's (or the cell's own) setting says."""
        numerator, denominator = (f"{get_column_letter(n + 1)}{self.row}" for n in cell.over or (0, 0))
        shorten = "ROUND" if (cell.rounding or self.document.rounding) == Rounding.HALF_UP else "ROUNDDOWN"
        return f'=IF({denominator}=0,"{vi.NOTHING}",{shorten}({numerator}*10000/{denominator},0)/10000)'

    def _print_setup(self, heads: list[tuple[int, int]]) -> None:
        sheet: Any = self.sheet
        marks = " – ".join(self.document.marks)
        sheet.page_setup.paperSize = A4
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.left.text = marks
        sheet.oddFooter.right.text = "Trang &P/&N"
        repeated = heads[0] if len(heads) == 1 else (1, 2)
        sheet.print_area = f"A1:{get_column_letter(len(self.widths))}{self.row}"
        sheet.print_title_rows = f"{repeated[0]}:{repeated[1]}"
        frozen = heads[0][1] + 1 if len(heads) == 1 else 3
        sheet.freeze_panes = f"C{frozen}"


def column_widths(tables: list[Table]) -> list[float]:
    """Wide enough for every number (no ####), otherwise as on paper; words wrap."""
    widths: dict[int, float] = {}
    for table in tables:
        for n, column in enumerate(table.columns):
            numbers = [len(row.cells[n].text) for row in table.rows if row.cells[n].kind != CellKind.TEXT]
            needed = max([column.width / MILLIMETRES, *(1.15 * length + 2.5 for length in numbers), 6])
            widths[n] = round(max(widths.get(n, 0), needed), 1)
    return [widths[n] for n in sorted(widths)]


def put_text(place: Any, words: str) -> Any:
    """Write words as words: what begins with "=" or "+" is nobody's formula, and control signs are left out."""
    place.value = ILLEGAL_CHARACTERS_RE.sub("", words)
    place.data_type = "s"
    return place


def _fraction(cell: Cell) -> Cached:
    """ "84.12" → 0.8412, as a sheet keeps percentages; no rate is the dash that is printed."""
    return Decimal(cell.rate) / 100 if cell.rate else vi.NOTHING
