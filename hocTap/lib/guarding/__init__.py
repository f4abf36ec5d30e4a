"""What the migrations put into the database to guard its rows, beside what guards them today.

Triggers, their functions and constraints hold what was approved; the owner of the database can switch them off, drop
them or put others of the same name in their place. What ought to be there is read from the migrations themselves, and
compared as the database words it: on PostgreSQL it is made once more, on empty tables that are gone a moment later.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from hocTap.lib.guarding import postgresql, sqlite
from hocTap.lib.guarding.made import expected

LOOK = {"sqlite": sqlite.faults, "postgresql": postgresql.faults}


@dataclass(frozen=True)
class Looked:
    """How many triggers and constraints there ought to be, and a sentence for each that does not guard."""

    looked_at: int
    faults: list[str]


def look() -> Looked:
    """Compare what guards the tables with what the migrations made. No row of them is written."""
    made = expected()
    return Looked(made.number(), list(LOOK[connection.vendor](made)))
