"""One submission as the office above reads it, and the steps that are taken from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hocTap.lib import resting
from hocTap.lib.answers import ask_first, status_of, tried
from hocTap.lib.steps import Refused, number_in
from indicators import permissions, workflow
from indicators.enums import Action, State
from indicators.expected import own_days
from indicators.held import NOT_APPROVED, WHY, held_from
from indicators.layout import load_layout
from indicators.models import Line, Submission, Value
from indicators.oversight import reviews_itself
from indicators.place import layout_for
from indicators.prepared import rows_of
from indicators.querysets import SubmissionQuerySet
from indicators.sheet import load_sheet, spoken
from indicators.taking_over import answerer_of
from units.enums import Role
from units.http import UserRequest
from units.models import User

PRINTING = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER)
"""Who reads the paper that a ward signs for its sheet."""


def visible(user: User) -> SubmissionQuerySet:
    parts = ("unit_as", "form", "period", "handed_to__unit_as", "handed_to__period")
    return Submission.objects.visible_to(user).select_related(*parts)


def readable(user: User) -> SubmissionQuerySet:
    """The same, with the people whom a sheet's page names."""
    return visible(user).select_related("submitted_by", "opened_by", "approved_by", "checked_by")


@require_safe
def submission_detail(request: UserRequest, pk: int) -> HttpResponse:
    submission = get_object_or_404(readable(request.user), pk=pk)
    if permissions.opens(request.user, submission):
        workflow.note_opening(submission, by=request.user, at=timezone.now())
    return _page(request, submission)


def _page(
    request: UserRequest, submission: Submission, refusal: Refused | None = None, typed: str = ""
) -> HttpResponse:
    """The sheet's page; after a refused step with the sentence, and with the reason that was typed."""
    may_review = permissions.can_review(request.user, submission)
    may_enter = permissions.can_enter(request.user, submission)
    held = held_from(request.user, submission)
    sheet = load_sheet(submission, recent=True, held=held)
    approved_before = sheet.last_approval is not None and submission.state != State.APPROVED
    context = {
        "submission": submission,
        "sheet": sheet,
        "held_why": WHY if any(row.held for row in sheet.rows) else "",
        "not_approved": NOT_APPROVED,
        "days": own_days(submission),
        "answerer": answerer_of(submission),
        "sections": rows_of(sheet, approved_before=approved_before),
        "previous_label": sheet.previous_label,
        "approved_before": approved_before,
        "may_enter": may_enter and submission.takes_figures(timezone.localdate()),
        "may_withdraw": may_enter and submission.state == State.SUBMITTED,
        "may_review": may_review,
        "may_approve": may_review and permissions.sent_by_another(request.user, submission),
        "may_check": permissions.can_check(request.user, submission),
        "may_print": submission.state == State.APPROVED and bool(request.user.units_as(*PRINTING)),
        "waiting": submission.state == State.SUBMITTED,
        "alone": may_review and reviews_itself(submission, timezone.localdate()),
        "next_waiting": _next_waiting(request.user, submission) if may_review else None,
        "refusal": str(refusal or ""),
        "typed": typed,
    }
    return render(request, "indicators/submission_detail.html", context, status=status_of(refusal))


def _next_waiting(user: User, submission: Submission) -> Submission | None:
    """The next sheet of the same form and period that waits for the office: one click, no searching."""
    if submission.state != State.SUBMITTED:
        return None
    of_form = Submission.objects.visible_to(user).filter(form=submission.form_id, period=submission.period_id)
    waiting = of_form.filter(state=State.SUBMITTED).exclude(pk=submission.pk).order_by("submitted_at", "pk")
    return waiting.select_related("unit_as").only("pk", "unit_as__name").first()


Step = Callable[..., Submission]
May = Callable[[User, Submission], bool]
Ask = Callable[[Submission], str]


