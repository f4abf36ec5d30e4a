"""Writes down who saw or took out what is kept of one person; read in the trails (`units/trails/`)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from units.enums import NamesList, ViewingKind
from units.models import ListViewing, User, Viewing

SHOWN = "lists_shown"
A_DAY = 24 * 60 * 60


def note_taken(person: User, kind: ViewingKind, *, by: User | None, at: dt.datetime) -> None:
    """Somebody takes out what is kept of a user of the site, each time; without `by`, on the server itself."""
    Viewing.objects.create(person=person, kind=kind, by=by, at=at, day=timezone.localdate(at))


def note_seen(holder: int, ward: int, *, by: User, at: dt.datetime) -> None:
    """Somebody opens the record of a household, citizen or collective of the ward: kept once a day for each."""
    seen = Viewing(holder=holder, unit_id=ward, kind=ViewingKind.PAGE, by=by, at=at, day=timezone.localdate(at))
    known = Viewing.objects.filter(holder=seen.holder, by=seen.by, kind=seen.kind, day=seen.day)
    if not known.exists():
        Viewing.objects.bulk_create([seen], ignore_conflicts=True)  # two pages opened at once are one


def note_list(request: HttpRequest, what: NamesList, units: Iterable[int]) -> None:
    """The page made for the request shows names: the unit of each. Written when the page is made (`NotesLists`)."""
    shown = vars(request).setdefault(SHOWN, {})
    shown[what] = shown.get(what, Counter()) + Counter(units)


def lists_shown(request: HttpRequest) -> Mapping[NamesList, Counter[int]]:
    """Which lists of names the page made for the request shows: how many names of each unit."""
    found: Mapping[NamesList, Counter[int]] = vars(request).get(SHOWN, {})
    return found


class NotesLists:
    """Middleware: writes which lists of names a page shows, after all else of the page; no page goes out without it.

    So a page that is read from a replica is read from there to its end. What a process wrote, it remembers for the day:
    whoever turns pages or looks again asks and writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for what, units in lists_shown(request).items():
            write_list(what, units, by=cast(User, request.user), at=timezone.now())
        return response


def write_list(what: NamesList, units: Mapping[int, int], *, by: User, at: dt.datetime) -> None:
    """Somebody looks at a list with so many names of each unit. One statement, and one row a day for each unit."""
    day = timezone.localdate(at)
    key = f"list-seen.{by.pk}.{what}.{day}"
    known: frozenset[int] = cache.get(key, frozenset())
    rows = [
        ListViewing(unit_id=unit, what=what, names=names, by=by, at=at, day=day)
        for unit, names in sorted(units.items())
        if unit not in known
    ]
    if rows:
        ListViewing.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: cache.set(key, known.union(units), A_DAY))
