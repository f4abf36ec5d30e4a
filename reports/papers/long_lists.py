"""Long lists of a paper: pages written directly, some hundred times faster than laying out a page of HTML.

They look as short ones do: A4 upright, the decree's margins, the head on each page, the number at the top of pages from
the second page on; and they are tables for whoever has them read aloud.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.press import tags
from hocTap.lib.press.fonts import Face, wrapped
from hocTap.lib.press.tags import Element, Tags, artifact
from hocTap.lib.press.written import CENTRE, PAD, Written, add_pages, saved, three_faces
from hocTap.lib.text import printable
from reports.paper.parts import Annex, CellKind, Column, TableRow
from reports.papers.parts import Official

pikepdf = Later("pikepdf")

LONG = 100
"""Annexes with more rows are written directly. A list of six columns and 390 rows (29 pages) takes one second of a
processor so, and nearly six laid out from HTML; 100 rows of it from HTML take a second and a half."""
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 195 * MM, 277 * MM, 20 * MM
SIZE, LEADING = 12.0, 13.8
TITLE_SIZE = 14.0


def is_long(annex: Annex) -> bool:
    """Only upright lists of one table are written directly."""
    return annex.upright and len(annex.tables) == 1 and len(annex.tables[0].rows) > LONG


def without_long(paper: Official) -> Official:
    """The paper as far as it is laid out from HTML."""
    return replace(paper, annexes=tuple(annex for annex in paper.annexes if not is_long(annex)))


def with_long(content: bytes, paper: Official) -> bytes:
    """The laid out paper with its long lists behind it; the lists come last in every kind of paper."""
    file: Any = pikepdf.open(io.BytesIO(content))
    faces, parts = three_faces(), Tags()
    streams = [
        stream for annex in paper.annexes if is_long(annex) for stream in _Pages(annex, paper, faces, parts).streams()
    ]
    parts.tie(file, add_pages(file, streams, faces, WIDTH, HEIGHT))
    return saved(file, io.BytesIO())


class _Pages(Written):
    """One list, page after page."""

    left, right, size, leading = LEFT, RIGHT, SIZE, LEADING

    def __init__(self, annex: Annex, paper: Official, faces: dict[str, Face], parts: Tags) -> None:
        (self.table,) = annex.tables
        super().__init__(faces, parts, [column.width for column in self.table.columns], TOP)
        self.annex, self.paper = annex, paper
        self.rows: Element | None = None

    def streams(self) -> list[str]:
        self._first()
        self._head()
        for row in self.table.rows:
            self._row(row)
        for note in self.annex.notes:
            self._need(LEADING + 6)
            self.y -= 6
            self._line(note, "italic", TITLE_SIZE, LEFT + 28)
        self._finish()
        return self.done

    def _finish(self) -> None:
        marks = " – ".join(self.paper.marks)
        if marks:
            said = self.in_the_middle(marks, "italic", 11, 10 * MM)
            self.now.append(artifact(said) if self.done else self.parts.paragraph(said))
        self.close_page()

    def _next(self) -> None:
        self._finish()
        self.now.append(artifact(self.in_the_middle(str(len(self.done) + 1), "regular", 13, HEIGHT - 11 * MM)))
        self.y = TOP

    def _need(self, height: float) -> bool:
        """Whether a new page was begun, since so much does not fit any more."""
        if self.y - height >= BOTTOM:
            return False
        self._next()
        return True

    def _line(self, words: str, face: str, size: float, x: float) -> None:
        self.y -= size * 1.15
        self.now.append(self.parts.paragraph(self.set(words, face, size, x, self.y)))

    def _first(self) -> None:
        name = f"Phụ lục {self.annex.number}".rstrip()
        heads = (
            (name, "bold", TITLE_SIZE),
            (self.annex.title, "bold", TITLE_SIZE),
            (f"({self.paper.citation})", "italic", 13.0),
        )
        for words, face, size in heads:
            for line in wrapped(self.faces[face], printable(words), size, RIGHT - LEFT):
                self.y -= size * 1.2
                self.now.append(self.parts.paragraph(self.in_the_middle(line, face, size, self.y)))
        self.y -= 8

    def _head(self) -> None:
        """The heads of the columns; repeated on later pages they are nothing to be read again."""
        first = self.rows is None
        self.rows = self.rows or Element("Table", self.parts.document)
        cells = [
            wrapped(self.faces["bold"], column.label, SIZE, width - 2 * PAD)
            for column, width in zip(self.table.columns, self.widths, strict=True)
        ]
        row = tags.heads(self.rows, len(cells)) if first else []
        self._cells(cells, "bold", [CENTRE] * len(cells), row)

    def _row(self, row: TableRow) -> None:
        face = "bold" if row.total else "regular"
        cells = [
            wrapped(self.faces[face], printable(cell.shown), SIZE, width - 2 * PAD)
            for cell, width in zip(row.cells, self.widths, strict=True)
        ]
        if self._need(self._height(cells)):
            self._head()
        sides = [_side(cell.kind, column) for cell, column in zip(row.cells, self.table.columns, strict=True)]
        self._cells(cells, face, sides, tags.cells(self.rows, len(cells)))

    def _cells(self, cells: list[list[str]], face: str, sides: list[str], row: list[Element]) -> None:
        """A row of the table; without elements of its own it is nothing to be read."""
        self.row(cells, face, sides, self._height(cells), row)

    def _height(self, cells: list[list[str]]) -> float:
        return max(8 * MM if self.table.by_hand else 0.0, self.height_of(cells))


def _side(kind: str, column: Column) -> str:
    if kind == CellKind.PLAIN:
        return "center"
    return "right" if column.numeric else "left"
