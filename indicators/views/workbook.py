"""A sheet of figures as a workbook: taken out, brought back, shown cell by cell before it is saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.uploads.forms import FileForm
from hocTap.lib.answers import refused, status_of
from hocTap.lib.http import own_transaction
from hocTap.lib.refusals import Refused
from hocTap.lib.xlsx import XLSX
from indicators import workbook, workflow
from indicators.enums import Origin
from indicators.held import held_from
from indicators.models import Submission
from indicators.sheet import load_sheet
from indicators.views.entry import cells_sent, closed, enterable, page_of_results
from units.http import UserRequest


@require_safe
def submission_workbook(request: UserRequest, pk: int) -> HttpResponse:
    seen = Submission.objects.visible_to(request.user).select_related("unit", "unit_as", "form", "period")
    submission = get_object_or_404(seen, pk=pk)
    disposition = content_disposition_header(as_attachment=True, filename=f"{workbook.name_of(submission)}.xlsx")
    headers = {"Content-Disposition": disposition or "attachment"}
    sheet = load_sheet(submission, held=held_from(request.user, submission))
    return HttpResponse(workbook.write(sheet), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def submission_bring(request: UserRequest, pk: int) -> HttpResponse:
    """Send a filled workbook: what each cell would become is shown, nothing is saved yet."""
    submission = enterable(request, pk)
    if request.method != "POST":
        return closed(request, submission) or _start(request, submission, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, submission, form)
    sheet = load_sheet(submission)
    try:
        brought = workbook.read_back(form.cleaned_data["tep"].read(), sheet)
    except Refused as reason:
        form.add_error("tep", str(reason))
        return _start(request, submission, form)
    context = {"submission": submission, "brought": brought, "changes": brought.changes}
    return render(request, "indicators/submission_brought.html", context)


def _start(request: UserRequest, submission: Submission, form: FileForm) -> HttpResponse:
    context = {"submission": submission, "form": form}
    status = status_of(form) if form.is_bound else 200
    return render(request, "indicators/submission_bring.html", context, status=status)


@own_transaction
@require_POST
def submission_take(request: UserRequest, pk: int) -> HttpResponse:
    """Save the cells that the person left ticked, each with the revision that was shown."""
    submission = enterable(request, pk)
    chosen = set(request.POST.getlist("lay"))
    cells = [cell for cell in cells_sent(request) if cell.code in chosen]
    try:
        outcome = workflow.save_cells(submission, cells, by=request.user, at=timezone.now(), origin=Origin.IMPORTED)
    except Refused as reason:
        return refused(request, reason, back=submission.get_absolute_url())
    if any(each.state != "saved" for each in outcome):
        return page_of_results(request, submission, cells, outcome)
    messages.success(request, f"Đã lưu {len(outcome)} ô từ tệp.")
    return redirect("indicators:submission-entry", submission.pk)
