"""A print of ours as a Word document: the same page of HTML that is laid out as PDF, with real styles and tables.

What a template may hold: a `header` of blocks beside each other, headings, paragraphs, lists, tables (heads repeat,
cells may span columns) and places to sign beside each other. Blocks without a meaning of their own are gone through.
`data-marks` of the body stands at the foot of each page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from hocTap.lib.heavy import Later
from hocTap.lib.press import fonts
from hocTap.lib.text import printable

docx = Later("docx")
enums = Later("docx.enum.text")
styles = Later("docx.enum.style")
oxml = Later("docx.oxml")
shared = Later("docx.shared")
markup = Later("lxml.html")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FONT = "Times New Roman"
TWIPS = 56.7
"""So many of Word's units are a millimetre."""


@dataclass(frozen=True)
class Sheet:
    """Paper: its sides, and its margins from the top clockwise, all in millimetres."""

    width: float = 210
    height: float = 297
    margins: tuple[float, float, float, float] = (20, 20, 20, 30)

    @property
    def room(self) -> float:
        """How wide words may run."""
        return self.width - self.margins[1] - self.margins[3]


UPRIGHT = Sheet()
LYING = Sheet(297, 210, (20, 15, 15, 30))
SLIP = Sheet(210, 148, (10, 12, 10, 12))
"""A5 across."""


# What every Word file of the site is made of


def set_font(style: Any, size: float) -> None:
    """Times New Roman in black, for every script."""
    style.font.name, style.font.size = FONT, shared.Pt(size)
    style.font.color.rgb = shared.RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(oxml.ns.qn(f"w:{name}"), FONT)


def without_border(style: Any) -> None:
    """Word's own titles stand on a line."""
    found = style.element.find(".//" + oxml.ns.qn("w:pBdr"))
    if found is not None:
        found.getparent().remove(found)


def number_pages(section: Any) -> None:
    """The number of a page above its middle, from the second page on."""
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = enums.WD_ALIGN_PARAGRAPH.CENTER
    number._p.append(oxml.parse_xml(f'<w:fldSimple {W} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'))


SHARE = 0.42
"""Of the words above, how long the rule below them is: the decree asks for a third to a half."""
CELL = 1.9
"""Millimetres that Word leaves between a cell's border and its text."""


def beside(room: float, lines: Sequence[str], size: float, share: float) -> float:
    """How far a rule below bold words keeps from both sides, in millimetres, to be as long as a share of them."""
    face = fonts.Face("bold")
    longest = max((face.width(printable(line), size) for line in lines), default=0.0) * 25.4 / 72
    return max(0.0, (room - min(longest, room) * share) / 2)


def rule_below(line: Any, indent: float) -> None:
    """An empty paragraph becomes a rule in the middle, as far from both sides as `indent` says."""
    layout = line.paragraph_format
    layout.left_indent = layout.right_indent = shared.Mm(indent)
    layout.space_after, layout.line_spacing = shared.Pt(8), shared.Pt(3)
    border = f'<w:pBdr {W}><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    line._p.get_or_add_pPr().insert_element_before(oxml.parse_xml(border), "w:spacing", "w:ind", "w:jc")


def run(words: str, *, bold: bool = False, italic: bool = False) -> str:
    """Words in one look, as XML."""
    look = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(printable(words))}</w:t></w:r>'


