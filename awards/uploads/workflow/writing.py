"""A list is confirmed and written, or not; and taken back as a whole."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.utils import timezone

from awards.uploads.books.judging import judge
from awards.uploads.books.understood import Answers, Understood
from awards.uploads.enums import Outcome, UploadAction, UploadState
from awards.uploads.importing import Context, Decision, importer_of
from awards.uploads.models import Upload
from awards.uploads.workflow.keeping import count_rows, keep_rows, take_over
from awards.uploads.workflow.reading import understood_of
from awards.uploads.workflow.states import UNDER_WAY, UPLOADS, is_stuck, lock, state_after
from hocTap.lib import vi
from hocTap.lib.collecting import put_off
from hocTap.lib.locks import at_once
from hocTap.lib.steps import Refused, Stale, needed
from units.jobs.registry import CANCELLED, GIVEN_UP
from units.models import Unit, User

logger = logging.getLogger(__name__)


@transaction.atomic
def confirm(upload: Upload, *, by: User, at: dt.datetime, leave_out: bool = False, seen: str = "") -> bool:
    """Whether the list is now to be handed to the worker (`jobs.write_list`).

    Confirming twice is harmless; a job that got stuck is asked for again. Raises Stale when the file was forgotten, or
    checked anew with other numbers than those `seen` (`Upload.outcome_in_numbers`). Raises Refused when rows are
    refused and not left out on purpose, or nothing would be written.
    """
    locked = lock(upload)
    if locked.state == UploadState.DONE or (locked.under_way and not is_stuck(locked, at)):
        return False
    if seen and seen != locked.outcome_in_numbers:
        raise Stale("Tệp đã được kiểm tra lại sau khi mở trang này và kết quả đã khác. Hãy xem lại số dòng bên dưới.")
    _refuse_unless_ready(locked, leave_out)
    locked.state, locked.leave_out, locked.problem = state_after(UploadAction.CONFIRM, locked), leave_out, ""
    locked.confirmed_by, locked.confirmed_at, locked.done, locked.ended_at = by, at, 0, None
    locked.save(update_fields=["state", "leave_out", "problem", "confirmed_by", "confirmed_at", "done", "ended_at"])
    return True


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
    found = understood_of(importer, context, bytes(upload.content), Answers.of(upload.answers))
    _progress(upload, 0.5)
    with transaction.atomic():
        one_list_at_a_time(upload.unit_id)
        locked = lock(upload)
        if not locked.under_way:
            return
        decisions = judge(importer, found, context)
        if _worse(locked, decisions):
            _back_to_the_person(locked, found, decisions)
            return
        locked.made = importer.apply([each for each in decisions if each.outcome != Outcome.REFUSE], context)
        count_rows(locked, decisions)
        if importer.kept_once_written:
            keep_rows(locked, decisions)
        else:
            locked.rows.all().delete()
            locked.content, locked.forgotten_at = None, at
        locked.state = state_after(UploadAction.WRITE, locked)
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
    locked = lock(upload)
    why = needed(reason, "Hãy ghi lý do hoàn tác.", longest=300)
    after, importer = state_after(UploadAction.UNDO, locked), importer_of(locked.kind)
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
    locked.state, locked.problem = state_after(UploadAction.CANCEL, locked), f"{CANCELLED} Chưa ghi dòng nào."
    locked.done, locked.ended_at = 0, None
    locked.save(update_fields=["state", "problem", "done", "ended_at"])
    return locked


def give_up(pk: int, at: dt.datetime) -> None:
    """Say on a list that nobody tries to write it any more; nothing of it was written."""
    _fail(pk, GIVEN_UP, at)


def _mark_running(upload: Upload) -> None:
    with transaction.atomic():
        locked = lock(upload)
        if UPLOADS.leads(UploadAction.BEGIN, locked.state):
            locked.state = state_after(UploadAction.BEGIN, locked)
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
    take_over(upload, found, decisions)
    keep_rows(upload, decisions)
    upload.state = state_after(UploadAction.GIVE_BACK, upload)
    upload.problem = "Sổ đã thay đổi sau khi kiểm tra nên chưa ghi dòng nào. Hãy xem lại kết quả dưới đây."
    upload.save()


def _fail(pk: int, sentence: str, at: dt.datetime) -> None:
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).get(pk=pk)
        if locked.under_way:
            locked.state = state_after(UploadAction.FAIL, locked)
            locked.problem, locked.done, locked.ended_at = sentence[:500], 0, at
            locked.save(update_fields=["state", "problem", "done", "ended_at"])
