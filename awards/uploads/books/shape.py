"""Where in a sheet the list stands: its head of one to three lines, what is said above it, and what each row is.

title lines            what is said in them holds for all rows (khu phố, school, school year, decision, money unit)
head                   one to three lines, with merged cells
rows                   with rows between them that are no rows: sections ("Khu phố 3"), sums, blank lines
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from awards.uploads.books.context import place_in
from awards.uploads.books.grids import Fault, Grid, Place
from awards.uploads.books.vocabulary import DAY_PARTS, Meaning, Vocabulary, is_numbering, wholes
from awards.uploads.words import heading_key
from hocTap.lib import vi
from hocTap.lib.vi.cells import text_in

HEAD_WITHIN = 40
"""So many lines may stand above the list."""

TALLEST_HEAD = 3
SUMS = ("tong cong", "tong so", "tong", "cong")
NO_SUMS = {
    "tổng": ("công", "cục", "đài", "hội", "liên", "lãnh", "kết", "quan", "duyệt", "vệ"),
    "cộng": ("đồng", "tác", "hòa", "hoà", "sản"),
}
"""What goes on like a sum and is none: a Tổng công ty, a Cộng đồng, Tổng kết năm học."""
OF_WHAT = (
    "khu",
    "kp",
    "to",
    "ap",
    "thon",
    "toan",
    "cac",
    "phuong",
    "xa",
    "trang",
    "muc",
    "nhom",
    "ho",
    "nguoi",
    "tien",
)
"""What a sum without marks is of, where it says more than that it is one: "TONG KHU PHO 1"."""
LONGEST_LINE = 300


@dataclass(frozen=True)
class Head:
    """The lines of the head (from 0), and what each column (from 0) holds."""

    first: int
    last: int
    meanings: Mapping[int, Meaning]
    numbering: int | None = None
    words: Mapping[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """The lines of the head as people count them."""
        return list(range(self.first + 1, self.last + 2))

    @cached_property
    def keys(self) -> frozenset[str]:
        """All that its cells say, for comparing."""
        return frozenset(heading_key(part) for words in self.words.values() for part in words.split(" – "))


@dataclass(frozen=True)
class Line:
    """A line below the head: its cells by column, with what merged cells say of it."""

    row: int
    cells: Mapping[int, Any]

    @cached_property
    def words(self) -> Mapping[int, str]:
        """What each cell says; nothing for one that is broken."""
        return {column: _words(cell) for column, cell in self.cells.items()}

    @cached_property
    def texts(self) -> list[str]:
        return [words for words in self.words.values() if words]


def find_head(grid: Grid, vocabulary: Vocabulary, required: Sequence[str] = ()) -> Head | None:
    """The lines under whose words most columns can be understood; None where no line looks like a head."""
    spread = _spread(grid, HEAD_WITHIN + TALLEST_HEAD)
    best, most = None, (0, 0)
    for first in range(min(len(grid.cells), HEAD_WITHIN)):
        for last in range(first, min(first + TALLEST_HEAD, len(grid.cells))):
            head = _head(grid, spread, first, last, vocabulary)
            codes = wholes(head.meanings.values())
            parted = any(each.part == len(DAY_PARTS) for each in head.meanings.values())
            score = (len(codes) + parted, len(codes & set(required)) - (last - first))
            if score > most and (len(codes) > 1 or codes & set(required)):
                best, most = head, score
    return _with_merged_lines(best, grid) if best else None


def _with_merged_lines(head: Head, grid: Grid) -> Head:
    """The head with the lines above from which merged cells reach into it."""
    tops = [top for (top, left), (bottom, _) in grid.merged if top < head.first <= bottom and left in head.meanings]
    first = min([head.first, *tops])
    return replace(head, first=first if head.last - first < TALLEST_HEAD else head.first)


def _head(grid: Grid, spread: Mapping[Place, Any], first: int, last: int, vocabulary: Vocabulary) -> Head:
    meanings: dict[int, Meaning] = {}
    words: dict[int, str] = {}
    lines: list[list[str]] = []
    numbering = None
    own = 0
    for column in range(grid.width):
        texts = [_words(spread.get((row, column), grid.at(row, column))) for row in range(first, last + 1)]
        said = [text for text in dict.fromkeys(texts) if text]
        own += bool(_words(grid.at(first, column)))
        for text in (*reversed(said), " ".join(said)):
            if is_numbering(text):
                numbering = column
                break
            meaning = vocabulary.meaning(text)
            if meaning and meaning not in meanings.values():
                meanings[column] = meaning
                break
        words[column] = " – ".join(said)
        lines.append(said)
    _put_days_together(meanings, lines, vocabulary)
    if not own or not _words_in_line(grid, last) or any(_names_a_place(grid, row) for row in range(first, last + 1)):
        meanings = {}
    return Head(first, last, _no_part_beside_the_whole(meanings), numbering, words)


def _put_days_together(meanings: dict[int, Meaning], lines: Sequence[Sequence[str]], vocabulary: Vocabulary) -> None:
    """Three columns headed "Ngày", "Tháng", "Năm" hold one day."""
    for column in range(len(lines) - len(DAY_PARTS) + 1):
        day = vocabulary.day_of(lines[column : column + len(DAY_PARTS)])
        if day:
            meanings.update({column + part - 1: Meaning(day.code, part) for part in DAY_PARTS})


def _names_a_place(grid: Grid, row: int) -> bool:
    """Whether a line says nothing but whose the rows below are ("I. Khu phố Thanh An"): no line of a head."""
    said = [words for cell in grid.cells[row] if (words := _words(cell))]
    return len(said) == 1 and bool(place_in(said[0]))


def _words_in_line(grid: Grid, row: int) -> int:
    return sum(bool(_words(cell)) for cell in grid.cells[row])


def _no_part_beside_the_whole(meanings: Mapping[int, Meaning]) -> dict[int, Meaning]:
    """Where a column holds the whole value, one with a part of it (a "Tên" beside "Họ và tên") says nothing."""
    whole = {each.code for each in meanings.values() if each.part == 0}
    kept = {column: each for column, each in meanings.items() if each.part == 0 or each.code not in whole}
    paired = wholes(kept.values())
    return {
        column: each if each.part == 0 or each.code in paired else Meaning(each.code) for column, each in kept.items()
    }


def lines_below(grid: Grid, head: Head) -> Iterator[Line]:
    """Every line below the head that says something; a merged cell speaks for all lines that it covers."""
    spread = _spread(grid, len(grid.cells), from_row=head.last + 1)
    for row in range(head.last + 1, len(grid.cells)):
        cells = {
            column: value
            for column in range(grid.width)
            if (value := spread.get((row, column), grid.at(row, column))) != "" and not _is_blank(value)
        }
        if cells:
            yield Line(row, cells)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _spread(grid: Grid, rows: int, from_row: int = 0) -> dict[Place, Any]:
    """For the cells of merged ranges the value that the range shows; those that lie in one line keep to its first."""
    found: dict[Place, Any] = {}
    for (top, left), (bottom, right) in grid.merged:
        if bottom < from_row or top >= rows:
            continue
        value = grid.at(top, left)
        if from_row and bottom == top:
            continue
        for row in range(max(top, from_row), min(bottom, rows - 1) + 1):
            for column in range(left, min(right, grid.width - 1) + 1):
                found[row, column] = value
    return found


def said_above(grid: Grid, head: Head) -> list[str]:
    """The lines of text above the head, the sheet's name first."""
    lines = [grid.name, *(" ".join(filter(None, map(_words, grid.cells[row]))) for row in range(head.first))]
    return [line[:LONGEST_LINE] for line in lines if line.strip()]


