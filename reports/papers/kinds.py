"""The kinds of papers as data: what each is called, its numbers, who reads and makes it, from what it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from awards.titles.models import Proposal
from hocTap.lib import vi
from reports.models.asked import AskedReport
from reports.papers import centres, commendations, handing, money, scopes, sheets, targets
from reports.papers.enums import PaperKind
from reports.papers.matter import Matter
from reports.papers.scopes import Scope
from reports.papers.titles.decisions import recognition, revocation
from reports.papers.titles.minutes import minutes
from reports.papers.titles.proposals import proposal
from units.handover.changes import change_of
from units.models import HandOver


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its words, the function that reads it from a register, and who has to do with it."""

    code: PaperKind
    type_name: str
    type_code: str
    cited_as: str
    read: Callable[[int, dt.date], Matter]
    scope: Scope
    back: Callable[[int], str]
    resolves: str = ""
    in_articles: bool = False
    is_numbered: bool = True
    numbered_by_source: bool = True
    """Number, day and signer stand in the register already; else văn thư gives them when it is issued."""
    asks_signer: bool = False
    """The register keeps number and day but not who signed."""

    @property
    def label(self) -> str:
        return str(self.code.label)


def _ward_year(pk: int) -> str:
    paper = Proposal.objects.filter(pk=pk).first()
    if paper is None:
        return reverse("titles:home")
    return reverse("titles:ward-year", args=[paper.ward_id, paper.kind, paper.year])


def _decision_page(pk: int) -> str:
    return reverse("titles:decision-detail", args=[pk])


def _handover_page(pk: int) -> str:
    found = HandOver.objects.filter(pk=pk).first()
    change = change_of(found.unit_id, found.effective_on) if found else None
    if found is None or change is None:
        return reverse("units:handover-list")
    return reverse("units:handover", args=[change.event.pk, found.unit_id])


def _centre_page(pk: int) -> str:
    found = AskedReport.objects.get(pk=pk)
    asked = urlencode({"nam": found.first_day.year, "theo": found.details})
    return f"{reverse('units:centre-report', args=[found.centre_id])}?{asked}"


def _money_page(pk: int) -> str:
    found = AskedReport.objects.get(pk=pk)
    book, _, step = found.details.partition("/")
    span = {"tu": vi.day(found.first_day), "den": vi.day(found.last_day)}
    asked = urlencode({"don_vi": found.unit_id, "so": book, "theo": step, **span})
    return f"{reverse('scholarships:statement')}?{asked}"


def _targets_page(pk: int) -> str:
    found = AskedReport.objects.get(pk=pk)
    asked = urlencode({"nam": found.first_day.year, "vb": found.details})
    return f"{reverse('reports:scorecard', args=[found.unit_id])}?{asked}"


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            PaperKind.PROPOSAL,
            "TỜ TRÌNH",
            "TTr",
            "Tờ trình",
            proposal,
            scopes.PROPOSALS,
            _ward_year,
            asks_signer=True,
        ),
        Kind(
            PaperKind.DECISION,
            "QUYẾT ĐỊNH",
            "QĐ",
            "Quyết định",
            recognition,
            scopes.DECISIONS,
            _decision_page,
            resolves="QUYẾT ĐỊNH:",
            in_articles=True,
        ),
        Kind(
            PaperKind.MINUTES,
            "BIÊN BẢN",
            "BB",
            "Biên bản",
            minutes,
            scopes.MINUTES,
            lambda pk: reverse("titles:minutes-detail", args=[pk]),
            is_numbered=False,
            asks_signer=True,
        ),
        Kind(
            PaperKind.REVOCATION,
            "QUYẾT ĐỊNH",
            "QĐ",
            "Quyết định",
            revocation,
            scopes.REVOCATIONS,
            _decision_page,
            resolves="QUYẾT ĐỊNH:",
            in_articles=True,
        ),
        Kind(
            PaperKind.COMMENDATION_PROPOSAL,
            "TỜ TRÌNH",
            "TTr",
            "Tờ trình",
            commendations.proposal,
            scopes.TO_COMMEND,
            lambda pk: reverse("commendations:draft-detail", args=[pk]),
            numbered_by_source=False,
        ),
        Kind(
            PaperKind.COMMENDATION,
            "QUYẾT ĐỊNH",
            "QĐ",
            "Quyết định",
            commendations.commendation,
            scopes.COMMENDATIONS,
            lambda pk: reverse("commendations:decision-detail", args=[pk]),
            resolves="QUYẾT ĐỊNH:",
            in_articles=True,
        ),
        Kind(
            PaperKind.SHEET,
            "BÁO CÁO",
            "BC",
            "Báo cáo",
            sheets.sheet,
            scopes.SHEETS,
            lambda pk: reverse("indicators:submission-detail", args=[pk]),
            numbered_by_source=False,
        ),
        Kind(
            PaperKind.HANDOVER,
            "BIÊN BẢN",
            "BB",
            "Biên bản",
            handing.minutes,
            scopes.HANDOVERS,
            _handover_page,
            is_numbered=False,
            numbered_by_source=False,
            asks_signer=True,
        ),
        Kind(
            PaperKind.CENTRE,
            "BÁO CÁO",
            "BC",
            "Báo cáo",
            centres.report,
            scopes.CENTRES,
            _centre_page,
            numbered_by_source=False,
        ),
        Kind(
            PaperKind.MONEY,
            "BÁO CÁO",
            "BC",
            "Báo cáo",
            money.report,
            scopes.MONEY,
            _money_page,
            numbered_by_source=False,
        ),
        Kind(
            PaperKind.SCORECARD,
            "BÁO CÁO",
            "BC",
            "Báo cáo",
            targets.report,
            scopes.TARGETS,
            _targets_page,
            numbered_by_source=False,
        ),
    )
}
assert KINDS.keys() == set(PaperKind)  # noqa: S101
