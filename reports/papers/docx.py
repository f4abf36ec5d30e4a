"""An official paper as a Word document: real styles, heads of tables that repeat, page numbers as fields.

Layout by NĐ 30/2020/NĐ-CP, phụ lục I: A4, margins 20–20–30–15 mm, Times New Roman 13–14, the number of a page centred
at the top from the second page on; an annex is a section with numbers of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.text import printable
from hocTap.lib.word import CELL, SHARE, W, beside, number_pages, rule_below, set_font, without_border
from reports.paper.html import caption
from reports.paper.parts import Annex, Heading, Paper, Paragraph, Table
from reports.paper.widths import SMALL
from reports.papers.compose import is_part
from reports.papers.controls import Controls
from reports.papers.docx_tables import Look, table_xml
from reports.papers.parts import Official, Signing

docx = Later("docx")
oxml = Later("docx.oxml")
shared = Later("docx.shared")
text_enums = Later("docx.enum.text")
section_enums = Later("docx.enum.section")
style_enums = Later("docx.enum.style")
word_tables = Later("docx.table")

TEXT_WIDTH, LYING_WIDTH = 165, 252
"""Millimetres between the margins of an upright page, and of one that lies."""
HEAD = (65, 100)
"""Millimetres of the two columns of the head."""
HEAD_ALONE = (82, 83)
"""The same of the association: the name of the body above it needs more than a third of the page."""
SIGN_BESIDE = 3
"""So many sign beside each other; the others below them."""
FOR_THE_AGENCY = 65
"""Millimetres for whoever signs for the agency, in a row with others: "TM. BAN CHẤP HÀNH" stands on one line."""
BELOW_A_TABLE = 8
"""Points between a table and the words below it."""
LEFT, RIGHT, CENTRE, JUSTIFIED = "LEFT", "RIGHT", "CENTER", "JUSTIFY"


def render(paper: Official) -> bytes:
    """The paper as docx."""
    return OfficialWord(paper).content


def places(paper: Official) -> dict[str, str]:
    """Where each content control of the paper's Word file stands, in words."""
    return OfficialWord(paper).controls.places


