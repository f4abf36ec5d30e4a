"""What was published before, as printed, beside what the approved figures give; nothing is altered to match."""

from __future__ import annotations

from itertools import groupby

from hocTap.lib import vi
from indicators.enums import Qualifier, Rounding
from indicators.rules.reconcile import explain, reconcile
from reports.document import Cell, Column, Figure, Row, Table, plain, text
from reports.models import PublishedFigure, PublishedSource
from reports.review import spec
from reports.review.tables import Builder
from reports.rules import compare_counts

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


def published_tables(build: Builder) -> tuple[Table, ...]:
    """One table for each source, in the order of publication."""
    sources = groupby(build.facts.published, key=lambda each: each.source)
    return tuple(_table(build, source, list(figures)) for source, figures in sources)


def _table(build: Builder, source: PublishedSource, figures: list[PublishedFigure]) -> Table:
    rows = tuple(Row(_cells(build, number, each)) for number, each in enumerate(figures, start=1))
    title = f"{source.publisher}, công bố ngày {vi.day(source.published_on)}"
    notes = tuple(note for note in (f"Nguồn: {source.title}.", _dated(build, source), source.note) if note)
    return Table(f"published-{source.key}", title, COLUMNS, rows, spec.PUBLISHED, notes=notes)


def _dated(build: Builder, source: PublishedSource) -> str:
    """A source older than the stage's last day cannot have had its last figures."""
    if source.published_on >= build.facts.as_of:
        return ""
    return f"Nguồn công bố ngày {vi.day(source.published_on)}, trước ngày cuối kỳ số liệu {vi.day(build.facts.as_of)}."


def _cells(build: Builder, number: int, each: PublishedFigure) -> tuple[Cell, ...]:
    found = build.ledger.figures.get(each.figure)
    return (
        plain(number),
        text(each.label),
        text(each.printed_count or vi.NOTHING),
        text(each.printed_rate or vi.NOTHING),
        *_inputs(found),
        *_recomputed(build, found),
        text(remark(each, found)),
        text(each.place),
    )


def _inputs(found: Figure | None) -> tuple[Cell, Cell]:
    if found is None or found.numerator is None:
        return NO_SHARE
    numerator = Cell(vi.whole(found.numerator), "count", number=found.numerator, figure=found.key)
    if found.denominator is None:
        return numerator, text(vi.NOTHING)
    return numerator, Cell(vi.whole(found.denominator), "count", number=found.denominator, figure=found.key)


def _recomputed(build: Builder, found: Figure | None) -> tuple[Cell, Cell]:
    """The rate under both conventions, whatever the report itself is set to."""
    if found is None or found.numerator is None or found.denominator is None:
        return NO_SHARE
    counts = found.numerator, found.denominator
    half_up, cut = (build.ledger.rate_cell(*counts, found.key, OVER, each) for each in (Rounding.HALF_UP, Rounding.CUT))
    return half_up, cut


def remark(each: PublishedFigure, found: Figure | None) -> str:
    """The verdict in words, on the count and on the rate."""
    said = []
    if each.count is not None:
        numerator = found.numerator if found else None
        said.append(compare_counts(numerator, each.count, each.printed_count, Qualifier(each.qualifier)))
    if each.printed_rate:
        numerator, denominator = (found.numerator, found.denominator) if found else (None, None)
        if numerator is None or denominator is None:
            said.append("Chưa có số liệu được duyệt để tính lại tỉ lệ.")
        else:
            said.append(explain(reconcile(numerator, denominator, each.printed_rate)))
    return " ".join(said)
