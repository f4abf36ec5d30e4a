"""Writes down who saw or took out what is kept of one person; read in the trails (`units/trails/`)."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from units.enums import NamesList, TakenAs, ViewingKind
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
    """The page or file made for the request holds names: the unit of each. Written when it is made (`NotesLists`).

    A file that the worker will make is noted when it is asked for.
    """
    shown = vars(request).setdefault(SHOWN, {})
    shown[what] = shown.get(what, Counter()) + Counter(units)


def lists_shown(request: HttpRequest) -> Mapping[NamesList, Counter[int]]:
    """Which lists of names the page made for the request shows: how many names of each unit."""
    found: Mapping[NamesList, Counter[int]] = vars(request).get(SHOWN, {})
    return found


class NotesLists:
    """Middleware: writes which lists of names a page or file holds, after all else; none goes out without it.

    So a page that is read from a replica is read from there to its end. What a process wrote, it remembers for the day:
    whoever looks at the same page again asks and writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if lists := lists_shown(request):
            seen = Seen(page_of(request.get_full_path()), taken_as(response))
            for what, units in lists.items():
                write_list(what, units, seen, by=cast(User, request.user), at=timezone.now())
        return response


@dataclass(frozen=True)
class Seen:
    """The page or file in which a list stood."""

    page: int
    file: str = ""


def page_of(address: str) -> int:
    """A number for the address, with its page and narrowing: the same for the same page, hardly ever for another."""
    return zlib.crc32(address.encode()) & 0x7FFF_FFFF


FILES = {
    "application/pdf": TakenAs.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": TakenAs.WORD,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": TakenAs.EXCEL,
}


def taken_as(response: HttpResponseBase) -> str:
    """As what the answer gives the list out: a file, or one that the worker makes (led on to); nothing for a page."""
    kind = response.get("Content-Type", "").partition(";")[0]
    if kind in FILES:
        return FILES[kind]
    is_file = response.has_header("Content-Disposition") or response.status_code == HTTPStatus.FOUND
    return TakenAs.OTHER if is_file else ""


MOST_NAMES = 32_767
"""As many as a row has room for; whoever takes out more is told of so many."""


def write_list(what: NamesList, units: Mapping[int, int], seen: Seen, *, by: User, at: dt.datetime) -> None:
    """Somebody looks at a page of a list, or takes it out, with so many names of each unit.

    One statement, and one row a day for each page or file and unit.
    """
    day = timezone.localdate(at)
    key = f"list-seen.{by.pk}.{what}.{day}"
    known: frozenset[tuple[int, int]] = cache.get(key, frozenset())
    new = {unit: names for unit, names in sorted(units.items()) if (seen.page, unit) not in known}
    rows = [
        ListViewing(
            unit_id=unit,
            what=what,
            page=seen.page,
            file=seen.file,
            names=min(names, MOST_NAMES),
            by=by,
            at=at,
            day=day,
        )
        for unit, names in new.items()
    ]
    if rows:
        ListViewing.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: cache.set(key, known | {(seen.page, unit) for unit in new}, A_DAY))
