"""How gunicorn serves hocTap: `gunicorn -c python:hocTap.gunicorn hocTap.wsgi:application`.

The site is loaded once, before the workers are forked, so that they share its memory; nothing that belongs to one
process (a database connection) is open at that moment.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from hocTap.lib.loading import load_pages

workers = 2
worker_class = "gthread"
threads = 4
timeout = 120
graceful_timeout = int(os.environ.get("HOCTAP_GRACE", "3"))  # seconds for what is under way; services give more
control_socket_disable = True
preload_app = True

if os.environ.get("HOCTAP_METRICS_KEY"):
    # Where the processes of this server put what they count, new with each start, so that one of them can tell of all.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="hoctap-metrics-")


def when_ready(server: Any) -> None:
    """Load every page before the workers are forked."""
    load_pages()


def child_exit(server: Any, worker: Any) -> None:
    """What a worker that ended had counted stays; what it alone had going on goes."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the folder when imported

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
