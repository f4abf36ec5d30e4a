"""Which kinds of records lose their names in time; each flat registers its own.

What goes by itself (log-ins after a year, lists after a week) and what archives keep for good is not here: the register
of personal data says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from units.models import User


@dataclass(frozen=True)
class Due:
    """A record whose time is over."""

    pk: int
    words: str
    since: dt.date
    """The last day for which it was needed."""


class Keeping(Protocol):
    """One kind of records."""

    name: str
    """Its name in the register of personal data."""
    title: str
    years: int
    """How long names are kept if nobody decided otherwise."""
    least: int
    """No fewer years may be decided: until then somebody may still complain, or a book is to be kept."""
    counted: str
    """From when the years run, in words."""
    stays: str
    """What stays without the name, in words."""

    def is_kept_by(self, user: User) -> bool:
        """Whether the person keeps such records."""

    def due(self, user: User, today: dt.date, years: int) -> Sequence[Due]:
        """Records that the person keeps and whose time is over."""

    def forget(self, pks: Sequence[int], *, by: User, at: dt.datetime, years: int) -> int:
        """Take the names away, for good, each with its step. Raises Stale when one is not due (any more)."""


_kinds: dict[str, Keeping] = {}


def register(*kinds: Keeping) -> None:
    """Name the kinds of a flat."""
    _kinds.update({each.name: each for each in kinds})


def kinds() -> list[Keeping]:
    return [_kinds[name] for name in sorted(_kinds)]


def kind_named(name: str) -> Keeping | None:
    return _kinds.get(name)


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
