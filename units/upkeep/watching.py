"""Every run of a command that looks after the installation is written down: when, how long, with what outcome."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hocTap.lib.refusals import Refused
from units.enums import UpkeepKind
from units.models import Upkeep


@dataclass
class Said:
    """What the run has to say."""

    sentence: str = ""
    ok: bool = True


@contextmanager
def watched(kind: UpkeepKind, at: dt.datetime) -> Iterator[Said]:
    """Write the run down when it ends, also when it is refused; the refusal goes on."""
    said, began = Said(), time.monotonic()
    try:
        yield said
    except Refused as refused:
        said.ok, said.sentence = False, str(refused)
        raise
    finally:
        Upkeep.objects.create(
            kind=kind,
            at=at,
            seconds=round(time.monotonic() - began),
            ok=said.ok and bool(said.sentence),
            sentence=said.sentence or "Dừng giữa chừng.",
        )
