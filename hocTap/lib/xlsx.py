"""Workbooks written from nothing: looks, widths, heads, paper, and cells that stay what they are.

    book = Book(title="Danh sách hộ")
    sheet = book.sheet("Danh sách")
    sheet.head(0, [("Tên", 30), ("Số người", 12)])
    sheet.put(1, 0, "=1+1")                    # text, never a formula
    sheet.put(1, 1, 1234, book.number)         # a number that Excel can sum
    sheet.formula(2, 1, "=SUM(B2:B2)", 1234)   # with its result, for whoever does not compute
    content = book.content()

Rows and columns count from 0. openpyxl stays for files that are read or changed (`awards/uploads/returned.py`).
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from hocTap.lib import vi
from hocTap.lib.text import printable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767
"""What one cell of Excel holds."""

WHOLE, PLAIN, DECIMAL, RATE = "#,##0", "0", "#,##0.00", "0.00%"
DAY, MOMENT, TEXT = "dd/mm/yyyy", "hh:mm dd/mm/yyyy", "@"
A4 = 9

Value = int | Decimal | dt.date | str | None
Look = Any
"""How a cell looks (XlsxWriter's Format); only `Book.look` makes one."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


class Book:
    """A workbook while it is being written, in memory."""

    def __init__(self, *, title: str = "", author: str = "hocTap", font: str = "", size: int = 11) -> None:
        self._file = io.BytesIO()
        self.raw: Any = xlsxwriter.Workbook(self._file, _OPTIONS)
        self.raw.set_properties({"title": printable(title), "author": printable(author)})
        self._common: dict[str, Any] = {"font_size": size} | ({"font_name": font} if font else {})
        self._looks: dict[tuple[tuple[str, Any], ...], Look] = {}
        self.number, self.decimal = self.look(num_format=WHOLE), self.look(num_format=DECIMAL)
        self.day, self.moment = self.look(num_format=DAY), self.look(num_format=MOMENT)

    def look(self, **properties: Any) -> Look:
        """One look for all cells that share it; properties as XlsxWriter names them (`bold`, `num_format`)."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.raw.add_format(self._common | properties)
        return self._looks[key]

    def sheet(self, name: str) -> Sheet:
        return Sheet(self, self.raw.add_worksheet(sheet_name(name), worksheet_class=Listing))

    def content(self) -> bytes:
        """The finished file; nothing can be written afterwards."""
        self.raw.close()
        return self._file.getvalue()


class Listing(Worksheet):
    """XlsxWriter's worksheet, for which the rows of a long list are written as XML at once.

    XlsxWriter itself makes an object, a list of attributes and a look-up of the row's and the column's format for each
    cell. Other cells stand before or after these rows, and are written as ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = 0
        self.ready: list[str] = []

    def _write_rows(self) -> None:
        if not self.ready:
            super()._write_rows()
            return
        whole: Any = self
        upper, lower = whole.dim_rowmin, whole.dim_rowmax
        self._rows_between(upper, self.first - 1)
        whole.fh.write("".join(self.ready))
        self._rows_between(self.first + len(self.ready), lower)
        whole.dim_rowmin, whole.dim_rowmax = upper, lower

    def _rows_between(self, first: int, last: int) -> None:
        within: Any = self
        within.dim_rowmin, within.dim_rowmax = first, last
        super()._write_rows()


class Sheet:
    """One sheet; `raw` is XlsxWriter's worksheet, for what is wanted only once."""

    def __init__(self, book: Book, raw: Any) -> None:
        self.book, self.raw = book, raw
        self.widths: dict[int, float] = {}

    @property
    def name(self) -> str:
        return str(self.raw.get_name())

    def put(self, row: int, column: int, value: Value, look: Look = None) -> None:
        """Write a value as what it is: text stays text whatever it begins with, numbers and days can be computed with.

        Without a look, numbers and days get the one of their kind. Signs that break a file are left out, and text
        longer than a cell holds is cut there.
        """
        if isinstance(value, str):
            self.raw.write_string(row, column, printable(value)[:LONGEST_TEXT], look)
        elif value is None:
            if look is not None:
                self.raw.write_blank(row, column, None, look)
        elif isinstance(value, dt.date):
            usual = self.book.moment if isinstance(value, dt.datetime) else self.book.day
            self.raw.write_datetime(row, column, value, look or usual)
        else:
            usual = self.book.decimal if isinstance(value, Decimal) else self.book.number
            self.raw.write_number(row, column, value, look or usual)

    def row(self, row: int, values: Iterable[Value], look: Look = None) -> None:
        for column, value in enumerate(values):
            self.put(row, column, value, look)

    def rows(self, first: int, rows: Sequence[Sequence[Value]]) -> None:
        """The rows of a long list, each as `row` writes it, at a third of its cost; once in a sheet.

        Cells of these rows have the look of their kind; no other cell is put among them.
        """
        if not rows:
            return
        columns = [column_letter(number) for number in range(max(len(row) for row in rows))]
        self.raw._check_dimensions(first, 0)
        self.raw._check_dimensions(first + len(rows) - 1, len(columns) - 1)
        self.raw.first = first
        self.raw.ready = [self._ready(number, columns, row) for number, row in enumerate(rows, start=first + 1)]

    def _ready(self, number: int, columns: Sequence[str], values: Sequence[Value]) -> str:
        cells = [
            self._cell(f"{column}{number}", value)
            for column, value in zip(columns, values, strict=False)
            if value is not None
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: int | Decimal | dt.date | str) -> str:
        if isinstance(value, str):
            words = printable(value)[:LONGEST_TEXT]
            return f'<c r="{place}" t="s"><v>{self.raw.str_table._get_shared_string_index(words)}</v></c>'
        look, written = self._written(value)
        return f'<c r="{place}" s="{look}"><v>{written:.16G}</v></c>'

    def _written(self, value: int | Decimal | dt.date) -> tuple[int, int | Decimal | float]:
        """The number of its look in the file, and the value as Excel counts it."""
        if isinstance(value, dt.date):
            usual = self.book.moment if isinstance(value, dt.datetime) else self.book.day
            return usual._get_xf_index(), self.raw._convert_date_time(value)
        usual = self.book.decimal if isinstance(value, Decimal) else self.book.number
        return usual._get_xf_index(), value

    def formula(self, row: int, column: int, formula: str, result: Value, look: Look = None) -> None:
        """A formula with the result that it has today, which viewers and programs show that do not compute."""
        self.raw.write_formula(row, column, formula, look, result if result is not None else "")

    def over(
        self, row: int, first: int, last: int, words: str, look: Look = None, *, down_to: int | None = None
    ) -> None:
        """Words over several columns (and rows, with `down_to`), as one merged cell."""
        if first == last and down_to in (None, row):
            self.put(row, first, words, look)
            return
        self.raw.merge_range(row, first, row if down_to is None else down_to, last, "", look)
        self.put(row, first, words, look)

    def width(self, column: int, characters: float, look: Look = None) -> None:
        self.widths[column] = characters
        self.raw.set_column(column, column, characters, look)

    def height(self, row: int, points: float) -> None:
        self.raw.set_row(row, points)

    def head(self, row: int, columns: Sequence[tuple[str, float]], look: Look = None) -> None:
        """The heads of a list: bold, of the given widths, in sight while one scrolls and on every printed page."""
        bold = look or self.book.look(bold=True, text_wrap=True, valign="vcenter")
        for column, (words, width) in enumerate(columns):
            self.put(row, column, words, bold)
            self.width(column, width)
        self.raw.freeze_panes(row + 1, 0)
        self.raw.repeat_rows(0, row)

    def filter(self, row: int, last_row: int, columns: int) -> None:
        """Arrows to sort and filter by on the heads of a list."""
        self.raw.autofilter(row, 0, max(row, last_row), max(columns - 1, 0))

    def picture(self, row: int, column: int, png: bytes, words: str, width: int) -> int:
        """A picture so many pixels wide, with words for those who do not see it; returns its height in pixels."""
        across, down = (int.from_bytes(png[n : n + 4], "big") for n in (16, 20))
        scale = width / across
        options = {"image_data": io.BytesIO(png), "description": words, "x_scale": scale, "y_scale": scale}
        self.raw.insert_image(row, column, "picture.png", options)
        return round(down * scale)

    def paper(
        self, *, landscape: bool = True, top: str = "", bottom: str = "", across: int = 1, lines: bool = False
    ) -> None:
        """A4, numbered, in the width of one page or of so many; words at the top or bottom of each page.

        `lines` are those between the cells, for what is signed or read along its rows.
        """
        if lines:
            self.raw.hide_gridlines(0)
        if landscape:
            self.raw.set_landscape()
        self.raw.set_paper(A4)
        self.raw.fit_to_pages(across, 0)
        if words := _on_paper(top):
            self.raw.set_header(f"&C{words}")
        words = _on_paper(bottom)
        self.raw.set_footer(f"{f'&L{words}' if words else ''}&RTrang &P/&N")

    def choices(self, first_row: int, last_row: int, column: int, rule: Mapping[str, Any]) -> None:
        """A rule that Excel holds while the column is filled in (XlsxWriter's data validation)."""
        self.raw.data_validation(first_row, column, last_row, column, dict(rule))

    def hide(self, *, deeply: bool = False) -> None:
        """Out of sight; deeply, so that Excel does not offer to show it."""
        if deeply:
            self.raw.very_hidden()
        else:
            self.raw.hide()


LONGEST_NAME = 31


def sheet_name(name: str) -> str:
    """A name that Excel takes: at most 31 signs, none of []:*?/\\, no apostrophe at either end, never empty.

    Excel counts as UTF-16 does: a sign outside the usual 65.536 is two.
    """
    allowed = _NOT_IN_NAMES.sub(" ", vi.nfc(printable(name)))
    short = " ".join(allowed.split()).encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore").strip(" '")
    return "Danh sách" if short.lower() in ("", "history") else short


def column_letter(column: int) -> str:
    """The letter of a column, from 0: "A", "Z", "AA"."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _on_paper(words: str) -> str:
    """Words of a header or footer, where & begins a code and no more than 255 signs fit."""
    return vi.nfc(printable(words))[:200].replace("&", "&&")
