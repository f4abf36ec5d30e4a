"""The steps that a sheet takes: started, explained, sent, withdrawn, opened, returned, approved, checked, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Kept, Refused, Stale, Transition, Transitions, needed, words
from indicators.enums import Action, State
from indicators.expected import standing_in
from indicators.layout import Layout
from indicators.models import EDITABLE_STATES, Check, CheckNote, Form, Period, Step, Submission, Value
from indicators.optional import is_asked, uses_over
from indicators.oversight import is_own_approval
from indicators.reading import NOTE_LENGTH
from indicators.sheet import Sheet, as_stored, load_sheet
from indicators.workflow.locks import SHEETS_OF, lock, refuse_unless_writable, touch
from units.handover.begun import unbegin
from units.models import Unit, UnitVersion, User
from units.standing import Lives

REASON_LENGTH = 2_000

SHEETS = Transitions(
    {
        Action.SUBMIT: Transition(EDITABLE_STATES, State.SUBMITTED),
        Action.WITHDRAW: Transition((State.SUBMITTED,), State.DRAFT),
        Action.RETURN: Transition((State.SUBMITTED,), State.RETURNED),
        Action.APPROVE: Transition((State.SUBMITTED,), State.APPROVED),
        Action.CHECK: Transition((State.APPROVED,), State.APPROVED),
        Action.REOPEN: Transition((State.APPROVED,), State.REOPENED),
        Action.HAND: Transition((*EDITABLE_STATES, State.SUBMITTED), State.HANDED),
        Action.UNHAND: Transition((State.HANDED,), State.DRAFT, (State.SUBMITTED, State.RETURNED, State.REOPENED)),
    },
    kept=Kept(Submission, "báo cáo số liệu số {}", Step, "submission_id"),
)
"""The states of a sheet. Only the steps of this module move one."""


def start(unit: Unit, form: Form, period: Period, *, by: User, on: dt.date) -> Submission:
    """Open a unit's sheet for a period, or find the one already open (two officers may press at once).

    Raises Refused when the period takes no figures on the day, the form is not for such periods or such units or
    not in force when the period ended, or the unit did not stand within it. The sheet of a unit that ended within
    the period speaks of its days until then.
    """
    refuse_unless_open(form, period, on)
    existing = Submission.objects.filter(unit=unit, form=form, period=period).first()
    if existing:
        return existing
    standing = standing_to_start(unit, form, period, on)
    submission, _ = Submission.objects.get_or_create(
        unit=unit, form=form, period=period, defaults={"unit_as": standing, "started_by": by}
    )
    return submission


def standing_to_start(unit: Unit, form: Form, period: Period, on: dt.date) -> UnitVersion:
    """The unit as its new sheet would name it. Raises Refused where it may have none, as `start` does."""
    standing = standing_for(unit, form, period, on)
    if standing.kind != form.unit_kind:
        raise Refused(f"Đơn vị không lập biểu này cho {period.label}. Hãy chọn kỳ khác.")
    if not is_asked(unit.pk, form, period, uses_over([unit.pk], [form])):
        raise Refused(f"Biểu “{form}” là biểu tự chọn, cơ quan phụ trách chưa bật cho {period.label}.")
    return standing


def refuse_unless_open(form: Form, period: Period, on: dt.date) -> None:
    """Raise Refused when the form is not for such periods, or the period has not begun to take figures."""
    if period.kind != form.period_kind:
        raise Refused("Biểu này không dùng cho kỳ đã chọn. Hãy chọn lại kỳ báo cáo.")
    if period.opens_on > on:
        raise Refused(f"Kỳ {period.label} chưa mở. Hãy quay lại từ ngày {vi.day(period.opens_on)}.")


def standing_for(unit: Unit, form: Form, period: Period, on: dt.date) -> UnitVersion:
    """The unit as it last stood within the period, for a new sheet. Raises Refused when there is to be none."""
    if not period.is_open(on):
        raise Refused(f"Kỳ {period.label} đã khóa sau ngày {vi.day(period.closes_on)}. Hãy liên hệ cơ quan phụ trách.")
    standing = standing_in(unit, period)
    if standing is None:
        lives = Lives([unit.pk])
        lives.must_not_be_over(unit.pk, period.starts_on, SHEETS_OF)
        lives.must_stand(unit.pk, period.ends_on, SHEETS_OF)
    if standing is None or not form.in_force_on(period.ends_on):
        raise Refused(f"Đơn vị không lập biểu này cho {period.label}. Hãy chọn kỳ khác.")
    return standing


@transaction.atomic
def explain(submission: Submission, notes: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
    """Keep the officer's words on warnings, by code of the check; an empty note takes the former one away.

    Kept apart from sending, so that a note survives when sending is refused. Raises Refused as `save_cells` does,
    and for words that cannot be kept; then none of them is.
    """
    locked = lock(submission)
    refuse_unless_writable(locked, at)
    read = {code: words(text, name="Giải trình", longest=NOTE_LENGTH) for code, text in notes.items()}
    for check in Check.objects.filter(form=locked.form):
        if note := read.get(check.code):
            facts = {"note": note, "by": by, "at": at}
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
def withdraw(
    submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None
) -> Submission:
    """Take a sheet back that was sent too early (rút lại), as long as nobody of the office opened it.

    Raises Stale when it is not waiting any more; Refused without a reason, once the office opened it (the sentence
    says who and when), and when the period is closed, because the sheet could not be mended then.
    """
    locked = _take(submission, Action.WITHDRAW, edition)
    if locked.opened_at is not None:
        raise Refused(
            f"{_named(locked)} đã được {locked.opened_by} mở xem lúc {vi.moment(locked.opened_at)} nên không tự "
            "rút lại được nữa. Nếu cần sửa, hãy đề nghị người duyệt trả lại."
        )
    if not locked.period.is_open(timezone.localdate(at)):
        raise Refused(
            f"Kỳ {locked.period.label} đã khóa nên rút lại rồi sẽ không sửa được. Hãy đề nghị người duyệt trả lại."
        )
    why = needed(reason, "Hãy ghi lý do rút lại báo cáo.", longest=REASON_LENGTH, lines=True)
    return _step(locked, Action.WITHDRAW, by=by, at=at, reason=why)


@transaction.atomic
def note_opening(submission: Submission, *, by: User, at: dt.datetime) -> None:
    """Keep who of the office looked first at a sheet that waits: from then on the ward cannot take it back."""
    locked = lock(submission)
    if locked.state == State.SUBMITTED and locked.opened_at is None and locked.submitted_by_id != by.pk:
        locked.opened_by, locked.opened_at = by, at
        locked.save(update_fields=["opened_by", "opened_at"])


@transaction.atomic
def send_back(
    submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None
) -> Submission:
    """Return the figures to the ward with a reason (trả lại). Raises Stale, or Refused without a reason."""
    locked = _take(submission, Action.RETURN, edition)
    otherwise = "Hãy ghi lý do trả lại để đơn vị biết phải sửa gì."
    why = needed(reason, otherwise, longest=REASON_LENGTH, lines=True)
    return _step(locked, Action.RETURN, by=by, at=at, reason=why)


@transaction.atomic
def approve(submission: Submission, *, by: User, at: dt.datetime, edition: int | None = None) -> Submission:
    """Approve once, even when two people press the button; from now on the database locks the figures.

    Raises Stale when the figures are not (or no longer) waiting or changed since they were read, Refused when
    the same person sent them, or, where the unit approves its own sheet for lack of an office above, entered some of
    them: then two people have looked at it, and no third.
    """
    locked = _take(submission, Action.APPROVE, edition)
    if locked.submitted_by_id == by.pk:
        raise Refused("Người gửi không được tự duyệt báo cáo của mình. Hãy để người khác duyệt.")
    values = _values_of(locked)
    locked.own_approval = is_own_approval(by, locked, timezone.localdate(at))
    if locked.own_approval and any(value.updated_by_id == by.pk for value in values.values()):
        raise Refused(
            "Ông, bà đã ghi số vào báo cáo này nên không tự duyệt. Hãy để người khác của đơn vị duyệt: "
            "người nhập và người duyệt phải là hai người."
        )
    return _step(locked, Action.APPROVE, by=by, at=at, values=values)


@transaction.atomic
def check(submission: Submission, *, by: User, at: dt.datetime, edition: int | None = None) -> Submission:
    """The office above says that it has checked what a unit approved itself before the office used the site.

    The figures stay approved and the sheet says by whom and when it was checked; whoever finds a mistake reopens it.
    Raises Stale for a sheet that the office above approved or somebody has checked already, Refused when the same
    person sent or approved it.
    """
    locked = _take(submission, Action.CHECK, edition)
    if not locked.own_approval or locked.checked_by_id:
        said = "đã có người của cấp trên xác nhận kiểm tra" if locked.own_approval else "đã do cấp trên duyệt"
        raise Stale(f"{_named(locked)} {said} nên không cần xác nhận nữa.")
    if by.pk in (locked.submitted_by_id, locked.approved_by_id):
        raise Refused("Người gửi hoặc người duyệt không tự xác nhận đã kiểm tra. Hãy để người khác xác nhận.")
    return _step(locked, Action.CHECK, by=by, at=at, values=_values_of(locked))


@transaction.atomic
def reopen(submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None) -> Submission:
    """Open approved figures again, with a reason; until approved anew they stand in no report."""
    locked = _take(submission, Action.REOPEN, edition)
    why = needed(reason, "Hãy ghi lý do mở lại báo cáo đã duyệt.", longest=REASON_LENGTH, lines=True)
    return _step(locked, Action.REOPEN, by=by, at=at, reason=why)


@transaction.atomic
def hand(submission: Submission, to: Submission, *, by: User, at: dt.datetime) -> Was:
    """Close the sheet of a unit that is no more, because the heir's sheet of the period tells of its days too.

    The figures stay readable, are offered on the heir's sheet, and count nowhere. Returns what `unhand` puts back.
    Raises Stale for a sheet that was approved or handed over meanwhile, or where the heir's was sent meanwhile.
    """
    taking = lock(to)
    refuse_unless_taking(taking)
    locked = _take(submission, Action.HAND, None)
    was = Was.of(locked)
    locked.handed_to = taking
    _step(locked, Action.HAND, by=by, at=at, values=_values_of(locked))
    touch(taking)
    return was


def refuse_unless_taking(sheet: Submission) -> None:
    """Raise Stale where the heir's sheet was sent or approved, so that it takes no figures of the old unit's days."""
    if not sheet.is_editable:
        raise Stale(
            f"{_named(sheet)} đang ở trạng thái “{sheet.get_state_display()}” nên không nhận thêm số được. "
            "Hãy đề nghị trả lại hoặc mở lại báo cáo đó trước."
        )


@transaction.atomic
def unhand(submission: Submission, was: Was, *, by: User, at: dt.datetime, reason: str) -> Submission:
    """Take the sheet back out of the heir's, as it was before. Raises Stale when it is not handed over (any more)."""
    locked = _take(submission, Action.UNHAND, None)
    why = needed(reason, "Hãy ghi lý do hoàn tác.", longest=REASON_LENGTH, lines=True)
    taking, locked.handed_to = locked.handed_to, None
    done = _step(locked, Action.UNHAND, by=by, at=at, reason=why, was=was)
    if taking:
        touch(lock(taking))
    return done


