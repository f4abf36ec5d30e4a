"""The life of a list's file: asked for, made, handed out, forgotten."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.tables import MayBeTaken, TakenOut
from units.files.requests import Checking, Making
from units.jobs.registry import CANCELLED
from units.models import ListFile, User

KEPT_FOR = dt.timedelta(hours=4)
"""A file may hold names and grows old with its list: it is not kept longer."""

AGAIN_AFTER = dt.timedelta(seconds=10)
"""The same list asked for again sooner is a double press."""

SLOW_AFTER = dt.timedelta(minutes=1)
"""A file that nobody has begun after so long, or that stopped growing: the page says that no worker is there."""

MOST = 3
"""So many files of one person are made at a time."""

NOT_ALLOWED = "Quyền hoặc phạm vi phụ trách đã thay đổi từ khi yêu cầu, nên không giao danh sách này. Hãy mở lại trang."
FAILED = "Chưa lập được tệp do lỗi của hệ thống; lỗi đã được ghi lại cho người quản trị. Hãy yêu cầu lại."

logger = logging.getLogger(__name__)


def ask(address: str, name: str, total: int, *, by: User, at: dt.datetime) -> tuple[ListFile, bool]:
    """The file of this list for this person, and whether a job is needed for it.

    A list that is being made, or was asked for a moment ago, is not made twice; one whose worker died is begun again.
    Raises Refused when several others of this person are under way.
    """
    forget_old(at)
    own, key = ListFile.objects.filter(by=by).defer("content"), _digest(address)
    same = own.filter(key=key).filter(Q(ended_at=None) | Q(asked_at__gt=at - AGAIN_AFTER, problem="")).first()
    if same:
        return same, same.begun_at is not None and is_slow(same, at)
    if own.filter(ended_at=None).count() >= MOST:
        raise Refused(f"Đang lập {MOST} tệp danh sách cho ông, bà. Hãy chờ một tệp xong rồi yêu cầu tệp tiếp theo.")
    asked = ListFile(by=by, address=address, key=key, remit=remit_of(by), name=name[:200], total=total, asked_at=at)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        return own.filter(key=key).latest("pk"), False
    return asked, True


def make(pk: int, *, at: dt.datetime) -> None:
    """Let the page of the list write the file. A second job for the same file finds nothing left to do."""
    forget_old(at)
    waiting = ListFile.objects.filter(pk=pk, ended_at=None)
    if not waiting.filter(Q(alive_at=None) | Q(alive_at__lt=at - SLOW_AFTER)).update(begun_at=at, alive_at=at):
        return
    file = ListFile.objects.select_related("by").get(pk=pk)
    try:
        content, problem = _content(file), ""
    except Cancelled:
        return
    except (PermissionDenied, Http404):
        content, problem = None, NOT_ALLOWED
    except Exception:
        logger.exception("the list %s was not written", file.address)
        content, problem = None, FAILED
    waiting.update(content=content, problem=problem, ended_at=timezone.now())


class Cancelled(Exception):
    """The person does not want the file any more."""


@transaction.atomic
def cancel(pk: int, *, by: User, at: dt.datetime) -> None:
    """Stop making a file, for the person who asked. Raises Stale when it is made, or was cancelled."""
    file = ListFile.objects.select_for_update(of=("self",)).defer("content").filter(pk=pk, by=by).first()
    if file is None or not file.under_way:
        raise Stale("Tệp đã lập xong hoặc đã hủy. Hãy tải lại trang.")
    end(pk, CANCELLED, at)


def end(pk: int, problem: str, at: dt.datetime) -> None:
    """Nobody makes the file any more, and it says why."""
    ListFile.objects.filter(pk=pk, ended_at=None).update(problem=problem, ended_at=at)


def _content(file: ListFile) -> bytes:
    """The list as Excel; raises PermissionDenied when the person's posts are not those of the moment of asking."""
    if not file.by.is_active or remit_of(file.by) != file.remit:
        raise PermissionDenied

    def told(done: int) -> None:
        going_on = ListFile.objects.filter(pk=file.pk, ended_at=None)
        if not going_on.update(done=min(done, file.total), alive_at=timezone.now()):
            raise Cancelled

    answer = Making(file, told).answer()
    if not isinstance(answer, TakenOut):
        raise PermissionDenied
    return answer.content


def refuse_unless_allowed(file: ListFile) -> None:
    """Ask the page of the list once more, before the file is handed out. Raises PermissionDenied or Http404."""
    if remit_of(file.by) != file.remit or not isinstance(Checking(file).answer(), MayBeTaken):
        raise PermissionDenied(NOT_ALLOWED)


def is_slow(file: ListFile, at: dt.datetime) -> bool:
    """Nobody has begun it, or nothing was heard of it for a while: the worker does not run."""
    return file.under_way and at - (file.alive_at or file.asked_at) > SLOW_AFTER


def forget_old(at: dt.datetime) -> None:
    ListFile.objects.filter(asked_at__lt=at - KEPT_FOR).delete()


def remit_of(user: User) -> str:
    """Changes when the person's posts of today do."""
    return _digest(f"{user.is_superuser} {[(post.unit_id, post.role) for post in user.posts_today]}")


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
