"""What every step of every workflow needs: the table of states, words and reasons, ids, and rows that are in order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.text import clean

__all__ = [
    "Kept",
    "Refused",
    "Stale",
    "Transition",
    "Transitions",
    "checked",
    "needed",
    "number_in",
    "refuse_future",
    "tables",
    "words",
]

REASON_LENGTH = 500
LONGEST_ID = 18
"""Digits of an id: as many as a database key holds."""

_TAG = re.compile(r"<[/!?a-zA-Z]")


State = TypeVar("State", bound=models.TextChoices)
Action = TypeVar("Action", bound=models.TextChoices)
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Transition(Generic[State]):
    """From which states a step leads, and to which."""

    sources: tuple[State, ...]
    target: State
    others: tuple[State, ...] = ()
    """Further states that it may lead to; the thing's own facts decide (returned with its vote: voted)."""


@dataclass(frozen=True)
class Kept:
    """Where the steps of a table are kept: the things, their log, and the columns that say whose step it is and which.

    By it `manage.py verify` names a thing in a state that only steps lead to, without these steps.
    """

    thing: type[models.Model]
    label: str
    """What the thing is called: "hồ sơ danh hiệu số {}"."""
    log: type[models.Model]
    owner: str
    action: str = "action"
    state: str = "state"
    at_once: models.Q | None = None
    """Things that were entered as they stood already on paper: they have the last step alone."""


_kept: list[Transitions[Any, Any]] = []


def tables() -> list[Transitions[Any, Any]]:
    """All tables of states, in the order in which their modules were read."""
    return list(_kept)


class Transitions(Generic[Action, State]):
    """The table of a thing's states: which steps lead from where to where, and where the steps are kept.

    Only workflow modules write a state, and only one that this table gives them, for one row or for thousands.
    Example: `SHEETS.target(Action.APPROVE, State.SUBMITTED, "Báo cáo")` is `State.APPROVED`.

    `kept` is the log of its steps, or why there is none, in a sentence.
    """

    def __init__(self, table: Mapping[Action, Transition[State]], *, kept: Kept | str) -> None:
        self.table, self.kept = dict(table), kept
        _kept.append(self)

    def leading_to(self, state: str) -> list[str]:
        """The steps that bring a thing into the state from another one."""
        return [
            str(action)
            for action, step in self.table.items()
            for landing in (step.target, *step.others)
            if landing == state and set(step.sources) != {landing}
        ]

    def needed_for(self, state: str, first: str) -> list[list[str]]:
        """Of which steps a thing must have taken one each to stand in the state, when it began in the first one.

        A state that every way there passes through, and the state itself. Example: an approved sheet was sent in and
        approved, so `[["submit", "unhand"], ["approve"]]`. Nothing for the first state itself.
        """
        if state == first:
            return []
        passed = {str(step.target) for step in self.table.values()} - {first, state}
        on_the_way = [each for each in sorted(passed) if state not in self._reached(first, without=each)]
        return [list(dict.fromkeys(self.leading_to(each))) for each in (*on_the_way, state)]

    def _reached(self, first: str, *, without: str) -> set[str]:
        found, new = {first}, [first]
        while new:
            here = new.pop()
            for step in self.table.values():
                if here in step.sources:
                    ahead = {str(each) for each in (step.target, *step.others)} - found - {without}
                    found |= ahead
                    new += ahead
        return found

    def __getitem__(self, action: Action) -> Transition[State]:
        return self.table[action]

    def leads(self, action: Action, state: str) -> bool:
        """Whether the step can be taken from the state."""
        return state in self.table[action].sources

    def sources(self, action: Action) -> tuple[State, ...]:
        """The states from which the step can be taken."""
        return self.table[action].sources

    def target(self, action: Action, state: str, what: str) -> State:
        """The state that the step leads to. Raises Stale, naming the thing, when it does not lead there from here."""
        if not self.leads(action, state):
            raise Stale(f"{what} đang ở trạng thái “{self.label(state)}” nên không {action.label} được. Hãy xem lại.")
        return self.table[action].target

    def landing(self, action: Action, wanted: State | None = None) -> State:
        """The state that the step leads to: its target, or another one of the table that the thing's facts ask for."""
        step = self.table[action]
        if wanted is None:
            return step.target
        if wanted not in (step.target, *step.others):
            raise ValueError(f"{action} does not lead to {wanted}")
        return wanted

    def label(self, state: str) -> str:
        """The state in Vietnamese words."""
        kind = type(next(iter(self.table.values())).target)
        return str(kind(state).label)


def words(text: str, *, name: str, longest: int, lines: bool = False) -> str:
    """Composed letters without needless blanks; on one line, unless `lines` are to be kept.

    Raises Refused, in a sentence that begins with the name of what was written, for signs that cannot be read, tags
    of HTML, and texts too long: nothing is ever cut. Words that show nothing at all count as empty.
    """
    read = clean(text, name)
    parts = read.splitlines() if lines else [read]
    tidy = "\n".join(vi.nfc(part) for part in parts).strip()
    if _TAG.search(tidy):
        raise Refused(f"{name} chỉ nhận chữ thường, không nhận thẻ HTML như <b>. Hãy gõ lại.")
    if len(tidy) > longest:
        raise Refused(f"{name} dài {vi.whole(len(tidy))} ký tự, quá {vi.whole(longest)}. Hãy rút ngắn.")
    return tidy if any(sign.isprintable() and not sign.isspace() for sign in tidy) else ""


def needed(text: str, otherwise: str, *, name: str = "Lý do", longest: int = REASON_LENGTH, lines: bool = False) -> str:
    """What was typed, tidied as `words` does. Raises Refused with the sentence `otherwise` when there is nothing."""
    if tidy := words(text, name=name, longest=longest, lines=lines):
        return tidy
    raise Refused(otherwise)


def refuse_future(day: dt.date, at: dt.date, name: str) -> None:
    """Raise Refused for a day that had not come on the day, or at the moment, of the step.

    `name` says which day it is ("Ngày họp").
    """
    today = timezone.localtime(at).date() if isinstance(at, dt.datetime) else at
    if day > today:
        raise Refused(f"{name} {vi.day(day)} là ngày chưa tới, ở sau hôm nay ({vi.day(today)}). Hãy kiểm tra lại.")


def number_in(text: object) -> int:
    """An id from an address or a hidden field; 0, which no row has, for anything else."""
    typed = str(text or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID else 0


def checked(row: Row) -> Row:
    """Save a row that its own fields and constraints find in order.

    Raises Refused with what they say: the person reads the constraint's own sentence.
    """
    if hasattr(row, "key_name"):
        row.key_name()
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    row.save()
    return row
