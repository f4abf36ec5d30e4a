"""What is read of reports: the lists, one report as page, PDF, Excel and JSON, and its figures."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from hocTap.lib.http import download
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from hocTap.lib.word import DOCX
from hocTap.lib.xlsx import XLSX
from reports import ground, permissions, prints, workflow
from reports.archiving import is_awaited
from reports.filters import ReportFilter
from reports.models import DeletedDraft, Report, SignedCopy
from reports.querysets import ReportQuerySet
from reports.returning.keeping import tampered
from reports.review import data, docx, xlsx
from reports.review.document import decode_figure
from reports.sources import sources_of
from reports.tables import LOOKS, DeletedTable, ReportTable
from units.enums import Role
from units.http import UserRequest
from units.naming import full_names

ROWS_A_PAGE = 25


def visible(request: UserRequest) -> ReportQuerySet:
    """Reports in the person's remit; the document itself, which is long, is read only when it is asked for."""
    return Report.objects.visible_to(request.user).with_relatives().defer("document")


@require_safe
def report_list(request: UserRequest) -> HttpResponse:
    narrowed = ReportFilter(request.GET, queryset=Report.objects.visible_to(request.user).listed(), request=request)
    table = ReportTable(narrowed.qs if narrowed.is_valid() else narrowed.queryset.none())  # type: ignore[no-untyped-call]
    shown = show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "Báo cáo tổng kết")
    table.changes = ground.changes_since([report for report in shown if report.is_draft or report.stands])
    table.names = full_names({report.unit_id for report in shown})
    table.export_url = xlsx_url(request)
    leads = next(iter(request.user.units_as(Role.READER)), None)
    context = {"filter": narrowed, "table": table, "may_make": permissions.can_make_any(request.user), "leads": leads}
    return render(request, "reports/report_list.html", context)


@require_safe
def deleted_list(request: UserRequest) -> HttpResponse:
    if not permissions.can_make_any(request.user):
        raise PermissionDenied
    table: Any = DeletedTable(DeletedDraft.objects.visible_to(request.user).select_related("by"))  # type: ignore[no-untyped-call]
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "Dự thảo đã xóa")
    table.export_url = xlsx_url(request)
    return render(request, "reports/deleted_list.html", {"table": table})


@require_safe
def report_detail(request: UserRequest, pk: int) -> HttpResponse:
    if request.user.is_administrator and not visible(request).filter(pk=pk).exists():
        # Administrators read no figures: of a report they see what was done with it, on the administration's page.
        known = get_object_or_404(Report.objects.only("pk"), pk=pk)
        return redirect("admin:reports_report_change", known.pk)
    report = get_object_or_404(visible(request), pk=pk)
    may_make = permissions.can_make(request.user, report.unit_id, report.as_of)
    changes = ground.changes_since([report]).get(report.pk, []) if report.is_draft or report.stands else []
    context = {
        "report": report,
        "article": article(report),
        "steps": report.steps.select_related("by"),
        "may_change": may_make and report.is_draft,
        "may_end": may_make and report.stands,
        "may_return": may_make and not report.is_draft,
        "sees_drafts": may_make,
        "unwritten": workflow.unwritten_parts(report) if report.is_draft else [],
        "changes": changes,
        "copies": (copies := list(SignedCopy.objects.of(report).listed())),
        "signed": [each for each in copies if not each.is_aside],
        "tampered": tampered(report),
        "awaited": not report.is_draft and is_awaited(report) and reverse("reports:report-pdf", args=[report.pk]),
        "look": LOOKS[report.state],
    }
    return render(request, "reports/report_detail.html", context)


def article(report: Report) -> SafeString:
    """The document on the screen: dressed once for each content, then taken as it was, without reading the document."""
    key = f"report-article-{report.digest}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = render_to_string("reports/_article.html", {"document": report.read_text()})
        cache.set(key, kept, timeout=60 * 60)
    return mark_safe(kept)  # noqa: S308 - our own template made it


@require_safe
def report_figure(request: UserRequest, pk: int, key: str) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)
    figure = decode_figure(report.document, key)
    if figure is None:
        raise Http404
    context = {"report": report, "figure": figure, "sources": sources_of(request.user, figure, report.as_of)}
    return render(request, "reports/report_figure.html", context)


@require_safe
def report_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """An issued report as it was archived; a draft is printed, a long one by the worker."""
    report = get_object_or_404(visible(request), pk=pk)
    return prints.of_report(request, report)


@require_safe
def report_excel(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)

    def make() -> HttpResponse:
        return download(xlsx.render(report.read()), XLSX, f"{report.file_stem}.xlsx")

    return prints.made_anew(request, report, make)


@require_safe
def report_word(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)

    def make() -> HttpResponse:
        return download(docx.render(report.read_text()), DOCX, f"{report.file_stem}.docx")

    return prints.made_anew(request, report, make)


@require_safe
def report_json(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)

    def make() -> HttpResponse:
        return download(data.render(report.read()).encode(), "application/json", f"{report.file_stem}.json")

    return prints.made_anew(request, report, make)
