"""The steps of an upload: checked, confirmed, written or not, forgotten. The only writer of its state."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from awards.uploads.books.judging import judge
from awards.uploads.books.understanding import Answers, BookRow, SheetRead, Understood, understand
from awards.uploads.enums import Outcome, UploadAction, UploadState
from awards.uploads.importing import KEPT_DAYS, Context, Decision, Importer, importer_of, importers
from awards.uploads.models import ListHead, Upload, UploadRow
from awards.uploads.safety import is_long, refuse_unless_small
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.collecting import put_off
from hocTap.lib.locks import at_once
from hocTap.lib.steps import Refused, Stale, Transition, Transitions, needed
from units.jobs.registry import CANCELLED, GIVEN_UP
from units.models import Unit, User

UNDER_WAY = (UploadState.QUEUED, UploadState.RUNNING)
UPLOADS = Transitions(
    {
        UploadAction.READ: Transition((UploadState.READING,), UploadState.CHECKED),
        UploadAction.READ_AGAIN: Transition((UploadState.CHECKED, UploadState.FAILED), UploadState.READING),
        UploadAction.LEAVE_UNREAD: Transition((UploadState.READING,), UploadState.UNREAD),
        UploadAction.CONFIRM: Transition((UploadState.CHECKED, UploadState.FAILED, *UNDER_WAY), UploadState.QUEUED),
        UploadAction.BEGIN: Transition(UNDER_WAY, UploadState.RUNNING),
        UploadAction.WRITE: Transition(UNDER_WAY, UploadState.DONE),
        UploadAction.GIVE_BACK: Transition(UNDER_WAY, UploadState.CHECKED),
        UploadAction.FAIL: Transition(UNDER_WAY, UploadState.FAILED),
        UploadAction.CANCEL: Transition(UNDER_WAY, UploadState.CHECKED),
        UploadAction.UNDO: Transition((UploadState.DONE,), UploadState.UNDONE),
    }
)
"""Confirming what is under way asks for a job that got stuck once more."""

STUCK_MINUTES = 10
"""A job that has not ended after so long may be asked for again; doing it twice writes once."""

logger = logging.getLogger(__name__)


def receive(
    importer: Importer, unit: Unit, content: bytes, *, name: str, options: Mapping[str, Any], by: User, at: dt.datetime
) -> Upload:
    """Check a file and keep it with what would become of each row; nothing of it is written into the register yet.

    A long file is only kept: the worker reads it (`jobs.read_file`), and the upload says so by its state. Raises
    Refused, and keeps nothing, for a file that cannot be read as the importer's list.
    """
    forget_old(at)
    refuse_unless_small(len(content))
    upload = Upload(kind=importer.kind, unit=unit, options=dict(options), by=by, at=at, name=vi.nfc(name)[-200:])
    upload.sha256, upload.content = hashlib.sha256(content).hexdigest(), content
    if is_long(content):
        upload.state, upload.reading_since = UploadState.READING, at
        upload.save()
        return upload
    context = Context(unit, by, at, options)
    answers = _as_last_time(importer, context, content)
    found = _understood(importer, context, content, answers)
    decisions = judge(importer, found, context)
    upload.answers = answers.data()
    with transaction.atomic():
        _take_over(upload, found, decisions)
        upload.save()
        _keep_rows(upload, decisions)
    return upload


def read(pk: int, *, at: dt.datetime) -> None:
    """Read a long file, as `receive` and `answer` read a short one. Running it again changes nothing.

    A file that cannot be read is let go with the reason. One that could be read before, and cannot with what the
    person answered since, goes back as it was understood then, with the reason.
    """
    upload = Upload.objects.select_related("unit", "by").filter(pk=pk, state=UploadState.READING).first()
    if upload is None:
        return
    try:
        _read(upload, at)
    except ReadingStopped:
        return
    except Refused as reason:
        _leave_unread(upload, str(reason), at)
    except (DatabaseError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        logger.exception("upload %s was not read", pk)
        _leave_unread(upload, "Hệ thống gặp lỗi khi đọc tệp. Hãy báo người quản trị hệ thống.", at)


def _read(upload: Upload, at: dt.datetime) -> None:
    importer = importer_of(upload.kind)
    if importer is None or upload.content is None:
        raise Refused("Tệp không còn. Hãy gửi lại tệp.")
    content, context = bytes(upload.content), Context(upload.unit, upload.by, at, upload.options)
    answers = Answers.of(upload.answers) if upload.answers else _as_last_time(importer, context, content)
    with put_off():
        found = _understood(importer, context, content, answers, lambda share: _show(upload, share))
        decisions = judge(importer, found, context)
        _show(upload, 1)
        with transaction.atomic():
            locked = _lock(upload)
            if locked.state != UploadState.READING or locked.answers != upload.answers:
                return
            _checked_anew(locked, found, decisions, answers, at)


MOST_WHILE_READING = 90
"""Percent shown once the rows are read and judged; the rest is keeping them."""


class ReadingStopped(Exception):
    """Nobody waits any more for what is being read."""


def _show(upload: Upload, share: float) -> None:
    """How much of the file is read, for whoever waits. Raises ReadingStopped when nobody does."""
    waited_for = Upload.objects.filter(pk=upload.pk, state=UploadState.READING)
    if not waited_for.update(progress=int(share * MOST_WHILE_READING)):
        raise ReadingStopped


@transaction.atomic
def cancel_reading(pk: int, *, by: User, at: dt.datetime) -> Upload:
    """Do not read a file any further, for whoever sent it: it is let go, or goes back as it was understood before.

    Raises Stale when it was read meanwhile, Refused in the moment in which its rows are being kept.
    """
    sent = Upload.objects.filter(by=by).defer("content", "made")
    locked = at_once(sent, pk, "Tệp vừa đọc xong và đang được giữ lại, không dừng giữa chừng được. Hãy tải lại trang.")
    if locked is None or locked.state != UploadState.READING:
        raise Stale("Tệp đã đọc xong, hoặc không còn. Hãy tải lại trang.")
    _leave_unread(locked, f"{CANCELLED} Chưa ghi dòng nào.", at)
    return locked


def give_up_reading(pk: int, at: dt.datetime) -> None:
    """Say on a file that nobody tries to read it any more."""
    upload = Upload.objects.filter(pk=pk).defer("content", "made").first()
    if upload:
        _leave_unread(upload, GIVEN_UP, at)


def _leave_unread(upload: Upload, reason: str, at: dt.datetime) -> None:
    with transaction.atomic():
        locked = _lock(upload)
        if locked.state != UploadState.READING:
            return
        locked.problem, locked.progress = reason[:500], 0
        if locked.understood:
            locked.state = _after(UploadAction.READ, locked)
            locked.answers = locked.understood.get("answers", {})
        else:
            locked.state = _after(UploadAction.LEAVE_UNREAD, locked)
            locked.content, locked.forgotten_at, locked.ended_at = None, at, at
        locked.save()


def _checked_anew(
    locked: Upload, found: Understood, decisions: Sequence[Decision], answers: Answers, at: dt.datetime
) -> None:
    """Keep what was read, and how the person said that the columns under this head are to be read."""
    if locked.state == UploadState.READING:
        locked.state = _after(UploadAction.READ, locked)
    locked.answers, locked.problem, locked.progress = answers.data(), "", 0
    _take_over(locked, found, decisions)
    locked.save()
    _keep_rows(locked, decisions)
    for sheet in found.sheets if answers.columns else ():
        ListHead.objects.update_or_create(
            unit=locked.unit, kind=locked.kind, head=_head_mark(sheet), defaults={"columns": sheet.ways, "at": at}
        )


def ask_to_read_again(upload: Upload, *, at: dt.datetime) -> bool:
    """Whether a file whose reading got stuck is to be handed to the worker once more."""
    return (
        Upload.objects.filter(
            pk=upload.pk, state=UploadState.READING, reading_since__lt=at - dt.timedelta(minutes=STUCK_MINUTES)
        ).update(reading_since=at)
        > 0
    )


@transaction.atomic
def answer(upload: Upload, answers: Answers, *, by: User, at: dt.datetime) -> Upload:
    """What the person says of the file's columns and of the whole list; every row is judged anew.

    What was said of the columns is remembered for the unit and that head; a long file is read by the worker. Raises
    Stale once the list is being written, Refused for an answer that cannot be read, and then nothing changes.
    """
    locked = _lock(upload)
    importer = importer_of(locked.kind)
    if importer is None or locked.content is None or locked.state not in (UploadState.CHECKED, UploadState.FAILED):
        raise Stale("Tệp đã được ghi, đang ghi hoặc đã xóa nên không đổi cách đọc được nữa. Hãy tải lại trang.")
    if is_long(bytes(locked.content)):
        locked.state, locked.reading_since = _after(UploadAction.READ_AGAIN, locked), at
        locked.answers, locked.progress, locked.problem = answers.data(), 0, ""
        locked.save(update_fields=["state", "reading_since", "answers", "progress", "problem"])
        return locked
    context = Context(locked.unit, by, at, locked.options)
    found = _understood(importer, context, bytes(locked.content), answers)
    _checked_anew(locked, found, judge(importer, found, context), answers, at)
    return locked


def _understood(
    importer: Importer,
    context: Context,
    content: bytes,
    answers: Answers,
    told: Callable[[float], None] = lambda share: None,
) -> Understood:
    template = importer.template_of(context.unit, context.options)
    return understand(content, template, importer.choices(context.unit, timezone.localdate(context.at)), answers, told)


def _as_last_time(importer: Importer, context: Context, content: bytes) -> Answers:
    """What the unit said of lists with these heads before."""
    known = dict(ListHead.objects.filter(unit=context.unit, kind=importer.kind).values_list("head", "columns"))
    if not known:
        return Answers()
    sheets = _understood(importer, context, content, Answers()).sheets
    return Answers(columns={each.name: known[_head_mark(each)] for each in sheets if _head_mark(each) in known})


def _head_mark(sheet: SheetRead) -> str:
    return hashlib.sha256(sheet.head.encode()).hexdigest()


MOST_KEPT = 300
"""So many lines that were left out are kept to be shown; what is more is only counted."""


def _take_over(upload: Upload, found: Understood, decisions: Sequence[Decision]) -> None:
    """Keep with the upload how its file was understood, and what becomes of its rows in numbers."""
    _count(upload, decisions)
    upload.understood = {
        "sheets": [
            {
                "name": sheet.name,
                "head_rows": sheet.head_rows,
                "columns": sheet.ways,
                "words": sheet.words,
                "examples": sheet.examples,
            }
            for sheet in found.sheets
        ],
        "left_out": [[each.sheet, each.row, each.why] for each in found.left_out[:MOST_KEPT]],
        "left_out_number": len(found.left_out),
        "totals": found.totals,
        "notices": found.notices,
        "asked": [column.code for column in found.asked],
        "missing": [column.code for column in found.missing],
        "hidden": found.hidden,
        "near": sum(decision.near for decision in decisions),
        "answers": upload.answers,
    }


def _count(upload: Upload, decisions: Sequence[Decision]) -> None:
    counts = Counter(decision.outcome for decision in decisions)
    upload.total, upload.done = len(decisions), 0
    upload.created, upload.matched = counts[Outcome.CREATE], counts[Outcome.MATCH]
    upload.refused = counts[Outcome.REFUSE]


def _keep_rows(upload: Upload, decisions: Sequence[Decision]) -> None:
    """Keep what becomes of each row; rows that are kept so already are left alone."""
    rows = _rows(upload, decisions)
    if [_told(row) for row in rows] == list(upload.rows.order_by("number").values_list(*TOLD)):
        return
    upload.rows.all().delete()
    insert_many(rows)


TOLD = ("number", "outcome", "near", "reason", "columns", "cells")


def _told(row: UploadRow) -> tuple[Any, ...]:
    return (row.number, row.outcome, row.near, row.reason, row.columns, row.cells)


def _rows(upload: Upload, decisions: Sequence[Decision]) -> list[UploadRow]:
    return sorted(
        (
            UploadRow(
                upload=upload,
                number=decision.row.number,
                sheet=decision.row.sheet[:100],
                line=decision.row.line or decision.row.number,
                outcome=decision.outcome,
                near=decision.near,
                reason=_reason(decision)[:500],
                columns=list(decision.columns),
                cells=decision.row.shown,
            )
            for decision in decisions
        ),
        key=lambda row: row.number,
    )


def _reason(decision: Decision) -> str:
    notes = decision.row.notes if isinstance(decision.row, BookRow) else []
    return " ".join(filter(None, [decision.reason, *notes]))


@transaction.atomic
def confirm(upload: Upload, *, by: User, at: dt.datetime, leave_out: bool = False, seen: str = "") -> bool:
    """Whether the list is now to be handed to the worker (`jobs.write_list`).

    Confirming twice is harmless; a job that got stuck is asked for again. Raises Stale when the file was forgotten, or
    checked anew with other numbers than those `seen` (`Upload.outcome_in_numbers`). Raises Refused when rows are
    refused and not left out on purpose, or nothing would be written.
    """
    locked = _lock(upload)
    if locked.state == UploadState.DONE or (locked.under_way and not is_stuck(locked, at)):
        return False
    if seen and seen != locked.outcome_in_numbers:
        raise Stale("Tệp đã được kiểm tra lại sau khi mở trang này và kết quả đã khác. Hãy xem lại số dòng bên dưới.")
    _refuse_unless_ready(locked, leave_out)
    locked.state, locked.leave_out, locked.problem = _after(UploadAction.CONFIRM, locked), leave_out, ""
    locked.confirmed_by, locked.confirmed_at, locked.done, locked.ended_at = by, at, 0, None
    locked.save(update_fields=["state", "leave_out", "problem", "confirmed_by", "confirmed_at", "done", "ended_at"])
    return True


def _after(action: UploadAction, upload: Upload) -> UploadState:
    return UPLOADS.target(action, upload.state, f"Tệp {upload.name}")


def is_stuck(upload: Upload, at: dt.datetime) -> bool:
    """Asked for long ago and still not ended: the worker stopped, or nobody started one."""
    since = upload.reading_since if upload.is_being_read else upload.confirmed_at
    return (
        (upload.under_way or upload.is_being_read)
        and since is not None
        and at - since > dt.timedelta(minutes=STUCK_MINUTES)
    )


def _refuse_unless_ready(upload: Upload, leave_out: bool) -> None:
    importer = importer_of(upload.kind)
    if upload.content is None or importer is None:
        raise Stale("Tệp có tên người chỉ giữ ít ngày và đã được xóa. Hãy gửi lại tệp.")
    if upload.is_being_read:
        raise Stale("Tệp đang được đọc lại nên chưa ghi được. Hãy chờ đọc xong, xem kết quả rồi ghi.")
    if upload.open_questions:
        raise Refused("Tệp còn câu hỏi chưa trả lời. Hãy trả lời ở đầu trang, rồi xem lại kết quả và ghi.")
    if upload.refused and not (leave_out and importer.may_leave_out):
        raise Refused(f"Còn {vi.whole(upload.refused)} dòng bị từ chối nên chưa ghi. Hãy sửa tệp rồi gửi lại.")
    if upload.created + upload.matched == 0:
        raise Refused("Không có dòng nào để ghi.")


def write(pk: int, *, at: dt.datetime) -> None:
    """Write a confirmed list: everything in one transaction, or nothing. Running it again changes nothing.

    The rows are judged anew, since the register may have changed after the check: when another row would now be
    refused, the list goes back to the person instead. An unexpected failure ends in a sentence, and nothing is written.
    """
    if not Upload.objects.filter(pk=pk, state__in=UNDER_WAY).exists():
        return
    try:
        with put_off():
            _write(pk, at)
    except Refused as reason:
        _fail(pk, str(reason), at)
    except (DatabaseError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        logger.exception("upload %s was not written", pk)
        _fail(pk, "Hệ thống gặp lỗi khi ghi nên chưa ghi dòng nào. Hãy báo người quản trị hệ thống.", at)


def _write(pk: int, at: dt.datetime) -> None:
    upload = Upload.objects.select_related("unit", "confirmed_by").get(pk=pk)
    importer = importer_of(upload.kind)
    if importer is None or upload.content is None or upload.confirmed_by is None:
        raise Refused("Tệp không còn. Hãy gửi lại tệp.")
    _mark_running(upload)
    context = Context(upload.unit, upload.confirmed_by, at, upload.options)
    found = _understood(importer, context, bytes(upload.content), Answers.of(upload.answers))
    _progress(upload, 0.5)
    with transaction.atomic():
        one_list_at_a_time(upload.unit_id)
        locked = _lock(upload)
        if not locked.under_way:
            return
        decisions = judge(importer, found, context)
        if _worse(locked, decisions):
            _back_to_the_person(locked, found, decisions)
            return
        locked.made = importer.apply([each for each in decisions if each.outcome != Outcome.REFUSE], context)
        _count(locked, decisions)
        if importer.kept_once_written:
            _keep_rows(locked, decisions)
        else:
            locked.rows.all().delete()
            locked.content, locked.forgotten_at = None, at
        locked.state = _after(UploadAction.WRITE, locked)
        locked.done, locked.ended_at = locked.total, timezone.now()
        locked.save()


def one_list_at_a_time(unit_pk: int) -> None:
    """Let no other list of the unit be written until this transaction ends: the second is judged by what it wrote.

    Rows that only name the unit go on meanwhile.
    """
    list(Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk=unit_pk).values_list("pk"))


@transaction.atomic
def undo(upload: Upload, reason: str, *, by: User, at: dt.datetime) -> Upload:
    """Take back a whole list that was written, while nothing rests on it (hoàn tác cả lần nạp).

    The upload stays readable with who undid it, when and why; what was taken back is a step of each register. Raises
    Refused without a reason, for a list that wrote nothing, and with what rests on it; Stale when it was undone
    before.
    """
    one_list_at_a_time(upload.unit_id)
    locked = _lock(upload)
    why = needed(reason, "Hãy ghi lý do hoàn tác.", longest=300)
    after, importer = _after(UploadAction.UNDO, locked), importer_of(locked.kind)
    if importer is None or not locked.made:
        raise Refused("Lần nạp này không ghi mới gì vào sổ nên không có gì để hoàn tác.")
    context = Context(locked.unit, by, at, locked.options)
    if found := importer.rests(locked.made, context):
        raise Refused(f"Không hoàn tác được vì đã có việc ghi tiếp. {' '.join(found[:5])}")
    importer.take_back(locked.made, context, why)
    locked.state, locked.undone_by, locked.undone_at, locked.undone_because = after, by, at, why
    locked.save(update_fields=["state", "undone_by", "undone_at", "undone_because"])
    return locked


@transaction.atomic
def cancel(pk: int, *, by: User, at: dt.datetime) -> Upload:
    """Do not write a list that waits or is judged anew; it is to be confirmed again. For whoever confirmed it.

    Raises Stale when it was written meanwhile, Refused in the moments in which all its rows are being written.
    """
    waiting = Upload.objects.filter(confirmed_by=by).defer("content", "made")
    locked = at_once(waiting, pk, "Danh sách đang được ghi vào sổ, không dừng giữa chừng được. Hãy chờ ghi xong.")
    if locked is None:
        raise Stale("Danh sách này do người khác xác nhận, hoặc không còn. Hãy tải lại trang.")
    locked.state, locked.problem = _after(UploadAction.CANCEL, locked), f"{CANCELLED} Chưa ghi dòng nào."
    locked.done, locked.ended_at = 0, None
    locked.save(update_fields=["state", "problem", "done", "ended_at"])
    return locked


def give_up(pk: int, at: dt.datetime) -> None:
    """Say on a list that nobody tries to write it any more; nothing of it was written."""
    _fail(pk, GIVEN_UP, at)


def _mark_running(upload: Upload) -> None:
    with transaction.atomic():
        locked = _lock(upload)
        if UPLOADS.leads(UploadAction.BEGIN, locked.state):
            locked.state = _after(UploadAction.BEGIN, locked)
            locked.save(update_fields=["state"])


def _progress(upload: Upload, share: float) -> None:
    """Read and judged: what is shown while the one transaction of the writing itself shows nothing yet."""
    Upload.objects.filter(pk=upload.pk, ended_at__isnull=True).update(done=int(upload.total * share))


def _worse(upload: Upload, decisions: Sequence[Decision]) -> bool:
    """Whether rows would be refused now that the person was not told of."""
    refused = {each.row.number for each in decisions if each.outcome == Outcome.REFUSE}
    told = set(upload.rows.filter(outcome=Outcome.REFUSE).values_list("number", flat=True))
    return bool(refused - told)


def _back_to_the_person(upload: Upload, found: Understood, decisions: Sequence[Decision]) -> None:
    _take_over(upload, found, decisions)
    _keep_rows(upload, decisions)
    upload.state = _after(UploadAction.GIVE_BACK, upload)
    upload.problem = "Sổ đã thay đổi sau khi kiểm tra nên chưa ghi dòng nào. Hãy xem lại kết quả dưới đây."
    upload.save()


def _fail(pk: int, sentence: str, at: dt.datetime) -> None:
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).get(pk=pk)
        if locked.under_way:
            locked.state = _after(UploadAction.FAIL, locked)
            locked.problem, locked.done, locked.ended_at = sentence[:500], 0, at
            locked.save(update_fields=["state", "problem", "done", "ended_at"])


def _lock(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)


def forget_old(at: dt.datetime) -> int:
    """Take away files and rows that were kept long enough for their kind; how many uploads were emptied.

    Asked whenever somebody opens or sends a list, so that no name is shown after its time.
    """
    before = {importer.kind: at - dt.timedelta(days=importer.kept_days) for importer in importers()}
    late = Upload.objects.to_forget(before, at - dt.timedelta(days=KEPT_DAYS))
    old = list(late.values_list("pk", flat=True))
    if not old:
        return 0
    with transaction.atomic():
        UploadRow.objects.filter(upload__in=old).delete()
        return Upload.objects.filter(pk__in=old).update(content=None, forgotten_at=at)
