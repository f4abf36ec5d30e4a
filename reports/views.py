"""Pages of reports: the list, one report as page, PDF, Excel and JSON, its figures, and the office's steps."""

from __future__ import annotations

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from hocTap.lib.xlsx import XLSX
from indicators.enums import Rounding
from indicators.views.refusals import refused
from reports import data, pdf, permissions, workflow, xlsx
from reports.document import decode_figure
from reports.filters import ReportFilter
from reports.forms import IssueForm, MakeForm, TextForm
from reports.models import Report, ReportFile
from reports.querysets import ReportQuerySet
from reports.sources import sources_of
from reports.tables import ReportTable
from reports.workflow import Issue
from units.http import UserRequest

ROWS_A_PAGE = 25


def visible(request: UserRequest) -> ReportQuerySet:
    return Report.objects.visible_to(request.user).select_related("unit", "unit_as", "made_by")


def changeable(request: UserRequest, pk: int) -> Report:
    """The report in the person's remit, if it is theirs to change: else 404, or 403."""
    report = get_object_or_404(visible(request), pk=pk)
    if not permissions.can_make(request.user, report.unit_id, report.as_of):
        raise PermissionDenied
    return report


@require_safe
def report_list(request: UserRequest) -> HttpResponse:
    narrowed = ReportFilter(request.GET, queryset=Report.objects.visible_to(request.user).listed(), request=request)
    table = ReportTable(narrowed.qs if narrowed.is_valid() else narrowed.queryset.none())  # type: ignore[no-untyped-call]
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "Báo cáo tổng kết")
    table.export_url = xlsx_url(request)
    context = {"filter": narrowed, "table": table, "may_make": permissions.can_make_any(request.user)}
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report_make(request: UserRequest) -> HttpResponse:
    if not permissions.can_make_any(request.user):
        raise PermissionDenied
    form = MakeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit, last = form.cleaned_data["unit"], form.cleaned_data["last_year"]
        if not permissions.can_make(request.user, unit.pk, workflow.last_day(last)):
            form.add_error("last_year", "Vào cuối năm này đơn vị không thuộc phạm vi của bạn. Hãy chọn năm khác.")
        else:
            made = _make(request, form)
            if made:
                return made
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_make.html", {"form": form}, status=status)


def _make(request: UserRequest, form: MakeForm) -> HttpResponse | None:
    """Make the report, or say on the form why not."""
    asked = form.cleaned_data
    years, rounding = (asked["first_year"], asked["last_year"]), Rounding(asked["rounding"])
    try:
        report = workflow.make_report(asked["unit"], *years, rounding, by=request.user, at=timezone.now())
    except Refused as reason:
        form.add_error(None, str(reason))
        return None
    messages.success(request, "Đã lập dự thảo báo cáo.")
    return redirect(report)


@require_safe
def report_detail(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)
    context = {
        "report": report,
        "document": report.read_text(),
        "address": report.get_absolute_url(),
        "steps": report.steps.select_related("by"),
        "may_change": permissions.can_change(request.user, report),
        "unwritten": workflow.unwritten_parts(report) if report.is_draft else [],
    }
    return render(request, "reports/report_detail.html", context)


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
    report = get_object_or_404(visible(request), pk=pk)
    content = printed(report) if report.is_draft else archived(report)
    return _download(content, "application/pdf", f"{report.file_stem}.pdf", attached=False)


def printed(report: Report) -> bytes:
    """A draft on paper: printing takes seconds, so the same content is not printed twice within the hour."""
    key = f"report-pdf-{report.digest}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = pdf.render(report.read_text())
        cache.set(key, content, timeout=60 * 60)
    return content


def archived(report: Report) -> bytes:
    """The PDF as it was signed: an issued report is never printed anew."""
    return bytes(ReportFile.objects.get(report=report).content)


@require_safe
def report_excel(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)
    return _download(xlsx.render(report.read()), XLSX, f"{report.file_stem}.xlsx")


@require_safe
def report_json(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(visible(request), pk=pk)
    return _download(data.render(report.read()).encode(), "application/json", f"{report.file_stem}.json")


def _download(content: bytes, kind: str, name: str, *, attached: bool = True) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=attached, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def report_text(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    if not report.is_draft:
        return redirect(report)
    form = TextForm(request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.write(report, form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as reason:
            return refused(request, reason, back=report.get_absolute_url())
        messages.success(request, "Đã lưu lời văn.")
        return redirect(report)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_text.html", {"form": form, "report": report}, status=status)


@require_POST
def report_rebuild(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    try:
        workflow.rebuild(report, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=report.get_absolute_url())
    messages.success(request, "Đã lấy lại số liệu đã duyệt mới nhất.")
    return redirect(report)


@require_http_methods(["GET", "POST"])
def report_issue(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    if request.method == "GET" and not report.is_draft:
        return redirect(report)
    initial = {"issued_on": timezone.localdate(), "digest": report.digest, "signer": report.signer}
    form = IssueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.issue(report, Issue(**form.cleaned_data), by=request.user, at=timezone.now())
        except Refused as reason:
            return refused(request, reason, back=report.get_absolute_url())
        messages.success(request, "Đã phát hành báo cáo. Bản PDF đã được lưu trữ.")
        return redirect(report)
    context = {"form": form, "report": report, "unwritten": workflow.unwritten_parts(report)}
    return render(request, "reports/report_issue.html", context, status=422 if request.method == "POST" else 200)