@transaction.atomic
def let_answer(submission: Submission, unit: int | None) -> Submission:
    """Say which unit finishes the sheet of one that is no more; None: nobody but its own people."""
    locked = lock(submission)
    locked.answered_by_id = unit
    locked.save(update_fields=["answered_by"])
    return locked


@transaction.atomic
def unstart(submission: Submission) -> str:
    """Take away a sheet that only a hand-over began, while nothing was written in it; else the sentence why not."""
    locked = lock(submission)
    words = {Value: "ô đã ghi", Step: "bước đã ghi (bàn giao và hoàn tác đều đọc được ở đó)"}
    return unbegin(locked, f"Báo cáo {locked} được lập khi bàn giao", words)


@dataclass(frozen=True)
class Was:
    """How a sheet stood before it was handed over: its state, who had sent it and who had opened it."""

    state: str
    signed: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, submission: Submission) -> Was:
        signed = {name: getattr(submission, name) for name in ("submitted_by_id", "opened_by_id")}
        days = {name: getattr(submission, name) for name in ("submitted_at", "opened_at")}
        return cls(submission.state, signed | {name: day.isoformat() for name, day in days.items() if day})

    def sign(self, submission: Submission) -> None:
        """Put the signatures back."""
        for name in ("submitted_by_id", "opened_by_id"):
            setattr(submission, name, self.signed.get(name))
        for name in ("submitted_at", "opened_at"):
            if day := self.signed.get(name):
                setattr(submission, name, dt.datetime.fromisoformat(str(day)))


