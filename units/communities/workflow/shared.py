"""What the steps share: new units, marks of what was written, names and numbers in words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from hocTap.lib import vi
from units.models import Unit, UnitVersion
from units.words import joined, named

REASON, DECISION = 500, 200
CHANGES = "ghi khu phố, thôn, ấp ở đó"
NAMED = 12
"""So many names stand in one sentence; more are counted."""


def new_units(ward: Unit, number: int) -> list[Unit]:
    keys = (f"{ward.key[:40]}-{uuid.uuid4().hex[:12]}" for _ in range(number))
    return Unit.objects.bulk_create([Unit(key=key) for key in keys])


def mark_of(version: UnitVersion) -> list[Any]:
    """How a version was written, so that an undoing sees whether it is still so."""
    return [version.pk, iso(version.valid_to), version.name, version.parent_id]


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def names_of(versions: Collection[UnitVersion]) -> str:
    names = [named(version) for version in versions]
    more = f" và {vi.whole(len(names) - NAMED)} đơn vị khác" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def numbers_in(held: Mapping[str, int]) -> str:
    return joined([f"{vi.whole(number)} {what}" for what, number in held.items() if number])
