"""The steps of a submission and the only writer of figures: lock, check, write, log."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed
from simple_history.utils import bulk_create_with_history

from hocTap.lib import vi
from hocTap.lib.vi import Refused
from indicators.enums import Action, Origin, Qualifier, State
from indicators.models import Check, CheckNote, Form, Measure, Period, Step, Submission, Value
from indicators.sheet import Sheet, as_stored, load_sheet, values_of
from units.models import Unit, User

MOST_CELLS = 200
_TAG = re.compile(r"<[/!?a-zA-Z]")
NOTE_LENGTH = 500


class Stale(Refused):
    """Someone else was faster: the person must look again before acting."""


@dataclass(frozen=True)
class CellInput:
    """What a person typed into one cell, and the revision of the cell that they had before their eyes."""

    code: str
    text: str
    qualifier: str
    note: str
    base_revision: int


@dataclass(frozen=True)
class CellResult:
    """What became of a cell: saved, refused (with a sentence), or in conflict (with the other person's value)."""

    code: str
    state: str
    revision: int
    text: str
    qualifier: str
    note: str
    sentence: str = ""
    other_name: str = ""


# Starting


def start(unit: Unit, form: Form, period: Period, *, by: User, on: dt.date) -> Submission:
    """Open a unit's sheet for a period, or find the one already open (two officers may press at once).

    Raises Refused when the period takes no figures on the day, the form is not for such periods or not for
    such units, or the unit did not stand when the period ended.
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
    if standing is None or standing.kind != form.unit_kind:
        raise Refused(f"Đơn vị không lập biểu này cho {period.label}. Hãy chọn kỳ khác.")
    submission, _ = Submission.objects.get_or_create(
        unit=unit, form=form, period=period, defaults={"unit_as": standing, "started_by": by}
    )
    return submission


# Writing figures


@transaction.atomic
def save_cells(submission: Submission, cells: Iterable[CellInput], *, by: User, at: dt.datetime) -> list[CellResult]:
    """Save what was typed, each cell for itself: a refused cell does not hold up the others.

    A cell that somebody else changed meanwhile is not written: both values go back, and the person chooses.
    Raises Refused when the submission is sent or approved, the period is closed, or there are too many cells.
    """
    chosen = list(cells)
    if len(chosen) > MOST_CELLS:
        raise Refused(f"Mỗi lần lưu được nhiều nhất {MOST_CELLS} ô. Hãy dán từng phần của biểu.")
    locked = _lock(submission)
    _refuse_unless_writable(locked, at)
    measures = _measures_of(locked.form, chosen)
    held = _values(locked, [cell.code for cell in chosen])
    results = [_save_cell(locked, cell, measures.get(cell.code), held.get(cell.code), by, at) for cell in chosen]
    if any(result.state == "saved" for result in results):
        _touch(locked)
    return results


def _save_cell(
    submission: Submission, cell: CellInput, measure: Measure | None, held: Value | None, by: User, at: dt.datetime
) -> CellResult:
    if measure is None:
        return _refused(cell, held, "Biểu không có ô này. Hãy tải lại trang.")
    try:
        wanted = _read(cell)
    except Refused as reason:
        return _refused(cell, held, str(reason))
    revision = held.revision if held else 0
    if as_stored(held) == [wanted.number, wanted.qualifier, wanted.note]:
        return _outcome("saved", cell.code, held)
    if cell.base_revision != revision:
        return _outcome("conflict", cell.code, held, f"{held.updated_by if held else ''} đã ghi số khác vào ô này.")
    value = held or Value(submission=submission, measure=measure, revision=0)
    value.number, value.qualifier, value.note = wanted.number, wanted.qualifier, wanted.note
    value.origin, value.revision, value.updated_by, value.updated_at = Origin.TYPED, revision + 1, by, at
    _write(value, by)
    return _outcome("saved", cell.code, value)


@dataclass(frozen=True)
class _Wanted:
    """What a cell asks for, read."""

    number: int | None
    qualifier: str
    note: str


def _read(cell: CellInput) -> _Wanted:
    """Number, qualifier and note as they will be stored. Raises Refused."""
    number = vi.parse_whole(cell.text)
    if cell.qualifier not in Qualifier.values:
        raise Refused("Mức chính xác không hợp lệ. Hãy chọn lại trong danh sách.")
    note = vi.nfc(cell.note)
    if len(note) > NOTE_LENGTH:
        raise Refused(f"Ghi chú dài quá {NOTE_LENGTH} ký tự. Hãy rút ngắn.")
    if _TAG.search(note) or "\x00" in note:
        raise Refused("Ghi chú chỉ nhận chữ thường, không nhận thẻ HTML như <b>. Hãy gõ lại ghi chú.")
    return _Wanted(number, Qualifier.EXACT.value if number is None else cell.qualifier, note)


def _write(value: Value, by: User) -> None:
    """Save one cell with its history row."""
    value._history_user = by  # type: ignore[attr-defined]
    value.save()


def _outcome(state: str, code: str, held: Value | None, sentence: str = "") -> CellResult:
    _, qualifier, note = as_stored(held)
    return CellResult(
        code=code,
        state=state,
        revision=held.revision if held else 0,
        text="" if held is None else str(held),
        qualifier=str(qualifier),
        note=str(note),
        sentence=sentence,
        other_name=str(held.updated_by) if held and state == "conflict" else "",
    )


def _refused(cell: CellInput, held: Value | None, sentence: str) -> CellResult:
    return _outcome("refused", cell.code, held, sentence)


@transaction.atomic
def fill(
    submission: Submission, numbers: Mapping[str, int], *, by: User, at: dt.datetime, origin: Origin
) -> list[Value]:
    """Fill an empty sheet in one go, from a file or a generator, with history. Raises Refused as save_cells does."""
    locked = _lock(submission)
    if not locked.is_editable:
        raise Refused("Báo cáo đã gửi, không ghi thêm được. Hãy đề nghị phòng giáo dục trả lại.")
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=numbers)}
    values = [
        Value(submission=locked, measure=measures[code], number=number, origin=origin, updated_by=by, updated_at=at)
        for code, number in numbers.items()
    ]
    written: list[Value] = bulk_create_with_history(values, Value, default_user=by, default_date=at)
    _touch(locked)
    return written


# Steps


@transaction.atomic
def explain(submission: Submission, notes: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
    """Keep the officer's words on warnings, by code of the check; an empty note takes the former one away.

    Kept apart from sending, so that a note survives when sending is refused. Raises Refused as save_cells does.
    """
    locked = _lock(submission)
    _refuse_unless_writable(locked, at)
    checks = {check.code: check for check in Check.objects.filter(form=locked.form, code__in=notes)}
    for code, check in checks.items():
        words = vi.nfc(notes[code])[:NOTE_LENGTH]
        if words:
            facts = {"note": words, "by": by, "at": at}
            CheckNote.objects.update_or_create(submission=locked, check_ref=check, defaults=facts)
        else:
            CheckNote.objects.filter(submission=locked, check_ref=check).delete()


@transaction.atomic
def submit(submission: Submission, *, by: User, at: dt.datetime, edition: int | None = None) -> Submission:
    """Send the figures up: no blank required cell, no error, a note for each warning.

    `edition` is that of the figures the person saw. Raises Stale when they changed since or were sent already,
    Refused with what is left to do.
    """
    locked = _take(submission, Action.SUBMIT, edition)
    _refuse_unless_writable(locked, at)
    sheet = load_sheet(locked)
    _refuse_unless_ready(sheet)
    locked.mark_submitted(by, at)
    return _record(locked, Action.SUBMIT, by=by, at=at, values=sheet.values)


@transaction.atomic
def send_back(
    submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None
) -> Submission:
    """Return the figures to the ward with a reason (trả lại). Raises Stale, or Refused without a reason."""
    locked = _take(submission, Action.RETURN, edition)
    words = _reason(reason, "Hãy ghi lý do trả lại để phường biết phải sửa gì.")
    locked.mark_returned(by, at)
    return _record(locked, Action.RETURN, by=by, at=at, reason=words)


@transaction.atomic
def approve(submission: Submission, *, by: User, at: dt.datetime, edition: int | None = None) -> Submission:
    """Approve once, even when two people press the button; from now on the database locks the figures.

    Raises Stale when the figures are not (or no longer) waiting or changed since they were read, Refused when
    the same person sent them.
    """
    locked = _take(submission, Action.APPROVE, edition)
    if locked.submitted_by_id == by.pk:
        raise Refused("Người gửi không được tự duyệt báo cáo của mình. Hãy để người khác duyệt.")
    locked.mark_approved(by, at)
    return _record(locked, Action.APPROVE, by=by, at=at, values=_cells_of(locked))


@transaction.atomic
def reopen(submission: Submission, *, by: User, at: dt.datetime, reason: str, edition: int | None = None) -> Submission:
    """Open approved figures again, with a reason; until approved anew they stand in no report."""
    locked = _take(submission, Action.REOPEN, edition)
    words = _reason(reason, "Hãy ghi lý do mở lại báo cáo đã duyệt.")
    locked.mark_reopened(by, at)
    return _record(locked, Action.REOPEN, by=by, at=at, reason=words)


def _lock(submission: Submission) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("period", "form", "unit_as")
        .get(pk=submission.pk)
    )


def _take(submission: Submission, action: Action, edition: int | None) -> Submission:
    """The locked row, if the step is open from its state and nothing changed since the person looked."""
    locked = _lock(submission)
    if not can_proceed(getattr(locked, _MARKS[action])):
        raise Stale(
            f"Không {action.label} được: báo cáo đang ở trạng thái “{locked.get_state_display()}”. Hãy xem lại."
        )
    if edition is not None and edition != locked.edition:
        raise Stale("Số liệu vừa có thay đổi sau khi trang được mở. Hãy xem lại rồi làm tiếp.")
    return locked


_MARKS = {
    Action.SUBMIT: "mark_submitted",
    Action.RETURN: "mark_returned",
    Action.APPROVE: "mark_approved",
    Action.REOPEN: "mark_reopened",
}


def _record(
    submission: Submission,
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    values: Mapping[str, Value] | None = None,
) -> Submission:
    """Write the new state and its row in the log, with the figures as they are now."""
    before = State(Submission.objects.values_list("state", flat=True).get(pk=submission.pk))
    submission.edition += 1
    submission.save(update_fields=["state", "edition", "submitted_by", "submitted_at", "approved_by", "approved_at"])
    figures = {code: as_stored(value) for code, value in (values or {}).items()}
    Step.objects.create(
        submission=submission,
        action=action,
        before=before,
        after=submission.state,
        by=by,
        at=at,
        reason=reason,
        figures=figures,
    )
    return submission


def _cells_of(submission: Submission) -> dict[str, Value]:
    return values_of(submission.unit_id, submission.form_id, submission.period_id)


def _touch(submission: Submission) -> None:
    submission.edition += 1
    submission.save(update_fields=["edition"])


def _reason(reason: str, otherwise: str) -> str:
    words = reason.strip()
    if not words:
        raise Refused(otherwise)
    return words[:2000]


def _refuse_unless_writable(submission: Submission, at: dt.datetime) -> None:
    if not submission.is_editable:
        raise Stale(
            f"Báo cáo đang ở trạng thái “{submission.get_state_display()}” nên không ghi được nữa. "
            "Nếu cần sửa, hãy đề nghị phòng giáo dục trả lại hoặc mở lại."
        )
    day = timezone.localtime(at).date()
    if submission.state == State.DRAFT and not submission.period.is_open(day):
        raise Refused("Kỳ báo cáo đã khóa nên không ghi được nữa. Hãy liên hệ phòng giáo dục.")


def _refuse_unless_ready(sheet: Sheet) -> None:
    if sheet.missing:
        raise Refused(f"Còn {len(sheet.missing)} ô bắt buộc chưa có số. Hãy điền đủ rồi gửi; nếu không có, hãy ghi 0.")
    if sheet.errors:
        raise Refused(f"Còn {len(sheet.errors)} lỗi. {sheet.errors[0].sentence}")
    if sheet.unexplained:
        raise Refused(f"Còn {len(sheet.unexplained)} cảnh báo chưa giải trình. {sheet.unexplained[0].sentence}")


def _measures_of(form: Form, cells: list[CellInput]) -> dict[str, Measure]:
    """The measures of the form among those asked for; a forged code is simply not there."""
    codes = [cell.code for cell in cells]
    return {each.code: each for each in Measure.objects.filter(lines__section__form=form, code__in=codes)}


def _values(submission: Submission, codes: list[str]) -> dict[str, Value]:
    values = submission.values.filter(measure__code__in=codes).select_related("measure", "updated_by")
    return {value.measure.code: value for value in values}
