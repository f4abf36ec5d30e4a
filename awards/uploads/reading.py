"""From an uploaded workbook to rows of values: finds the headings, reads each cell as its column says."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from awards.uploads import safety
from awards.uploads.templates import LIST_SHEET, MARK_SHEET, Column, Kind, Template
from awards.uploads.words import heading_key, unit_key
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.text import clean, printable
from hocTap.lib.vi.cells import day_in, money_in, school_year_in, text_in, whole_in

HEADINGS_WITHIN = 40
"""So many rows may stand above the headings."""

LONGEST_HEADING = 200
LONGEST_NUMBER = 60
"""Longer texts are no heading, no number and no day: they are not looked at any further."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, or (without a column) with its row."""

    sentence: str
    column: str = ""


@dataclass
class Row:
    """One row of a list: where it stands in the file, its values by column, as shown, and what could not be read."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, code: str) -> Any:
        return self.values.get(code)

    def refuse(self, sentence: str, column: str = "") -> None:
        self.problems.append(Problem(sentence, column))


@dataclass(frozen=True)
class Sheet:
    """The list that was read, and where its headings stand."""

    header_row: int
    places: dict[str, int]
    rows: list[Row]


def read(content: bytes, template: Template, choices: Mapping[str, Sequence[str]]) -> Sheet:
    """Check the file, find the headings in any order, and read every row that holds something.

    Title rows, merged headings and blank rows are passed over. Raises Refused with a sentence for a file that
    `safety.check` refuses, another template or version, a missing heading, and a list without rows. What is wrong
    with a single cell is kept with its row.
    """
    facts = safety.check(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        _refuse_other_template(book, template)
        sheet = book.get_sheet_by_name(_list_sheet(book))
        grid = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as broken:
        raise broken if isinstance(broken, Refused) else Refused(safety.BROKEN) from broken
    header, places = find_headings(grid, template)
    marks = facts.of(sheet.name)
    rows = [
        _row(number, cells, template, places, choices, marks)
        for number, cells in enumerate(grid[header + 1 :], start=header + 2)
        if _holds_something(number, cells, places, marks)
    ]
    if not rows:
        raise Refused("Danh sách chưa có dòng nào. Hãy điền vào dưới dòng tiêu đề rồi gửi lại.")
    return Sheet(header + 1, places, rows)


def _refuse_other_template(book: CalamineWorkbook, template: Template) -> None:
    found = ""
    if MARK_SHEET in book.sheet_names:
        grid = book.get_sheet_by_name(MARK_SHEET).to_python()
        found = str(grid[0][0]) if grid and grid[0] else ""
    if found == template.mark:
        return
    name, _, version = found.removeprefix("hoctap:").rpartition(":")
    if name == template.code and number_in(version):
        raise Refused(
            f"Tệp theo mẫu phiên bản {version}; nay dùng phiên bản {template.version}. "
            "Hãy tải mẫu mới và chép danh sách sang."
        )
    raise Refused(f"Tệp không theo mẫu “{template.title}”. Hãy tải mẫu ở trang này, chép danh sách vào rồi gửi lại.")


def _list_sheet(book: CalamineWorkbook) -> str:
    """The sheet named as in the template, or the first one that people see."""
    names = [each.name for each in book.sheets_metadata if not each.name.startswith("_")]
    if not names:
        raise Refused("Tệp không có trang tính nào chứa danh sách.")
    return LIST_SHEET if LIST_SHEET in names else names[0]


def find_headings(grid: Sequence[Sequence[Any]], template: Template) -> tuple[int, dict[str, int]]:
    """The row of the headings (from 0) and the column of each code: headings in any order, also of two merged rows.

    Raises Refused that names the headings which are missing.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for number in range(min(len(grid), HEADINGS_WITHIN)):
        above = grid[number - 1] if number else []
        places = _places(grid[number], above, template)
        if len(places) > len(best[1]):
            best = (number, places)
    missing = [column.label for column in template.columns if column.required and column.code not in best[1]]
    if missing:
        raise Refused(
            f"Không tìm thấy cột {', '.join(f'“{label}”' for label in missing)}. Hãy giữ dòng tiêu đề của mẫu."
        )
    return best


def _places(cells: Sequence[Any], above: Sequence[Any], template: Template) -> dict[str, int]:
    names = {heading_key(name): each.code for each in template.columns for name in (each.label, *each.other_names)}
    places: dict[str, int] = {}
    own = 0
    for number, cell in enumerate(cells):
        words = _heading(cell)
        over = _heading(above[number]) if not words and number < len(above) else ""
        code = names.get(words or over)
        if code and code not in places:
            places[code] = number
            own += bool(words)
    return places if own else {}


