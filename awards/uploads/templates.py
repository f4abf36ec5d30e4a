"""Excel templates from declared columns: drop-downs, a line of instructions, a hidden mark of kind and version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from hocTap.lib.xlsx import Book, Sheet, column_letter

LIST_SHEET = "Danh sách"
CHOICES_SHEET = "_lua_chon"
MARK_SHEET = "_mau"
HEADER_ROW = 3
LAST_ROW = 5_003
"""Down to here the drop-downs reach; rows below are read all the same."""

HEAD = {
    "bold": True,
    "bg_color": "#DCE9F5",
    "border": 1,
    "border_color": "#9AA9B8",
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
}


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

    `other_names` are headings under which people keep the same thing; `largest` bounds numbers, `longest` texts. What
    is usually the same for a whole list (`once`) may be said above it, or asked once.
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
    once: bool = False
    is_place: bool = False
    """Whether the choices are names of places: marks tell two of them apart, while "Nử" can only be "Nữ"."""
    also: tuple[tuple[str, str], ...] = ()
    """Words by which people mean a choice, besides its own: what begins with "quận" means "quận, huyện quản lý"."""


@dataclass(frozen=True)
class Template:
    """A kind of list: the code and version that the file carries, its title, what to do, and its columns."""

    code: str
    version: int
    title: str
    instructions: str
    columns: tuple[Column, ...]
    bare: bool = False
    """Whether a row may hold nothing but its name: a line with one text is then a row, no heading between rows."""

    @property
    def mark(self) -> str:
        return f"hoctap:{self.code}:{self.version}"


def make(template: Template, choices: Mapping[str, Sequence[str]], place: str = "") -> bytes:
    """The empty list as a workbook; `choices` gives the words of each drop-down by column, `place` whose list it is."""
    book = Book(title=template.title)
    sheet = book.sheet(LIST_SHEET)
    _write_head(sheet, template, place)
    _write_choices(book.sheet(CHOICES_SHEET), sheet, template, choices)
    marks = book.sheet(MARK_SHEET)
    marks.put(0, 0, template.mark)
    marks.hide(deeply=True)
    return book.content()


def _write_head(sheet: Sheet, template: Template, place: str) -> None:
    look = sheet.book.look
    last = len(template.columns) - 1
    title = f"{template.title} – {place}" if place else template.title
    sheet.over(0, 0, last, title, look(bold=True, font_size=14))
    sheet.over(1, 0, last, template.instructions, look(text_wrap=True, valign="top"))
    sheet.height(0, 24)
    sheet.height(1, 64)
    heads = [(f"{each.label} *" if each.required else each.label, float(each.width)) for each in template.columns]
    sheet.head(HEADER_ROW - 1, heads, look(**HEAD))
    for number, column in enumerate(template.columns):
        sheet.width(number, column.width, look(num_format=FORMATS[column.kind]))
    sheet.paper()


def _write_choices(hidden: Sheet, sheet: Sheet, template: Template, choices: Mapping[str, Sequence[str]]) -> None:
    """Words of the drop-downs stand on a hidden sheet: a list in the rule itself may hold only 255 signs."""
    hidden.hide()
    for number, column in enumerate(template.columns):
        letter, words = column_letter(number), choices.get(column.code, ())
        for row, word in enumerate(words):
            hidden.put(row, number, word)
        rule = _rule(column, f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(words)}" if words else "")
        if rule:
            sheet.choices(HEADER_ROW, LAST_ROW - 1, number, rule)


def _rule(column: Column, source: str) -> dict[str, Any]:
    """What Excel itself checks while the list is filled in; the server checks everything again."""
    title = column.label[:32]
    words = {"error_title": title, "input_title": title, "input_message": column.help[:255]}
    if not column.help:
        del words["input_title"], words["input_message"]
    if source:
        rule = {"validate": "list", "source": source, "ignore_blank": not column.required}
        return rule | words | {"error_message": "Hãy chọn một mục trong danh sách."}
    if column.kind in (Kind.WHOLE, Kind.MONEY):
        bounds = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": column.largest}
        wrong = {"error_type": "warning", "error_message": "Chỉ ghi số nguyên, từ 0 trở lên."}
        return bounds | words | wrong
    return {}
