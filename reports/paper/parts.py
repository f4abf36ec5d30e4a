"""Any printed document as plain data: heading by NĐ 30, text, tables, charts, signature, annexes.

Built once, kept as JSON (`kept.py`), dressed alike by page (`html.py`), paper (`pdf.py`) and workbook (`xlsx.py`). What
one kind of document says beyond this stands with that kind, as `reports.review.document` does for the review.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from hocTap.lib import vi
from hocTap.lib.light import light
from hocTap.lib.sealing import short
from units.words import in_running_text, in_title


class CellKind(StrEnum):
    """What a cell holds, so that Excel gets numbers as numbers."""

    TEXT = "text"
    COUNT = "count"
    RATE = "rate"
    PLAIN = "plain"
    """A whole number that is written without dots: a year, a row's number."""


@light
class Cell:
    """One cell of a table: what is printed, and what it stands for.

    A rate says which cells of its row it is computed `over` (numerator, denominator) and, where it is not the
    document's own, by which rounding; a total says which rows of its column it adds up (`total_of`, first and last,
    both included). All places are counted from 0.
    """

    text: str
    kind: str = CellKind.TEXT
    number: int | None = None
    rate: str = ""
    figure: str = ""
    over: tuple[int, int] | None = None
    rounding: str = ""
    total_of: tuple[int, int] | None = None
    beside: str = ""
    """What must be read with the number and stands beside it wherever it is shown: of how many units it is, "2/16"."""

    @property
    def shown(self) -> str:
        """The cell as it is read: "69,90% · 2/16"."""
        return f"{self.text} · {self.beside}" if self.beside else self.text


_FIELDS: tuple[str, ...] = Cell.__match_args__


def altered(cell: Cell, **changes: Any) -> Cell:
    """As `dataclasses.replace`, in half the time: a large review does this 10.000 times."""
    return Cell(**{name: getattr(cell, name) for name in _FIELDS} | changes)


def text(words: str) -> Cell:
    return Cell(words)


def plain(number: int) -> Cell:
    return Cell(str(number), CellKind.PLAIN, number=number)


@dataclass(frozen=True)
class Column:
    """A column: its head, the group it stands under, and how wide it is in millimetres of paper.

    Where paper is too narrow for all, some stand only on the page and in Excel.
    """

    label: str
    width: float
    group: str = ""
    numeric: bool = True
    on_paper: bool = True


@light
class TableRow:
    """A row of a table; totals are printed bold."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its heads; `sheet` names the worksheet it goes to, and `label` is how the text refers to it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    sheet: str
    label: str = ""
    notes: tuple[str, ...] = ()
    by_hand: bool = False
    """Whether people write in its rows, which are higher then."""

    @property
    def is_short(self) -> bool:
        """Whether paper need not begin a page with it: several such tables stand on one page of an annex."""
        return len(self.rows) <= SHORT


SHORT = 8


@dataclass(frozen=True)
class Paragraph:
    """Running text; `figures` are the keys of the figures it quotes, `slot` names the office's own words."""

    text: str
    figures: tuple[str, ...] = ()
    placeholder: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture as SVG, with the words for those who do not see it."""

    title: str
    description: str
    svg: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A headed part: text, then tables, then charts. A slot is a place where the office writes."""

    title: str
    level: int = 1
    slot: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Annex:
    """An annex on pages of its own numbering; they lie, unless it is `upright`."""

    number: str
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    upright: bool = False
    on_paper: bool = True
    """Whether it goes with the paper; what only the office compares for itself stands on the page and in Excel."""


BESIDE = {"ỦY BAN NHÂN DÂN": 7, "HỘI KHUYẾN HỌC": 8}
"""How long a place may be that stands beside these in the column of the heading, 66 mm wide: "QUẬN 11", "VIỆT NAM"."""


