"""The heart of a worker: a thread that says every few seconds that it lives, whatever long job is being done."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection
from django.utils import timezone

from units.jobs import workers
from units.notices.jobs import schedule

logger = logging.getLogger(__name__)


class Pulse(threading.Thread):
    """Beats in a connection of its own; a database that is busy or away is tried again at the next beat."""

    def __init__(self, key: str) -> None:
        super().__init__(daemon=True, name="pulse")
        self.key = key
        self._ended = threading.Event()

    def run(self) -> None:
        try:
            self._beat()
            while not self._ended.wait(workers.BEAT):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            now = timezone.now()
            workers.beat(self.key, now)
            workers.take_up_lost(now)
            schedule(now)
        except DatabaseError as away:
            logger.info("no sign of life could be written: %s", away)
            connection.close()

    def stop(self) -> None:
        self._ended.set()
        self.join(timeout=2 * workers.BEAT)
