"""Numbers that papers bear and that are not in the series yet: taken by a program of before while another migrated."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q

from awards.commendations.models import CommendationDecision
from awards.titles.models import Decision, Proposal
from reports.models import Document, Report
from reports.papers.enums import PaperKind
from units.enums import Numbered
from units.models import PaperNumber
from units.numbering import Number, series_of


def borne() -> Iterator[tuple[Number, Numbered, int]]:
    """Every number of a paper that stands: of which unit, symbol and day, and of which row."""
    for title in Decision.objects.exclude(number=None).exclude(signed_on=None):
        if title.number and title.signed_on:
            yield Number(title.agency_id, title.symbol, title.number, title.signed_on), Numbered.TITLES, title.pk
    for asked in Proposal.objects.filter(recalled_at=None):
        yield Number(asked.ward_id, asked.symbol, asked.number, asked.proposed_on), Numbered.PROPOSAL, asked.pk
    own = Q(unit__versions__valid_to=None) | Q(unit__versions__valid_to__gte=F("decided_on"))
    commended = CommendationDecision.objects.filter(
        own, voiding=None, unit__versions__valid_from__lte=F("decided_on"), unit__versions__kind=F("kind__level")
    )
    for row in commended.select_related("kind").distinct():
        yield Number(row.unit_id, row.kind.symbol, row.number, row.decided_on), Numbered.COMMENDATION, row.pk
    for report in Report.objects.exclude(number=None).defer("document"):
        if report.number and report.issued_on:
            unit = report.issuer_id or report.unit_id
            yield Number(unit, report.symbol, report.number, report.issued_on), Numbered.REPORT, report.pk
    own_numbers = Document.objects.filter(kind__in=[PaperKind.SHEET, PaperKind.COMMENDATION_PROPOSAL])
    for paper in own_numbers.exclude(number=None).defer("content"):
        if paper.number and paper.issued_on:
            yield Number(paper.unit_id, paper.symbol, paper.number, paper.issued_on), Numbered.PAPER, paper.pk


@transaction.atomic
def fill() -> list[PaperNumber]:
    """Put down what is missing; a number that another paper bears already is kept for both, this one as doubled."""
    known = set(PaperNumber.objects.values_list("kind", "paper"))
    taken = set(PaperNumber.objects.values_list("unit", "symbol", "year", "number"))
    rows = []
    for given, kind, paper in sorted(borne(), key=lambda each: (each[0].day, each[1], each[2])):
        if (kind.value, paper) in known:
            continue
        key = (given.unit, series_of(given.symbol), given.day.year, given.number)
        rows.append(
            PaperNumber(
                unit_id=given.unit,
                symbol=key[1],
                year=key[2],
                number=given.number,
                day=given.day,
                kind=kind,
                paper=paper,
                doubled=key in taken,
            )
        )
        taken.add(key)
    return PaperNumber.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
