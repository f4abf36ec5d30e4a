"""Putting off the search for rubbish while a large document is made: it would go through the half-made one again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Until the block ends nothing is searched for rings of objects; a tree of plain data has none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
