"""The entry table: read, typed into cell by cell, checked, sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hocTap.lib import vi
from hocTap.lib.answers import ask_first, refused, status_of, tried
from hocTap.lib.cells import status_of_cells, typed_by_another, unreadable
from hocTap.lib.http import own_transaction
from hocTap.lib.prepared import Prepared
from hocTap.lib.steps import Refused, number_in
from indicators import permissions, workflow
from indicators.enums import Qualifier
from indicators.expected import own_days
from indicators.layout import Layout, load_layout
from indicators.models import Form, Period, Submission
from indicators.oversight import reviews_itself
from indicators.place import layout_for
from indicators.prepared import cells_of
from indicators.reading import CellInput, cells_of_json
from indicators.rules.across import TELLING, is_last_years, telling
from indicators.sheet import Figures, Sheet, load_figures, load_sheet
from indicators.taking_over import answerer_of
from indicators.workflow import CellResult
from units.http import UserRequest
from units.models import Unit, User

EXPLAINS = "giai-trinh-"


def enterable(request: UserRequest, pk: int) -> Submission:
    """The submission in the person's remit, if it is theirs to fill: else 404, or 403.

    A page shows its form and period; a step reads them again under its lock.
    """
    parts = ("unit_as", "form", "period") if request.method == "GET" else ()
    submission: Submission | None = next(SEEN.rows(request.user, pk, parts), None)
    if submission is None:
        raise Http404
    if not permissions.can_enter(request.user, submission):
        raise PermissionDenied
    return submission


def _seen(user: User, pk: int, parts: tuple[str, ...]) -> QuerySet[Submission]:
    seen = Submission.objects.visible_to(user).filter(pk=pk)
    return seen.select_related(*parts) if parts else seen


SEEN = Prepared(_seen)


@require_POST
def submission_start(request: UserRequest) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=number_in(request.POST.get("unit")))
    form = get_object_or_404(Form, pk=number_in(request.POST.get("form")))
    period = get_object_or_404(Period, pk=number_in(request.POST.get("period")))
    if not permissions.can_start(request.user, unit, form):
        raise PermissionDenied
    try:
        submission = workflow.start(unit, form, period, by=request.user, on=timezone.localdate())
    except Refused as reason:
        return refused(request, reason, back=reverse("home"))
    return redirect("indicators:submission-entry", submission.pk)


@require_http_methods(["GET", "POST"])
def submission_entry(request: UserRequest, pk: int) -> HttpResponse:
    submission = enterable(request, pk)
    if request.method == "GET":
        return closed(request, submission) or _entry_page(request, load_sheet(submission, recent=True))
    return _save_whole_form(request, submission)


def closed(request: UserRequest, submission: Submission) -> HttpResponse | None:
    """Where to go instead, when the figures may not be written (any more)."""
    if submission.takes_figures(timezone.localdate()):
        return None
    if submission.is_editable:
        messages.warning(request, "Kỳ báo cáo đã khóa nên không nhập được nữa. Hãy liên hệ cơ quan phụ trách.")
    return redirect(submission)


def _entry_page(
    request: UserRequest, sheet: Sheet, results: dict[str, dict[str, Any]] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "submission": sheet.submission,
        "days": own_days(sheet.submission),
        "answerer": answerer_of(sheet.submission),
        "entering": True,
        "results": results or {},
        "sections": cells_of(sheet, results or {}),
        "findings": [{"cell": each.cells[0], **vars(each)} for each in sheet.findings],
        "previous_label": sheet.previous_label,
        "unsaved": sum(result["state"] != "saved" for result in (results or {}).values()),
    }
    return render(request, "indicators/submission_entry.html", context, status=status)


def _save_whole_form(request: UserRequest, submission: Submission) -> HttpResponse:
    """The plain form, for browsers without the script: the same cells, the same answers."""
    cells = cells_sent(request)
    try:
        outcome = workflow.save_cells(submission, cells, by=request.user, at=timezone.now())
    except Refused as reason:
        typed_words = _read_aloud(layout_for(load_layout(submission.form), submission), cells)
        return refused(request, reason, back=submission.get_absolute_url(), typed=typed_words)
    if any(each.state != "saved" for each in outcome):
        return page_of_results(request, submission, cells, outcome)
    if outcome:
        messages.success(request, f"Đã lưu {len(outcome)} ô.")
    if "check" in request.POST:
        return redirect("indicators:submission-submit", submission.pk)
    return redirect("indicators:submission-entry", submission.pk)


def cells_sent(request: UserRequest) -> list[CellInput]:
    """The cells of a plain form that were changed by whoever sent it."""
    codes = [name.removeprefix("so-") for name in request.POST if name.startswith("so-")]
    return [_cell_of_form(request, code) for code in codes if _was_touched(request, code)]


def page_of_results(
    request: UserRequest, submission: Submission, cells: list[CellInput], outcome: list[CellResult]
) -> HttpResponse:
    """The entry table with the cells that could not be saved, each with what was typed and why."""
    typed = {cell.code: cell for cell in cells}
    results = {each.code: _answer(each, typed[each.code]) for each in outcome if each.state != "saved"}
    return _entry_page(
        request, load_sheet(submission, recent=True), results, status=status_of_cells(each.state for each in outcome)
    )


def _answer(result: CellResult, typed: CellInput) -> dict[str, Any]:
    """What became of a cell, with both persons' words for it."""
    theirs = _words(result.text, result.qualifier, result.note)
    return vars(result) | {
        "typed": typed,
        "theirs": theirs,
        "mine": _words(typed.text, typed.qualifier, typed.note),
    }


