"""The page of a hand-over as plain data: what there is, what passed, who did it, what can be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from hocTap.lib import vi
from units.handover import permissions
from units.handover.changes import Change, before
from units.handover.enums import PartState
from units.handover.registry import MONEY, Line, Part, parts
from units.handover.workflow import comes_first, holds, rows_of
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
    who: str = ""
    """Who hands the part over, where it waits and the reader is not who does it."""
    first: Change | None = None
    """What came to the old unit itself, and whose part has to be handed over before."""

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
    rows, earlier = rows_of(change), before(change)
    return [_shown(change, user, part, rows.get(part.code), today, earlier) for part in parts()]


def shown_part(change: Change, user: User, part: Part, today: dt.date) -> Shown:
    """One part alone."""
    return _shown(change, user, part, rows_of(change).get(part.code), today, before(change))


def _shown(
    change: Change, user: User, part: Part, row: HandOverPart | None, today: dt.date, earlier: list[Change]
) -> Shown:
    done = bool(row and row.state != PartState.WAITING)
    lines = [] if done else part.lines(change, user)
    may = change.on <= today and part.moves and permissions.can_confirm(user, change, part)
    open_yet = change.on <= today and part.moves and not done
    waits = open_yet and holds(lines)
    first = comes_first(change, part, earlier) if open_yet else None
    return Shown(
        part=part,
        lines=lines,
        row=row,
        received=_received(row) if row and done else [],
        may_confirm=may and waits and first is None,
        may_undo=may and bool(row and row.state == PartState.DONE),
        who=permissions.who_confirms(change, part) if waits and not may else "",
        first=first,
    )


def undoing(change: Change, part: Part, row: HandOverPart) -> str:
    """What taking a part back will do: "… đưa trở về Phường 5: 970 hộ, 2 dòng họ (đang ở Phường Hòa Bình)."."""
    passed = "; ".join(f"{words or 'phần này'} (đang ở {heir})" for heir, words in _received(row))
    return f"Sẽ hoàn tác phần {part.title}" + (f", đưa trở về {named(change.unit)}: {passed}." if passed else ".")


def _received(row: HandOverPart) -> list[tuple[str, str]]:
    """For each heir what it got: "Phường Hòa Bình", "970 hộ, 2 dòng họ"."""
    return [(named_last(each.heir), in_words(each.numbers)) for each in row.received.all() if each.undone_at is None]


def in_words(numbers: Mapping[str, int]) -> str:
    """ "970 hộ, 2 dòng họ"; of money "tiền mặt 1.200.000 đồng, 3 suất".

    Sums of money come first, then the shorter words: PostgreSQL keeps no order of its own in what it stored.
    """
    ordered = sorted(numbers.items(), key=lambda each: (not each[0].endswith(MONEY), len(each[0]), each[0]))
    words = [
        f"{what.removesuffix(MONEY)} {vi.money(number)}" if what.endswith(MONEY) else f"{vi.whole(number)} {what}"
        for what, number in ordered
    ]
    return ", ".join(words)


def named_last(unit: object) -> str:
    """The last name of a unit whose versions were read."""
    versions = sorted(unit.versions.all(), key=lambda version: version.valid_from)  # type: ignore[attr-defined]
    return named(versions[-1]) if versions else str(unit)
