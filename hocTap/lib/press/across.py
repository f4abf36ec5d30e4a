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
from hocTap.lib.press.fonts import Face, wrapped
from hocTap.lib.press.tags import Element, Tags, artifact, declare
from hocTap.lib.text import printable

pikepdf = Later("pikepdf")

MM = 72 / 25.4
WIDTH, HEIGHT = 297 * MM, 210 * MM
LEFT, RIGHT, TOP, BOTTOM = 20 * MM, 282 * MM, 195 * MM, 15 * MM
SIZE, LEADING, PAD = 11.0, 12.8, 2.5
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
    fonts = pikepdf.Dictionary({f"/{name}": face.embed(file) for name, face in pages.faces.items()})
    resources = file.make_indirect(pikepdf.Dictionary(Font=fonts))
    for number, stream in enumerate(streams, start=1):
        last = pages.numbered(number, len(streams))
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, round(WIDTH, 2), round(HEIGHT, 2)],
            Resources=resources,
            Contents=file.make_indirect(pikepdf.Stream(file, f"{stream}\n{last}".encode())),
        )
        file.pages.append(pikepdf.Page(file.make_indirect(page)))
    pages.parts.tie(file, [page.obj for page in file.pages])
    declare(file, pages.book.title)
    out = io.BytesIO()
    file.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


class Pages:
    """The table, page after page; `y` is where the next line begins."""

    def __init__(self, book: Paper) -> None:
        self.book = book
        self.faces = {name: Face(name) for name in ("regular", "bold", "italic")}
        for face in self.faces.values():
            face.shown("0123456789/ Trang")
        share = (RIGHT - LEFT) / sum(column.width for column in book.columns)
        self.widths = [column.width * share for column in book.columns]
        self.done: list[str] = []
        self.now: list[str] = []
        self.parts = Tags()
        self.table: Element | None = None
        """The rows, once the heading stands above them."""
        self.y = TOP

    def streams(self) -> list[str]:
        """What stands on each page, but for its number."""
        raise NotImplementedError

    def numbered(self, number: int, of: int) -> str:
        """The number of a page at its foot."""
        words = f"Trang {number}/{of}"
        width = self.faces["regular"].width(words, 10)
        return artifact(self._set(words, "regular", 10, RIGHT - width, 8 * MM))

    def _lines(self, place: int, words: str) -> list[str]:
        face, free = self.faces["regular"], self.widths[place] - 2 * PAD
        tidy = printable(words)
        return [tidy] if face.width(tidy, SIZE) <= free else wrapped(face, tidy, SIZE, free)

    def _finish(self) -> None:
        if self.book.marks:
            said = self._set(" – ".join(self.book.marks), "italic", 10, LEFT, 8 * MM)
            self.now.append(artifact(said) if self.done else self.parts.paragraph(said))
        self.done.append("\n".join(self.now))
        self.now = []
        self.parts.turn()

    def _turn_over(self) -> None:
        """The next page, with the heads of the columns."""
        self._finish()
        self.y = TOP
        self._head()

    def _heading(self) -> None:
        """Whose paper it is on the left, place and day on the right, the title below; long words go on in new lines."""
        top = self.y
        width = self.faces["italic"].width(self.book.place, 12)
        self._said(self._set(self.book.place, "italic", 12, RIGHT - width, top - 14))
        for words, face in zip(self.book.issuer, ("regular", "bold"), strict=False):
            for line in wrapped(self.faces[face], printable(words), 12, RIGHT - LEFT - width - 10 * MM):
                self.y -= 14
                self._said(self._set(line, face, 12, LEFT, self.y))
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
        self._cells(cells, "bold", height_of(cells), row, middle=True)

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
        """A row of the table; without elements of its own it is nothing to be read."""
        face, x = self.faces[style], LEFT
        lines_around = []
        for place, (column, lines, width) in enumerate(zip(self.book.columns, cells, self.widths, strict=True)):
            lines_around.append(f"{x:.2f} {self.y - height:.2f} {width:.2f} {height:.2f} re")
            said = []
            y = self.y - (height - len(lines) * LEADING) / 2 - SIZE * 0.88
            for words in lines:
                if words:
                    at = x + PAD
                    if middle or column.number:
                        free = width - 2 * PAD - face.width(words, SIZE)
                        at += free / 2 if middle else free
                    said.append(self._set(words, style, SIZE, at, y))
                y -= LEADING
            if said:
                marks = " ".join(said)
                self.now.append(self.parts.put(marks, row[place]) if row else artifact(marks))
            x += width
        self.now.append(artifact(f"0.5 w {' '.join(lines_around)} S"))
        self.y -= height

    def _end(self) -> None:
        """Places to sign, on the page that holds the closing balance."""
        self.y -= 24
        each = (RIGHT - LEFT) / len(self.book.signers)
        for place, words in enumerate(self.book.signers):
            middle = LEFT + each * (place + 0.5)
            for said, style, size, y in ((words, "bold", 12.0, self.y), ("(Ký, họ tên)", "italic", 11.0, self.y - 14)):
                width = self.faces[style].width(said, size)
                self._said(self._set(said, style, size, middle - width / 2, y))

    def _centred(self, words: str, style: str, size: float, kind: str) -> None:
        width = self.faces[style].width(words, size)
        self._said(self._set(words, style, size, LEFT + (RIGHT - LEFT - width) / 2, self.y), kind)

    def _set(self, words: str, style: str, size: float, x: float, y: float) -> str:
        return f"BT /{style} {size:g} Tf {x:.2f} {y:.2f} Td {self.faces[style].shown(printable(words))} ET"


def height_of(cells: Sequence[Sequence[str]]) -> float:
    """How high a row is whose cells have so many lines."""
    return max(len(lines) for lines in cells) * LEADING + 2 * PAD