class Word:
    """Writes one document from the top down."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.controls = Controls()
        self.document = docx.Document()
        self.latest: Any = None
        """The table written last, so that the words below keep away from it."""
        self._set_up()
        self.write()

    @property
    def content(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    @property
    def name(self) -> str:
        """What the paper is, in capitals."""
        raise NotImplementedError

    @property
    def citation(self) -> str:
        """How an annex refers to it."""
        raise NotImplementedError

    def write(self) -> None:
        raise NotImplementedError

    # Set-up: page, styles, numbers

    def _set_up(self) -> None:
        properties = self.document.core_properties
        properties.title = printable(f"{self.name}: {self.paper.heading.subject}")
        properties.author = printable(self.paper.heading.issuer)
        properties.language = "vi-VN"
        normal = self.document.styles["Normal"]
        set_font(normal, 14)
        normal.paragraph_format.space_after = shared.Pt(6)
        normal.paragraph_format.space_before = shared.Pt(0)
        normal.paragraph_format.line_spacing = 1.15
        for name in ("Title", "Heading 1", "Heading 2", "Header", "Footer"):
            set_font(self.document.styles[name], 14 if name != "Footer" else 11)
        self._style("Văn bản", 14, JUSTIFIED, first=10)
        self._style("Căn cứ", 14, JUSTIFIED, first=10, italic=True)
        self._style("Phần đầu", 13, CENTRE, after=0)
        self._style("Giữa dòng", 14, CENTRE, bold=True)
        self._style("Nơi nhận", 11, LEFT, after=0)
        self._style("Chữ ký", 14, CENTRE, bold=True, after=0)
        self._style("Ô bảng", 12, LEFT, after=0)
        self._style("Ô bảng nhỏ", 10.5, LEFT, after=0)
        self._style("Ô bảng hẹp", SMALL, LEFT, after=0)
        for name in ("Title", "Heading 1", "Heading 2"):
            style = self.document.styles[name]
            style.font.bold, style.font.italic = True, False
            style.paragraph_format.space_before = shared.Pt(6)
            style.paragraph_format.keep_with_next = True
        title = self.document.styles["Title"].paragraph_format
        title.alignment, title.space_before, title.space_after = self._align(CENTRE), shared.Pt(14), shared.Pt(0)
        without_border(self.document.styles["Title"])
        self._page(self.document.sections[0])

    def _style(
        self,
        name: str,
        size: float,
        align: str,
        *,
        first: float = 0,
        after: float = 6,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        style = self.document.styles.add_style(name, style_enums.WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.document.styles["Normal"]
        set_font(style, size)
        style.font.bold, style.font.italic = bold, italic
        layout = style.paragraph_format
        layout.alignment = self._align(align)
        layout.first_line_indent = shared.Mm(first)
        layout.space_after = shared.Pt(after)
        layout.line_spacing = 1.15 if first else 1.0

    def _align(self, name: str) -> Any:
        return getattr(text_enums.WD_ALIGN_PARAGRAPH, name)

    def _page(self, section: Any, *, anew: bool = False, lies: bool = False) -> None:
        """A4, upright unless it lies, with the decree's margins; numbers from the second page on, marks at the foot."""
        sides = (297, 210) if lies else (210, 297)
        section.page_width, section.page_height = (shared.Mm(side) for side in sides)
        kinds = section_enums.WD_ORIENT
        section.orientation = kinds.LANDSCAPE if lies else kinds.PORTRAIT
        section.top_margin = section.bottom_margin = shared.Mm(20)
        section.left_margin, section.right_margin = shared.Mm(30), shared.Mm(15)
        section.header_distance = section.footer_distance = shared.Mm(10)
        section.different_first_page_header_footer = True
        if anew:
            start = oxml.parse_xml(f'<w:pgNumType {W} w:start="1"/>')
            section._sectPr.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")
            return
        number_pages(section)
        for footer in (section.footer, section.first_page_footer):
            marks = footer.paragraphs[0]
            marks.alignment = self._align(CENTRE)
            marks.add_run(" – ".join(self.paper.marks)).italic = True

    # The text

    def _title(self) -> None:
        heading = self.paper.heading
        self._head(heading)
        self._line(self.name, "Title")
        self._line(heading.subject, "Giữa dòng")
        self._rule(beside(TEXT_WIDTH, (heading.subject,), 14, SHARE))

    def _grounds(self) -> None:
        bases = self.paper.bases
        for n, basis in enumerate(bases, start=1):
            self._line(f"{basis}{'.' if n == len(bases) else ';'}", "Căn cứ")

    def _said(self, words: str, style: str = "Văn bản", *, label: str = "") -> Any:
        """A paragraph of the site's own words: its numbers are under control."""
        line = self._line("", style)
        if label:
            line.add_run(label).bold = True
        for each in oxml.parse_xml(f"<w:p {W}>{self.controls.sentence(words)}</w:p>"):
            line._p.append(each)
        return line

    def _line(self, words: str, style: str, within: Any = None) -> Any:
        line = (within or self.document).add_paragraph(printable(words), style=style)
        if self.latest is not None and line._p.getprevious() is self.latest:
            line.paragraph_format.space_before = shared.Pt(BELOW_A_TABLE)
        return line

    def _addressed(self, to: Sequence[str]) -> None:
        if len(to) == 1:
            self._line(f"Kính gửi: {to[0]}", "Normal").alignment = self._align(CENTRE)
        elif to:
            self._line("Kính gửi:", "Normal").alignment = self._align(CENTRE)
            for n, each in enumerate(to, start=1):
                self._line(f"- {each}{'.' if n == len(to) else ';'}", "Normal").alignment = self._align(CENTRE)

    def _rule(self, indent: float, within: Any = None) -> Any:
        """A line in the middle, as far from both sides as `indent` says: its border below is the rule."""
        line = self._line("", "Phần đầu", within)
        rule_below(line, indent)
        return line

    def _columns(self, widths: Sequence[float]) -> list[Any]:
        """Cells beside each other without borders."""
        table = self.document.add_table(1, len(widths))
        table.autofit = False
        cells = list(table.rows[0].cells)
        for column, cell, width in zip(table.columns, cells, widths, strict=True):
            column.width = cell.width = shared.Mm(width)
        table.rows[0]._tr.get_or_add_trPr().append(oxml.parse_xml(f"<w:cantSplit {W}/>"))
        return cells

    def _fill(self, cell: Any, lines: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        for n, (words, style, look) in enumerate(lines):
            line = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
            line.style = self.document.styles[style]
            made = line.add_run(printable(words))
            for name, value in look.items():
                setattr(made, name, value) if name != "size" else setattr(made.font, "size", shared.Pt(value))

    def _head(self, heading: Heading) -> None:
        """Whose paper and which state; below, number and day on one height. The rules follow the words above them.

        The association is no state body and stands alone.
        """
        widths = HEAD_ALONE if heading.by_association else HEAD
        left, right = self._columns(widths)
        top: list[tuple[str, str, dict[str, Any]]] = [(line, "Phần đầu", {}) for line in heading.parent_lines]
        self._fill(left, [*top, *((line, "Phần đầu", {"bold": True}) for line in heading.agency)])
        self._rule(beside(widths[0] - 2 * CELL, heading.agency, 13, SHARE), left)
        if not heading.by_association:
            self._state(right)
        below = left._tc.getparent().getparent()
        row = word_tables.Table(below, self.document).add_row()
        self._fill(row.cells[0], self._number(heading))
        day = printable(f"{heading.place}, {heading.day}")
        self._fill(row.cells[1], [(day, "Phần đầu", {"italic": True})])
        layout = row.cells[1].paragraphs[0].paragraph_format
        layout.left_indent = layout.right_indent = shared.Mm(-CELL)  # "Thành phố Hồ Chí Minh, ngày …" needs it all

    def _state(self, cell: Any) -> None:
        """Quốc hiệu and Tiêu ngữ."""
        name, motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
        self._fill(
            cell,
            [(name, "Phần đầu", {"bold": True, "size": 12.5}), (motto, "Phần đầu", {"bold": True, "size": 13.5})],
        )
        self._rule(beside(HEAD[1] - 2 * CELL, (motto,), 13.5, 1.0), cell)

    def _number(self, heading: Heading) -> list[tuple[str, str, dict[str, Any]]]:
        number = f"Số: {heading.number or '        '}/{heading.symbol}"
        draft = ("DỰ THẢO", "Phần đầu", {"bold": True})
        return [*([(number, "Phần đầu", {})] if heading.symbol else ()), *(() if heading.issued else (draft,))]

    def _keep_last(self) -> None:
        """The signature keeps the last words with it: no page begins with it."""
        for line in self.document.paragraphs[-2:]:
            line.paragraph_format.keep_with_next = True

    def _sign(self) -> None:
        """Nơi nhận beside authority, position and name."""
        left, right = self._columns((82.5, 82.5))
        self._recipients(left)
        self._agency(right)

    def _recipients(self, cell: Any) -> None:
        to = self.paper.heading.recipients
        self._fill(
            cell,
            [
                ("Nơi nhận:", "Nơi nhận", {"bold": True, "italic": True, "size": 12}),
                *((f"- {each}{'.' if n == len(to) else ';'}", "Nơi nhận", {}) for n, each in enumerate(to, start=1)),
            ],
        )

    def _agency(self, cell: Any) -> None:
        heading = self.paper.heading
        lines = [line for line in (*heading.authority, heading.position) if line]
        self._fill(cell, [(line, "Chữ ký", {}) for line in lines])
        self._name(cell, heading.signer)

    def _name(self, cell: Any, name: str) -> None:
        self._line(name, "Chữ ký", cell).paragraph_format.space_before = shared.Pt(62)

    # Tables and annexes

    def _flatten_end_of_section(self) -> None:
        """A section ends with a paragraph of its own: as high as one of words it went over to an empty page."""
        ends = self.document.paragraphs[-1]
        ends.style = self.document.styles["Phần đầu"]
        ends.paragraph_format.line_spacing = ends.paragraph_format.space_after = shared.Pt(1)

    def _annex(self, annex: Annex) -> None:
        section = self.document.add_section(section_enums.WD_SECTION.NEW_PAGE)
        self._flatten_end_of_section()
        self._page(section, anew=True, lies=not annex.upright)
        self._line(f"Phụ lục {annex.number}".rstrip(), "Giữa dòng")
        self._line(annex.title, "Heading 1").alignment = self._align(CENTRE)
        citation = self._line("", "Phần đầu")
        citation.add_run(printable(f"({self.citation})")).italic = True
        citation.paragraph_format.space_after = shared.Pt(8)
        room, style = (TEXT_WIDTH, "Ô bảng") if annex.upright else (LYING_WIDTH, "Ô bảng nhỏ")
        for n, table in enumerate(annex.tables):
            self._table(table, room, style, anew=n > 0 and not table.is_short)
        for note in annex.notes:
            line = self._line("", "Văn bản")
            line.paragraph_format.space_before = shared.Pt(6)
            line.add_run(printable(note)).italic = True

    def _table(self, table: Table, room: float = TEXT_WIDTH, style: str = "Ô bảng", *, anew: bool = False) -> None:
        """Written as XML at once: cell by cell a list of thousands takes minutes.

        On paper (report-print.css) and here alike: `anew` begins a page with it, as all but short tables of an annex.
        """
        if caption(table):
            line = self._line(caption(table), "Giữa dòng")
            line.paragraph_format.keep_with_next, line.paragraph_format.page_break_before = True, anew
        full, small = self.document.styles[style], self.document.styles["Ô bảng hẹp"]
        look = Look(full.style_id, full.font.size.pt, small.style_id)
        made = oxml.parse_xml(table_xml(table, look, room, self.controls))
        body = self.document.element.body
        body.insert(len(body) - 1, made)
        self.latest = made
        for note in table.notes:
            self._line("", "Nơi nhận").add_run(printable(f"Ghi chú: {note}")).italic = True


class OfficialWord(Word):
    """A paper with articles, addressees and signatures."""

    paper: Official

    @property
    def name(self) -> str:
        return self.paper.type_name

    @property
    def citation(self) -> str:
        return self.paper.citation

    def write(self) -> None:
        paper = self.paper
        self._title()
        self._addressed(paper.addressed)
        if paper.decider:
            self._line(paper.decider, "Giữa dòng")
        self._grounds()
        if paper.resolves:
            self._line(paper.resolves, "Giữa dòng").paragraph_format.keep_with_next = True
        for article in paper.articles:
            self._said(article.text, label=f"{article.label} ")
        for section in paper.sections:
            for paragraph in section.paragraphs:
                self._paragraph(paragraph)
            for table in section.tables:
                self._table(table)
        if paper.replacing:
            self._line(paper.replacing, "Văn bản")
        if paper.closing:
            self._said(paper.closing)
        self._keep_last()
        if paper.signings and paper.is_numbered:
            self._sign_in_one_row()
        elif paper.signings:
            for first in range(0, len(paper.signings), SIGN_BESIDE):
                few = paper.signings[first : first + SIGN_BESIDE]
                for cell, signing in zip(self._columns([TEXT_WIDTH / len(few)] * len(few)), few, strict=True):
                    self._signing(cell, signing)
        else:
            self._sign()
        for annex in paper.annexes:
            self._annex(annex)

    def _sign_in_one_row(self) -> None:
        """All who sign, and last whoever signs for the agency; the list of whom it goes to below them."""
        share = (TEXT_WIDTH - FOR_THE_AGENCY) / len(self.paper.signings)
        *cells, last = self._columns([share] * len(self.paper.signings) + [FOR_THE_AGENCY])
        for cell, signing in zip(cells, self.paper.signings, strict=True):
            self._signing(cell, signing)
        self._agency(last)
        for cell in (*cells, last):
            for line in cell.paragraphs:
                line.paragraph_format.keep_with_next = True
        below = self.document.tables[-1].add_row()
        below._tr.get_or_add_trPr().append(oxml.parse_xml(f"<w:cantSplit {W}/>"))
        whole = below.cells[0].merge(below.cells[-1])
        self._recipients(whole)
        whole.paragraphs[0].paragraph_format.space_before = shared.Pt(12)

    def _paragraph(self, paragraph: Paragraph) -> None:
        if is_part(paragraph.text):
            self._line(paragraph.text, "Heading 1")
        else:
            self._said(paragraph.text)

    def _signing(self, cell: Any, signing: Signing) -> None:
        self._fill(
            cell,
            [
                *((line, "Chữ ký", {}) for line in signing.lines),
                (signing.how, "Chữ ký", {"bold": False, "italic": True, "size": 13}),
            ],
        )
        self._name(cell, signing.name)