def _values_of(submission: Submission) -> dict[str, Value]:
    return {value.measure.code: value for value in submission.values.select_related("measure")}


def _take(submission: Submission, action: Action, edition: int | None) -> Submission:
    """The locked row, if the step is open from its state and nothing changed since the person looked."""
    locked = lock(submission)
    SHEETS.target(action, locked.state, _named(locked))
    if edition is not None and edition != locked.edition:
        raise Stale(f"Số liệu của {locked} vừa có thay đổi sau khi trang được mở. Hãy xem lại rồi làm tiếp.")
    return locked


def _named(submission: Submission) -> str:
    """The sheet as a sentence about it begins: "Báo cáo số liệu của Phường 5, Năm 2020"."""
    return f"Báo cáo số liệu của {submission}"


def _step(
    locked: Submission,
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    values: Mapping[str, Value] | None = None,
    was: Was | None = None,
) -> Submission:
    """Move the state, and write the step into the log with the figures as they are now."""
    before = State(locked.state)
    SHEETS.target(action, before, _named(locked))
    locked.state = SHEETS.landing(action, State(was.state) if was else None)
    locked.edition += 1
    _sign(locked, action, by, at)
    if was:
        was.sign(locked)
    locked.save(update_fields=["state", "edition", "handed_to", *_SIGNED])
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


