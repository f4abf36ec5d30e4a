"""What a process of the site loads once, before it answers: every page, kept out of the search for rubbish."""

from __future__ import annotations

import gc

from django.core.checks.urls import check_resolver
from django.db import connections
from django.urls import get_resolver

STEP = (20_000, 20, 20)
"""So many new objects between two searches for rubbish, where Python's own step is 700.

A page makes thousands of objects that go with it; searching among them again and again while it is made cost a tenth of
a ward's home and a fifth of an entry page (docs/bench.md).
"""


def load_pages() -> None:
    """Load every page and keep it: searching it again and again would cost time, and copy it for each process forked.

    Nothing that belongs to one process (a database connection) is open afterwards.
    """
    check_resolver(get_resolver())
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*STEP)
