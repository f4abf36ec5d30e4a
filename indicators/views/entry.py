"""The entry table: read, typed into cell by cell, checked, sent."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hocTap.lib.vi import Refused
from indicators import permissions, workflow
from indicators.enums import Qualifier
from indicators.models import Form, Period, Submission
from indicators.sheet import Sheet, load_sheet
from indicators.views.refusals import refused
from indicators.workflow import CellInput, CellResult
from units.enums import Role
from units.http import UserRequest
from units.models import Unit


def enterable(request: UserRequest, pk: int) -> Submission:
    """The submission in the person's remit, if it is theirs to fill: else 404, or 403."""
    submission = get_object_or_404(
        Submission.objects.visible_to(request.user).select_related("unit_as", "form", "period"), pk=pk
    )
    if not permissions.can_enter(request.user, submission):
        raise PermissionDenied
    return submission


@require_POST
def submission_start(request: UserRequest) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=to_number(request.POST.get("unit")))
    form = get_object_or_404(Form, pk=to_number(request.POST.get("form")))
    period = get_object_or_404(Period, pk=to_number(request.POST.get("period")))
    if unit.pk not in request.user.units_as(Role.WARD_OFFICER):
        raise PermissionDenied
    try:
        submission = workflow.start(unit, form, period, by=request.user, on=timezone.localdate())
    except Refused as reason:
        return refused(request, reason, back=reverse("home"))
    return redirect("indicators:submission-entry", submission.pk)


def to_number(text: str | None) -> int:
    """An id from a form; a forged one finds nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_http_methods(["GET", "POST"])
def submission_entry(request: UserRequest, pk: int) -> HttpResponse:
    submission = enterable(request, pk)
    if request.method == "GET":
        if not submission.is_editable:
            return redirect(submission)
        return _entry_page(request, load_sheet(submission))
    return _save_whole_form(request, submission)


def _entry_page(
    request: UserRequest, sheet: Sheet, results: dict[str, dict[str, Any]] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "submission": sheet.submission,
        "qualifiers": Qualifier.choices,
        "results": results or {},
        "unsaved": sum(result["state"] != "saved" for result in (results or {}).values()),
    }
    return render(request, "indicators/submission_entry.html", context, status=status)


def _save_whole_form(request: UserRequest, submission: Submission) -> HttpResponse:
    """The plain form, for browsers without the script: the same cells, the same answers."""
    codes = [name.removeprefix("so-") for name in request.POST if name.startswith("so-")]
    cells = [_cell_of_form(request, code) for code in codes if _was_touched(request, code)]
    try:
        outcome = workflow.save_cells(submission, cells, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=submission.get_absolute_url())
    typed = {cell.code: cell for cell in cells}
    results = {each.code: asdict(each) | {"typed": typed[each.code]} for each in outcome if each.state != "saved"}
    if results:
        submission.refresh_from_db()
        return _entry_page(request, load_sheet(submission), results, status=422)
    messages.success(request, f"Đã lưu {len(outcome)} ô.")
    if "check" in request.POST:
        return redirect("indicators:submission-submit", submission.pk)
    return redirect("indicators:submission-entry", submission.pk)


def _cell_of_form(request: UserRequest, code: str) -> CellInput:
    number, qualifier, note = _typed(request, code)
    return CellInput(code, number, qualifier, note, to_number(request.POST.get(f"lan-{code}")))


def _typed(request: UserRequest, code: str) -> tuple[str, str, str]:
    number, qualifier, note = (request.POST.get(f"{part}-{code}", "") for part in ("so", "muc", "ghi-chu"))
    return number, qualifier or Qualifier.EXACT, note


def _was_touched(request: UserRequest, code: str) -> bool:
    """A cell left as it was shown is not sent on, so it cannot collide with a colleague's newer number."""
    shown = request.POST.get(f"cu-{code}")
    return request.POST.get(f"chon-{code}") != "nguoi-khac" and "|".join(_typed(request, code)) != shown


@require_POST
def submission_cells(request: UserRequest, pk: int) -> HttpResponse:
    """Cells sent by the page's script; answers what became of each, and the checks and rates as they now stand."""
    submission = enterable(request, pk)
    try:
        cells = _cells_of_json(request.body)
        outcome = workflow.save_cells(submission, cells, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=submission.get_absolute_url())
    submission.refresh_from_db()
    answer = _live(load_sheet(submission)) | {"cells": [asdict(each) for each in outcome]}
    return JsonResponse(answer, status=_status(outcome))


def _status(outcome: list[CellResult]) -> int:
    """One number for many cells: a conflict outweighs a refusal, a refusal outweighs what was saved."""
    states = {each.state for each in outcome}
    return 409 if "conflict" in states else 422 if "refused" in states else 200


def _cells_of_json(body: bytes) -> list[CellInput]:
    """Read the script's message. Raises Refused for anything that is not one."""
    try:
        sent = json.loads(body)
        return [
            CellInput(
                str(cell["code"]), str(cell["text"]), str(cell["qualifier"]), str(cell["note"]), int(cell["revision"])
            )
            for cell in sent["cells"]
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("Dữ liệu gửi lên không đọc được. Hãy tải lại trang rồi nhập lại.") from None


def _live(sheet: Sheet) -> dict[str, Any]:
    """What the page shows beside the cells, computed by the same code as at submission."""
    return {
        "edition": sheet.submission.edition,
        "filled": sheet.filled,
        "required": sheet.required,
        "missing": [line.measure.code for line in sheet.missing],
        "findings": [asdict(finding) for finding in sheet.findings],
        "rates": [{"code": each.indicator.code, "text": each.text, "parts": each.parts} for each in sheet.rates],
    }


@require_http_methods(["GET", "POST"])
def submission_submit(request: UserRequest, pk: int) -> HttpResponse:
    submission = enterable(request, pk)
    if request.method == "GET":
        if not submission.is_editable:
            return redirect(submission)
        return _submit_page(request, load_sheet(submission))
    notes = {
        name.removeprefix("giai-trinh-"): str(request.POST[name]) for name in request.POST if "giai-trinh-" in name
    }
    edition = to_number(request.POST.get("edition")) or None
    try:
        if submission.is_editable:
            workflow.explain(submission, notes, by=request.user, at=timezone.now())
        workflow.submit(submission, by=request.user, at=timezone.now(), edition=edition)
    except workflow.Stale as reason:
        return refused(request, reason, back=submission.get_absolute_url())
    except Refused as reason:
        submission.refresh_from_db()
        return _submit_page(request, load_sheet(submission), refusal=str(reason), status=422)
    messages.success(request, "Đã gửi báo cáo. Phòng giáo dục và đào tạo sẽ xem và duyệt.")
    return redirect(submission)


def _submit_page(request: UserRequest, sheet: Sheet, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"sheet": sheet, "submission": sheet.submission, "refusal": refusal}
    return render(request, "indicators/submission_submit.html", context, status=status)
