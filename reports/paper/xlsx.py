"""A document as a workbook: numbers are numbers, rates and totals are formulas over the counts beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from hocTap.lib import vi
from hocTap.lib.xlsx import Book, Look, Sheet, Value, column_letter
from indicators.enums import Rounding
from reports.paper.html import caption, head_groups
from reports.paper.parts import Cell, CellKind, Column, Paper, Table, TableRow

COUNT_FORMAT, PLAIN_FORMAT = "[$-42A]#,##0", "0"
FONT = "Times New Roman"
MILLIMETRES = 1.9
"""Paper to the width of a sheet's column, which is counted in digits."""
LINE = 16
"""Points of height of one line."""
GREY, HEAD = "#808080", "#E9EEF3"
PLACES = 2
"""Decimals of a rate, unless it says more itself."""


ACROSS = 110.0
"""So many digits stand beside each other on lying A4 at full size."""
SMALLEST = 0.75
"""Paper makes letters of 12 pt no smaller than 8 pt (notes 7,5): what is wider goes onto several pages."""
CHARTS = "Biểu đồ"
PICTURE_WIDTH = 640
"""Pixels of a PNG at 72 to the inch: as wide as lying A4."""


class Picture(NamedTuple):
    """A chart as a PNG, with its title, the words for those who do not see it, and its notes."""

    title: str
    png: bytes
    words: str
    notes: tuple[str, ...] = ()


def render(
    document: Paper,
    sheets: Sequence[str],
    rounding: Rounding,
    more: Sequence[Table] = (),
    pictures: Sequence[Picture] = (),
) -> bytes:
    """The workbook: one sheet for each kind of table, each with its title, its marks and its print set-up.

    `sheets` names the sheets in their order; `more` are tables that stand only here, such as the numbers that went in.
    """
    book = Book(title=document.heading.subject, author=document.heading.issuer, font=FONT, size=12)
    tables = (*document.tables, *more)
    for name in sheets:
        if held := [table for table in tables if table.sheet == name]:
            _Writer(book, book.sheet(name), document, rounding).write(held)
    if pictures:
        _charts(book.sheet(CHARTS), book, document, pictures)
    return book.content()


