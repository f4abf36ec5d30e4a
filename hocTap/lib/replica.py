"""Pages that only read are read from a replica (HOCTAP_REPLICA_URL), never behind what the same person has written.

Three rules, each of which leads back to the primary:
- only the pages named in READING, and only GET; the first write within such a page ends it for the rest of the page;
- who wrote carries where the primary's log stood then (a cookie, one minute), and a replica that has not come so far is
  not asked;
- a replica that does not answer, or lies further behind than the last two looks at it, is not asked; a page that meets
  one that dies is read again from the primary.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase

REPLICA, PRIMARY = "replica", "default"
COOKIE = "da-ghi"
REMEMBERED = 60
"""Seconds for which a person's own writing is asked after; `LOOK` sees to it that no replica lies so far behind."""
LOOK = 5.0
"""Seconds between two looks at the replica."""
PLACE = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
SAFE = ("GET", "HEAD")
PRIMARYS_OWN = frozenset({"sessions", "axes", "django_tasks_db", "admin"})
"""Apps that are asked whether something has just happened: always of the primary."""

READING = frozenset(
    {
        "indicators:submission-list",
        "indicators:overview",
        "indicators:series",
        "indicators:figures-matrix",
        "indicators:silent-list",
        "indicators:stated-list",
        "indicators:plan-list",
        "units:tree",
        "units:suggest",
        "units:unit-detail",
        "units:centre-list",
        "units:centre-coverage",
        "units:course-list",
        "units:topic-list",
        "reports:report-list",
        "reports:report-detail",
        "reports:report-json",
        "reports:scorecard",
        "reports:compare",
        "reports:compare-documents",
        "reports:leading",
        "reports:indicator",
        "papers:document-list",
        "titles:candidate-list",
        "titles:decision-list",
        "titles:years",
        "titles:years-of",
        "scholarships:fund-list",
        "scholarships:summary",
        "scholarships:statement",
        "commendations:commendation-list",
        "opening:dictionary",
        "opening:newest",
        "opening:page",
        "opening:csv",
        "opening:json",
    }
)
"""Pages that are read from the replica: lists, reports, sums, what is open to everybody."""

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Router:
    """Reads of a page that only reads go to the replica, everything else to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return REPLICA if _reading.get() and model._meta.app_label not in PRIMARYS_OWN else PRIMARY

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """What follows in the same page reads what was written."""
        _reading.set(False)
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


class ReadFromReplica:
    """Middleware: says for each page where it reads, and carries how far the log had come when a person wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.READS_FROM_REPLICA:
            return self.get_response(request)
        token = _reading.set(False)
        try:
            response = self.get_response(request)
        finally:
            _reading.reset(token)
        if request.method not in SAFE and (place := place_of_primary()):
            response.set_cookie(
                COOKIE,
                place,
                max_age=REMEMBERED,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if settings.READS_FROM_REPLICA and request.method in SAFE and match and match.view_name in READING:
            _reading.set(LOOKOUT.is_fit(time.monotonic()) and has_come_to(request.COOKIES.get(COOKIE, "")))

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponseBase | None:
        """A page whose replica died under it is read again from the primary; it has written nothing."""
        if not _reading.get() or not isinstance(fault, OperationalError | InterfaceError):
            return None
        _reading.set(False)
        LOOKOUT.give_up(time.monotonic())
        for each in connections.all(initialized_only=True):
            if each.alias == REPLICA:
                each.close()
        match = request.resolver_match
        if match is None:
            return None
        answer: Any = match.func(request, *match.args, **match.kwargs)
        return answer.render() if hasattr(answer, "render") and not answer.is_rendered else answer  # type: ignore[no-any-return]


def ask(alias: str, question: str, *facts: str) -> Any:
    """One value of a database; None when it does not answer."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(question, facts)
            (value,) = cursor.fetchone() or (None,)
            return value
    except Error:
        connections[alias].close()
        return None


def place_of_primary() -> str:
    """How far the primary's log has come; empty when it does not answer."""
    return str(ask(PRIMARY, "SELECT pg_current_wal_insert_lsn()::text") or "")


def has_come_to(place: str) -> bool:
    """Whether the replica holds what was written up to the place; a place that is none is nobody's writing."""
    if not PLACE.fullmatch(place):
        return True
    return bool(ask(REPLICA, "SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, true)", place))


class Lookout:
    """Looks every few seconds whether the replica has come to where the primary stood at the look before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.next, self.fit, self.place = 0.0, False, ""

    def is_fit(self, now: float) -> bool:
        if now >= self.next and self.lock.acquire(blocking=False):
            try:
                self.next = now + LOOK
                # A primary that is gone has nothing newer: the replica stays as good as it was.
                self.fit = ask(REPLICA, "SELECT 1") == 1 and has_come_to(self.place)
                self.place = place_of_primary() or self.place
            finally:
                self.lock.release()
        return self.fit

    def give_up(self, now: float) -> None:
        """It failed under a page: not asked again before the next look."""
        self.fit, self.next = False, now + LOOK


LOOKOUT = Lookout()
