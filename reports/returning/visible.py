"""What a Word file shows, block by block: paragraphs and rows of tables as they stand, and what it conceals."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused

docx = Later("docx")
oxml = Later("docx.oxml")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
OLD_DRAWN = "{urn:schemas-microsoft-com:vml}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

PARAGRAPH, RUN, ROW, CELL, BOX, CONTROL = (f"{W}{name}" for name in ("p", "r", "tr", "tc", "txbxContent", "sdt"))
WORDS = {f"{W}t", f"{MATH}t", f"{DRAWN}t"}
BLANKS = {f"{W}{name}" for name in ("tab", "br", "cr", "ptab")}
NOT_SHOWN = {
    f"{W}{name}" for name in ("del", "moveFrom", "pPr", "sdtPr", "sdtEndPr", "trPr", "tcPr", "tblPr", "tblGrid")
}
"""What was struck out while changes were tracked, and how things look."""
NOT_SAID = NOT_SHOWN | {BOX, f"{W}rPr"}
FIELDS = {f"{W}fldChar", f"{W}instrText"}
FALLBACK = f"{COMPATIBLE}Fallback"
PICTURES = (f"{DRAWN}blip", f"{OLD_DRAWN}imagedata", f"{CHART}chart")
AROUND = {"header": "Đầu trang", "footer": "Chân trang", "footnotes": "Chú thích", "endnotes": "Chú thích cuối"}
"""Parts of a file whose words stand on its pages too, by how they are called in it."""
OF_PAGES = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
"""Fields whose result moves with the pages."""
OFF = {"0", "false", "off", "none"}
STRUCK = {f"{W}{name}" for name in ("vanish", "specVanish", "strike", "dstrike")}
VALUE = f"{W}val"
COLOUR, SIZE, STYLES = f"{W}color", f"{W}sz", (f"{W}pStyle", f"{W}rStyle")
SMALLEST_READ = 8
"""Half points below which nobody reads a word."""
REVERSED = re.compile("[\u202a-\u202e\u2066-\u2069]")
WITHOUT_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


@dataclass(frozen=True)
class Block:
    """A paragraph (one cell) or a row of a table (its cells), and the tags of what stands under control in each."""

    cells: tuple[str, ...]
    tags: tuple[tuple[str, ...], ...]
    is_row: bool = False

    @property
    def text(self) -> str:
        return " | ".join(cell for cell in self.cells if cell)


@dataclass
class Shown:
    """Everything that a Word file says."""

    blocks: list[Block]
    around: list[tuple[str, str]]
    """Lines of heads, feet and notes: where, what."""
    hidden: list[str] = field(default_factory=list)
    """Words that stand in the file and are not read on paper, or read the other way round."""
    pictures: int = 0


def read(content: bytes) -> Shown:
    """Raises Refused for a file that is no whole Word document."""
    try:
        return _Reader(docx.Document(io.BytesIO(content))).shown
    except Exception as broken:  # a broken package raises dozens of kinds
        raise Refused("Tệp Word bị hỏng nên không mở được. Hãy lưu lại rồi gửi.") from broken


def tidy(words: str) -> str:
    """One spelling; a hyphen that holds its words together comes back from LibreOffice as a plain one."""
    return vi.nfc(" ".join(WITHOUT_WIDTH.sub("", words.replace("\u2011", "-")).split()))


class _Reader:
    """Walks through one document once."""

    def __init__(self, document: Any) -> None:
        self.concealing = _concealing(document)
        self.has_boxes = self.hides = False
        """Asked once of each part: most have neither text boxes nor words that are not read."""
        self.shown = Shown([], [])
        body = document.element.body
        self.shown.blocks = list(self._all(body))
        self.shown.pictures = sum(not _is_within(each, FALLBACK) for each in body.iter(*PICTURES))
        for relation in document.part.rels.values():
            if relation.is_external or (where := AROUND.get(relation.reltype.rpartition("/")[2])) is None:
                continue
            part = oxml.parse_xml(relation.target_part.blob)
            lines = (block.text for block in self._all(part, of_pages=False))
            self.shown.around += [(where, line) for line in lines if line]

    def _all(self, part: Any, *, of_pages: bool = True) -> Iterator[Block]:
        self.has_boxes = next(part.iter(BOX), None) is not None
        self.hides = any(_is_concealing(each) for each in part.iter(*STRUCK, COLOUR, SIZE)) or any(
            each.get(VALUE) in self.concealing for each in part.iter(*STYLES)
        )
        return self._blocks(part, of_pages=of_pages)

    def _blocks(self, element: Any, *, of_pages: bool = True) -> Iterator[Block]:
        for child in element:
            tag = child.tag
            if tag == PARAGRAPH:
                yield self._block([child], of_pages=of_pages)
                yield from self._boxes(child, of_pages=of_pages)
            elif tag == ROW:
                cells = list(_cells(child))
                yield self._block(cells, is_row=True, of_pages=of_pages)
                yield from self._boxes(child, of_pages=of_pages)
            elif tag not in NOT_SHOWN:
                yield from self._blocks(child, of_pages=of_pages)

    def _boxes(self, element: Any, *, of_pages: bool) -> Iterator[Block]:
        """Text boxes of a paragraph. What stands twice, for newer and for older programs, is read once."""
        said: set[str] = set()
        for box in element.iter(BOX) if self.has_boxes else ():
            blocks = list(self._blocks(box, of_pages=of_pages))
            text = "\n".join(block.text for block in blocks)
            if text not in said or not _is_within(box, FALLBACK):
                yield from blocks
            said.add(text)

    def _block(self, cells: list[Any], *, is_row: bool = False, of_pages: bool = True) -> Block:
        said, tags = [], []
        for cell in cells:
            words: list[str] = []
            held: list[str] = []
            self._say(cell, words, held, _Fields(of_pages))
            said.append(tidy("".join(words)))
            tags.append(tuple(held))
        return Block(tuple(said), tuple(tags), is_row)

    def _say(self, element: Any, words: list[str], tags: list[str], fields: _Fields) -> None:
        for child in element:
            tag = child.tag
            if tag in WORDS:
                self._hear(child.text or "" if fields.are_read else "", words)
            elif tag in BLANKS:
                words.append(" ")
            elif tag == f"{W}noBreakHyphen":
                words.append("-")
            elif tag == f"{W}sym":
                words.append(chr(int(child.get(f"{W}char", "20"), 16) & 0xFF))
            elif tag in FIELDS:
                fields.mark(child)
            elif tag == RUN and self.hides and self._is_hidden(child):
                unread: list[str] = []
                self._say(child, unread, tags, fields)
                self.shown.hidden.append(tidy("".join(unread)))
            elif tag == f"{W}fldSimple" and fields.is_of_pages(child.get(f"{W}instr", "")):
                continue
            elif tag not in NOT_SAID:
                if tag == CONTROL:
                    tags += [each.get(VALUE, "") for each in child.iterfind(f"{W}sdtPr/{W}tag")]
                self._say(child, words, tags, fields)
                if tag == PARAGRAPH:
                    words.append(" ")

    def _hear(self, text: str, words: list[str]) -> None:
        words.append(text)
        if REVERSED.search(text):
            self.shown.hidden.append(tidy(text))

    def _is_hidden(self, run: Any) -> bool:
        """Hidden, struck out, white or too small to be read, by itself or by a style."""
        look = run.find(f"{W}rPr")
        looks = [] if look is None else list(look)
        if (paragraph := next(run.iterancestors(PARAGRAPH), None)) is not None:
            looks += paragraph.iterfind(f"{W}pPr/{W}pStyle")
        return any(
            _is_concealing(each) or (each.tag in STYLES and each.get(VALUE) in self.concealing) for each in looks
        )


class _Fields:
    """Where within fields a paragraph is; the number of a page is no figure where each page has its own."""

    def __init__(self, of_pages: bool) -> None:
        self.of_pages = of_pages
        self.open: list[list[Any]] = []

    def is_of_pages(self, instruction: str) -> bool:
        return not self.of_pages and OF_PAGES.match(instruction) is not None

    def mark(self, element: Any) -> None:
        if element.tag == f"{W}instrText":
            if self.open:
                self.open[-1][0] += element.text or ""
            return
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self.open.append(["", False])
        elif self.open and kind == "separate":
            self.open[-1][1] = True
        elif self.open and kind == "end":
            self.open.pop()

    @property
    def are_read(self) -> bool:
        return not any(results and self.is_of_pages(instruction) for instruction, results in self.open)


def _cells(row: Any) -> Iterator[Any]:
    """Cells of a row, those within controls and marks too; not those of tables within cells."""
    for child in row:
        if child.tag == CELL:
            yield child
        elif child.tag not in NOT_SHOWN:
            yield from _cells(child)


def _is_within(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _is_concealing(look: Any) -> bool:
    said = look.get(VALUE, "1")
    if look.tag in STRUCK:
        return said not in OFF
    if look.tag == COLOUR:
        return bool(said.upper() == "FFFFFF")
    return look.tag == SIZE and said.isascii() and said.isdigit() and int(said) < SMALLEST_READ


def _concealing(document: Any) -> set[str]:
    """Styles that hide what is written in them, by themselves or by those that they rest on."""
    styles = {each.get(f"{W}styleId"): each for each in document.styles.element.iter(f"{W}style")}
    found: set[str] = set()
    for name in styles:
        at, passed = name, set[str]()
        while at in styles and at not in passed:
            passed.add(at)
            if any(_is_concealing(look) for look in styles[at].iterfind(f"{W}rPr/*")):
                found.add(name)
                break
            at = next((each.get(VALUE) for each in styles[at].iterfind(f"{W}basedOn")), "")
    return found
