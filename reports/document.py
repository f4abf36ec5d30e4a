"""A printed document as plain data: built once, kept as JSON, dressed by page, PDF, Excel and JSON alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints


class CellKind(StrEnum):
    """What a cell holds, so that Excel gets numbers as numbers."""

    TEXT = "text"
    COUNT = "count"
    RATE = "rate"
    PLAIN = "plain"
    """A whole number that is written without dots: a year, a row's number."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Row:
    """A row of a table; totals are printed bold."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its heads; `sheet` names the worksheet it goes to, and `label` is how the text refers to it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sheet: str
    label: str = ""
    notes: tuple[str, ...] = ()


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
    """An annex on landscape pages of its own numbering."""

    number: str
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One approved sheet, or one register's year, that a figure was added from."""

    unit: str
    name: str
    year: int
    submission: int
    numerator: int
    denominator: int | None = None
    qualifier: str = ""
    illustrative: bool = False
    register: str = ""


@dataclass(frozen=True)
class Figure:
    """A number that the document prints, with all it was made from."""

    key: str
    label: str
    numerator: int | None
    denominator: int | None
    unit_name: str
    base: str
    printed: str
    how: str
    sources: tuple[Source, ...] = ()
    gaps: tuple[str, ...] = ()
    illustrative: bool = False

    @property
    def is_rate(self) -> bool:
        return bool(self.base)


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

    @property
    def citation(self) -> str:
        """How an annex refers to the document it comes with."""
        return f"Kèm theo Báo cáo số {self.number or '……'}/{self.symbol} {self.day} của {self.issuer}"

    @property
    def issuer(self) -> str:
        """The agency's name in running text: "ỦY BAN NHÂN DÂN", "QUẬN 11" → "Ủy ban nhân dân Quận 11"."""
        first, *rest = self.agency
        return " ".join([first.capitalize(), *(line.title() for line in rest)])


@dataclass(frozen=True)
class Document:
    """A whole printed document."""

    unit: str
    unit_name: str
    first_year: int
    last_year: int
    rounding: str
    revision: int
    made_at: str
    illustrative: bool
    heading: Heading
    bases: tuple[str, ...]
    opening: str
    sections: tuple[Section, ...]
    closing: str
    annexes: tuple[Annex, ...]
    evidence: Table
    figures: Mapping[str, Figure] = field(default_factory=dict)
    replacing: str = ""
    """Which paper this one replaces, in a sentence."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the text and the annexes, in the order in which they are printed."""
        texts = (table for section in self.sections for table in section.tables)
        return (*texts, *(table for annex in self.annexes for table in annex.tables))

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page and sheet must say as long as it holds."""
        marks = [] if self.heading.issued else ["DỰ THẢO"]
        return tuple([*marks, "Số liệu minh họa"] if self.illustrative else marks)


PLACEHOLDER = Paragraph("(Cơ quan lập báo cáo bổ sung.)", placeholder=True)


def with_narrative(document: Document, narrative: Mapping[str, str]) -> Document:
    """The same document with the office's own words in their places; an empty place keeps its placeholder."""
    return replace(document, sections=tuple(_narrated(each, narrative) for each in document.sections))


def _narrated(section: Section, narrative: Mapping[str, str]) -> Section:
    if not section.slot:
        return section
    lines = [line.strip() for line in narrative.get(section.slot, "").splitlines() if line.strip()]
    return replace(section, paragraphs=tuple(Paragraph(line) for line in lines) or (PLACEHOLDER,))


def encode(document: Document) -> dict[str, Any]:
    """The document as JSON keeps it: what is as usual (an empty note, a plain cell) is left out."""
    return _encode(document)  # type: ignore[no-any-return]


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        kind: Any = type(value)
        kept, usual = ((name, getattr(value, name)) for name in _types(kind)), _defaults(kind)
        return {name: _encode(each) for name, each in kept if name not in usual or usual[name] != each}
    if isinstance(value, Mapping):
        return {key: _encode(each) for key, each in value.items()}
    return [_encode(each) for each in value] if isinstance(value, tuple) else value


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    return {each.name: each.default for each in fields(kind) if each.default is not MISSING}


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of the document's data, whatever order the database keeps its keys in."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


Kind = TypeVar("Kind")


def decode(data: Mapping[str, Any]) -> Document:
    """The document from JSON. Raises TypeError or KeyError for data of another shape."""
    return _dataclass(Document, data)


def decode_text(data: Mapping[str, Any]) -> Document:
    """The same without the figures' sources and the evidence, which neither page nor paper shows: much quicker."""
    return _dataclass(Document, {**data, "figures": {}, "evidence": {**data["evidence"], "rows": []}})


def decode_figure(data: Mapping[str, Any], key: str) -> Figure | None:
    """One figure with its sources, or None if the document has no such key."""
    found = data["figures"].get(key)
    return _dataclass(Figure, found) if found else None


def _dataclass(kind: type[Kind], data: Mapping[str, Any]) -> Kind:
    types = _types(kind)
    return kind(**{name: _value(types[name], value) for name, value in data.items()})


def _types(kind: Any) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


_HINTS: dict[Any, dict[str, Any]] = {}


def _value(kind: Any, value: Any) -> Any:
    if value is None or kind in (str, int, float, bool):
        return value
    if is_dataclass(kind):
        return _dataclass(kind, value)  # type: ignore[arg-type]
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        return tuple(_value(inner[0], each) for each in value)
    if get_origin(kind) is Mapping or (isinstance(value, dict) and inner):
        return {key: _value(inner[1], each) for key, each in value.items()}
    return _value(next(each for each in inner if each is not type(None)), value)
