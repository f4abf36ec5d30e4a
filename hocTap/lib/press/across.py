"""A long table on pages that lie, written directly: the heading, the heads on each page, places to sign at its end.

Many times faster than laying out a page of HTML. For whoever has it read aloud it is one table, however many pages it
takes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hocTap.lib.heavy import Later
from hocTap.lib.press import tags
from hocTap.lib.press.fonts import wrapped
from hocTap.lib.press.tags import Element, Tags, artifact, declare
from hocTap.lib.press.written import CENTRE, PAD, Written, add_pages, saved, three_faces
from hocTap.lib.text import printable

pikepdf = Later("pikepdf")

MM = 72 / 25.4
WIDTH, HEIGHT = 297 * MM, 210 * MM
LEFT, RIGHT, TOP, BOTTOM = 20 * MM, 282 * MM, 195 * MM, 15 * MM
SIZE, LEADING = 11.0, 12.8
FOOT = LEADING + 2 * PAD


class Column(NamedTuple):
    """A column: its head, its share of the width, whether it holds numbers."""

    label: str
    width: float
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands around the rows; `words_column` is the one that says what a sum is of."""

    issuer: Sequence[str]
    place: str
    title: str
    subtitle: Sequence[str]
    columns: Sequence[Column]
    signers: Sequence[str]
    words_column: int
    marks: Sequence[str] = field(default_factory=tuple)


def bound_across(pages: Pages) -> bytes:
    """The pages as PDF, A4 across."""
    streams = pages.streams()
    file: Any = pikepdf.new()
    numbered = [f"{stream}\n{pages.numbered(number, len(streams))}" for number, stream in enumerate(streams, start=1)]
    pages.parts.tie(file, add_pages(file, numbered, pages.faces, WIDTH, HEIGHT))
    declare(file, pages.book.title)
    return saved(file, io.BytesIO())


class Pages(Written):
    """The table, page after page."""

    left, right, size, leading = LEFT, RIGHT, SIZE, LEADING

    def __init__(self, book: Paper) -> None:
        super().__init__(three_faces(), Tags(), [column.width for column in book.columns], TOP)
        self.book = book
        for face in self.faces.values():
            face.shown("0123456789/ Trang")
        self.table: Element | None = None
        """The rows, once the heading stands above them."""

    def streams(self) -> list[str]:
        """What stands on each page, but for its number."""
        raise NotImplementedError

    def numbered(self, number: int, of: int) -> str:
        """The number of a page at its foot."""
        words = f"Trang {number}/{of}"
        width = self.faces["regular"].width(words, 10)
        return artifact(self.set(words, "regular", 10, RIGHT - width, 8 * MM))

    def _lines(self, place: int, words: str) -> list[str]:
        face, free = self.faces["regular"], self.widths[place] - 2 * PAD
        tidy = printable(words)
        return [tidy] if face.width(tidy, SIZE) <= free else wrapped(face, tidy, SIZE, free)

    def _finish(self) -> None:
        if self.book.marks:
            said = self.set(" – ".join(self.book.marks), "italic", 10, LEFT, 8 * MM)
            self.now.append(artifact(said) if self.done else self.parts.paragraph(said))
        self.close_page()

    def _turn_over(self) -> None:
        """The next page, with the heads of the columns."""
        self._finish()
        self.y = TOP
        self._head()

    def _heading(self) -> None:
        """Whose paper it is on the left, place and day on the right, the title below; long words go on in new lines."""
        top = self.y
        width = self.faces["italic"].width(self.book.place, 12)
        self._said(self.set(self.book.place, "italic", 12, RIGHT - width, top - 14))
        for words, face in zip(self.book.issuer, ("regular", "bold", "regular"), strict=False):
            for line in wrapped(self.faces[face], printable(words), 12, RIGHT - LEFT - width - 10 * MM):
                self.y -= 14
                self._said(self.set(line, face, 12, LEFT, self.y))
        self.y -= 10
        for words, face, size in [
            (self.book.title, "bold", 15.0),
            *((each, "italic", 12.0) for each in self.book.subtitle),
        ]:
            for line in wrapped(self.faces[face], printable(words), size, RIGHT - LEFT):
                self.y -= size * 1.25
                self._centred(line, face, size, "H1" if words == self.book.title else "P")
        self.y -= 10

    def _said(self, marks: str, kind: str = "P") -> None:
        self.now.append(self.parts.put(marks, Element(kind, self.parts.document)))

    def _head(self) -> None:
        """The heads of the columns; repeated on later pages they are nothing to be read again."""
        first = self.table is None
        self.table = self.table or Element("Table", self.parts.document)
        cells = [
            wrapped(self.faces["bold"], column.label, SIZE, width - 2 * PAD)
            for column, width in zip(self.book.columns, self.widths, strict=True)
        ]
        row = tags.heads(self.table, len(cells)) if first else []
        self._cells(cells, "bold", self.height_of(cells), row, middle=True)

    def _sum(self, label: str, sums: dict[int, str]) -> None:
        """A line of sums, by the place of their columns."""
        cells = [""] * len(self.book.columns)
        cells[self.book.words_column] = label
        for place, shown in sums.items():
            cells[place] = shown
        self._cells([[words] for words in cells], "bold", FOOT, tags.cells(self.table, len(cells)))

    def _cells(
        self, cells: list[list[str]], style: str, height: float, row: list[Element], *, middle: bool = False
    ) -> None:
        sides = [CENTRE if middle else "right" if column.number else "left" for column in self.book.columns]
        self.row(cells, style, sides, height, row)

    def _end(self) -> None:
        """Places to sign, on the page that holds the closing balance."""
        self.y -= 24
        each = (RIGHT - LEFT) / len(self.book.signers)
        for place, words in enumerate(self.book.signers):
            middle = LEFT + each * (place + 0.5)
            for said, style, size, y in ((words, "bold", 12.0, self.y), ("(Ký, họ tên)", "italic", 11.0, self.y - 14)):
                width = self.faces[style].width(said, size)
                self._said(self.set(said, style, size, middle - width / 2, y))

    def _centred(self, words: str, style: str, size: float, kind: str) -> None:
        self._said(self.in_the_middle(words, style, size, self.y), kind)
