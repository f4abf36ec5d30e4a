"""How wide the columns of a printed table are: as asked for, but never narrower than their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.paper.parts import Cell, Column

POINT = 25.4 / 72
FULL, SMALL = 11.0, 10.0
"""Sizes of type in points: of a table, and of one that is set in small type."""
DIGIT, MARK, LETTER = 0.5, 0.26, 0.6
"""How wide a digit, a dot and a letter of a bold head are, in parts of the size of the type."""
EDGES = 2.1
"""Padding and lines on both sides of a cell, in millimetres."""
GIVES = 0.4
"""How much of its width a column may give away whose words take several lines anyway."""


@dataclass(frozen=True)
class Fitted:
    """Widths in millimetres that together are as asked for, and whether they need small type."""

    widths: tuple[float, ...]
    small: bool = False


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], full: float = FULL) -> Fitted:
    """Widen the columns whose numbers would run into their neighbours, at the cost of those that have room to spare.

    Where there is room a name, and a number with what stands beside it, keep to one line, so that rows stay low. Where
    all room together does not suffice the table is set in small type. Example: the participants of a province in
    fifteen years, "11.453.940", in a column made for a district's "53.953". `full` is the size of its type otherwise.
    """
    for size in (full, SMALL):
        for in_one_line in (True, False):
            if needed := _shifted(columns, rows, size, in_one_line=in_one_line):
                return Fitted(needed, small=size == SMALL)
    return Fitted(_shares(columns, rows), small=True)


def fits(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether every number finds room, if need be in small type; else the table is better made two."""
    return _shifted(columns, rows, SMALL, in_one_line=False) is not None


def _shifted(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], size: float, *, in_one_line: bool
) -> tuple[float, ...] | None:
    """The widths when each column has what it needs; None where there is not enough for all."""
    least = _least(columns, rows, size, in_one_line=in_one_line)
    lacking = sum(max(0.0, need - column.width) for need, column in zip(least, columns, strict=True))
    spare = sum(max(0.0, column.width - need) for need, column in zip(least, columns, strict=True))
    if lacking > spare:
        return None
    kept = 1 - lacking / spare if spare else 1
    return tuple(
        need if need >= column.width else round(need + (column.width - need) * kept, 2)
        for need, column in zip(least, columns, strict=True)
    )


def _shares(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> tuple[float, ...]:
    """All that there is, by what each needs."""
    least = _least(columns, rows, SMALL, in_one_line=False)
    scale = sum(column.width for column in columns) / sum(least)
    return tuple(round(need * scale, 2) for need in least)


def _least(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], size: float, *, in_one_line: bool) -> list[float]:
    return [
        max(_head(column, size), max((_cell(row[n], size, in_one_line) for row in rows), default=0.0))
        if column.numeric
        else _words(column.width, max((_number(row[n].text, size) for row in rows), default=0.0), in_one_line)
        for n, column in enumerate(columns)
    ]


def _words(width: float, whole: float, in_one_line: bool) -> float:
    """What stands in one line stays there, and a name that nearly does is given one; longer words go on in the next."""
    return whole if whole <= width * (1 + GIVES * in_one_line) else width * (1 - GIVES)


def _cell(cell: Cell, size: float, in_one_line: bool) -> float:
    """What stands beside the number may go under it."""
    number, beside = _number(cell.text, size), _number(cell.beside, size)
    return number + beside if in_one_line else max(number, beside)


def _number(text: str, size: float) -> float:
    marks = text.count(".") + text.count(",")
    return (DIGIT * (len(text) - marks) + MARK * marks) * size * POINT + EDGES if text else 0.0


def _head(column: Column, size: float) -> float:
    longest = max(map(len, column.label.split()), default=0)
    return min(column.width, LETTER * longest * size * POINT + EDGES)
