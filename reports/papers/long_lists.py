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
from hocTap.lib.text import printable
from reports.paper.parts import Annex, CellKind, Column, Table, TableRow
from reports.papers.parts import Official

pikepdf = Later("pikepdf")

LONG = 400
"""Annexes with more rows are written directly: about twelve pages, which HTML needs two seconds for."""
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 195 * MM, 277 * MM, 20 * MM
SIZE, LEADING, PAD = 12.0, 13.8, 2.5
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
    faces = {name: Face(name) for name in ("regular", "bold", "italic")}
    parts = Tags()
    streams = [
        stream for annex in paper.annexes if is_long(annex) for stream in _Pages(annex, paper, faces, parts).streams()
    ]
    fonts = pikepdf.Dictionary({f"/{name}": face.embed(file) for name, face in faces.items()})
    resources = file.make_indirect(pikepdf.Dictionary(Font=fonts))
    for stream in streams:
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, round(WIDTH, 2), round(HEIGHT, 2)],
            Resources=resources,
            Contents=file.make_indirect(pikepdf.Stream(file, stream.encode())),
        )
        file.pages.append(pikepdf.Page(file.make_indirect(page)))
    parts.tie(file, [page.obj for page in list(file.pages)[-len(streams) :]])
    out = io.BytesIO()
    file.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


class _Pages:
    """One list, page after page; `y` is where the next row begins."""

    def __init__(self, annex: Annex, paper: Official, faces: dict[str, Face], parts: Tags) -> None:
        self.annex, self.paper, self.faces, self.parts = annex, paper, faces, parts
        self.rows: Element | None = None
        (self.table,) = annex.tables
        share = (RIGHT - LEFT) / (sum(column.width for column in self.table.columns) * MM)
        self.widths = [column.width * MM * share for column in self.table.columns]
        self.done: list[str] = []
        self.now: list[str] = []
        self.y = TOP

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
            said = self._centred(marks, "italic", 11, 10 * MM)
            self.now.append(artifact(said) if self.done else self.parts.paragraph(said))
        self.done.append("\n".join(self.now))
        self.now = []
        self.parts.turn()

    def _next(self) -> None:
        self._finish()
        self.now.append(artifact(self._centred(str(len(self.done) + 1), "regular", 13, HEIGHT - 11 * MM)))
        self.y = TOP

    def _need(self, height: float) -> bool:
        """Whether a new page was begun, since so much does not fit any more."""
        if self.y - height >= BOTTOM:
            return False
        self._next()
        return True

    def _set(self, words: str, face: str, size: float, x: float, y: float) -> str:
        return f"BT /{face} {size} Tf {x:.2f} {y:.2f} Td {self.faces[face].shown(words)} ET" if words else ""

    def _centred(self, words: str, face: str, size: float, y: float) -> str:
        width = self.faces[face].width(words, size)
        return self._set(words, face, size, LEFT + (RIGHT - LEFT - width) / 2, y)

    def _line(self, words: str, face: str, size: float, x: float) -> None:
        self.y -= size * 1.15
        self.now.append(self.parts.paragraph(self._set(printable(words), face, size, x, self.y)))

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
                self.now.append(self.parts.paragraph(self._centred(line, face, size, self.y)))
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
        self._cells(cells, "bold", ["center"] * len(cells), row)

    def _row(self, row: TableRow) -> None:
        face = "bold" if row.total else "regular"
        cells = [
            wrapped(self.faces[face], printable(cell.shown), SIZE, width - 2 * PAD)
            for cell, width in zip(row.cells, self.widths, strict=True)
        ]
        if self._need(_height(cells, self.table)):
            self._head()
        sides = [_side(cell.kind, column) for cell, column in zip(row.cells, self.table.columns, strict=True)]
        self._cells(cells, face, sides, tags.cells(self.rows, len(cells)))

    def _cells(self, cells: list[list[str]], face: str, sides: list[str], row: list[Element]) -> None:
        """A row of the table; without elements of its own it is nothing to be read."""
        height = _height(cells, self.table)
        x, boxes = LEFT, []
        for place, (lines, width, side) in enumerate(zip(cells, self.widths, sides, strict=True)):
            boxes.append(f"{x:.2f} {self.y - height:.2f} {width:.2f} {height:.2f} re")
            said = []
            y = self.y - (height - len(lines) * LEADING) / 2 - SIZE * 0.88
            for line in lines:
                free = width - 2 * PAD - self.faces[face].width(line, SIZE)
                at = x + PAD + {"left": 0.0, "center": free / 2}.get(side, free)
                said.append(self._set(line, face, SIZE, at, y))
                y -= LEADING
            if marks := " ".join(filter(None, said)):
                self.now.append(self.parts.put(marks, row[place]) if row else artifact(marks))
            x += width
        self.now.append(artifact(f"0.5 w {' '.join(boxes)} S"))
        self.y -= height


def _height(cells: list[list[str]], table: Table) -> float:
    least = 8 * MM if table.by_hand else 0.0
    return max(least, max(len(lines) for lines in cells) * LEADING + 2 * PAD)


def _side(kind: str, column: Column) -> str:
    if kind == CellKind.PLAIN:
        return "center"
    return "right" if column.numeric else "left"
