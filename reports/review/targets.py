"""What the decisions asked for beside what was reached: decided on counts, never on printed percentages."""

from __future__ import annotations

from collections.abc import Sequence

from hocTap.lib import vi
from indicators.rules.targets import level, short_citation
from reports.paper.parts import Cell, Column, Table, TableRow, plain, text
from reports.review import spec
from reports.review.findings import Findings
from reports.review.ledger import Share, row
from reports.review.results import MET, NOT_COMPARABLE, NOT_MET, UNDECIDED, UNKNOWN, TargetResult

COLUMNS = (
    Column("TT", 9),
    Column("Mục tiêu", 36, numeric=False),
    Column("Văn bản", 30, numeric=False),
    Column("Mức đề ra", 17, numeric=False),
    Column("Đạt được", 15),
    Column("Tổng số", 15),
    Column("Tỉ lệ", 18),
    Column("Đánh giá", 25, numeric=False),
)


def targets_table(found: Findings) -> Table:
    """Each target of the stage with its result; equality meets it. What nobody counts is named below the table."""
    known = [each for each in found.target_results if _is_counted(each)]
    rows = tuple(_row(number, each) for number, each in enumerate(known, start=1))
    name = f"Kết quả so với mục tiêu đề ra, {found.stage}"
    notes = (*_unknown(found.target_results), *_not_comparable(known))
    return Table("targets", name, COLUMNS, rows, spec.TARGETS, notes=notes)


def _is_counted(each: TargetResult) -> bool:
    """Whether anybody gave the number, be it nought."""
    return each.share is not None and each.share.figure.numerator is not None


def _unknown(results: Sequence[TargetResult]) -> tuple[str, ...]:
    """Targets without figures, in one sentence: rows of dashes would hide the results."""
    names = [f"{each.target.label} ({level(each.target)})" for each in results if not _is_counted(each)]
    return (f"Chưa có số liệu để đối chiếu {len(names)} chỉ tiêu: {'; '.join(names)}.",) if names else ()


def _not_comparable(results: Sequence[TargetResult]) -> tuple[str, ...]:
    """Why a figure is not held against a target that was set when it was counted otherwise."""
    return tuple(
        f"{each.target.label} ({level(each.target)}, {short_citation(each.target.citation)}): không so sánh được với "
        f"mức đã đặt ra, {each.why}."
        for each in results
        if each.why
    )


def _row(number: int, each: TargetResult) -> TableRow:
    shown: Sequence[Cell | Share] = [each.share] if each.share else [text(vi.NOTHING)] * 3
    return row(
        plain(number),
        text(each.target.label),
        text(short_citation(each.target.citation)),
        text(level(each.target)),
        *shown,
        text(each.verdict),
    )


def summary(results: Sequence[TargetResult]) -> str:
    """How many targets were met, in a sentence; those without figures are counted too, what is nought is left out."""
    verdicts = [UNDECIDED if each.verdict.startswith(UNDECIDED) else each.verdict for each in results]
    words = {
        MET: "đạt",
        NOT_MET: "chưa đạt",
        UNDECIDED: "chưa đủ số liệu để kết luận",
        NOT_COMPARABLE: "không so sánh được vì nay tính khác",
        UNKNOWN: "chưa có số liệu để tính",
    }
    parts = [f"{verdicts.count(each)} chỉ tiêu {said}" for each, said in words.items() if each in verdicts]
    return f"Trong {len(verdicts)} chỉ tiêu được đối chiếu có {', '.join(parts)}."
