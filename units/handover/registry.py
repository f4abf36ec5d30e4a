"""The parts of which a hand-over consists: each flat says what it holds and how it passes on.

An app registers its parts when the site starts (`register(part)` in its AppConfig); the pages of units only ask, so
that imports still go one way. Example: `awards/titles/handover.py` hands households over, `indicators/handover.py`
tells which sheets end with the old unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hocTap.lib import vi
from units.enums import Role
from units.handover.changes import Change, Place
from units.handover.forms import PartForm
from units.models import HandOverPart, User

MONEY = " (đồng)"
"""The end of a name under which a part notes a sum of money: "tiền mặt (đồng)"."""


@dataclass(frozen=True)
class Line:
    """One thing that a part holds, before it moves: how many, of what, and a link or a sentence about it."""

    what: str
    number: int
    counted: str = ""
    note: str = ""
    url: str = ""
    is_money: bool = False

    @property
    def words(self) -> str:
        """ "1.234 hộ", "120.000.000 đồng"."""
        return vi.money(self.number) if self.is_money else f"{vi.whole(self.number)} {self.counted}".strip()


@dataclass(frozen=True)
class Doing:
    """Who confirms or takes back, and when."""

    by: User
    at: dt.datetime


@dataclass(frozen=True)
class Outcome:
    """What passed: for each heir how many of what, in words; and what an undoing has to put back."""

    received: Mapping[int, Mapping[str, int]]
    made: Mapping[str, Any] = field(default_factory=dict)


class Part:
    """One part of every hand-over. A flat extends it; `code` names it in addresses and in the database."""

    code: str
    title: str
    lead: str = ""
    """What the page says of it in a sentence."""
    order: int = 0
    after: tuple[str, ...] = ()
    """Parts that must be handed over first, where they hold anything."""
    role: Role = Role.WARD_OFFICER
    """Whose heir's post entitles to confirm it; the office above all heirs and administrators may as well."""
    moves: bool = True
    """Whether it is confirmed here; otherwise the page only tells, with links to where it is done."""
    elsewhere: str = "làm ở trang riêng"
    """How a part that is only told stands."""

    def lines(self, change: Change, user: User) -> list[Line]:
        """What there is to hand over now, in numbers; nothing where there is nothing."""
        raise NotImplementedError

    def holding(self, places: Collection[Place]) -> set[Place]:
        """In which of these old units and days the part holds anything, in a fixed number of queries.

        That is where `lines` counts something that was begun. Asked only of parts that are confirmed here, for the
        list of what waits for a person.
        """
        raise NotImplementedError

    def illustrative(self, change: Change) -> bool:
        """Whether what it holds is made up for the demonstration."""
        return False

    def size(self, change: Change) -> int:
        """How many rows the hand-over writes: much is left to the worker."""
        return 0

    def form(self, change: Change, user: User, data: Any, edition: int) -> PartForm:
        """What a person chooses before confirming."""
        return PartForm(change, data, edition=edition)

    def sentence(self, change: Change, choices: Mapping[str, Any]) -> str:
        """What the press will do, in numbers, to which the person says yes."""
        raise NotImplementedError

    def hand(self, change: Change, choices: Mapping[str, Any], doing: Doing) -> Outcome:
        """Do it, within the caller's transaction, under row locks. Raises Refused; then nothing is kept."""
        raise NotImplementedError

    def rests(self, change: Change, row: HandOverPart) -> list[str]:
        """What has come since and rests on the hand-over, a sentence each; an undoing waits until there is nothing."""
        raise NotImplementedError

    def take_back(self, change: Change, row: HandOverPart, doing: Doing) -> list[str]:
        """The contrary step, within the caller's transaction. Returns what the hand-over began that stays, and why."""
        raise NotImplementedError


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add a part; a second time changes nothing."""
    _parts.setdefault(part.code, part)


def parts() -> Sequence[Part]:
    """All parts, in the order in which they are handed over."""
    return sorted(_parts.values(), key=lambda part: part.order)


def part_named(code: str) -> Part | None:
    return _parts.get(code)
