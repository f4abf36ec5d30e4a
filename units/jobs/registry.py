"""The kinds of background work; each flat registers its own when the site starts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from units.models import User

KEPT_DAYS = 7
"""Jobs that ended stay on a person's page so long."""

CANCELLED = "Đã hủy theo yêu cầu của người đã giao việc."
GIVEN_UP = "Tiến trình nền đã ngừng ba lần khi làm việc này nên không thử nữa. Hãy báo người quản trị hệ thống."


@dataclass(frozen=True)
class Job:
    """One thing that somebody left to the background, and how far it has come."""

    kind: str
    pk: int
    title: str
    url: str
    state: str
    """In words: "đang ghi"."""
    asked_at: dt.datetime
    under_way: bool
    done: int = 0
    total: int = 0
    problem: str = ""


class JobKind(Protocol):
    """One kind of background work."""

    code: str
    """Its name in an address."""
    task: str
    """The path of the function that does it, whose first argument is the row's id."""

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        """The jobs that this person left to the background: those under way, and those that ended since."""

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        """Stop it; what is done whole stays done. Raises Stale when it ended, Refused when it cannot stop now."""

    def give_up(self, pk: int, at: dt.datetime) -> None:
        """Say on the job that nobody tries any more."""


_kinds: list[JobKind] = []


def register(kind: JobKind) -> None:
    if kind.code not in {each.code for each in _kinds}:
        _kinds.append(kind)


def kind_named(code: str) -> JobKind | None:
    return next((each for each in _kinds if each.code == code), None)


def kind_of_task(path: str) -> JobKind | None:
    return next((each for each in _kinds if each.task == path), None)


def jobs_of(user: User, now: dt.datetime) -> list[Job]:
    """A person's jobs, those under way first, then the latest; a fixed number of queries."""
    since = now - dt.timedelta(days=KEPT_DAYS)
    found = [job for kind in _kinds for job in kind.of(user, since)]
    return sorted(found, key=lambda job: (not job.under_way, -job.asked_at.timestamp()))
