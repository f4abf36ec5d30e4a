"""Whether the worker of this process was told to end: a long job then ends with the group that it is at.

What is left of it waits for the next worker, which goes on at once; a job that is one transaction is not cut up: it is
finished, or, if the time given is over, undone by the database and done by the next worker.
"""

from __future__ import annotations

import threading

_told = threading.Event()


def tell() -> None:
    _told.set()


def is_told() -> bool:
    return _told.is_set()


def forget() -> None:
    """For a process that goes on, as that of a test does."""
    _told.clear()
