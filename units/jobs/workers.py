"""Whether somebody does the background work: a worker says so every few seconds, and whoever asks believes only that.

On the machine of the worker its process is looked at besides, so that a long transaction of SQLite, during which
nothing can be written, does not make a busy worker look dead, and a killed one does not look alive for a minute.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from typing import Any

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from units.jobs.registry import kind_of_task
from units.models import Worker

BEAT = 5
"""Seconds between two signs of life."""

QUIET = dt.timedelta(seconds=60)
"""A worker of another machine that was not heard of for so long is taken for dead."""

QUIET_HERE = dt.timedelta(minutes=10)
"""The same on this machine, as long as its process is there."""

TRIES = 3
"""A job whose worker died so often is not tried again: it may be what kills them."""

ABSENT = (
    "Hiện không có tiến trình nền nào chạy, nên việc này chưa được làm. Khi tiến trình nền chạy lại, việc tự tiếp tục; "
    "nếu cần ngay, hãy báo người quản trị hệ thống."
)


def here() -> str:
    return socket.gethostname()[:100]


def enter(key: str, now: dt.datetime) -> Worker:
    """A worker begins."""
    return Worker.objects.create(key=key, host=here(), pid=os.getpid(), started_at=now, seen_at=now)


def beat(key: str, now: dt.datetime) -> None:
    """It lives; a row that another worker took away meanwhile is written again."""
    facts = {"host": here(), "pid": os.getpid(), "seen_at": now}
    Worker.objects.update_or_create(key=key, defaults=facts, create_defaults={**facts, "started_at": now})


def leave(key: str) -> None:
    Worker.objects.filter(key=key).delete()


def is_alive(worker: Worker, now: dt.datetime) -> bool:
    """Whether it was heard of lately, and where this can be seen, whether its process is there."""
    if worker.host != here():
        return now - worker.seen_at <= QUIET
    return now - worker.seen_at <= QUIET_HERE and _runs(worker.pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def absence(now: dt.datetime) -> str:
    """The sentence for a page whose job waits while no worker lives; empty when one does. One query."""
    return "" if any(is_alive(each, now) for each in Worker.objects.all()) else ABSENT


@transaction.atomic
def take_up_lost(now: dt.datetime) -> int:
    """Let jobs whose worker died wait for another one, each of which goes on where it stopped; how many.

    A job that has cost several workers their life is given up, and says so on its own page.
    """
    workers = list(Worker.objects.select_for_update(of=("self",), skip_locked=True))
    living = {each.key for each in workers if is_alive(each, now)}
    dead = [each.pk for each in workers if each.key not in living]
    running = DBTaskResult.objects.select_for_update(of=("self",), skip_locked=True)
    lost = [
        row
        for row in running.filter(status=TaskResultStatus.RUNNING)
        if not row.worker_ids or row.worker_ids[-1] not in living
    ]
    for row in lost:
        _take_up(row, now)
    Worker.objects.filter(pk__in=dead).delete()
    return len(lost)


def _take_up(row: DBTaskResult[Any, Any], now: dt.datetime) -> None:
    if len(row.worker_ids) < TRIES:
        row.status, row.started_at = TaskResultStatus.READY, None
        row.save(update_fields=["status", "started_at"])
        return
    row.status, row.finished_at = TaskResultStatus.FAILED, now
    row.save(update_fields=["status", "finished_at"])
    kind = kind_of_task(row.task_path)
    if kind:
        kind.give_up(row.args_kwargs["args"][0], now)
