"""A form that comes back as a workbook: what each cell would become, beside what stands there; nothing is written.

The site's own form knows its lines by their codes. In any other workbook lines are known by their labels, and the
figures are in the column headed by the period, else in the last column of numbers that is no running number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from openpyxl.utils import get_column_letter

from awards.uploads.books.grids import Book, Fault, Grid, open_book
from awards.uploads.books.letters import converted, letters_in, letters_of_font
from awards.uploads.words import heading_key
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.vi.cells import text_in, whole_in
from indicators.enums import Qualifier
from indicators.layout import load_layout
from indicators.sheet import LineRow, Sheet
from indicators.workbook.writing import CODE, HOW, MARKS, NOTE, NUMBER, marks_of

ANOTHER = "Tệp là biểu khác ({found}), không phải của {wanted}. Hãy chọn lại tệp, hoặc mở đúng báo cáo rồi gửi."
FEWEST = 2
"""A sheet in which fewer labels of the form are found is not the form."""
LEAST_WORDS = 3
"""Of a label that somebody shortened."""


@dataclass(frozen=True)
class Coming:
    """One cell of the file: what stands in the sheet, and what the file says."""

    row: LineRow
    text: str
    qualifier: str = Qualifier.EXACT.value
    note: str = ""
    sentence: str = ""
    """Why it cannot be taken; empty where it can."""
    place: tuple[str, int] = ("", 0)
    """Sheet and line of the file."""

    @property
    def over(self) -> bool:
        """Whether another number stands there now."""
        return self.row.number is not None and self.row.text != self.text

    @property
    def changes(self) -> bool:
        """Whether anything would be another than it is."""
        return bool(self.sentence) or (self.text, self.qualifier, self.note) != (
            self.row.text,
            self.row.qualifier,
            self.row.note,
        )


@dataclass
class Brought:
    """A file as figures of one sheet."""

    cells: list[Coming] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Lines with a number that are no line of the form."""
    unknown_at: list[tuple[str, int]] = field(default_factory=list)
    """Sheet and line of each of them."""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """By sheet: which column holds the labels (or codes), which the figures, by their letters."""
    by_label: bool = False

    @property
    def changes(self) -> list[Coming]:
        return [each for each in self.cells if each.changes]

    @property
    def same(self) -> int:
        """How many cells say what stands there already."""
        return len(self.cells) - len(self.changes)


def read_back(content: bytes, sheet: Sheet) -> Brought:
    """What the file says of each line of the form; a blank cell says nothing, so no number is taken away by it.

    Raises Refused for what is no table, for the form of another unit, kind or period, and where no line is found.
    """
    book = open_book(content)
    marked = _refuse_another(book, sheet)
    found = _by_code(book, sheet) if marked else _by_label(book, sheet)
    if not found.cells:
        raise Refused(
            "Không tìm thấy số liệu nào của biểu trong tệp. Hãy tải biểu Excel ở trang này, điền vào rồi gửi lại."
        )
    return found


def _refuse_another(book: Book, sheet: Sheet) -> bool:
    """Whether the file is the site's own form; raises Refused when it is that of another unit, form or period."""
    marks = next((grid for grid in book.grids if grid.name == MARKS), None)
    if marks is None:
        return False
    says, wanted = [str(marks.at(row, 0)) for row in range(4)], marks_of(sheet.submission)
    if says[1:] != wanted[1:]:
        found = next((str(grid.at(1, 1)) for grid in book.grids if grid.visible), "")
        raise Refused(ANOTHER.format(found=found[:120], wanted=sheet.submission))
    return True


def _by_code(book: Book, sheet: Sheet) -> Brought:
    rows, brought = {row.code: row for row in sheet.rows}, Brought()
    for grid in book.grids:
        for number in range(len(grid.cells)) if grid.visible else ():
            row = rows.get(str(grid.at(number, CODE)))
            if row and _says(grid.at(number, NUMBER)):
                words = text_in(grid.at(number, HOW)).strip().lower()
                note = text_in(grid.at(number, NOTE)).strip()
                coming = _coming(row, grid.at(number, NUMBER), words, note)
                brought.cells.append(replace(coming, place=(grid.name, number + 1)))
                brought.columns[grid.name] = {
                    get_column_letter(CODE + 1): "code",
                    get_column_letter(NUMBER + 1): "number",
                }
    return brought


def _by_label(book: Book, sheet: Sheet) -> Brought:
    brought = Brought(by_label=True)
    keys: dict[str, list[LineRow]] = {}
    usual = load_layout(sheet.submission.form).measures
    for row in sheet.rows:
        labels = (row.line.measure.label, usual[row.code].label)
        for key in dict.fromkeys(map(heading_key, labels)):
            keys.setdefault(key, []).append(row)
    for grid in book.grids:
        if grid.visible and grid.cells:
            _make_readable(grid)
            _take_sheet(grid, sheet, keys, brought)
    return brought


def _make_readable(grid: Grid) -> None:
    texts = [cell for row in grid.cells for cell in row if isinstance(cell, str)]
    which = next(filter(None, map(letters_of_font, grid.fonts.values())), None) or letters_in(texts)
    for row in grid.cells if which else ():
        row[:] = [converted(cell, which) if isinstance(cell, str) and which else cell for cell in row]


