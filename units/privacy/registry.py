"""The register of what is kept of people. Each flat names its own in a module `personal.py`.

It is the one source of the page for administrators and offices, of its print, and of the proposed impact file; what it
says of purposes, grounds and spans is what the program does, and `tests/test_personal.py` fails for a table with a
person's data that no entry names.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True)
class Kept:
    """One kind of personal data: in the words of whoever must answer for it."""

    name: str
    """Stands in the order of the page: "1-can-bo"."""
    title: str
    whose: str
    columns: str
    purpose: str
    ground: str
    seen_by: str
    until: str
    tables: tuple[type[Model], ...]
    """The tables that hold it; the first one is counted."""
    counted: str
    """What one row is: "hồ sơ"."""
    children: bool = False
    where: Q = field(default_factory=Q)
    guards: tuple[str, ...] = ()
    """What the program does to protect it."""
    risk: str = ""
    """What may go wrong for the people, for the proposed impact file."""

    @property
    def number(self) -> int:
        """How many rows there are today."""
        rows: QuerySet[Model] = self.tables[0]._base_manager.filter(self.where)
        return rows.count()


_kept: dict[str, Kept] = {}


def register(*entries: Kept) -> None:
    """Name what of a flat is kept of people."""
    _kept.update({each.name: each for each in entries})


def kept() -> list[Kept]:
    return [_kept[name] for name in sorted(_kept)]
