"""What the decisions asked for beside what was reached: decided on counts, never on printed percentages."""

from __future__ import annotations

from decimal import Decimal

from hocTap.lib import vi
from indicators.enums import TargetKind
from indicators.models import Target
from indicators.rules.rates import meets
from reports.document import Cell, Column, Figure, Row, Table, plain, text
from reports.review import spec
from reports.review.tables import Builder

MET, NOT_MET, UNKNOWN = "Đạt", "Chưa đạt", "Chưa có số liệu"
COLUMNS = (
    Column("TT", 9),
    Column("Mục tiêu", 42, numeric=False),
    Column("Văn bản", 30, numeric=False),
    Column("Mức đề ra", 17, numeric=False),
    Column("Đạt được", 16),
    Column("Tổng số", 16),
    Column("Tỉ lệ", 17),
    Column("Đánh giá", 18, numeric=False),
)
OVER = (4, 5)


def targets_table(build: Builder) -> Table:
    """Each target of the stage with its result; equality meets it, and what nobody counts is said to be unknown."""
    rows = tuple(Row(_cells(build, number, each)) for number, each in enumerate(build.facts.targets, start=1))
    name = f"Kết quả so với mục tiêu đề ra, {build.stage}"
    return Table("targets", name, COLUMNS, rows, spec.TARGETS, "Bảng 4")


def _cells(build: Builder, number: int, target: Target) -> tuple[Cell, ...]:
    head = (plain(number), text(target.label), text(short_citation(target.citation)), text(level(target)))
    figure = result_of(build, target)
    if figure is None or figure.numerator is None or figure.denominator is None:
        return (*head, text(vi.NOTHING), text(vi.NOTHING), text(vi.NOTHING), text(UNKNOWN))
    counts = (figure.numerator, figure.denominator)
    parts = [Cell(vi.whole(count), "count", number=count, figure=figure.key) for count in counts]
    rate = build.ledger.rate_cell(*counts, figure.key, OVER)
    return (*head, *parts, rate, text(verdict(target, *counts)))


def result_of(build: Builder, target: Target) -> Figure | None:
    """The figure that answers a target: the indicator's, for the target's own year or the stage's end."""
    if target.indicator is None:
        return None
    last = build.series.last
    key = target.indicator.code if target.year >= last else f"{target.indicator.code}/{target.year}"
    return build.ledger.figures.get(key)


def verdict(target: Target, numerator: int, denominator: int) -> str:
    """Met or not, by cross-multiplication; an empty base decides nothing. Only percentages can be decided."""
    if target.unit_name != "%":
        return UNKNOWN
    reached = meets(numerator, denominator, target.minimum)
    return UNKNOWN if reached is None else MET if reached else NOT_MET


def level(target: Target) -> str:
    """The level asked for, in few signs: "≥ 70%", "75 - 80%", "duy trì mức độ 2"."""
    least = _plain_decimal(target.minimum)
    if target.unit_name != "%":
        return f"{target.unit_name} {least}"
    if target.kind == TargetKind.RANGE and target.maximum is not None:
        return f"{least} - {_plain_decimal(target.maximum)}%"
    return f"{'duy trì ' if target.kind == TargetKind.HOLD else '≥ '}{least}%"


def short_citation(citation: str) -> str:
    """Type and number, as a text that was cited in full before: "QĐ 281/QĐ-TTg 20/02/2014" → "QĐ 281/QĐ-TTg"."""
    return "\u00a0".join(citation.split()[:2]).replace("-", "\u2011")


def summary(table: Table) -> str:
    """How many targets were met, in a sentence; those without figures are counted too."""
    verdicts = [row.cells[-1].text for row in table.rows]
    met, not_met, unknown = (verdicts.count(each) for each in (MET, NOT_MET, UNKNOWN))
    parts = [f"{met} chỉ tiêu đạt", f"{not_met} chỉ tiêu chưa đạt", f"{unknown} chỉ tiêu chưa có số liệu để tính"]
    return f"Trong {len(verdicts)} chỉ tiêu được đối chiếu có {', '.join(parts)}."


def _plain_decimal(number: Decimal) -> str:
    return vi.decimal(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())