def is_sum(line: Line, head: Head) -> bool:
    """Whether the line adds others up: it says so in a cell, and has no running number."""
    if is_numbered(line, head):
        return False
    return any(map(says_sum, line.texts[:2]))


def says_sum(text: str) -> bool:
    """Whether the words are those of a sum: "Tổng cộng", "Cộng khu phố 2", "TONG KP 1".

    Marks are meant where there are any: neither Tống Văn An nor Công ty Minh Họa adds anything up.
    """
    key = heading_key(text)
    first, _, rest = key.partition(" ")
    marked = vi.nfc(text).casefold().split()
    if first not in ("tong", "cong") or not marked:
        return False
    said = marked[0].strip(".,:;")
    if said in NO_SUMS:
        return not rest or len(marked) < 2 or marked[1].strip(".,:;") not in NO_SUMS[said]
    if not text.isascii():
        return False
    of_what = rest.partition(" ")[0].rstrip("0123456789")
    return key in SUMS or key.startswith(("tong cong ", "tong so ")) or of_what in OF_WHAT


def is_numbered(line: Line, head: Head) -> bool:
    """Whether the line has a running number."""
    return head.numbering is not None and line.words.get(head.numbering, "").isdigit()


def is_section(line: Line, head: Head) -> str:
    """The words of a line that says something for the lines below it: one text and no number; otherwise nothing.

    A section's own number ("II", "B") in the column of running numbers is not counted.
    """
    texts = {
        text for place, text in line.words.items() if text and (place != head.numbering or text.strip(".").isdigit())
    } or set(line.texts)
    return "" if len(texts) != 1 or min(texts).replace(".", "").isdigit() else min(texts)


def repeats_head(line: Line, head: Head) -> bool:
    """Whether the line is the head once more, as on a second printed page."""
    found = 0
    for column in head.meanings:
        key = heading_key(line.words.get(column, ""))
        if key and key not in head.keys:
            return False
        found += bool(key)
    return len(head.meanings) > 1 and found > 0


def numbers_columns(line: Line, head: Head) -> bool:
    """Whether the line only numbers the columns under the head: 1, 2, 3, …"""
    if line.words[min(line.cells)].strip("()") != "1":
        return False
    values = [words.strip("()") for _, words in sorted(line.words.items())]
    return len(values) > 2 and values == [str(number) for number in range(1, len(values) + 1)]


def _words(cell: Any) -> str:
    return "" if isinstance(cell, Fault) else text_in(cell)
