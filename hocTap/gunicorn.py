"""How gunicorn serves hocTap: `gunicorn -c python:hocTap.gunicorn hocTap.wsgi:application`.

The site is loaded once, before the workers are forked, so that they share its memory; nothing that belongs to one
process (a database connection) is open at that moment.
"""

from __future__ import annotations

import gc
from typing import Any

from django.core.checks.urls import check_resolver
from django.db import connections
from django.urls import get_resolver

workers = 2
worker_class = "gthread"
threads = 4
timeout = 120
graceful_timeout = 3
control_socket_disable = True
preload_app = True


def when_ready(server: Any) -> None:
    """Load every page before the workers are forked, and keep it: searching it for garbage would copy it for each."""
    check_resolver(get_resolver())
    connections.close_all()
    gc.collect()
    gc.freeze()
