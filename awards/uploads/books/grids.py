"""A file that somebody sent, of any usual kind, as grids of values: .xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv.

Nothing in it is run. Sizes are bounded while reading (`awards.uploads.safety`). What kind of file it is shows from its
content, never from its name. Cells are texts, numbers, days, booleans, or a `Fault`; an empty cell is "".
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from xlrd import biffh, compdoc, open_workbook, xldate

from awards.uploads import safety
from awards.uploads.books.letters import letters_of_font
from hocTap.lib.refusals import Refused

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
DELIMITERS = ";\t,|"
LINES_SNIFFED = 20
UNKNOWN = (
    "Tệp này không phải bảng tính. Nhận các tệp Excel (.xlsx, .xlsm, .xls, .xlsb), LibreOffice (.ods) và .csv, .tsv. "
    "Hãy mở danh sách bằng Excel, lưu thành .xlsx rồi gửi lại."
)


@dataclass(frozen=True)
class Fault:
    """A cell that is no value: an error (#N/A), or a formula that was never computed."""

    sentence: str

    def __str__(self) -> str:
        return ""


def error(code: str) -> Fault:
    return Fault(f"Ô có lỗi {code}. Hãy sửa công thức hoặc ghi thẳng giá trị.")


NOT_COMPUTED = Fault("Ô là công thức chưa có kết quả. Hãy mở tệp bằng Excel, lưu lại, hoặc ghi thẳng giá trị.")

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass
class Grid:
    """One sheet: its cells from the first row and column on, and what of it is merged, hidden, or in an old font."""

    name: str
    cells: list[list[Any]]
    merged: Sequence[tuple[Place, Place]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    fonts: Mapping[Place, str] = field(default_factory=dict)
    visible: bool = True

    @cached_property
    def width(self) -> int:
        """Columns of the widest row; a sheet gets no wider once it is read, and every row asks for it."""
        return max((len(row) for row in self.cells), default=0)

    def at(self, row: int, column: int) -> Any:
        """The value of a cell; outside of the grid nothing."""
        cells = self.cells[row] if row < len(self.cells) else ()
        return cells[column] if column < len(cells) else ""


@dataclass(frozen=True)
class Book:
    """All sheets of a file, and whether numbers that are days count from 1904."""

    grids: list[Grid]
    from_1904: bool = False


def open_book(content: bytes) -> Book:
    """The sheets of the file. Raises Refused for what is no table, is locked, broken or larger than a list can be."""
    safety.refuse_unless_small(len(content))
    try:
        if content.startswith(safety.OLE):
            return _old_excel(content)
        if content.startswith(b"PK\x03\x04"):
            return _zipped(content)
    except (
        CalamineError,
        biffh.XLRDError,
        compdoc.CompDocError,
        ValueError,
        OSError,
        KeyError,
        IndexError,
        AssertionError,
    ) as broken:
        raise broken if isinstance(broken, Refused) else Refused(safety.BROKEN) from broken
    return Book([_text(content)])


def _zipped(content: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename for entry in archive.infolist()}
    except zipfile.BadZipFile as broken:
        raise Refused(safety.BROKEN) from broken
    if "content.xml" in names:
        return _read(content, safety.check_ods(content))
    if "xl/workbook.bin" in names:
        return _read(content, safety.check_xlsb(content))
    return _read(content, safety.check(content, macros=True))


def _read(content: bytes, facts: safety.Facts) -> Book:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    grids = []
    for about in book.sheets_metadata:
        if "WorkSheet" not in str(about.typ):
            continue
        sheet, marks = book.get_sheet_by_name(about.name), facts.of(about.name)
        cells = sheet.to_python(skip_empty_area=False)
        _put_faults(cells, marks)
        grids.append(
            Grid(
                name=about.name,
                cells=[[_known_error(cell) for cell in row] for row in cells],
                merged=sheet.merged_cell_ranges or (),
                hidden_rows=frozenset(row - 1 for row in marks.hidden_rows),
                hidden_columns=frozenset(column - 1 for column in marks.hidden_columns),
                fonts={(row - 1, column - 1): font for (row, column), font in marks.fonts.items()},
                visible="Visible" in str(about.visible).rpartition(".")[2] and not about.name.startswith("_"),
            )
        )
    return Book(grids, facts.from_1904)


def _put_faults(cells: list[list[Any]], marks: safety.SheetFacts) -> None:
    faults = {place: error(code) for place, code in marks.errors.items()}
    faults |= dict.fromkeys(marks.without_result, NOT_COMPUTED)
    for (row, column), fault in faults.items():
        while len(cells) < row:
            cells.append([])
        line = cells[row - 1]
        line.extend([""] * (column - len(line)))
        line[column - 1] = fault


def _known_error(cell: Any) -> Any:
    if isinstance(cell, str) and (cell in ERRORS or (cell.startswith("Err:5") and len(cell) == len("Err:502"))):
        return error(cell)
    return cell


def _old_excel(content: bytes) -> Book:
    """Excel 97–2003, with the fonts of its cells."""
    if safety.ENCRYPTED in content:
        raise Refused("Tệp có đặt mật khẩu mở. Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu rồi gửi lại.")
    book: Any = open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())  # type: ignore[no-untyped-call]
    return Book([_old_sheet(book, sheet) for sheet in book.sheets()], book.datemode == 1)


def _old_sheet(book: Any, sheet: Any) -> Grid:
    if sheet.nrows > safety.MOST_ROWS or sheet.nrows * max(sheet.ncols, 1) > safety.MOST_CELLS * 4:
        raise Refused(safety.TOO_MANY_CELLS)
    rows = range(sheet.nrows)
    return Grid(
        name=sheet.name,
        cells=[[_old_value(book, cell) for cell in sheet.row(row)[: safety.FARTHEST_COLUMN]] for row in rows],
        merged=[((r0, c0), (r1 - 1, c1 - 1)) for r0, r1, c0, c1 in sheet.merged_cells],
        hidden_rows=frozenset(row for row, about in sheet.rowinfo_map.items() if about.hidden),
        hidden_columns=frozenset(column for column, about in sheet.colinfo_map.items() if about.hidden),
        fonts=dict(_old_fonts(book, sheet)),
        visible=sheet.visibility == 0 and not sheet.name.startswith("_"),
    )


def _old_fonts(book: Any, sheet: Any) -> Iterator[tuple[Place, str]]:
    old = {
        number: book.font_list[style.font_index].name
        for number, style in enumerate(book.xf_list)
        if letters_of_font(book.font_list[style.font_index].name)
    }
    for row in range(sheet.nrows) if old else ():
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype == biffh.XL_CELL_TEXT and cell.xf_index in old:
                yield (row, column), old[cell.xf_index]


def _old_value(book: Any, cell: Any) -> Any:
    if cell.ctype == biffh.XL_CELL_ERROR:
        return error(biffh.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == biffh.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == biffh.XL_CELL_DATE:
        try:
            found: dt.datetime = xldate.xldate_as_datetime(cell.value, book.datemode)  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):
            return cell.value
        return found.date() if found.time() == dt.time() else found
    return "" if cell.ctype in (biffh.XL_CELL_EMPTY, biffh.XL_CELL_BLANK) else _known_error(cell.value)


def _text(content: bytes) -> Grid:
    """A table kept as text: the letters and the sign between columns are found out."""
    text = _decoded(content)
    if "\x00" in text or not any(sign in text for sign in DELIMITERS):
        raise Refused(UNKNOWN)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append([_known_error(cell) for cell in row[: safety.FARTHEST_COLUMN]])
            if len(rows) > safety.MOST_ROWS:
                raise Refused(safety.TOO_MANY_CELLS)
    except csv.Error as broken:
        raise Refused(UNKNOWN) from broken
    return Grid("", rows)


def _decoded(content: bytes) -> str:
    encodings = ["utf-8-sig", "utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings.reverse()
    for encoding in [*encodings, "cp1258", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Refused(UNKNOWN)


def _delimiter(text: str) -> str:
    """The sign that stands equally often in the first lines, and most often."""
    lines = [line for line in text.splitlines()[: LINES_SNIFFED * 2] if line.strip()][:LINES_SNIFFED]

    def steady(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        most = max(counts, default=0)
        return (sum(count == most for count in counts) if most else 0, most)

    return max(DELIMITERS, key=steady)