def _take_step(
    request: UserRequest, pk: int, may: May, step: Step, done: str, *, ask: Ask | None = None, **words: str
) -> HttpResponse:
    """Take a step. What is refused is said on the sheet's page as it now stands, with the reason still in its box."""
    submission = get_object_or_404(readable(request.user), pk=pk)
    if not may(request.user, submission):
        raise PermissionDenied
    back = submission.get_absolute_url()
    sentence, edition = ask(submission) if ask else "", number_in(request.POST.get("edition"))
    asked = ask_first(request, sentence, back=back, context={"parent": submission}) if sentence else None
    try:
        tried(lambda: step(submission, by=request.user, at=timezone.now(), edition=edition, **words), asked)
    except Refused as reason:
        return _page(request, readable(request.user).get(pk=pk), reason, words.get("reason", ""))
    if asked:
        return asked
    messages.success(request, done)
    return redirect(submission)


@require_POST
def submission_approve(request: UserRequest, pk: int) -> HttpResponse:
    return _take_step(request, pk, permissions.can_approve, workflow.approve, "Đã duyệt báo cáo.")


@require_POST
def submission_check(request: UserRequest, pk: int) -> HttpResponse:
    done = "Đã xác nhận kiểm tra. Trang và bản in ghi ai kiểm tra, lúc nào."
    return _take_step(request, pk, permissions.can_check, workflow.check, done)


@require_POST
def submission_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = "Đã rút lại báo cáo. Sửa xong hãy gửi lại."
    return _take_step(request, pk, permissions.can_enter, workflow.withdraw, done, reason=reason)


@require_POST
def submission_return(request: UserRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = "Đã trả lại báo cáo; đơn vị thấy lý do trên trang của mình."
    step, ask = workflow.send_back, _what_rests_on_the_returned
    return _take_step(request, pk, permissions.can_review, step, done, ask=ask, reason=reason)


@require_POST
def submission_reopen(request: UserRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = "Đã mở lại báo cáo. Số liệu này chưa vào báo cáo tổng kết cho đến khi được duyệt lại."
    step, ask = workflow.reopen, _what_rests_on_the_approved
    return _take_step(request, pk, permissions.can_review, step, done, ask=ask, reason=reason)


def _what_rests_on_the_approved(submission: Submission) -> str:
    """What to tell whoever is about to reopen approved figures; nothing when no document rests on them."""
    if submission.state != State.APPROVED:
        return ""
    return _what_rests_on(submission, f"Sẽ mở lại báo cáo số liệu của {submission}.")


def _what_rests_on_the_returned(submission: Submission) -> str:
    """The same for figures that were approved once, reopened and sent anew; what was never approved is in no report."""
    if submission.state != State.SUBMITTED or not submission.steps.filter(action=Action.APPROVE).exists():
        return ""
    return _what_rests_on(submission, f"Sẽ trả lại báo cáo số liệu của {submission}, đã từng được duyệt.")


def _what_rests_on(submission: Submission, act: str) -> str:
    period = submission.period
    rests = resting.rests_on([submission.unit_id], period.starts_on, period.ends_on)
    others = resting.in_words([rest for rest in rests if rest.url != submission.get_absolute_url()])
    papers = resting.papers_in_words(resting.papers_from(resting.SHEET, [submission.pk]))
    found = " ".join(filter(None, [others, papers]))
    if not found:
        return ""
    return (
        f"{act} {found} Văn bản đã phát hành giữ nguyên số đã in và ghi rằng số liệu gốc đã thay đổi; dự thảo phải lấy "
        "lại số liệu trước khi phát hành."
    )


@require_safe
def cell_history(request: UserRequest, pk: int, code: str) -> HttpResponse:
    submission = get_object_or_404(visible(request.user), pk=pk)
    line = get_object_or_404(
        Line.objects.select_related("measure"), section__form=submission.form_id, measure__code=code
    )
    if code in held_from(request.user, submission):
        return render(
            request, "indicators/cell_held.html", {"submission": submission, "measure": line.measure, "why": WHY}
        )
    value = Value.objects.filter(submission=submission, measure=line.measure_id).select_related("updated_by").first()
    history = history_of(value) if value else []
    rows = [(each, spoken(each.number, each.qualifier)) for each in history]
    measure = layout_for(load_layout(submission.form), submission).measures[code]
    context = {"submission": submission, "measure": measure, "value": value, "rows": rows}
    return render(request, "indicators/cell_history.html", context)


def history_of(value: Value) -> list[Any]:
    """Every state of a cell, the newest first."""
    rows = Value.history.filter(id=value.pk).select_related("history_user")  # type: ignore[attr-defined]
    return list(rows.order_by("-history_date", "-history_id"))
