"""Does background work, says that it lives, takes up what a dead worker left, and lets reminders go out."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.utils import timezone
from django_tasks.signals import task_started
from django_tasks_db.management.commands import db_worker

from hocTap.lib.loading import load_pages
from units.jobs import stopping, workers
from units.jobs.pulse import Pulse


class Command(db_worker.Command):
    """The worker of the library, with a heart, which ends at the end of a group when it is told to end."""

    def handle(self, *, worker_id: str, batch: bool, **options: Any) -> None:
        """One that goes on loads all pages first, since lists are taken out of them.

        In one batch nothing beats: what is there is done, and the process is seen to be there.
        """
        workers.enter(worker_id, timezone.now())
        pulse = None if batch else Pulse(worker_id)
        if pulse:
            load_pages()
            pulse.start()
        task_started.connect(hear)
        try:
            super().handle(worker_id=worker_id, batch=batch, **options)
        finally:
            task_started.disconnect(hear)
            if pulse:
                pulse.stop()
            workers.leave(worker_id)


def hear(**facts: Any) -> None:
    """From the first job on, what tells the library's worker to end is heard by the job too, between two groups."""
    task_started.disconnect(hear)
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def told(signum: int, frame: FrameType | None, before: Any = before) -> None:
            stopping.tell()
            before(signum, frame)

        if callable(before):
            signal.signal(number, told)
