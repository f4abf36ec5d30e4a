"""Does background work, says that it lives, takes up what a dead worker left, and lets reminders go out."""

from __future__ import annotations

from types import FrameType
from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from units.jobs import stopping, workers
from units.jobs.pulse import Pulse


class Command(db_worker.Command):
    """The worker of the library, with a heart, which ends at the end of a group when it is told to end."""

    def handle(self, *, worker_id: str, batch: bool, **options: Any) -> None:
        """In one batch nothing beats: what is there is done, and the process is seen to be there."""
        workers.enter(worker_id, timezone.now())
        pulse = None if batch else Pulse(worker_id)
        if pulse:
            pulse.start()
        try:
            super().handle(worker_id=worker_id, batch=batch, **options)
        finally:
            if pulse:
                pulse.stop()
            workers.leave(worker_id)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Heard by the library's worker within a job too, and by the job itself between two groups."""
        stopping.tell()
        super().shutdown(signum, frame)
