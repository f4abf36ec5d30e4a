"""A file is read and judged: at once, or by the worker when it is long."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from awards.uploads.books.judging import judge
from awards.uploads.books.understanding import understand
from awards.uploads.books.understood import Answers, SheetRead, Understood
from awards.uploads.enums import UploadAction, UploadState
from awards.uploads.importing import Context, Decision, Importer, importer_of
from awards.uploads.models import ListHead, Upload
from awards.uploads.safety import is_long, refuse_unless_small
from awards.uploads.workflow.keeping import forget_old, keep_rows, take_over
from awards.uploads.workflow.states import STUCK_MINUTES, lock, state_after
from hocTap.lib import vi
from hocTap.lib.collecting import put_off
from hocTap.lib.locks import at_once
from hocTap.lib.steps import Refused, Stale
from units.jobs.registry import CANCELLED, GIVEN_UP
from units.models import Unit, User

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
    found = understood_of(importer, context, content, answers)
    decisions = judge(importer, found, context)
    upload.answers = answers.data()
    with transaction.atomic():
        take_over(upload, found, decisions)
        upload.save()
        keep_rows(upload, decisions)
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
        found = understood_of(importer, context, content, answers, lambda share: _show(upload, share))
        decisions = judge(importer, found, context)
        _show(upload, 1)
        with transaction.atomic():
            locked = lock(upload)
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
        locked = lock(upload)
        if locked.state != UploadState.READING:
            return
        locked.problem, locked.progress = reason[:500], 0
        if locked.understood:
            locked.state = state_after(UploadAction.READ, locked)
            locked.answers = locked.understood.get("answers", {})
        else:
            locked.state = state_after(UploadAction.LEAVE_UNREAD, locked)
            locked.content, locked.forgotten_at, locked.ended_at = None, at, at
        locked.save()


def _checked_anew(
    locked: Upload, found: Understood, decisions: Sequence[Decision], answers: Answers, at: dt.datetime
) -> None:
    """Keep what was read, and how the person said that the columns under this head are to be read."""
    if locked.state == UploadState.READING:
        locked.state = state_after(UploadAction.READ, locked)
    locked.answers, locked.problem, locked.progress = answers.data(), "", 0
    take_over(locked, found, decisions)
    locked.save()
    keep_rows(locked, decisions)
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
    locked = lock(upload)
    importer = importer_of(locked.kind)
    if importer is None or locked.content is None or locked.state not in (UploadState.CHECKED, UploadState.FAILED):
        raise Stale("Tệp đã được ghi, đang ghi hoặc đã xóa nên không đổi cách đọc được nữa. Hãy tải lại trang.")
    if is_long(bytes(locked.content)):
        locked.state, locked.reading_since = state_after(UploadAction.READ_AGAIN, locked), at
        locked.answers, locked.progress, locked.problem = answers.data(), 0, ""
        locked.save(update_fields=["state", "reading_since", "answers", "progress", "problem"])
        return locked
    context = Context(locked.unit, by, at, locked.options)
    found = understood_of(importer, context, bytes(locked.content), answers)
    _checked_anew(locked, found, judge(importer, found, context), answers, at)
    return locked


def understood_of(
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
    sheets = understood_of(importer, context, content, Answers()).sheets
    return Answers(columns={each.name: known[_head_mark(each)] for each in sheets if _head_mark(each) in known})


def _head_mark(sheet: SheetRead) -> str:
    return hashlib.sha256(sheet.head.encode()).hexdigest()
