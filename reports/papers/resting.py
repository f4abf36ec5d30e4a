"""Which papers were made from rows of a register: for those about to change them (`hocTap.lib.resting`)."""

from __future__ import annotations

from collections.abc import Collection

from hocTap.lib import resting
from hocTap.lib.resting import Rest
from reports.enums import ReportState
from reports.papers.enums import PaperKind
from reports.papers.models import Document

MADE_FROM = {
    resting.DECISION: PaperKind.DECISION,
    resting.REVOCATION: PaperKind.REVOCATION,
    resting.PROPOSAL: PaperKind.PROPOSAL,
    resting.MINUTES: PaperKind.MINUTES,
    resting.TO_COMMEND: PaperKind.COMMENDATION_PROPOSAL,
    resting.SHEET: PaperKind.SHEET,
}


def papers_made(what: str, rows: Collection[int]) -> list[Rest]:
    """Drafts, and issued papers that still stand, made from these rows."""
    states = [ReportState.DRAFT, ReportState.ISSUED]
    found = Document.objects.filter(kind=MADE_FROM[what], source_id__in=rows, state__in=states).order_by("pk")
    return [Rest(each.paper_name, each.get_absolute_url(), not each.is_draft) for each in found.defer("content")]
