"""The registers that speak of khu phố: asked before one is merged, divided or ended, and told afterwards.

An app that keeps who belongs to which khu phố registers itself when the site starts (`register(…)` in its AppConfig);
the pages of units only ask, so that imports still go one way. Example: `awards/titles/communities.py`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from units.models import User


class CommunityAfter(NamedTuple):
    """A khu phố as a change leaves it: its id, its commune, and what it is called from the day on."""

    unit: int
    ward: int
    name: str


@dataclass(frozen=True)
class Rearrangement:
    """What becomes of khu phố on a day, as the registers are told: passed whole, divided, renamed.

    `whole` leads from a khu phố that is no more to its successor; `divided` to all that took a part of it (itself
    where it goes on), whose holders a person distributes one by one; `ended` are those that are no more; `began` are
    new on the day.
    """

    on: dt.date
    reason: str
    by: User
    at: dt.datetime
    whole: Mapping[int, CommunityAfter] = field(default_factory=dict)
    divided: Mapping[int, Collection[CommunityAfter]] = field(default_factory=dict)
    renamed: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    ended: Collection[int] = ()
    began: Collection[CommunityAfter] = ()

    @property
    def touched(self) -> set[int]:
        """The khu phố whose holders this is about."""
        return {*self.whole, *self.divided, *self.renamed, *self.ended}


class Left(NamedTuple):
    """Holders that are still kept under a khu phố: how many, of what, and where they are given a new one."""

    number: int
    what: str
    url: str


class Known(NamedTuple):
    """Holders that were in a khu phố before a day: how many, of what, and since when the first of them."""

    number: int
    what: str
    since: dt.date


class Register(ABC):
    """One register of holders by khu phố."""

    @abstractmethod
    def held(self, communities: Collection[int], day: dt.date) -> dict[str, int]:
        """How many of what these khu phố hold, in words: {"hộ": 184, "hồ sơ đang xét": 12}."""

    @abstractmethod
    def known_before(self, communities: Mapping[int, dt.date]) -> dict[int, Known]:
        """For each of these khu phố those that were in it before its day, where there are some."""

    @abstractmethod
    def pass_on(self, change: Rearrangement) -> None:
        """Bring those that pass whole to the successor. Raises Refused when that cannot be."""

    @abstractmethod
    def rests(self, change: Rearrangement) -> list[str]:
        """What has come since the change was written and rests on it, in sentences; the change's `at` says when."""

    @abstractmethod
    def take_back(self, change: Rearrangement, *, reason: str, by: User, at: dt.datetime) -> None:
        """Put everything back as it was before the change."""

    @abstractmethod
    def left(self, communities: Collection[int]) -> dict[int, Left]:
        """For each of these khu phố the holders that are still kept under it, where there are some."""


_registers: list[Register] = []


def register(one: Register) -> None:
    """Add a register; a second time changes nothing."""
    if not any(isinstance(each, type(one)) for each in _registers):
        _registers.append(one)


def registers() -> list[Register]:
    return list(_registers)


def known_before(communities: Mapping[int, dt.date]) -> dict[int, Known]:
    """Of each of these khu phố the register that knew somebody in it longest before its day."""
    found: dict[int, Known] = {}
    for each in _registers:
        for unit, known in each.known_before(communities).items():
            found[unit] = min(known, found.get(unit, known), key=lambda one: one.since)
    return found


def held(communities: Collection[int], day: dt.date) -> dict[str, int]:
    """What all registers hold of these khu phố."""
    found: dict[str, int] = {}
    for each in _registers:
        found |= each.held(communities, day)
    return found


def left(communities: Collection[int]) -> dict[int, list[Left]]:
    """What all registers still keep under these khu phố."""
    found: dict[int, list[Left]] = {}
    for each in _registers:
        for unit, what in each.left(communities).items():
            found.setdefault(unit, []).append(what)
    return found