def _take_sheet(grid: Grid, sheet: Sheet, keys: Mapping[str, list[LineRow]], brought: Brought) -> None:
    lines = list(_labelled(grid, keys))
    if len(lines) < FEWEST:
        return
    labels, column = lines[0][1], _number_column(grid, lines, sheet)
    taken: set[str] = {each.row.code for each in brought.cells}
    known = {number for number, _, _ in lines}
    for number, _, candidates in lines:
        row = next((each for each in candidates if each.code not in taken), None)
        if row is not None and column is not None and _says(grid.at(number, column)):
            taken.add(row.code)
            coming = _coming(row, grid.at(number, column), "", row.note)
            brought.cells.append(replace(coming, place=(grid.name, number + 1)))
            brought.columns[grid.name] = {
                get_column_letter(labels + 1): "label",
                get_column_letter(column + 1): "number",
            }
    for number in range(lines[0][0], len(grid.cells)) if column is not None else ():
        label = text_in(grid.at(number, labels)).strip()
        if number not in known and label and isinstance(grid.at(number, column or 0), int | float):
            brought.unknown.append(label[:100])
            brought.unknown_at.append((grid.name, number + 1))


def _labelled(grid: Grid, keys: Mapping[str, list[LineRow]]) -> Iterator[tuple[int, int, list[LineRow]]]:
    """Line, column of the label, and the lines of the form that bear it."""
    for number, cells in enumerate(grid.cells):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and (rows := _meant(heading_key(cell), keys)):
                yield number, column, rows
                break


def _meant(words: str, keys: Mapping[str, list[LineRow]]) -> list[LineRow]:
    """The lines of exactly this label, else the one whose label begins so: "Hộ đăng ký mới" for "… danh hiệu gia đình".

    Two or fewer words begin too many labels; words that begin two labels mean neither.
    """
    if rows := keys.get(words):
        return rows
    longer = [key for key in keys if key.startswith(f"{words} ")] if len(words.split()) >= LEAST_WORDS else []
    return keys[longer[0]] if len(longer) == 1 else []


def _number_column(grid: Grid, lines: list[tuple[int, int, list[LineRow]]], sheet: Sheet) -> int | None:
    """The column of the figures: headed by the period, else the last of numbers; last period's column is none."""
    label = lines[0][1]
    columns = [
        column
        for column in range(grid.width)
        if column != label and any(_is_number(grid.at(number, column)) for number, _, _ in lines)
    ]
    columns = [column for column in columns if not _runs(grid, column, lines)] or columns
    period, year = heading_key(sheet.submission.period.label), str(sheet.submission.period.year)
    heads = {
        column: " ".join(heading_key(text_in(grid.at(number, column))) for number in range(lines[0][0]))
        for column in columns
    }
    headed = [column for column, words in heads.items() if period in words or year in words.split()]
    others = [column for column in columns if not _is_before(grid, column, lines)]
    return next(iter([*reversed(headed), *reversed(others or columns)]), None)


def _runs(grid: Grid, column: int, lines: list[tuple[int, int, list[LineRow]]]) -> bool:
    numbers = [grid.at(number, column) for number, _, _ in lines if _is_number(grid.at(number, column))]
    steps = [later - earlier for earlier, later in pairwise(numbers) if _plain(earlier, later)]
    return len(steps) > 1 and len(steps) == len(numbers) - 1 and all(step == 1 for step in steps)


def _plain(*cells: Any) -> bool:
    return all(isinstance(cell, int | float) for cell in cells)


def _is_before(grid: Grid, column: int, lines: list[tuple[int, int, list[LineRow]]]) -> bool:
    """Whether the column repeats the period before."""
    pairs = [
        (grid.at(number, column), rows[0].previous.number)
        for number, _, rows in lines
        if rows[0].previous and rows[0].previous.number is not None and _says(grid.at(number, column))
    ]
    return len(pairs) > 1 and all(cell == before for cell, before in pairs)


def _says(cell: Any) -> bool:
    return isinstance(cell, Fault) or (cell is not None and str(cell).strip() != "")


def _is_number(cell: Any) -> bool:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return True
    return isinstance(cell, str) and cell.strip()[:1].isdigit()


def _coming(row: LineRow, cell: Any, words: str, note: str) -> Coming:
    """What the file says of a line; a cell that cannot be read says why."""
    shown = text_in(cell).strip() if not isinstance(cell, Fault) else ""
    try:
        if isinstance(cell, Fault):
            raise Refused(cell.sentence)
        number, how = said_of(cell, words)
    except Refused as reason:
        return Coming(row, shown, sentence=str(reason))
    return Coming(row, vi.whole(number) if number is not None else "", how, note)


def said_of(cell: Any, words: str = "") -> tuple[int | None, str]:
    """The number of a cell and how exact it is: "gần 10.800" says so itself, else `words` do. Raises Refused."""
    if isinstance(cell, str):
        said = vi.parse_count(cell)
        number, how = said.number, said.word or words
    else:
        number, how = whole_in(cell), words
    return number, Qualifier.said(how).value if number is not None else Qualifier.EXACT.value
