"""What waits for a person: asked once for the whole site, answered by every flat.

A flat that has work for people registers its source when the site starts (`waiting.register(fn)` in its AppConfig);
whoever asks (the first page, the number in the menu, the reminders, the calendar) knows no flat, so that imports still
go one way. What a source gives must be the person's own: it begins at `visible_to` or at the posts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import groupby
from typing import Any

SOON = 7
"""Days before a deadline from which it is close."""

LONG_AGO = 365
"""Days after a deadline from which nobody waits any more: work of past years, done when there is time."""


class Urgency(IntEnum):
    """In which order things are to be done."""

    BACK = 0
    LATE = 1
    SOON = 2
    OPEN = 3
    SOMETIME = 4
    PAST = 5

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Urgency.BACK: "Bị trả lại, cần sửa",
    Urgency.LATE: "Đã quá hạn",
    Urgency.SOON: f"Đến hạn trong {SOON} ngày tới",
    Urgency.OPEN: "Đang chờ",
    Urgency.SOMETIME: "Khi thuận tiện, và việc của các năm trước",
    Urgency.PAST: "Còn lại của các đơn vị cũ",
}

UNHURRIED = (Urgency.SOMETIME, Urgency.PAST)


@dataclass(frozen=True)
class Waiting:
    """One thing to be done: what, where, until when.

    `key` names it for good, whatever day it is asked for: "sheet-12-3-40". No sentence names a person: neither a child
    nor anybody else, since it is also sent by e-mail; what somebody typed (`reason`, `note`) is shown on the site only.
    """

    key: str
    kind: str
    """What it is, in words: "Báo cáo số liệu", "Danh hiệu"."""
    sentence: str
    url: str
    verb: str = "Mở"
    """What the button says."""
    tasks: int = 1
    """So many things this line stands for in the number of the menu: 40 where it says "còn 40 báo cáo chờ duyệt"."""
    count: int = 1
    """Of how many rows the sentence speaks (700 households to be scored are one thing to do)."""
    due: dt.date | None = None
    about: str = ""
    """Names the deadline where several lines have one, such as the steps of a title in a ward and year."""
    back: bool = False
    """It came back to the person with a reason."""
    sometime: bool = False
    """Nobody waits for it on a day."""
    past: bool = False
    """It is left over by a unit that is no more: below whatever is of today, however late."""
    facts: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    """The name of an uploaded file: not for letters."""
    state: str = ""
    state_label: str = ""
    since: dt.datetime | None = None
    sends: Mapping[str, int] = field(default_factory=dict)
    """What a button sends to `url`, for what begins with a form of its own."""

    @property
    def deadline(self) -> str:
        """The name of its deadline, for good."""
        return self.about or self.key

    def urgency(self, today: dt.date) -> Urgency:
        """What came back is first, then what is late, then what is due within a week; last what old units left."""
        if self.back:
            return Urgency.BACK
        if self.past:
            return Urgency.PAST
        if self.sometime or (self.due and (today - self.due).days > LONG_AGO):
            return Urgency.SOMETIME
        if self.due is None:
            return Urgency.OPEN
        if self.due < today:
            return Urgency.LATE
        return Urgency.SOON if (self.due - today).days <= SOON else Urgency.OPEN

    def days_late(self, today: dt.date) -> int:
        """Days since the deadline; of work of past years and of old units nobody counts them."""
        late = self.due is not None and self.urgency(today) not in UNHURRIED
        return max(0, (today - self.due).days) if late and self.due else 0


Source = Callable[[Any, dt.date], Iterable[Waiting]]
"""Given a person and a day, what waits for just this person; a fixed number of queries, whatever there is."""

_sources: list[Source] = []
_ahead: list[Source] = []


def register(source: Source, *, first: bool = False) -> None:
    """Add a source of what waits, before the others if it is the heart of the work; a second time changes nothing."""
    if source not in _sources:
        _sources.insert(0 if first else len(_sources), source)


def register_ahead(source: Source) -> None:
    """Add a source of what will wait: deadlines of work that has not begun, for the calendar."""
    if source not in _ahead:
        _ahead.append(source)


def waiting_for(user: Any, today: dt.date) -> list[Waiting]:
    """Everything that waits for the person, the most urgent first; among equals by deadline, then what waits longest.

    A fixed number of queries in all: each source asks its own.
    """
    found = [each for source in _sources for each in source(user, today)]
    return sorted(found, key=lambda each: (each.urgency(today), _by_day(each, today), *_age(each)))


def _by_day(each: Waiting, today: dt.date) -> int:
    """The nearest deadline first; of work of past years and of old units the latest."""
    day = (each.due or dt.date.max).toordinal()
    return -day if each.due and each.urgency(today) in UNHURRIED else day


def _age(each: Waiting) -> tuple[bool, float]:
    """What has waited for so long, before what says nothing of it."""
    return each.since is None, each.since.timestamp() if each.since else 0.0


def deadlines_of(user: Any, today: dt.date) -> list[Waiting]:
    """Everything of the person that has a day: what waits now, and what will; each deadline once, by day.

    What is known ahead speaks for the steps of it that wait now, which move on from one look to the next.
    """
    known = {each.deadline: each for source in (*_sources, *_ahead) for each in source(user, today) if each.due}
    return sorted(known.values(), key=lambda each: (each.due or dt.date.max, each.deadline))


def number_of(found: Iterable[Waiting]) -> int:
    """The number in the menu."""
    return sum(each.tasks for each in found)


@dataclass(frozen=True)
class Group:
    """What is equally urgent, as the first page shows it."""

    urgency: Urgency
    lines: tuple[tuple[Waiting, int], ...]
    """Each with how many days it is late."""

    @property
    def label(self) -> str:
        return self.urgency.label

    @property
    def code(self) -> str:
        return self.urgency.name.lower()

    @property
    def number(self) -> int:
        return number_of(each for each, _ in self.lines)


def grouped(found: Iterable[Waiting], today: dt.date) -> list[Group]:
    """The list cut where the urgency changes."""
    groups = groupby(found, key=lambda each: each.urgency(today))
    return [Group(urgency, tuple((each, each.days_late(today)) for each in lines)) for urgency, lines in groups]
