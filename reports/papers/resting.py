"""Which papers were made from rows of a register: for those about to change them (`hocTap.lib.resting`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from hocTap.lib import resting, vi
from hocTap.lib.resting import Fate, Rest
from reports.enums import ReportAction, ReportState
from reports.papers.enums import PaperKind
from reports.papers.models import Document

MADE_FROM = {
    resting.DECISION: PaperKind.DECISION,
    resting.REVOCATION: PaperKind.REVOCATION,
    resting.PROPOSAL: PaperKind.PROPOSAL,
    resting.MINUTES: PaperKind.MINUTES,
    resting.COMMENDATION: PaperKind.COMMENDATION,
    resting.TO_COMMEND: PaperKind.COMMENDATION_PROPOSAL,
    resting.SHEET: PaperKind.SHEET,
}


def papers_made(what: str, rows: Collection[int]) -> list[Rest]:
    """Drafts, and issued papers that still stand, made from these rows."""
    states = [ReportState.DRAFT, ReportState.ISSUED]
    found = Document.objects.filter(kind=MADE_FROM[what], source_id__in=rows, state__in=states).order_by("pk")
    return [Rest(each.paper_name, each.get_absolute_url(), not each.is_draft) for each in found.defer("content")]


def papers_lost(what: str, rows: Collection[int]) -> dict[int, Fate]:
    """What became of the papers made from these rows that no longer stand, with day and number, the latest last."""
    found = Document.objects.filter(
        kind=MADE_FROM[what], source_id__in=rows, state__in=[ReportState.WITHDRAWN, ReportState.REPLACED]
    )
    told: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for each in found.defer("content").select_related("replaced_by").prefetch_related("steps").order_by("pk"):
        told[each.source_id].append(_fate(each))
    return {source: Fate(each[-1][0], " ".join(words for _, words in each)) for source, each in told.items()}


def _fate(paper: Document) -> tuple[str, str]:
    """Short, and as a sentence: "Quyết định … số 05/QĐ-UBND ngày … đã bị thu hồi ngày … bằng văn bản số 9/QĐ-UBND."."""
    steps = {step.action: step for step in paper.steps.all()}
    if paper.state == ReportState.WITHDRAWN:
        facts = steps[ReportAction.WITHDRAW].facts if ReportAction.WITHDRAW in steps else {}
        said = f"ngày {facts['day']} bằng văn bản số {facts['paper']}" if facts else "không rõ bằng văn bản nào"
        signed = f" ({facts['signer']} ký)" if facts else ""
        return f"văn bản đã bị thu hồi {said}", f"{paper.paper_name} đã bị thu hồi {said}{signed}."
    on = steps.get(ReportAction.REPLACE)
    since = f" ngày {vi.day(timezone.localtime(on.at).date())}" if on else ""
    by = paper.successor.paper_name if paper.successor else "văn bản khác"
    number = f" số {paper.successor.sign}" if paper.successor else ""
    return (
        f"văn bản đã được thay thế{since} bằng bản mới{number}",
        f"{paper.paper_name} đã được thay thế{since} bằng {by}.",
    )