def cell(runs: str, width: int, style: str, side: str, *, more: str = "", with_next: bool = False) -> str:
    """A cell of one paragraph, `width` in twips; `more` are properties of the cell.

    A row whose cells stay `with_next` goes over to the next page with the row below it.
    """
    stays = "<w:keepNext/>" if with_next else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{stays}<w:jc w:val="{side}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def row(cells: str, *, head: bool = False, height: int = 0) -> str:
    """A row that no page breaks; a head stands on every page. `height` in twips is the least it has."""
    high = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{high}{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def bordered(twips: Sequence[int], rows: str) -> str:
    """A table with all its lines, of columns so wide."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    border = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return (
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="50" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
        f'<w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


# A page of HTML


def from_html(html: str, sheet: Sheet = UPRIGHT, *, size: float = 12, row_height: float = 0) -> bytes:
    """The page as docx, its words in `size` points; rows of tables are at least `row_height` millimetres high.

    Nothing is fetched, and pictures are left out: Word gets what is read.
    """
    return _Writer(markup.fromstring(html), sheet, size, row_height).content


class Piece(NamedTuple):
    """Words in one look; None is the end of a line."""

    words: str | None
    bold: bool = False
    italic: bool = False


SIDE_BY_SIDE = {"header", "signatures", "report-signature"}
"""Elements and classes whose blocks stand beside each other."""
CENTRED = {
    "agency",
    "authority",
    "centred",
    "day",
    "draft",
    "motto",
    "number",
    "papers",
    "parent-body",
    "place-and-day",
    "signer-name",
    "state-name",
    "subject",
    "void",
}
BOLD = {"agency", "authority", "motto", "recipients-head", "signer-name", "state-name", "subject", "void", "row-total"}
ITALIC = {"mark", "place-and-day", "recipients-head", "table-note", "to-write"}
SMALL = {"mark", "recipients", "table-note"}
KEPT = 2
"""Paragraphs, or rows, that stand with the signature."""
SPACED = {"signer-name"}
"""Below a place to sign: the name stands where the signature ends."""
SIZES = {"state-name": 12.5, "motto": 13.5, "recipients-head": 12}
"""Points: of these the decree says how large they are, whatever the words around them."""
RULED = {"agency": SHARE, "motto": 1.0, "subject": SHARE}
"""Below these of a paper's head stands a rule, so long a share of the words."""
DASHED, NUMBERED = "dashed", "numbered"
"""Lists whose items are lines of the text: after a dash, or as they number themselves."""
STATE_HEAD = (0.38, 0.62)
"""Of the page, the width of whose paper it is, and of Quốc hiệu beside it, which stands on one line."""
ROOM_TO_SIGN, RUNNING_TITLE = 62, 14
"""Points."""


class _Writer:
    """Writes one document from the top down."""

    def __init__(self, page: Any, sheet: Sheet, size: float, row_height: float) -> None:
        self.sheet, self.size, self.row_height = sheet, size, row_height
        self.document = docx.Document()
        self._set_up(" ".join((page.findtext(".//title") or "").split()))
        self.latest: Any = None
        """The table written last, so that the words below keep away from it."""
        body = page.find("body")
        if body is None:
            body = page
        self.is_running = body.get("data-running") is not None
        """Running text by the decree: its paragraphs are even on both sides and begin 1 cm in."""
        if self.is_running:
            self.document.styles["Title"].font.size = shared.Pt(RUNNING_TITLE)
        if marks := body.get("data-marks"):
            self._mark(marks)
        self._blocks(body, self.document)

    @property
    def content(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _set_up(self, title: str) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = printable(title), "", "vi-VN"
        known = self.document.styles
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Header"):
            set_font(known[name], self.size)
            known[name].paragraph_format.space_before = shared.Pt(0)
            known[name].paragraph_format.space_after = shared.Pt(4)
        for name, more, above in (("Title", 2, 12), ("Heading 1", 1, 10), ("Heading 2", 0, 6)):
            style = known[name]
            style.font.size, style.font.bold, style.font.italic = shared.Pt(self.size + more), True, False
            style.paragraph_format.space_before, style.paragraph_format.keep_with_next = shared.Pt(above), True
        without_border(known["Title"])
        known["Title"].paragraph_format.alignment = enums.WD_ALIGN_PARAGRAPH.CENTER
        for name, size in (("Ô bảng", self.size - 1), ("Nhỏ", self.size - 2)):
            style = known.add_style(name, styles.WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = known["Normal"]
            set_font(style, size)
            style.paragraph_format.space_after = shared.Pt(0)
        section = self.document.sections[0]
        section.page_width, section.page_height = shared.Mm(self.sheet.width), shared.Mm(self.sheet.height)
        if self.sheet.width > self.sheet.height:
            section.orientation = 1
        top, right, bottom, left = (shared.Mm(each) for each in self.sheet.margins)
        section.top_margin, section.right_margin = top, right
        section.bottom_margin, section.left_margin = bottom, left
        section.header_distance = section.footer_distance = shared.Mm(min(10, self.sheet.margins[0] / 2))
        number_pages(section)

    def _mark(self, words: str) -> None:
        """What stands at the foot of each page: that figures are illustrative, who printed them."""
        for foot in (self.document.sections[0].footer, self.document.sections[0].first_page_footer):
            line = foot.paragraphs[0]
            line.style = self.document.styles["Nhỏ"]
            line.add_run(printable(words)).italic = True

    # Blocks

    def _blocks(self, parent: Any, into: Any, classes: frozenset[str] = frozenset()) -> None:
        """Every block of an element in turn; words outside of blocks are paragraphs too."""
        if _has_words(parent.text):
            self._paragraph([Piece(_tidy(parent.text))], into, classes)
        for node in parent:
            own = classes | frozenset((node.get("class") or "").split())
            match node.tag:
                case "h1" | "h2" | "h3":
                    style = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2"}[node.tag]
                    self._paragraph(_pieces(node), into, own, style)
                case "p":
                    self._paragraph(_pieces(node), into, own)
                case "ul":
                    for item in node.iterchildren("li"):
                        pieces = [Piece("- "), *_pieces(item)] if DASHED in own else _pieces(item)
                        plain = own & {"recipients", DASHED, NUMBERED}
                        self._paragraph(pieces, into, own, "Normal" if plain else "List Bullet")
                case "table":
                    self._table(node)
                case str() if {node.tag, *own} & SIDE_BY_SIDE:
                    self._beside(node, own - SIDE_BY_SIDE)
                case "div" | "section" | "article" | "main":
                    self._blocks(node, into, own)
                case str() if _has_words("".join(node.itertext())) and node.tag not in ("svg", "style", "script"):
                    self._paragraph(_pieces(node), into, own)
            if _has_words(node.tail):
                self._paragraph([Piece(_tidy(node.tail))], into, classes)

    def _paragraph(self, pieces: list[Piece], into: Any, classes: frozenset[str], style: str = "Normal") -> None:
        if not pieces and not classes & SPACED:
            return
        if self.is_running and "agency" in classes and Piece(None) in pieces:
            cut = pieces.index(Piece(None))
            self._paragraph(pieces[:cut], into, (classes - {"agency"}) | {"authority"})
            into.paragraphs[-1].paragraph_format.space_after = shared.Pt(0)
            pieces = pieces[cut + 1 :]
        if style == "Normal" and classes & SMALL:
            style = "Nhỏ"
        line = into.add_paragraph(style=style)
        for piece in pieces:
            if piece.words is None:
                line.add_run().add_break()
                continue
            made = line.add_run(printable(piece.words))
            if piece.bold or classes & BOLD:
                made.bold = True
            if piece.italic or classes & ITALIC:
                made.italic = True
            for name in classes & SIZES.keys():
                made.font.size = shared.Pt(SIZES[name])
        if self.is_running and into is self.document and style == "Normal" and not classes & (CENTRED | SMALL):
            line.paragraph_format.first_line_indent = shared.Mm(10)
            line.alignment = enums.WD_ALIGN_PARAGRAPH.JUSTIFY
        if classes & CENTRED:
            line.alignment = enums.WD_ALIGN_PARAGRAPH.CENTER
        if classes & SPACED:
            line.paragraph_format.space_before = shared.Pt(ROOM_TO_SIGN)
        if self.latest is not None and line._p.getprevious() is self.latest:
            line.paragraph_format.space_before = shared.Pt(8)
        if self.is_running and (ruled := classes & RULED.keys()):
            self._rule(pieces, into, next(iter(ruled)))

    def _rule(self, pieces: list[Piece], into: Any, name: str) -> None:
        """The rule below whose paper it is, the motto and what it is about."""
        lines = "".join("\n" if piece.words is None else piece.words for piece in pieces).split("\n")
        room = self.sheet.room
        if into is not self.document:
            line = into.paragraphs[-1]
            line.paragraph_format.space_after = shared.Pt(0)
            room = into.width.mm - 2 * CELL
        indent = beside(room, [line.strip() for line in lines], SIZES.get(name, self.size), RULED[name])
        rule_below(into.add_paragraph(), indent)

    def _beside(self, node: Any, classes: frozenset[str]) -> None:
        """Blocks in columns without lines; two in a row where four are the head of a paper."""
        blocks = [each for each in node if isinstance(each.tag, str)]
        if not blocks:
            return
        wide = 2 if node.tag == "header" else len(blocks)
        shares = STATE_HEAD if "report-head" in (node.get("class") or "").split() else [1 / wide] * wide
        signs = "signatures" in (node.get("class") or "").split()
        if node.tag != "header":
            self._keep_last()
            self.document.add_paragraph().paragraph_format.keep_with_next = True
        table = self.document.add_table((len(blocks) + wide - 1) // wide, wide)
        table.autofit = False
        for column, share in zip(table.columns, shares, strict=True):
            column.width = shared.Mm(self.sheet.room * share)  # LibreOffice goes by these, Word by those of the cells
        for line in table.rows:
            line._tr.get_or_add_trPr().append(oxml.parse_xml(f"<w:cantSplit {W}/>"))
        for place, block in enumerate(blocks):
            into = table.cell(place // wide, place % wide)
            into.width = shared.Mm(self.sheet.room * shares[place % wide])
            own = classes | frozenset((block.get("class") or "").split())
            if signs or node.tag == "header":
                own |= {"centred"}
            if block.tag == "p":
                self._paragraph(_pieces(block), into, own)
            else:
                self._blocks(block, into, own)
            _without_first_line(into)
            if signs:
                into.paragraphs[-1].paragraph_format.space_after = shared.Pt(ROOM_TO_SIGN)

    def _keep_last(self) -> None:
        """The last words, or rows, stay on the page of whoever signs: no page begins with a signature."""
        kept = 0
        for block in self.document.element.body.xpath("./*[self::w:tbl or self::w:p]")[::-1]:
            for line in block.xpath("./w:tr")[::-1] or [block]:
                for each in line.xpath("descendant-or-self::w:p"):
                    each.get_or_add_pPr().get_or_add_keepNext()
                kept += _has_words("".join(line.itertext()))
                if kept == KEPT:
                    return

    # Tables

    def _table(self, node: Any) -> None:
        """Written as XML at once: cell by cell a list of thousands takes minutes."""
        heads = node.xpath("./thead/tr")
        lines = node.xpath("./tbody/tr | ./tfoot/tr | ./tr")
        number = max((sum(_span(each) for each in line) for line in (*heads, *lines)), default=0)
        if not number:
            return
        twips = _widths([*heads, *lines], number, self.sheet.room)
        look = self.document.styles["Ô bảng"].style_id
        high = round(self.row_height * TWIPS)
        made = [row(_cells(line, twips, look), head=True) for line in heads]
        made += [row(_cells(line, twips, look), height=high) for line in lines]
        body = self.document.element.body
        self.latest = oxml.parse_xml(bordered(twips, "".join(made)))
        body.insert(len(body) - 1, self.latest)


def _cells(line: Any, twips: Sequence[int], look: str) -> str:
    """The cells of a row; numbers stand right, heads in the middle, words left."""
    in_head = line.getparent().tag == "thead"
    total = "row-total" in (line.get("class") or "")
    at, made = 0, []
    for each in line:
        span = _span(each)
        classes = (each.get("class") or "").split()
        side = "center" if in_head else "right" if "num" in classes else "left"
        bold = each.tag == "th" or total
        more = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        runs = "".join(
            "<w:r><w:br/></w:r>"
            if piece.words is None
            else run(piece.words, bold=bold or piece.bold, italic=piece.italic)
            for piece in _pieces(each)
        )
        made.append(cell(runs, sum(twips[at : at + span]), look, side, more=more))
        at += span
    made += [cell("", width, look, "left") for width in twips[at:]]
    return "".join(made)


LEAST, MOST = 5, 42
"""Letters that a column has room for, however short or long what stands in it."""


def _widths(lines: Sequence[Any], number: int, room: float) -> list[int]:
    """Columns as wide as their words want, a word never parted (nor a month from its year: `text-nowrap`), together as
    wide as the page.
    """
    wants, words = [LEAST] * number, [LEAST] * number
    for line in lines:
        at = 0
        for each in line:
            span = _span(each)
            if span == 1 and at < number:
                said = _tidy("".join(each.itertext())).strip()
                wants[at] = max(wants[at], min(len(said), MOST))
                parts = [said] if "text-nowrap" in (each.get("class") or "").split() else said.split()
                words[at] = max(words[at], min(max(map(len, parts), default=0), MOST))
            at += span
    free = sum(wants) - sum(words)
    letters = room / 2.0
    spare = max(0.0, letters - sum(words))
    found = [
        word + (want - word) * min(1.0, spare / free) if free else word for want, word in zip(wants, words, strict=True)
    ]
    share = room * TWIPS / sum(found)
    return [round(each * share) for each in found]


def _span(node: Any) -> int:
    return int(node.get("colspan", 1))


def _has_words(text: str | None) -> bool:
    return bool(text and text.strip())


_SPACE = re.compile(r"[ \t\r\n]+")


def _tidy(text: str | None) -> str:
    return _SPACE.sub(" ", text or "")


def _pieces(node: Any) -> list[Piece]:
    """The words of an element, each with its look, spaces as a browser has them."""
    found: list[Piece] = []
    for piece in _read(node, bold=False, italic=False):
        after_space = not found or found[-1].words is None or found[-1].words.endswith(" ")
        words = piece.words.lstrip(" ") if piece.words is not None and after_space else piece.words
        if words != "":
            found.append(piece._replace(words=words))
    while found and (found[-1].words is None or not found[-1].words.strip(" ")):
        found.pop()
    if found and found[-1].words is not None:
        found[-1] = found[-1]._replace(words=found[-1].words.rstrip(" "))
    return found


def _read(node: Any, *, bold: bool, italic: bool) -> Iterator[Piece]:
    if not isinstance(node.tag, str):
        return
    bold = bold or node.tag in ("strong", "b")
    italic = italic or node.tag in ("em", "i")
    if node.tag == "br":
        yield Piece(None)
    elif node.text:
        yield Piece(_tidy(node.text), bold, italic)
    for child in node:
        yield from _read(child, bold=bold, italic=italic)
        if child.tail:
            yield Piece(_tidy(child.tail), bold, italic)


def _without_first_line(into: Any) -> None:
    """A new cell begins with an empty paragraph; Word wants at least one."""
    first = into.paragraphs[0]
    if len(into.paragraphs) > 1 and not first.text:
        first._p.getparent().remove(first._p)
