"""A report's or paper's print as the browser gets it: a draft's as it is now, an issued one's as it was archived."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from hocTap.lib.answers import refused
from hocTap.lib.drafts import print_draft, rows_of
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import PRINT, Background, long_file
from reports import archiving, frozen
from reports.models import Document, Report
from reports.paper import pdf
from reports.papers import pdf as papers


def of_report(request: HttpRequest, report: Report) -> HttpResponse:
    if not report.is_draft:
        return _issued(request, report)
    key = f"report-pdf-{report.digest}"
    return print_draft(request, report.file_stem, key, report.read_text, pdf.render, archiving.takes_long)


def of_paper(request: HttpRequest, document: Document) -> HttpResponse:
    if not document.is_draft:
        return _issued(request, document)
    key = f"paper-pdf-{document.digest}"

    def make() -> HttpResponse:
        return print_draft(request, document.file_stem, key, document.read, papers.render, archiving.takes_long)

    return made_anew(request, document, make)


def made_anew(request: HttpRequest, paper: Report | Document, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What is made of the kept content each time (Word, Excel, JSON): refused once that was altered in the database."""
    return told(request, paper, lambda: frozen.refuse_altered(paper)) or make()


def told(request: HttpRequest, paper: Report | Document, look: Callable[[], None]) -> HttpResponse | None:
    """A page that says why nothing is given out, where the look raises Refused; nothing when all is well."""
    try:
        look()
    except Refused as reason:
        return refused(request, reason, back=paper.get_absolute_url())
    return None


def _issued(request: HttpRequest, paper: Report | Document) -> HttpResponse:
    """The archived print; one that still waits is made by the worker, for whoever asks first."""
    try:
        kept, name = archiving.archived(paper), f"{paper.file_stem}{PRINT}"
    except Refused as reason:
        return refused(request, reason, back=paper.get_absolute_url())
    if kept is None:
        if not archiving.is_awaited(paper):
            raise Http404
        rows = rows_of(paper.read_text() if isinstance(paper, Report) else paper.read())
        return long_file(request, name, rows, lambda: archiving.archive(paper, at=timezone.now()), takes_long=True)
    if isinstance(request, Background):
        return long_file(request, name, 0, lambda: kept)
    return download(kept, "application/pdf", name, attached=False)
