"""Excel templates from declared columns: drop-downs, a line of instructions, a hidden mark of kind and version."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

LIST_SHEET = "Danh sách"
CHOICES_SHEET = "_lua_chon"
MARK_SHEET = "_mau"
HEADER_ROW = 3
LAST_ROW = 5_003
"""Down to here the drop-downs reach; rows below are read all the same."""

HEADER_FILL = PatternFill("solid", fgColor="DCE9F5")
EDGE = Side(style="thin", color="9AA9B8")
THIN = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    MONEY = "money"
    DAY = "day"
    SCHOOL_YEAR = "school year"
    CHOICE = "choice"


FORMATS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "0",
    Kind.MONEY: "#,##0",
    Kind.DAY: "dd/mm/yyyy",
    Kind.SCHOOL_YEAR: "General",
    Kind.CHOICE: "@",
}


@dataclass(frozen=True)
class Column:
    """One column of a list: its code in the program, its heading in the file, and what it may hold.

    `other_names` are headings under which people keep the same thing; `largest` bounds numbers, `longest` texts.
    """

    code: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    width: int = 16
    help: str = ""
    longest: int = 200
    largest: int = 10**15 - 1
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """A kind of list: the code and version that the file carries, its title, what to do, and its columns."""

    code: str
    version: int
    title: str
    instructions: str
    columns: tuple[Column, ...]

    @property
    def mark(self) -> str:
        return f"hoctap:{self.code}:{self.version}"


def make(template: Template, choices: Mapping[str, Sequence[str]], place: str = "") -> bytes:
    """The empty list as a workbook; `choices` gives the words of each drop-down by column, `place` whose list it is."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = LIST_SHEET
    _write_head(sheet, template, place)
    for number, column in enumerate(template.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = FORMATS[column.kind]
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    _write_choices(book, sheet, template, choices)
    marks: Any = book.create_sheet(MARK_SHEET)
    marks["A1"] = template.mark
    marks.sheet_state = "veryHidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_head(sheet: Any, template: Template, place: str) -> None:
    last = get_column_letter(len(template.columns))
    sheet["A1"] = f"{template.title} – {place}" if place else template.title
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = template.instructions
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    for row, height in ((1, 24), (2, 64)):
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.row_dimensions[row].height = height
        sheet[f"A{row}"].data_type = "s"
    for number, column in enumerate(template.columns, start=1):
        cell = sheet.cell(HEADER_ROW, number, f"{column.label} *" if column.required else column.label)
        cell.font, cell.fill, cell.border = Font(bold=True), HEADER_FILL, THIN
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")


def _write_choices(book: Workbook, sheet: Any, template: Template, choices: Mapping[str, Sequence[str]]) -> None:
    """Words of the drop-downs stand on a hidden sheet: a list in the rule itself may hold only 255 signs."""
    hidden: Any = book.create_sheet(CHOICES_SHEET)
    hidden.sheet_state = "hidden"
    for number, column in enumerate(template.columns, start=1):
        letter, words = get_column_letter(number), choices.get(column.code, ())
        for row, word in enumerate(words, start=1):
            hidden.cell(row, number, word).data_type = "s"
        rule = _rule(column, f"{quote_sheetname(CHOICES_SHEET)}!${letter}$1:${letter}${len(words)}" if words else "")
        if rule:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}")


def _rule(column: Column, source: str) -> DataValidation | None:
    """What Excel itself checks while the list is filled in; the server checks everything again."""
    title = column.label[:32]
    if source:
        rule = DataValidation(type="list", formula1=source, allow_blank=not column.required)
        rule.error = "Hãy chọn một mục trong danh sách."
    elif column.kind in (Kind.WHOLE, Kind.MONEY):
        rule = DataValidation(type="whole", operator="between", formula1="0", formula2=str(column.largest))
        rule.error = "Chỉ ghi số nguyên, từ 0 trở lên."
        rule.errorStyle = "warning"
    else:
        return None
    rule.errorTitle, rule.promptTitle, rule.prompt = title, title, column.help[:255] or None
    rule.showErrorMessage, rule.showInputMessage = True, bool(column.help)
    return rule