def _heading(cell: Any) -> str:
    words = str(cell)
    return heading_key(printable(words)) if len(words) <= LONGEST_HEADING else ""


def _holds_something(number: int, cells: Sequence[Any], places: Mapping[str, int], marks: safety.SheetFacts) -> bool:
    filled = any(place < len(cells) and str(cells[place]).strip() for place in places.values())
    here = [(number, place + 1) for place in places.values()]
    return filled or any(each in marks.without_result or each in marks.errors for each in here)


def _row(
    number: int,
    cells: Sequence[Any],
    template: Template,
    places: Mapping[str, int],
    choices: Mapping[str, Sequence[str]],
    marks: safety.SheetFacts,
) -> Row:
    row = Row(number)
    for column in template.columns:
        place = places.get(column.code)
        cell = cells[place] if place is not None and place < len(cells) else ""
        row.shown[column.code] = shown(cell)
        try:
            if place is not None:
                refuse_faulty(marks, (number, place + 1))
            row.values[column.code] = value_of(cell, column, choices.get(column.code))
        except Refused as reason:
            row.refuse(f"{column.label}: {reason}", column.code)
    return row


def refuse_faulty(marks: safety.SheetFacts, cell: safety.Cell) -> None:
    """Raise Refused for a cell that holds an error or a formula that was never computed: neither is a blank."""
    if cell in marks.errors:
        raise Refused(f"Ô có lỗi {marks.errors[cell]}. Hãy sửa công thức hoặc ghi thẳng giá trị.")
    if cell in marks.without_result:
        raise Refused("Ô là công thức chưa có kết quả. Hãy mở tệp bằng Excel, lưu lại, hoặc ghi thẳng giá trị.")


def shown(cell: Any) -> str:
    """About what Excel shows of a cell."""
    return printable(text_in(cell))[:300]


def value_of(cell: Any, column: Column, choices: Sequence[str] | None = None) -> Any:
    """A cell read as its column says; nothing is None (an empty text for texts). Raises Refused with a sentence.

    Signs that no file can hold are refused, those without a shape are left out (`hocTap.lib.text`).
    """
    typed = clean(cell, "ô") if isinstance(cell, str) else cell
    if isinstance(typed, str) and len(typed) > _longest(column):
        raise Refused(f"dài quá {vi.whole(_longest(column))} chữ.")
    read = READERS[column.kind](typed, column)
    if read in (None, ""):
        if column.required:
            raise Refused("ô bắt buộc còn trống.")
        return read
    if column.kind is Kind.CHOICE and choices is not None:
        return choice_of(str(read), choices)
    return read


def _longest(column: Column) -> int:
    """How long the text of a cell may be before it is read; blanks around words do not count for their own limit."""
    return 2 * column.longest if column.kind in (Kind.TEXT, Kind.CHOICE) else LONGEST_NUMBER


def choice_of(text: str, choices: Sequence[str]) -> str:
    """The choice that the words mean: "P.5" and "Phường 05" mean "Phường 5". Raises Refused for another word."""
    meant = {unit_key(choice): choice for choice in choices}.get(unit_key(text))
    if meant is None:
        some = ", ".join(choices[:4]) + (", …" if len(choices) > 4 else "")
        raise Refused(f"“{text[:60]}” không có trong danh sách chọn ({some}).")
    return meant


def _text(cell: Any, column: Column) -> str:
    words = text_in(cell)
    if len(words) > column.longest:
        raise Refused(f"dài quá {column.longest} chữ.")
    return words


def _bounded(read: Callable[[Any], int | None]) -> Callable[[Any, Column], int | None]:
    """The reader of a number, with the largest that the column takes."""

    def bounded(cell: Any, column: Column) -> int | None:
        number = read(cell)
        if number is not None and number > column.largest:
            raise Refused(f"{vi.whole(number)} lớn hơn mức có thể ({vi.whole(column.largest)}).")
        return number

    return bounded


READERS: Mapping[Kind, Callable[[Any, Column], Any]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _text,
    Kind.WHOLE: _bounded(whole_in),
    Kind.MONEY: _bounded(money_in),
    Kind.DAY: lambda cell, _: day_in(cell),
    Kind.SCHOOL_YEAR: _bounded(school_year_in),
}
