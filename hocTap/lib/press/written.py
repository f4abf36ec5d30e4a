"""Tables written directly, line by line, and the pages that hold them: what every long print is made of.

Many times faster than laying out a page of HTML; each row is a row of one table for whoever has it read aloud.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.press.fonts import Face
from hocTap.lib.press.tags import Element, Tags, artifact
from hocTap.lib.text import printable

pikepdf = Later("pikepdf")

LEFT, CENTRE, RIGHT = "left", "center", "right"
PAD = 2.5


def three_faces() -> dict[str, Face]:
    return {name: Face(name) for name in ("regular", "bold", "italic")}


class Written:
    """A table of columns between two margins, page after page; `y` is where the next line begins."""

    left: float
    right: float
    size: float
    leading: float

    def __init__(self, faces: dict[str, Face], parts: Tags, shares: Sequence[float], top: float) -> None:
        self.faces, self.parts = faces, parts
        share = (self.right - self.left) / sum(shares)
        self.widths = [each * share for each in shares]
        self.done: list[str] = []
        self.now: list[str] = []
        self.y = top

    def close_page(self) -> None:
        self.done.append("\n".join(self.now))
        self.now = []
        self.parts.turn()

    def set(self, words: str, style: str, size: float, x: float, y: float) -> str:
        tidy = printable(words)
        return f"BT /{style} {size:g} Tf {x:.2f} {y:.2f} Td {self.faces[style].shown(tidy)} ET" if tidy else ""

    def in_the_middle(self, words: str, style: str, size: float, y: float) -> str:
        width = self.faces[style].width(printable(words), size)
        return self.set(words, style, size, self.left + (self.right - self.left - width) / 2, y)

    def height_of(self, cells: Sequence[Sequence[str]]) -> float:
        """How high a row is whose cells have so many lines."""
        return max(len(lines) for lines in cells) * self.leading + 2 * PAD

    def row(
        self, cells: Sequence[Sequence[str]], style: str, sides: Sequence[str], height: float, tags: Sequence[Element]
    ) -> None:
        """A row with its lines around it; without tags of its own it is nothing to be read."""
        face, x, boxes = self.faces[style], self.left, []
        for place, (lines, width, side) in enumerate(zip(cells, self.widths, sides, strict=True)):
            boxes.append(f"{x:.2f} {self.y - height:.2f} {width:.2f} {height:.2f} re")
            said = []
            y = self.y - (height - len(lines) * self.leading) / 2 - self.size * 0.88
            for line in lines:
                free = width - 2 * PAD - face.width(line, self.size)
                said.append(
                    self.set(line, style, self.size, x + PAD + {LEFT: 0.0, CENTRE: free / 2}.get(side, free), y)
                )
                y -= self.leading
            if marks := " ".join(filter(None, said)):
                self.now.append(self.parts.put(marks, tags[place]) if tags else artifact(marks))
            x += width
        self.now.append(artifact(f"0.5 w {' '.join(boxes)} S"))
        self.y -= height


def add_pages(file: Any, streams: Sequence[str], faces: Mapping[str, Face], width: float, height: float) -> list[Any]:
    """A page for each stream behind those that the file has; the pages as objects, for what is read of them."""
    fonts = pikepdf.Dictionary({f"/{name}": face.embed(file) for name, face in faces.items()})
    resources = file.make_indirect(pikepdf.Dictionary(Font=fonts))
    for stream in streams:
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, round(width, 2), round(height, 2)],
            Resources=resources,
            Contents=file.make_indirect(pikepdf.Stream(file, stream.encode())),
        )
        file.pages.append(pikepdf.Page(file.make_indirect(page)))
    return [page.obj for page in list(file.pages)[len(file.pages) - len(streams) :]]


def saved(file: Any, out: Any) -> bytes:
    """The file as it is kept: packed, and the same bytes for the same pages."""
    file.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    content: bytes = out.getvalue()
    return content
