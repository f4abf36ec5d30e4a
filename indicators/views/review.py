"""One submission as the office above reads it, and the steps the office takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hocTap.lib.refusals import Refused
from indicators import permissions, workflow
from indicators.enums import State
from indicators.models import Line, Submission, Value
from indicators.querysets import SubmissionQuerySet
from indicators.sheet import load_sheet, spoken
from indicators.views.entry import to_number
from indicators.views.refusals import refused
from units.http import UserRequest
from units.models import User


def visible(user: User) -> SubmissionQuerySet:
    return Submission.objects.visible_to(user).select_related(
        "unit_as", "form", "period", "submitted_by", "approved_by"
    )


@require_safe
def submission_detail(request: UserRequest, pk: int) -> HttpResponse:
    submission = get_object_or_404(visible(request.user), pk=pk)
    may_review = permissions.can_review(request.user, submission)
    fillable = submission.takes_figures(timezone.localdate())
    sheet = load_sheet(submission)
    context = {
        "submission": submission,
        "sheet": sheet,
        "approved_before": sheet.last_approval is not None and submission.state != State.APPROVED,
        "may_enter": fillable and permissions.can_enter(request.user, submission),
        "may_review": may_review,
        "may_approve": may_review and permissions.sent_by_another(request.user, submission),
        "waiting": submission.state == State.SUBMITTED,
        "next_waiting": _next_waiting(request.user, submission),
    }
    return render(request, "indicators/submission_detail.html", context)


def _next_waiting(user: User, submission: Submission) -> Submission | None:
    """The next sheet of the same form and period that waits for the office: one click, no searching."""
    waiting = visible(user).filter(form=submission.form_id, period=submission.period_id, state=State.SUBMITTED)
    return waiting.exclude(pk=submission.pk).order_by("submitted_at", "pk").first()


Step = Callable[..., Submission]
May = Callable[[User, Submission], bool]


def _take_step(request: UserRequest, pk: int, may: May, step: Step, done: str, **words: str) -> HttpResponse:
    submission = get_object_or_404(visible(request.user), pk=pk)
    if not may(request.user, submission):
        raise PermissionDenied
    edition = to_number(request.POST.get("edition"))
    try:
        step(submission, by=request.user, at=timezone.now(), edition=edition, **words)
    except Refused as reason:
        return refused(request, reason, back=submission.get_absolute_url(), typed=words.get("reason", ""))
    messages.success(request, done)
    return redirect(submission)


@require_POST
def submission_approve(request: UserRequest, pk: int) -> HttpResponse:
    return _take_step(request, pk, permissions.can_approve, workflow.approve, "Đã duyệt báo cáo.")


@require_POST
def submission_return(request: UserRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = "Đã trả lại báo cáo; phường thấy lý do trên trang của mình."
    return _take_step(request, pk, permissions.can_review, workflow.send_back, done, reason=reason)


@require_POST
def submission_reopen(request: UserRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = "Đã mở lại báo cáo. Số liệu này chưa vào báo cáo tổng kết cho đến khi được duyệt lại."
    return _take_step(request, pk, permissions.can_review, workflow.reopen, done, reason=reason)


@require_safe
def cell_history(request: UserRequest, pk: int, code: str) -> HttpResponse:
    submission = get_object_or_404(visible(request.user), pk=pk)
    line = get_object_or_404(
        Line.objects.select_related("measure"), section__form=submission.form_id, measure__code=code
    )
    value = Value.objects.filter(submission=submission, measure=line.measure_id).select_related("updated_by").first()
    history = history_of(value) if value else []
    rows = [(each, spoken(each.number, each.qualifier)) for each in history]
    context = {"submission": submission, "measure": line.measure, "value": value, "rows": rows}
    return render(request, "indicators/cell_history.html", context)


def history_of(value: Value) -> list[Any]:
    """Every state of a cell, the newest first."""
    rows = Value.history.filter(id=value.pk).select_related("history_user")  # type: ignore[attr-defined]
    return list(rows.order_by("-history_date", "-history_id"))
