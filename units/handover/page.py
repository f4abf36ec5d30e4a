"""The page of a hand-over as plain data: what there is, what passed, who did it, what can be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from hocTap.lib import vi
from units.handover import permissions
from units.handover.changes import Change
from units.handover.enums import PartState
from units.handover.registry import Line, Part, parts
from units.handover.workflow import holds, rows_of
from units.models import HandOverPart, User
from units.words import named


@dataclass(frozen=True)
class Shown:
    """One part on the page: what waits, or what passed to whom; and which button the person has."""

    part: Part
    lines: list[Line]
    row: HandOverPart | None
    received: list[tuple[str, str]]
    may_confirm: bool
    may_undo: bool

    @property
    def state(self) -> str:
        if self.row and self.row.state != PartState.WAITING:
            return str(self.row.get_state_display())
        if not holds(self.lines):
            return "không có gì để bàn giao"
        return str(PartState.WAITING.label) if self.part.moves else self.part.elsewhere

    @property
    def is_done(self) -> bool:
        return bool(self.row and self.row.state == PartState.DONE)

    @property
    def is_running(self) -> bool:
        return bool(self.row and self.row.state == PartState.RUNNING)


def shown(change: Change, user: User, today: dt.date) -> list[Shown]:
    """Every part, in order."""
    rows = rows_of(change)
    return [_shown(change, user, part, rows.get(part.code), today) for part in parts()]


def _shown(change: Change, user: User, part: Part, row: HandOverPart | None, today: dt.date) -> Shown:
    done = bool(row and row.state != PartState.WAITING)
    lines = [] if done else part.lines(change, user)
    may = change.on <= today and part.moves and permissions.can_confirm(user, change, part)
    return Shown(
        part=part,
        lines=lines,
        row=row,
        received=_received(row, part) if row and done else [],
        may_confirm=may and not done and holds(lines),
        may_undo=may and bool(row and row.state == PartState.DONE),
    )


def _received(row: HandOverPart, part: Part) -> list[tuple[str, str]]:
    """For each heir what it got: "Phường Hòa Bình", "970 hộ, 2 dòng họ"."""
    return [
        (named_last(each.heir), in_words(each.numbers, money=part.money))
        for each in row.received.all()
        if each.undone_at is None
    ]


def in_words(numbers: Mapping[str, int], *, money: bool = False) -> str:
    """ "970 hộ, 2 dòng họ"; of money "tiền 1.200.000 đồng, 3 suất"."""
    words = [
        f"{what.removesuffix(' (đồng)')} {vi.money(number)}"
        if what.endswith(" (đồng)")
        else f"{vi.whole(number)} {what}"
        for what, number in numbers.items()
    ]
    return ", ".join(words)


def named_last(unit: object) -> str:
    """The last name of a unit whose versions were read."""
    versions = sorted(unit.versions.all(), key=lambda version: version.valid_from)  # type: ignore[attr-defined]
    return named(versions[-1]) if versions else str(unit)
