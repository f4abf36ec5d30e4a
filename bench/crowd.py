"""People at work while servers die: officers who type numbers and remember each that was acknowledged, and readers.

Each number is typed once, so that the history in the database says for each whether it was written, and how often.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from bench.client import Answer, Browser

OK, CONFLICT, REFUSED = 200, 409, 422
GONE = "no answer"
PATIENCE = 30
"""Seconds after which a browser gives up an answer."""


@dataclass
class Told:
    """What the crowd was answered: by status, and the seconds of what was answered well."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: str, seconds: float | None = None) -> None:
        with self.lock:
            self.statuses[status] += 1
            if seconds is not None:
                self.seconds.append(seconds)


class Person(threading.Thread):
    """One browser that goes to the other web server when its own does not answer, as a proxy would lead it."""

    def __init__(self, browser: Browser, ports: Sequence[int], told: Told, pause: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.ports, self.told, self.pause = browser, ports, told, pause
        self.ended = threading.Event()
        self.busy = threading.Lock()

    def run(self) -> None:
        while not self.ended.wait(self.pause * random.uniform(0.5, 1.5)):
            with self.busy:
                self.act()

    def act(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        self.ended.set()
        self.join(timeout=PATIENCE + 10)

    def turn(self) -> None:
        """To the other server, with a connection of its own."""
        self.browser.connection.close()
        self.browser.port = self.ports[1 - self.ports.index(self.browser.port)]
        self.browser.connection = http.client.HTTPConnection("127.0.0.1", self.browser.port, timeout=PATIENCE)

    def asked(self, method: str, path: str, body: bytes = b"") -> Answer | None:
        """An answer, or None when the connection was refused or broke: then nobody knows whether it was done."""
        try:
            answer = (
                self.browser.get(path)
                if method == "GET"
                else self.browser.post(path, body, "application/json", "application/json")
            )
        except (OSError, http.client.HTTPException):
            self.told.note(GONE)
            self.turn()
            return None
        self.told.note(str(answer.status), answer.seconds if answer.status == OK else None)
        return answer


class Officer(Person):
    """Types one number after another into the cells of a sheet, each number once."""

    def __init__(
        self, browser: Browser, ports: Sequence[int], told: Told, pause: float, sheet: int, codes: Sequence[str]
    ) -> None:
        super().__init__(browser, ports, told, pause)
        self.sheet, self.codes = sheet, codes
        self.revisions: defaultdict[str, int] = defaultdict(int)
        self.acknowledged: set[tuple[str, int]] = set()
        self.unknown: set[tuple[str, int]] = set()
        self.number = 0

    def act(self) -> None:
        self.number += 1
        code = self.codes[self.number % len(self.codes)]
        cell = {"code": code, "text": str(self.number), "qualifier": "exact", "note": ""}
        body = json.dumps({"cells": [cell | {"revision": self.revisions[code]}]}).encode()
        answer = self.asked("POST", f"/so-lieu/{self.sheet}/o/", body)
        if answer is None or answer.status not in (OK, CONFLICT, REFUSED):
            self.unknown.add((code, self.number))
            return
        (outcome,) = json.loads(answer.body)["cells"]
        self.revisions[code] = outcome["revision"]
        if outcome["state"] == "saved":
            self.acknowledged.add((code, self.number))


class Reader(Person):
    """Opens one page after another."""

    def __init__(
        self, browser: Browser, ports: Sequence[int], told: Told, pause: float, addresses: Sequence[str]
    ) -> None:
        super().__init__(browser, ports, told, pause)
        self.addresses = addresses

    def act(self) -> None:
        self.asked("GET", random.choice(self.addresses))


@contextmanager
def at_rest(people: Sequence[Person]) -> Iterator[None]:
    """Nobody waits for an answer, and what a server that died had begun is over."""
    with ExitStack() as stack:
        for each in people:
            stack.enter_context(each.busy)
        time.sleep(1)
        yield


def wait_for_acts(
    officers: Sequence[Officer], seconds: float = 600, meanwhile: Callable[[], None] = lambda: None
) -> float:
    """Until one of the officers is acknowledged anew; how long that took."""
    before, began = sum(len(each.acknowledged) for each in officers), time.perf_counter()
    while time.perf_counter() - began < seconds:
        meanwhile()
        if sum(len(each.acknowledged) for each in officers) > before:
            return time.perf_counter() - began
        time.sleep(0.01)
    raise RuntimeError(f"nothing was acknowledged for {seconds} s")


def must_stand(people: Sequence[Officer], found: Counter[tuple[str, int]]) -> None:
    """What they were told is written, once, and nothing else but what nobody was told of."""
    acknowledged = {each for person in people for each in person.acknowledged}
    assert acknowledged <= set(found)
    assert set(found) <= acknowledged | {each for person in people for each in person.unknown}
    assert set(found.values()) == {1}