def _charts(sheet: Sheet, book: Book, document: Paper, pictures: Sequence[Picture]) -> None:
    """Each picture under its title, on lying paper."""
    sheet.width(0, 100)
    row = 0
    for each in pictures:
        sheet.put(row, 0, each.title, book.look(bold=True, font_size=13))
        high = sheet.picture(row + 1, 0, each.png, each.words, PICTURE_WIDTH)
        row += 2 + -(-high // 20)
        for note in each.notes:
            sheet.put(row, 0, note, book.look(italic=True, text_wrap=True))
            row += 1
        row += 1
    sheet.paper(bottom=" – ".join(document.marks))


class _Writer:
    """Writes one sheet from the top down; `row` is the next one to write, counted from 0."""

    def __init__(self, book: Book, sheet: Sheet, document: Paper, rounding: Rounding) -> None:
        self.book, self.sheet, self.document, self.rounding = book, sheet, document, rounding
        self.widths: list[float] = []
        self.row = 0

    def write(self, tables: list[Table]) -> None:
        self.widths = column_widths(tables)
        for n, width in enumerate(self.widths):
            self.sheet.width(n, width)
        heading = self.document.heading
        self._line(f"{heading.issuer}. {heading.subject}", bold=True, font_size=13)
        self._line(self._marks, bold=True, italic=True)
        self.row += 1
        tops: list[int] = []
        heads = [self._table(table, tops) for table in tables]
        self._print_setup(heads, tops[1:])

    @property
    def _marks(self) -> str:
        return " – ".join(self.document.marks)

    def _line(self, words: str, **look: object) -> None:
        """A line of words over the whole width of the sheet's tables."""
        self.sheet.over(self.row, 0, len(self.widths) - 1, words, self._look(text_wrap=True, **look))
        self._height([(words, sum(self.widths))])
        self.row += 1

    def _look(self, **properties: object) -> Look:
        return self.book.look(valign="vcenter", **properties)

    def _height(self, texts: Iterable[tuple[str, float]]) -> None:
        """Rows do not grow by themselves in every program: as high as the longest text needs at its width."""
        lines = max([1, *(-(-int(len(words) * 1.05) // int(width)) for words, width in texts)])
        self.sheet.height(self.row, LINE * lines + 3)

    def _table(self, table: Table, tops: list[int]) -> tuple[int, int]:
        """Write a table, whose first row goes to `tops`; returns the first and last row of its head."""
        tops.append(self.row)
        self._line(caption(table), bold=True)
        head = (self.row, self._head(table.columns))
        self.row = head[1] + 1
        top = self.row
        for row in table.rows:
            self._row(row, table.columns, top)
        for note in table.notes:
            self._line(note, italic=True, font_size=11)
        self.row += 1
        return head

    # Heads

    def _head(self, columns: tuple[Column, ...]) -> int:
        """Heads in one row, or in two with merged groups; returns the last row."""
        groups = head_groups(columns)
        last = self.row + int(any(group for group, _ in groups))
        look = self._look(bold=True, text_wrap=True, align="center", border=1, border_color=GREY, bg_color=HEAD)
        at = 0
        for group, members in groups:
            if group:
                self.sheet.over(self.row, at, at + len(members) - 1, group, look)
            else:
                self.sheet.over(self.row, at, at, members[0].label, look, down_to=last)
            for n, column in enumerate(members if group else []):
                self.sheet.put(last, at + n, column.label, look)
            at += len(members)
        self._height([(group, sum(self.widths[: len(members)])) for group, members in groups if group])
        self.sheet.height(last, self._head_height(columns))
        return last

    def _head_height(self, columns: tuple[Column, ...]) -> float:
        words = max(-(-int(len(column.label) * 1.3) // int(self.widths[n])) for n, column in enumerate(columns))
        return LINE * words + 4

    # Rows

    def _row(self, row: TableRow, columns: tuple[Column, ...], top: int) -> None:
        for n, cell in enumerate(row.cells):
            self._cell(n, cell, top, self._cell_look(cell, columns[n], bold=row.total))
        self._height((cell.shown, self.widths[n]) for n, cell in enumerate(row.cells) if cell.kind == CellKind.TEXT)
        self.row += 1

    def _cell_look(self, cell: Cell, column: Column, *, bold: bool) -> Look:
        words = cell.kind == CellKind.TEXT and not column.numeric
        across = "center" if cell.kind == CellKind.PLAIN else "left" if words else "right"
        look = {"border": 1, "border_color": GREY, "align": across, "text_wrap": words, "num_format": _format(cell)}
        return self._look(bold=bold, **look)

    def _cell(self, column: int, cell: Cell, top: int, look: Look) -> None:
        if cell.kind == CellKind.TEXT:
            self.sheet.put(self.row, column, cell.shown, look)
        elif cell.kind == CellKind.RATE:
            self.sheet.formula(self.row, column, self._rate(cell), _fraction(cell), look)
        elif cell.total_of:
            letter = column_letter(column)
            first, last = (top + n + 1 for n in cell.total_of)
            self.sheet.formula(self.row, column, f"=SUM({letter}{first}:{letter}{last})", cell.number, look)
        else:
            self.sheet.put(self.row, column, cell.number, look)

    def _rate(self, cell: Cell) -> str:
        """A live rate over the counts beside it, shortened as the document's (or the cell's own) setting says."""
        numerator, denominator = (f"{column_letter(n)}{self.row + 1}" for n in cell.over or (0, 0))
        shorten = "ROUND" if (cell.rounding or self.rounding) == Rounding.HALF_UP else "ROUNDDOWN"
        units = 100 * 10 ** places_of(cell)
        return f'=IF({denominator}=0,"{vi.NOTHING}",{shorten}({numerator}*{units}/{denominator},0)/{units})'

    # Paper

    def _print_setup(self, heads: list[tuple[int, int]], breaks: list[int]) -> None:
        across = -(-int(sum(self.widths) * SMALLEST) // int(ACROSS))
        self.sheet.paper(bottom=self._marks, across=max(1, across))
        raw = self.sheet.raw
        if across > 1:
            raw.repeat_columns(0, 1)
        raw.center_horizontally()
        raw.print_area(0, 0, self.row, len(self.widths) - 1)
        raw.repeat_rows(*(heads[0] if len(heads) == 1 else (0, 1)))
        raw.freeze_panes(heads[0][1] + 1 if len(heads) == 1 else 2, 2)
        raw.set_h_pagebreaks(breaks)


def column_widths(tables: list[Table]) -> list[float]:
    """Wide enough for every number (no ####), otherwise as on paper; words wrap."""
    widths: dict[int, float] = {}
    for table in tables:
        for n, column in enumerate(table.columns):
            numbers = [len(row.cells[n].shown) for row in table.rows if row.cells[n].kind != CellKind.TEXT]
            needed = max([column.width / MILLIMETRES, *(1.15 * length + 2.5 for length in numbers), 6])
            widths[n] = round(max(widths.get(n, 0), needed), 1)
    return [widths[n] for n in sorted(widths)]


def places_of(cell: Cell) -> int:
    """How many decimals a rate is printed with: "69.999" has three."""
    return max(PLACES, len(cell.rate.partition(".")[2]))


def _format(cell: Cell) -> str:
    """How the number is shown; what stands beside it is part of its format, so that the cell stays a number."""
    beside = f'" · {cell.beside}"' if cell.beside else ""
    if cell.kind == CellKind.RATE:
        return f"[$-42A]0.{'0' * places_of(cell)}%{beside}"
    plain = {CellKind.COUNT: COUNT_FORMAT, CellKind.PLAIN: PLAIN_FORMAT}.get(CellKind(cell.kind), "General")
    return f"{plain}{beside}"


def _fraction(cell: Cell) -> Value:
    """ "84.12" → 0.8412, as a sheet keeps percentages; no rate is the dash that is printed."""
    return Decimal(cell.rate) / 100 if cell.rate else vi.NOTHING
