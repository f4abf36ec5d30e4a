"""What was published before, as printed, beside what the approved figures give; nothing is altered to match."""

from __future__ import annotations

from itertools import groupby

from hocTap.lib import vi
from indicators.enums import Rounding
from reports.models import PublishedFigure, PublishedSource
from reports.paper.parts import Cell, Column, Table, TableRow, plain, text
from reports.review import spec
from reports.review.document import Figure
from reports.review.findings import Findings
from reports.review.ledger import count_cell, over
from reports.statements.verdicts import beside

COLUMNS = (
    Column("TT", 9),
    Column("Chỉ tiêu", 32, numeric=False),
    Column("Số đếm", 22, "Như đã in", numeric=False),
    Column("Tỉ lệ", 14, "Như đã in", numeric=False),
    Column("Tử số", 24, "Số liệu đã duyệt"),
    Column("Mẫu số", 14, "Số liệu đã duyệt"),
    Column("Làm tròn", 15, "Tính lại"),
    Column("Cắt bớt", 15, "Tính lại"),
    Column("Nhận xét", 84, numeric=False),
    Column("Vị trí", 23, numeric=False),
)
OVER = (4, 5)
NO_SHARE = (text(vi.NOTHING), text(vi.NOTHING))


def published_tables(found: Findings) -> tuple[Table, ...]:
    """One table for each source, in the order of publication."""
    sources = groupby(found.facts.published, key=lambda each: each.source)
    return tuple(_table(found, source, list(figures)) for source, figures in sources)


def _table(found: Findings, source: PublishedSource, figures: list[PublishedFigure]) -> Table:
    rows = tuple(TableRow(_cells(found, number, each)) for number, each in enumerate(figures, start=1))
    title = f"{source.publisher}, công bố ngày {vi.day(source.published_on)}"
    notes = tuple(note for note in (f"Nguồn: {source.title}.", _dated(found, source), source.note) if note)
    return Table(f"published-{source.key}", title, COLUMNS, rows, spec.PUBLISHED, notes=notes)


def _dated(found: Findings, source: PublishedSource) -> str:
    """A source older than the stage's last day cannot have had its last figures."""
    if source.published_on >= found.facts.as_of:
        return ""
    return f"Nguồn công bố ngày {vi.day(source.published_on)}, trước ngày cuối kỳ số liệu {vi.day(found.facts.as_of)}."


def _cells(found: Findings, number: int, each: PublishedFigure) -> tuple[Cell, ...]:
    ours = found.ledger.figures.get(each.figure)
    return (
        plain(number),
        text(each.label),
        text(each.printed_count or vi.NOTHING),
        text(each.printed_rate or vi.NOTHING),
        *_inputs(ours),
        *_recomputed(found, ours),
        text(remark(each, ours)),
        text(each.place),
    )


def _inputs(ours: Figure | None) -> tuple[Cell, Cell]:
    if ours is None or ours.numerator is None:
        return NO_SHARE
    base = text(vi.NOTHING) if ours.denominator is None else count_cell(ours.denominator, ours.key)
    return count_cell(ours.numerator, ours.key), base


def _recomputed(found: Findings, ours: Figure | None) -> tuple[Cell, Cell]:
    """The rate under both conventions, whatever the report itself is set to."""
    if ours is None or ours.numerator is None or ours.denominator is None:
        return NO_SHARE
    counts = ours.numerator, ours.denominator
    made = (found.ledger.rate_cell(*counts, ours.key, rounding) for rounding in (Rounding.HALF_UP, Rounding.CUT))
    half_up, cut = (over(cell, *OVER) for cell in made)
    return half_up, cut


def remark(each: PublishedFigure, found: Figure | None) -> str:
    """The verdict in words, on the count and on the rate."""
    numerator, denominator = (found.numerator, found.denominator) if found else (None, None)
    return " ".join(beside(each, numerator, denominator))