_SIGNATURES = ("submitted_by", "submitted_at", "opened_by", "opened_at", "approved_by", "approved_at")
_CHECKED = ("checked_by", "checked_at")
_SIGNED = (*_SIGNATURES, *_CHECKED, "own_approval")


def _sign(locked: Submission, action: Action, by: User, at: dt.datetime) -> None:
    """Who sent and who approved stand while the sheet is sent or approved; any way back takes them off."""
    if action == Action.APPROVE:
        locked.approved_by, locked.approved_at = by, at
        return
    if action == Action.CHECK:
        locked.checked_by, locked.checked_at = by, at
        return
    for name in (*_SIGNATURES, *_CHECKED):
        setattr(locked, name, None)
    locked.own_approval = False
    if action == Action.SUBMIT:
        locked.submitted_by, locked.submitted_at = by, at


def _refuse_unless_ready(sheet: Sheet) -> None:
    if sheet.is_empty and (sheet.missing or sheet.submission.own_total):
        raise Refused(f"{_named(sheet.submission)} chưa có số nào. Hãy nhập số liệu rồi gửi.")
    if sheet.still_needed:
        raise Refused(f"Còn {len(sheet.missing)} ô bắt buộc chưa có số. Hãy điền đủ rồi gửi; nếu không có, hãy ghi 0.")
    if sheet.errors:
        raise Refused(f"Còn {len(sheet.errors)} lỗi. {sheet.errors[0].sentence}")
    if sheet.unexplained:
        raise Refused(f"Còn {len(sheet.unexplained)} cảnh báo chưa giải trình. {sheet.unexplained[0].sentence}")
