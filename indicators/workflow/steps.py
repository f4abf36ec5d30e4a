"""The steps that a sheet takes: started, explained, sent, returned, approved, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django_fsm import can_proceed

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Action, State
from indicators.layout import Layout
from indicators.models import Check, CheckNote, Form, Period, Step, Submission, Value
from indicators.rules.words import read_words
from indicators.sheet import Sheet, as_stored, load_sheet
from indicators.workflow.cells import NOTE_LENGTH
from indicators.workflow.locks import lock, refuse_unless_writable
from units.models import Unit, User

REASON_LENGTH = 2_000


def start(unit: Unit, form: Form, period: Period, *, by: User, on: dt.date) -> Submission:
    """Open a unit's sheet for a period, or find the one already open (two officers may press at once).

    Raises Refused when the period takes no figures on the day, the form is not for such periods or such units or
    not in force when the period ended, or the unit did not stand then.
    """
    if period.kind != form.period_kind:
        raise Refused("Biểu này không dùng cho kỳ đã chọn. Hãy chọn lại kỳ báo cáo.")
    if period.opens_on > on:
        raise Refused(f"Kỳ {period.label} chưa mở. Hãy quay lại từ ngày {vi.day(period.opens_on)}.")
    existing = Submission.objects.filter(unit=unit, form=form, period=period).first()
    if existing:
        return existing
    if not period.is_open(on):
        raise Refused(f"Kỳ {period.label} đã khóa sau ngày {vi.day(period.closes_on)}. Hãy liên hệ phòng giáo dục.")
    standing = unit.on(period.ends_on)
    if standing is None or standing.kind != form.unit_kind or not form.in_force_on(period.ends_on):
        raise Refused(f"Đơn vị không lập biểu này cho {period.label}. Hãy chọn kỳ khác.")
    submission, _ = Submission.objects.get_or_create(
        unit=unit, form=form, period=period, defaults={"unit_as": standing, "started_by": by}
    )
    return submission


@transaction.atomic
def explain(submission: Submission, notes: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
    """Keep the officer's words on warnings, by code of the check; an empty note takes the former one away.

    Kept apart from sending, so that a note survives when sending is refused. Raises Refused as `save_cells` does,
    and for words that cannot be kept; then none of them is.
    """
    locked = lock(submission)
    refuse_unless_writable(locked, at)
    read = {code: read_words(text, name="Giải trình", longest=NOTE_LENGTH) for code, text in notes.items()}
    for check in Check.objects.filter(form=locked.form):
        if words := read.get(check.code):
            facts = {"note": words, "by": by, "at": at}
            CheckNote.objects.update_or_create(submission=locked, check_ref=check, defaults=facts)
        elif check.code in read:
            CheckNote.objects.filter(submission=locked, check_ref=check).delete()


@transaction.atomic
def submit(
    submission: Submission, *, by: User, at: dt.datetime, edition: int | None = None, layout: Layout | None = None
) -> Submission:
    """Send the figures up: no blank required cell, no error, a note for each warning.

    `edition` is that of the figures the person saw. Raises Stale when they changed since or were sent already,
    Refused with what is left to do.
    """
    locked = _take(submission, Action.SUBMIT, edition)
    refuse_unless_writable(locked, at)
    sheet = load_sheet(locked, layout)
    _refuse_unless_ready(sheet)
    return _step(locked, Action.SUBMIT, by=by, at=at, values=sheet.values)


@transaction.atomic
def send_back(
    submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None
) -> Submission:
    """Return the figures to the ward with a reason (trả lại). Raises Stale, or Refused without a reason."""
    locked = _take(submission, Action.RETURN, edition)
    words = _reason(reason, "Hãy ghi lý do trả lại để phường biết phải sửa gì.")
    return _step(locked, Action.RETURN, by=by, at=at, reason=words)


@transaction.atomic
def approve(submission: Submission, *, by: User, at: dt.datetime, edition: int | None = None) -> Submission:
    """Approve once, even when two people press the button; from now on the database locks the figures.

    Raises Stale when the figures are not (or no longer) waiting or changed since they were read, Refused when
    the same person sent them.
    """
    locked = _take(submission, Action.APPROVE, edition)
    if locked.submitted_by_id == by.pk:
        raise Refused("Người gửi không được tự duyệt báo cáo của mình. Hãy để người khác duyệt.")
    values = {value.measure.code: value for value in locked.values.select_related("measure")}
    return _step(locked, Action.APPROVE, by=by, at=at, values=values)


@transaction.atomic
def reopen(submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None) -> Submission:
    """Open approved figures again, with a reason; until approved anew they stand in no report."""
    locked = _take(submission, Action.REOPEN, edition)
    words = _reason(reason, "Hãy ghi lý do mở lại báo cáo đã duyệt.")
    return _step(locked, Action.REOPEN, by=by, at=at, reason=words)


_MARKS = {
    Action.SUBMIT: "mark_submitted",
    Action.RETURN: "mark_returned",
    Action.APPROVE: "mark_approved",
    Action.REOPEN: "mark_reopened",
}


def _take(submission: Submission, action: Action, edition: int | None) -> Submission:
    """The locked row, if the step is open from its state and nothing changed since the person looked."""
    locked = lock(submission)
    if not can_proceed(getattr(locked, _MARKS[action])):
        raise Stale(
            f"Không {action.label} được: báo cáo đang ở trạng thái “{locked.get_state_display()}”. Hãy xem lại."
        )
    if edition is not None and edition != locked.edition:
        raise Stale("Số liệu vừa có thay đổi sau khi trang được mở. Hãy xem lại rồi làm tiếp.")
    return locked


def _step(
    locked: Submission,
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    values: Mapping[str, Value] | None = None,
) -> Submission:
    """Move the state, and write the step into the log with the figures as they are now."""
    before = State(locked.state)
    getattr(locked, _MARKS[action])(by, at)
    locked.edition += 1
    locked.save(update_fields=["state", "edition", "submitted_by", "submitted_at", "approved_by", "approved_at"])
    Step.objects.create(
        submission=locked,
        action=action,
        before=before,
        after=locked.state,
        by=by,
        at=at,
        reason=reason,
        figures={code: as_stored(value) for code, value in (values or {}).items()},
    )
    return locked


def _reason(reason: str, otherwise: str) -> str:
    words = read_words(reason, name="Lý do", longest=REASON_LENGTH, lines=True)
    if not words:
        raise Refused(otherwise)
    return words


def _refuse_unless_ready(sheet: Sheet) -> None:
    if sheet.missing:
        raise Refused(f"Còn {len(sheet.missing)} ô bắt buộc chưa có số. Hãy điền đủ rồi gửi; nếu không có, hãy ghi 0.")
    if sheet.errors:
        raise Refused(f"Còn {len(sheet.errors)} lỗi. {sheet.errors[0].sentence}")
    if sheet.unexplained:
        raise Refused(f"Còn {len(sheet.unexplained)} cảnh báo chưa giải trình. {sheet.unexplained[0].sentence}")
