"""Putting off the search for rubbish while a large document is made: it would go through the half-made one again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Until the block ends nothing is searched for rings of objects; a tree of plain data has none.

    What was made then counts as long-lived at once (freezing moves it there, thawing lets it be searched again), else
    the next search for young rubbish would go through all of it. What a web server froze at its start stays frozen.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            thaw = gc.get_freeze_count() == 0
            gc.freeze()
            if thaw:
                gc.unfreeze()
            gc.enable()