def _words(text: str, qualifier: str, note: str) -> str:
    """A cell in words, so that two that differ never read the same: "gần 1.234 (ghi chú: theo sổ)"."""
    labels = dict(Qualifier.choices)
    inexact = f"{labels.get(qualifier, qualifier)} " if text and qualifier != Qualifier.EXACT else ""
    return f"{inexact}{text or '(để trống)'}" + (f" (ghi chú: {note})" if note else "")


def _read_aloud(layout: Layout, cells: list[CellInput]) -> str:
    """What was typed, line by line, for a person to copy when it could not be taken."""
    known = [cell for cell in cells if cell.code in layout.measures]
    return "\n".join(f"{layout.measures[cell.code].label}: {cell.text} {cell.note}".strip() for cell in known)


def _cell_of_form(request: UserRequest, code: str) -> CellInput:
    """The revision is the one shown; that of a colleague's number counts once the person chose their own over it.

    What the same person wrote since the form was shown is replaced: it is a form of the browser's Back.
    """
    number, qualifier, note = _typed(request, code)
    seen = "moi" if request.POST.get(f"chon-{code}") == "cua-toi" else "lan"
    return CellInput(code, number, qualifier, note, number_in(request.POST.get(f"{seen}-{code}")), over_own=True)


def _typed(request: UserRequest, code: str) -> tuple[str, str, str]:
    number, qualifier, note = (request.POST.get(f"{part}-{code}", "") for part in ("so", "muc", "ghi-chu"))
    return number, qualifier or Qualifier.EXACT, note


def _was_touched(request: UserRequest, code: str) -> bool:
    """A cell left as it was shown is not sent on, so it cannot collide with a colleague's newer number."""
    shown = request.POST.get(f"cu-{code}")
    return request.POST.get(f"chon-{code}") != "nguoi-khac" and "|".join(_typed(request, code)) != shown


