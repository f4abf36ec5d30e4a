"""Whether a target was met: the share that answers it, or why it is not compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hocTap.lib import vi
from indicators.definitions import told
from indicators.models import Redefinition, Target
from reports.review.ledger import Share
from reports.review.results import NOT_COMPARABLE, UNDECIDED, UNKNOWN, TargetResult, verdict

if TYPE_CHECKING:
    from reports.review.findings import Findings


def judged(findings: Findings, target: Target) -> TargetResult:
    """The target with what answers it: unknown, over a part of the units, counted otherwise by now, met or not."""
    share = _answer(findings, target)
    if share is None or share.figure.numerator is None or share.figure.denominator is None:
        return TargetResult(target, None, UNKNOWN)
    if not share.figure.is_whole:
        figure = share.figure
        part = f"{vi.whole(figure.reported)}/{vi.whole(figure.expected)}"
        return TargetResult(target, share, f"{UNDECIDED} ({part})")
    if since := _counted_otherwise(findings, target):
        why = "; ".join(f"từ năm {each.first_year} {told(each)}" for each in since)
        return TargetResult(target, share, NOT_COMPARABLE, why)
    return TargetResult(target, share, verdict(target, share.figure.numerator, share.figure.denominator))


def _counted_otherwise(findings: Findings, target: Target) -> list[Redefinition]:
    """Since when the rate has another numerator or base than on the day on which the target was set."""
    issued, last = target.framework.issued_on, min(target.year, findings.series.last)
    if target.indicator is None or issued is None:
        return []
    changes = findings.facts.definitions.after(target.indicator, issued.year, last)
    return [each for each in changes if each.counts_other_things]


def _answer(findings: Findings, target: Target) -> Share | None:
    """The title's share that answers a target: of the target's own year, or of the stage's end."""
    asked = target.indicator.code if target.indicator else ""
    title = next((title for title in findings.titles if title.indicator == asked), None)
    if title is None:
        return None
    if target.year < findings.series.last:
        return findings.in_year(title, target.year)
    return next(each.share for each in findings.title_results if each.title == title)
