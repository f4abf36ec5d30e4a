"""Which tables hold a trail, and what is read of each. Facts stay where they are: nothing is written twice.

A flat names its own in a module `trailed.py`, as it names what is sealed; `tests/test_trails.py` fails for a table that
keeps who and when and is neither named there nor left out with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, Model, Q, Value, When
from django.db.models.expressions import Combinable

from units.enums import Role
from units.trails.enums import TrailKind

OFFICE = (Role.DISTRICT_OFFICE,)
FUND = (Role.DISTRICT_OFFICE, Role.FUND_OFFICER)

HISTORY = {"+": "ghi mới", "~": "sửa", "-": "xóa"}


@dataclass(frozen=True)
class Trail:
    """One table of a trail, or one of the moments that its rows tell of.

    `unit` leads to the unit whose trail it is; where there is none, `person` leads to the one whom it concerns, and the
    units are those of the person's posts. A trail with neither is the administrators' alone. No column of a trail holds
    a child's name: objects go by their numbers.
    """

    name: str
    """Stands in addresses, and never changes."""
    kind: TrailKind
    words: str
    """The object by its number: "báo cáo số liệu số {}"."""
    model: type[Model]
    thing: str
    """Trails of the same thing are found together by its number."""
    obj: str = "id"
    at: str = "at"
    by: str = "by_id"
    key: str = "id"
    unit: str = ""
    person: str = ""
    within: Callable[[frozenset[int]], Q] | None = None
    """Where a thing is of several units: the condition that one of these is among them."""
    does: str = ""
    """What was done, in words; or `act`, a column whose choices say it."""
    act: str = ""
    said: Combinable | None = None
    """What else one reads of the row, in the database's own words."""
    reason: str = ""
    address: str = ""
    page: str = ""
    """The name of the object's page, which judges by itself who may open it."""
    roles: tuple[Role, ...] = OFFICE
    """Whoever has one of these posts reads the trail of the units below; administrators read all."""
    where: Q = field(default_factory=Q)
    more: Callable[[Sequence[int]], Mapping[int, str]] | None = None
    """What the database cannot say by itself, of all rows of a page in one query."""

    @property
    def acts(self) -> dict[Any, str]:
        """The words of each value of `act`."""
        if self.act == "history_type":
            return dict(HISTORY)
        return dict(self.model._meta.get_field(self.act).flatchoices) if self.act else {}  # type: ignore[union-attr]


_trails: dict[str, Trail] = {}


def register(*trails: Trail) -> None:
    """Name what of a flat is a trail."""
    _trails.update({each.name: each for each in trails})


def trails() -> list[Trail]:
    """All trails by name: the order in which those of one moment stand."""
    return [_trails[name] for name in sorted(_trails)]


def worded(model: type[Model], name: str, path: str = "") -> Case:
    """The words of a column with choices, said by the database."""
    choices: Any = model._meta.get_field(name).flatchoices  # type: ignore[union-attr]
    cases = [When(**{path or name: value}, then=Value(str(words))) for value, words in choices]
    return Case(*cases, default=F(path or name), output_field=CharField())
