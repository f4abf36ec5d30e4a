"""What is typed into cells, read: out of the message of the page's script, and into what is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hocTap.lib import vi
from hocTap.lib.steps import Refused, words
from indicators.enums import Origin, Qualifier

NOTE_LENGTH = 500
TAKEN = (Origin.REGISTER, Origin.LAST_PERIOD)


@dataclass(frozen=True)
class CellInput:
    """What a person typed into one cell, and the revision of the cell that they had before their eyes."""

    code: str
    text: str
    qualifier: str
    note: str
    base_revision: int
    over_own: bool = False
    """Whether it may replace what the same person wrote since: a form of the browser's Back, typed into again."""
    taken: Origin | None = None
    """Where the page says that the person took the number from, with one press for many."""


@dataclass(frozen=True)
class Wanted:
    """What a cell asks for: a number or nothing, how exact it is, a note."""

    number: int | None
    qualifier: str
    note: str


def read_cell(cell: CellInput) -> Wanted:
    """Number, qualifier and note as they will be kept; "gần 500" says its qualifier itself. Raises Refused."""
    said = vi.parse_count(cell.text)
    number, qualifier = said.number, Qualifier.said(said.word).value if said.word else cell.qualifier
    if qualifier not in Qualifier.values:
        raise Refused("Mức chính xác không hợp lệ. Hãy chọn lại trong danh sách.")
    note = words(cell.note, name="Ghi chú", longest=NOTE_LENGTH)
    return Wanted(number, Qualifier.EXACT.value if number is None else qualifier, note)


def cells_of_json(body: bytes) -> list[CellInput] | None:
    """Read the script's message; None for anything that is not one."""
    try:
        return [_cell_of_json(cell) for cell in json.loads(body)["cells"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _taken(said: object) -> Origin | None:
    return next((each for each in TAKEN if each == said), None)


def _cell_of_json(cell: dict[str, Any]) -> CellInput:
    """One cell, each of its parts of the very type that the script sends. Raises TypeError, KeyError."""
    read = CellInput(
        cell["code"], cell["text"], cell["qualifier"], cell["note"], cell["revision"], taken=_taken(cell.get("taken"))
    )
    texts = (read.code, read.text, read.qualifier, read.note)
    if not all(isinstance(text, str) for text in texts) or type(read.base_revision) is not int:
        raise TypeError
    return read
