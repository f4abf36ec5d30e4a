"""Statements judged: by their own arithmetic, and beside what the approved figures give; nothing is altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hocTap.lib.refusals import Refused
from indicators.definitions import read_definitions
from indicators.enums import Qualifier, Verdict
from indicators.models import Indicator
from indicators.rules.reconcile import Reconciliation, explain, reconcile
from indicators.series import Series, Sum, load
from reports.models import PublishedFigure, PublishedSource
from reports.rules import compare_counts


@dataclass(frozen=True)
class Judged:
    """A statement with its verdicts."""

    figure: PublishedFigure
    own: Reconciliation
    ours: Sum | None

    @property
    def verdict(self) -> Verdict:
        return self.own.verdict

    @property
    def said(self) -> str:
        """What its own numbers say of one another."""
        return explain(self.own)

    @property
    def beside(self) -> str:
        """What the approved figures say of it; of a part of the units only that they are a part."""
        if not self.figure.figure:
            return ""
        if self.ours is None or self.ours.numerator is None:
            return "Chưa có số liệu được duyệt để đối chiếu."
        if not self.ours.whole:
            return f"Số liệu được duyệt mới là của {self.ours.basis}, chưa đối chiếu."
        return " ".join(beside(self.figure, self.ours.numerator, self.ours.denominator))


def beside(each: PublishedFigure, numerator: int | None, denominator: int | None) -> list[str]:
    """The statement beside a computed count, and a rate of it, in sentences."""
    said = []
    if each.count is not None:
        said.append(compare_counts(numerator, each.count, each.printed_count, Qualifier(each.qualifier)))
    if each.printed_rate:
        if numerator is None or denominator is None:
            said.append("Chưa có số liệu được duyệt để tính lại tỉ lệ.")
        else:
            said.append(explain(reconcile(numerator, denominator, each.printed_rate)))
    return said


def own_verdict(each: PublishedFigure) -> Reconciliation:
    """The statement by its own count, base and percentage."""
    exact = each.qualifier == Qualifier.EXACT and each.base_exact
    return reconcile(each.count, each.base, each.printed_rate, exact=exact)


def judged(source: PublishedSource, figures: Iterable[PublishedFigure]) -> list[Judged]:
    """The statements of a text, in a fixed number of queries."""
    rows = list(figures)
    ours = _ours(source, {each.figure for each in rows if each.figure})
    return [Judged(each, own_verdict(each), ours.get(each.figure)) for each in rows]


def _ours(source: PublishedSource, codes: set[str]) -> Mapping[str, Sum]:
    """What the text's unit counted over its years, as the review of these years has it: by code."""
    if not codes:
        return {}
    try:
        series = load(source.unit, source.first_year, source.last_year)
    except Refused:
        return {}
    found: dict[str, Sum] = {code: series.stage(code) for code in codes if code in series.measures}
    rows = list(Indicator.objects.filter(code__in=codes, base__isnull=False).select_related("numerator", "base"))
    definitions = read_definitions(rows)
    shares = [definitions.of(each, source.last_year) for each in rows]
    return found | {each.code: _share(series, each) for each in shares if _counts(series, each)}


def _counts(series: Series, each: Indicator) -> bool:
    return {each.numerator.code, each.base_of_share.code} <= series.measures.keys()


def _share(series: Series, each: Indicator) -> Sum:
    return series.stage(each.numerator.code, each.base_of_share.code)
