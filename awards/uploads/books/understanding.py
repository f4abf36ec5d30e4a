"""How a file is understood as a list of one kind: which rows it has, what each says, what was left out, what is asked.

Nothing is written. What a person has to settle is said: a doubt keeps its row from being written until the file says
it otherwise or a reason stands beside it; what only should be known is a notice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from awards.uploads.books import doubts
from awards.uploads.books.grids import Book, open_book
from awards.uploads.books.sheet_rows import SheetReader, Wanted
from awards.uploads.books.understood import NO_ANSWERS, Answers, Understood
from awards.uploads.reading import Problem, Row
from awards.uploads.templates import MARK_SHEET, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

OPENED = 0.4
"""The share of the reading that opening the file is."""


def understand(
    content: bytes,
    template: Template,
    choices: Mapping[str, Sequence[str]],
    answers: Answers = NO_ANSWERS,
    told: Callable[[float], None] = lambda share: None,
) -> Understood:
    """Read a file of any usual kind as a list of the template's.

    `choices` are the words that the columns of choices take, `answers` what a person said of the file; `told` hears
    how much of the file is read (0 to 1). Raises Refused for what is no table, where no sheet has a head that can be
    understood, and for an answer that cannot be read.
    """
    book = open_book(content)
    told(OPENED)
    _refuse_another_list(book, template)
    found = Understood()
    wanted = Wanted(template, choices, answers, book.from_1904)
    rows, before = max(1, sum(len(grid.cells) for grid in book.grids)), 0
    for number, grid in enumerate(book.grids):
        if number:
            before += len(book.grids[number - 1].cells)
            told(OPENED + (1 - OPENED) * before / rows)
        if grid.cells and grid.visible:
            SheetReader(grid, number, wanted, found).read()
        elif grid.cells and not grid.name.startswith("_"):
            found.notices.append(f"Trang tính “{grid.name}” đang bị ẩn nên không đọc. Nếu cần, hãy bỏ ẩn rồi gửi lại.")
    if not found.sheets:
        heads = ", ".join(f"“{column.label}”" for column in template.columns if column.required)
        raise Refused(
            f"Không tìm thấy dòng tiêu đề của danh sách trong tệp. Danh sách cần một dòng có các cột {heads}."
        )
    _refuse_without_columns(found, template)
    if not found.rows:
        raise Refused("Danh sách chưa có dòng nào. Hãy điền vào dưới dòng tiêu đề rồi gửi lại.")
    _ask_for_what_is_missing(found, template, answers)
    doubts.raise_all(found.rows, template, found.notices)
    if found.hidden and answers.hidden != "leave":
        found.notices.append(_about_hidden(found, answers))
    return found


def _refuse_another_list(book: Book, template: Template) -> None:
    """A template of this site says which list it is for."""
    marks = [str(grid.at(0, 0)) for grid in book.grids if grid.name == MARK_SHEET]
    if any(mark.startswith("hoctap:") and mark.split(":")[1] != template.code for mark in marks):
        raise Refused(f"Tệp này theo mẫu của danh sách khác, không phải “{template.title}”. Hãy chọn lại tệp.")


def _refuse_without_columns(found: Understood, template: Template) -> None:
    """Every row needs its own name: a list without such a column is no list of the kind."""
    columns = [held for sheet in found.sheets for held in sheet.columns.values()]
    held = {code for codes in columns for code in codes.split("+")} | found.in_file
    lacking = [column.label for column in template.columns if column.required and not column.once]
    codes = [column.code for column in template.columns if column.required and not column.once]
    missing = [f"“{label}”" for label, code in zip(lacking, codes, strict=True) if code not in held]
    if missing:
        raise Refused(
            f"Không tìm thấy cột {', '.join(missing)}. Hãy ghi tên cột ở dòng tiêu đề của danh sách rồi gửi lại."
        )


def _about_hidden(found: Understood, answers: Answers) -> str:
    lines = ", ".join(str(row.line) for row in [row for row in found.rows if row.hidden][:10])
    words = f"Có {vi.whole(found.hidden)} dòng đang bị ẩn trong tệp (dòng {lines})"
    return f"{words}; vẫn nhận như đã chọn." if answers.hidden else f"{words}. Có nhận các dòng này không?"


def _ask_for_what_is_missing(found: Understood, template: Template, answers: Answers) -> None:
    """A required column that no row has is asked once; in a list that has it elsewhere a blank is the row's fault."""
    absent = [column for column in template.columns if column.required and column.code not in found.in_file]
    found.asked = [column for column in absent if column.once]
    found.missing = [column for column in found.asked if not answers.said.get(column.code)]
    codes = {column.code for column in found.missing}
    for row in found.rows:
        for column in template.columns:
            blank = row.values.get(column.code) in (None, "")
            if column.required and blank and column.code not in codes and not _has_problem(row, column.code):
                row.problems.append(Problem(f"{column.label}: ô bắt buộc còn trống.", column.code))
    if found.missing:
        labels = ", ".join(column.label for column in found.missing)
        found.notices.append(f"Tệp không ghi: {labels}. Hãy chọn hoặc ghi một lần cho cả danh sách.")


def _has_problem(row: Row, code: str) -> bool:
    return any(problem.column == code for problem in row.problems)


def plain(value: Any) -> Any:
    """A value as JSON has it: days as YYYY-MM-DD."""
    return value.isoformat() if isinstance(value, dt.date) else value