@dataclass(frozen=True)
class Heading:
    """What surrounds the text by NĐ 30/2020/NĐ-CP: issuer, number, place and day, signature, recipients."""

    parent_body: str
    agency: tuple[str, ...]
    number: str
    symbol: str
    place: str
    day: str
    subject: str
    authority: tuple[str, ...]
    position: str
    signer: str
    recipients: tuple[str, ...]
    issued: bool = False
    name: str = ""
    """The agency in running text, as far as it is known: capitals do not say which letters of a name are large."""
    by_association: bool = False
    """Of the association, which is no state body: its own head, without Quốc hiệu and Tiêu ngữ."""

    @property
    def parent_lines(self) -> tuple[str, ...]:
        """The body above as it is printed: its place on a line of its own where both are too long for one."""
        for body, room in BESIDE.items():
            place = self.parent_body.removeprefix(f"{body} ")
            if place != self.parent_body and len(place) > room:
                return body, place
        return (self.parent_body,) if self.parent_body else ()

    @property
    def citation(self) -> str:
        """How an annex refers to the document it comes with."""
        return f"Kèm theo Báo cáo số {self.number or '……'}/{self.symbol} {self.day} của {self.issuer}"

    @property
    def issuer(self) -> str:
        """The agency's name in running text: "ỦY BAN NHÂN DÂN", "QUẬN 11" → "Ủy ban nhân dân Quận 11".

        Its known name where the lines say the same; else as the lines let it be guessed, a level's word with one
        capital only: "THÀNH PHỐ HỒ CHÍ MINH" → "Thành phố Hồ Chí Minh".
        """
        if self.name and in_title(self.name).startswith(in_title(" ".join(self.agency))):
            return self.name
        first, *rest = self.agency
        return " ".join([first.capitalize(), *(in_running_text(line) for line in rest)])


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole printed document, of whatever kind."""

    heading: Heading
    bases: tuple[str, ...] = ()
    opening: str = ""
    sections: tuple[Section, ...] = ()
    closing: str = ""
    annexes: tuple[Annex, ...] = ()
    illustrative: bool = False
    replacing: str = ""
    """Which paper this one replaces, in a sentence."""
    seal_day: str = ""
    seal_root: str = ""
    """The newest root of the nights' seals when the paper was issued, and its day: whoever keeps the paper keeps it."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the text and the annexes, in the order in which they are printed."""
        texts = (table for section in self.sections for table in section.tables)
        return (*texts, *(table for annex in self.annexes for table in annex.tables))

    @property
    def seal_line(self) -> str:
        """What stands small in the foot of the last page: "Gốc niêm dữ liệu ngày 28/11/2026: 3f2a 91c0 4b5d 6e7f"."""
        if not self.seal_root:
            return ""
        return f"Gốc niêm dữ liệu ngày {vi.day(dt.date.fromisoformat(self.seal_day))}: {short(self.seal_root)}"

    @property
    def printed_tables(self) -> tuple[Table, ...]:
        """The tables that go with the paper."""
        texts = (table for section in self.sections for table in section.tables)
        return (*texts, *(table for annex in self.annexes if annex.on_paper for table in annex.tables))

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page and sheet must say as long as it holds."""
        marks = [] if self.heading.issued else ["DỰ THẢO"]
        return tuple([*marks, "Số liệu minh họa"] if self.illustrative else marks)


PLACEHOLDER = Paragraph("(Cơ quan lập báo cáo bổ sung.)", placeholder=True)


AnyPaper = TypeVar("AnyPaper", bound=Paper)


def with_narrative(document: AnyPaper, narrative: Mapping[str, str]) -> AnyPaper:
    """The same document with the office's own words in their places; an empty place keeps its placeholder."""
    return replace(document, sections=tuple(_narrated(each, narrative) for each in document.sections))


def _narrated(section: Section, narrative: Mapping[str, str]) -> Section:
    if not section.slot:
        return section
    lines = [line.strip() for line in narrative.get(section.slot, "").splitlines() if line.strip()]
    return replace(section, paragraphs=tuple(Paragraph(line) for line in lines) or (PLACEHOLDER,))
