"""A row of a list, and its cells read as their columns say; `books` finds the rows in whatever file was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from awards.uploads.templates import Column, Kind
from awards.uploads.words import nearest, unit_key, with_its_marks
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.text import clean, printable
from hocTap.lib.vi.cells import day_in, money_in, school_year_in, text_in, whole_in

HEADINGS_WITHIN = 40
"""So many rows may stand above the headings."""

BEFORE_A_CHOICE = frozenset({"cap", "thuoc", "do", "ubnd"})
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
    sheet: str = ""
    line: int = 0

    def __getitem__(self, code: str) -> Any:
        return self.values.get(code)

    def refuse(self, sentence: str, column: str = "") -> None:
        self.problems.append(Problem(sentence, column))


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
        return choice_of(str(read), choices, column.also, is_place=column.is_place)
    return read


def _longest(column: Column) -> int:
    """How long the text of a cell may be before it is read; blanks around words do not count for their own limit."""
    return 2 * column.longest if column.kind in (Kind.TEXT, Kind.CHOICE) else LONGEST_NUMBER


def choice_of(
    text: str, choices: Sequence[str], also: Sequence[tuple[str, str]] = (), *, is_place: bool = False
) -> str:
    """The choice that the words mean: "P.5" and "Phường 05" mean "Phường 5". Raises Refused for another word.

    Raises Refused as well for words without marks that may be either of two ("xa thanh an"), and for a place whose
    marks are those of another, naming the near one.
    """
    key = unit_key(text)
    near = _by_key(tuple(choices)).get(key, ())
    alike = with_its_marks(text, near, str)
    if near and not alike:
        if is_place:
            raise Refused(nearest(text, near))
        alike = near
    if len(alike) > 1:
        raise Refused(f"“{text[:60]}” có thể là {' hoặc '.join(alike)}. Hãy ghi đủ dấu.")
    meant = alike[0] if alike else _also(key, also)
    if meant is None:
        some = ", ".join(choices[:4]) + (", …" if len(choices) > 4 else "")
        raise Refused(f"“{text[:60]}” không có trong danh sách chọn ({some}).")
    return meant


@lru_cache(maxsize=64)
def _by_key(choices: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for choice in dict.fromkeys(choices):
        found.setdefault(unit_key(choice), []).append(choice)
    return found


def _also(key: str, also: Sequence[tuple[str, str]]) -> str | None:
    """The choice that people mean by other words; what stands before them ("cấp", "thuộc") says nothing."""
    words = key.split()
    while words and words[0] in BEFORE_A_CHOICE:
        words.pop(0)
    plain = f"{' '.join(words)} "
    return next((choice for word, choice in also if plain.startswith(f"{vi.fold(word)} ")), None)


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
