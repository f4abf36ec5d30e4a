"""What one row of the table holds, and how a page, a process and the statements of a piece of code are measured."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from operator import methodcaller
from typing import Any, TypeVar

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.client import Answer, Browser
from bench.server import Server, free_port
from reports.demo.load import PASSWORD
from units.models import User

T = TypeVar("T")

WARM_UP = 4
"""Requests before the measured ones, so that every worker has read its code and templates."""


@dataclass(frozen=True)
class Cost:
    """What acts took together: seconds on the clock and of the processor, statements of one act, largest memory."""

    wall: float
    cpu: float
    queries: int | None = None
    peak: float | None = None


@dataclass(frozen=True)
class Line:
    """One row of the table: how long each act took, and what all of them cost.

    `done` is how many things were done where one act does many (or not every act does one); `per` says which things.
    """

    name: str
    seconds: Sequence[float]
    cost: Cost
    limit: str = "none given"
    done: int | None = None
    per: str = "request"

    def print(self) -> None:
        ordered = sorted(self.seconds)
        done = len(ordered) if self.done is None else self.done
        p95 = ordered[max(0, round(len(ordered) * 0.95) - 1)]
        cost = self.cost
        peak = "–" if cost.peak is None else f"{cost.peak:.0f}"
        print(
            f"{self.name:<{NAME}}{len(ordered):>5}{statistics.median(ordered) * 1000:>9.0f}{p95 * 1000:>9.0f}"
            f"{done / cost.wall:>9.1f}{cost.cpu / done * 1000:>9.2f}  {self.per:<10}"
            f"{'–' if cost.queries is None else cost.queries:>8}{peak:>9}  {self.limit}",
            flush=True,
        )


NAME = 62
HEADING = (
    f"{'':<{NAME}}{'acts':>5}{'p50 ms':>9}{'p95 ms':>9}{'per s':>9}{'CPU ms':>9}  {'of a':<10}{'queries':>8}"
    f"{'peak MB':>9}  asked for"
)


@contextmanager
def logged_in(*usernames: str) -> Iterator[tuple[Server, list[Browser]]]:
    """A server of its own, and browsers of these people on it."""
    with Server(free_port()) as server:
        browsers = [Browser(server.port) for _ in usernames]
        for browser, username in zip(browsers, usernames, strict=True):
            browser.login(username, PASSWORD)
        yield server, browsers


def timed(server: Server, act: Callable[[], T]) -> tuple[T, float, float]:
    """What an act gives, its seconds on the clock, and the seconds of processor that the server spent meanwhile."""
    before, started = server.cpu_seconds(), time.perf_counter()
    result = act()
    return result, time.perf_counter() - started, server.cpu_seconds() - before


def page(name: str, username: str, paths: str | Sequence[str], times: int, limit: str, holds: str = "") -> Line:
    """Addresses in turn, one after another by one person; each must cost as many queries and hold the words."""
    addresses = [paths] if isinstance(paths, str) else list(paths)
    with logged_in(username) as (server, (browser,)):
        for path in islice(cycle(addresses), max(WARM_UP, len(addresses))):
            browser.get(path)
        asked = list(islice(cycle(addresses), times))
        answers, wall, cpu = timed(server, lambda: [browser.get(path) for path in asked])
        expect(answers, 200)
        assert all(holds.encode() in answer.body for answer in answers), f"{name}: no “{holds}”"
        queries = {queries_of(username, methodcaller("get", path)) for path in addresses}
        assert len(queries) == 1, f"{name}: {queries} queries"
        return Line(name, seconds_of(answers), Cost(wall, cpu, queries.pop(), server.peak_megabytes()), limit)


def queries_of(username: str, ask: Callable[[Client], Any]) -> int:
    """Statements of one request, asked in this process on the same database."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as captured:
        answer = ask(client)
    assert answer.status_code in (200, 302), answer.status_code
    return len(captured)


def work_off() -> Cost:
    """A worker of its own does what waits for it; its cost, from the first question for work to the last."""
    done = subprocess.run([sys.executable, "-m", "bench.worker"], check=True, stdout=subprocess.PIPE)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def expect(answers: Sequence[Answer], status: int) -> None:
    found = {answer.status for answer in answers}
    assert found == {status}, found


def seconds_of(answers: Sequence[Answer]) -> list[float]:
    return [answer.seconds for answer in answers]