@own_transaction
@require_POST
def submission_cells(request: UserRequest, pk: int) -> HttpResponse:
    """Cells sent by the page's script; answers what became of each, and the checks and rates as they now stand."""
    if stranger := typed_by_another(request):
        return stranger
    submission = enterable(request, pk)
    cells = cells_of_json(request.body)
    if cells is None:
        return unreadable()
    try:
        outcome = workflow.save_cells(submission, cells, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=submission.get_absolute_url())
    figures = load_figures(submission, layout_for(load_layout(submission.form), submission))
    answer = _live(figures) | {"cells": [vars(each) for each in outcome]}
    return JsonResponse(answer, status=status_of_cells(each.state for each in outcome))


def _live(sheet: Figures) -> dict[str, Any]:
    """What the page shows beside the cells, computed by the same code as at submission."""
    return {
        "edition": sheet.submission.edition,
        "filled": sheet.filled,
        "required": sheet.required,
        "missing": [line.measure.code for line in sheet.missing],
        "findings": [vars(finding) for finding in sheet.findings],
        "rates": [{"code": each.indicator.code, "text": each.text, "parts": each.parts} for each in sheet.rates],
    }


@require_http_methods(["GET", "POST"])
def submission_submit(request: UserRequest, pk: int) -> HttpResponse:
    submission = enterable(request, pk)
    if request.method == "GET":
        return closed(request, submission) or _submit_page(request, load_sheet(submission))
    notes = _explanations(request)
    edition = number_in(request.POST.get("edition"))
    alike = _said_alike(submission)
    page = {"parent": "Kiểm tra và gửi"}
    asked = ask_first(request, alike, back=request.path, title="Gửi báo cáo", context=page) if alike else None

    try:
        if submission.is_editable:
            workflow.explain(submission, notes, by=request.user, at=timezone.now())
        tried(lambda: workflow.submit(submission, by=request.user, at=timezone.now(), edition=edition), asked)
    except Refused as reason:
        submission = enterable(request, pk)
        if not submission.is_editable:
            return refused(request, reason, back=submission.get_absolute_url(), typed="\n".join(notes.values()))
        return _submit_page(request, load_sheet(submission, recent=True), typed=notes, refusal=reason)
    if asked:
        return asked
    messages.success(request, f"Đã gửi báo cáo. {_who_approves(submission)} sẽ xem và duyệt.")
    return redirect(submission)


def _said_alike(submission: Submission) -> str:
    """The question to ask before a sheet goes up that says what the one of the period before says, in every cell."""
    sheet = load_sheet(submission) if submission.is_editable else None
    if sheet is None or not sheet.previous_period or not is_last_years(sheet.numbers, sheet.before):
        return ""
    number = vi.whole(len(telling(sheet.numbers)))
    return (
        f"Cả {number} số từ {TELLING} trở lên giống hệt {sheet.previous_label}. Nếu đã đếm lại và đúng như vậy thì bấm "
        "đồng ý để gửi; nếu chưa đếm lại thì quay về sửa trước khi gửi."
    )


def _who_approves(submission: Submission) -> str:
    """Who looks at a sheet that was sent: the office above, or the unit's own leadership for lack of one."""
    if reviews_itself(submission, timezone.localdate()):
        return f"Lãnh đạo của {submission.unit_as.name}"
    return "Cơ quan phụ trách"


def _explanations(request: UserRequest) -> dict[str, str]:
    """What the officer wrote on warnings, by code of the check."""
    words = {name: str(text) for name, text in request.POST.items()}
    return {name.removeprefix(EXPLAINS): text for name, text in words.items() if name.startswith(EXPLAINS)}


def _submit_page(
    request: UserRequest, sheet: Sheet, typed: dict[str, str] | None = None, refusal: Refused | None = None
) -> HttpResponse:
    """The warnings carry what was just typed, kept or not, else what is on record."""
    on_record = {code: note.note for code, note in sheet.notes.items()}
    context = {
        "sheet": sheet,
        "submission": sheet.submission,
        "alone": reviews_itself(sheet.submission, timezone.localdate()),
        "refusal": str(refusal or ""),
        "explanations": on_record | (typed or {}),
    }
    return render(request, "indicators/submission_submit.html", context, status=status_of(refusal))
