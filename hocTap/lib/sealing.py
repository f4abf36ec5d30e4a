"""What can be proved later not to have been changed: which rows are sealed, and the sums that seal them.

Triggers keep what was approved, booked and issued from being rewritten through the site, but not from the owner of the
database, who may switch them off. So every night the sums of all such rows are noted, and one sum over them, the root,
which rests on the root of the night before. Whoever keeps a root (it is short enough for paper) can prove what was
noted up to that night. `manage.py verify` compares everything with all of it.

A flat names its own in a module `sealed.py`; nothing here knows a flat.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, Protocol, cast

from django.db import models

NOTHING = hashlib.sha256(b"").hexdigest()
"""The root before the first night."""

SKEW = dt.timedelta(minutes=5)
"""By so much the clocks of several servers may differ, and so long a step may take from its time to its writing."""


@dataclass(frozen=True)
class Log:
    """Rows that are only ever added: steps, history, entries of a book. All rows of one owner are one thing sealed.

    `label` says whose they are: "các bước của báo cáo số liệu số {}". `at` is the moment at which a row was written, by
    which one that is slipped in later under an old time is found.
    """

    name: str
    label: str
    model: type[models.Model]
    owner: str
    at: str = ""
    key: str = "id"
    apart: tuple[str, ...] = ()
    """Columns that may change by the rules (undone by …)."""
    removable: bool = False
    """Whether the owner may go by the rules, as long as it is a draft, with all its rows at once; never they alone."""
    loose: bool = False
    """Whether rows may go by the rules while their owner stays (a merger, when the step that made it is voided)."""
    forgotten: Callable[[], Collection[int]] = tuple
    """Owners whose names were taken away by the rules when the time to keep them was over: their rows lost them too."""


@dataclass(frozen=True)
class Fixed:
    """A row that rests in some states, with the rows that belong to it; what moves it is a step in its log.

    `log` and `owner` name the log: as many rows as it had that night, so many it must have still for a change to be a
    fault; with more of them the row was taken back by the rules meanwhile.
    """

    name: str
    label: str
    model: type[models.Model]
    rests: models.Q
    log: type[models.Model] | None = None
    owner: str = ""
    columns: tuple[str, ...] = ()
    """Those that rest; empty: all."""
    parts: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = ()
    """Further rows that rest with it: model, the column that points here, their columns (empty: all)."""
    goes: Callable[[Collection[int], dt.datetime], Collection[int]] | None = None
    """Of rows that are gone those which the rules took away since the moment, with their log."""
    led: Callable[[Collection[int], dt.datetime], Collection[int]] | None = None
    """Of rows that rest anew those of which an act since the moment tells, where no log of its own does."""
    at: str = ""
    """The moment, or the day, at which it came to rest: one that rests anew under a time before the last seal, which
    does not have it, or under none, was written past the program."""


class Kind(Protocol):
    """Anything else that is sealed by name (a whole table: `hocTap.lib.tabled`)."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def model(self) -> type[models.Model]: ...
    @property
    def apart(self) -> tuple[str, ...]: ...


Sealed = Log | Fixed | Kind
_kinds: dict[str, Sealed] = {}


class Noted(NamedTuple):
    """A root that something outside the seals bears, such as an issued paper: "báo cáo số 5", its day, the root."""

    words: str
    day: dt.date | None
    root: str


_noted: list[Callable[[], Iterable[Noted]]] = []


def register_noted(*bearers: Callable[[], Iterable[Noted]]) -> None:
    """Name who tells which roots were put on paper."""
    _noted.extend(each for each in bearers if each not in _noted)


def noted() -> Iterator[Noted]:
    """All roots that were put on paper."""
    for bearer in _noted:
        yield from bearer()


def register(*kinds: Sealed) -> None:
    """Name what of a flat is sealed. The names are written into the seals and never change."""
    _kinds.update({each.name: each for each in kinds})


@cache
def history_of(model: Any) -> type[models.Model]:
    """The model of a model's history, whose rows are only added. (The library makes a manager anew for each asking.)"""
    return cast(type[models.Model], model.history.model)


def kinds() -> list[Sealed]:
    """All that is sealed, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def columns_of(model: type[models.Model], apart: Iterable[str] = ()) -> list[str]:
    """All columns of a table but those apart, by name."""
    return sorted({field.attname for field in model._meta.concrete_fields} - set(apart))


def columns(kind: Sealed) -> list[str]:
    """The columns that a seal of this kind is made over, today; those of parts with the name of their table before."""
    if not isinstance(kind, Fixed):
        return columns_of(kind.model, kind.apart)
    own = sorted(kind.columns) or columns_of(kind.model)
    return own + [
        f"{table(model)}.{name}" for model, _, chosen in kind.parts for name in sorted(chosen) or columns_of(model)
    ]


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def plain(value: Any) -> str:
    """A value as both databases write it: numbers without needless noughts, times in UTC."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return f"={value}"


def line(values: Iterable[Any]) -> bytes:
    """One row in one line: no value can pass for the end of its neighbour."""
    return json.dumps([plain(value) for value in values], ensure_ascii=False).encode() + b"\n"


SHARE = 8
"""Bytes of a row's own sum that are kept, to name the row if the whole does not fit."""


@dataclass(frozen=True)
class Sum:
    """The sum of one thing sealed."""

    key: int
    rows: int
    """Of a log: how many rows were summed. Of a resting row: how many rows its log has."""
    digest: str
    shares: bytes
    """The first bytes of each row's own sum, in the order of the rows."""


@dataclass(frozen=True)
class Grown:
    """A log's sum today, and that of the rows which it had when it was sealed last (None: it has fewer)."""

    whole: Sum
    before: Sum | None
    earliest: dt.datetime | None
    """The oldest time written in a row that was not there then."""


class Adding:
    """Adds rows to a sum."""

    def __init__(self, key: int) -> None:
        self.key, self.count, self.shares, self.sum = key, 0, bytearray(), hashlib.sha256()

    def add(self, values: Iterable[Any]) -> None:
        written = line(values)
        self.sum.update(written)
        self.shares += hashlib.sha256(written).digest()[:SHARE]
        self.count += 1

    def so_far(self, rows: int | None = None) -> Sum:
        return Sum(self.key, self.count if rows is None else rows, self.sum.hexdigest(), bytes(self.shares))


class Part(NamedTuple):
    """Of a log's rows the first so many, summed; and the oldest time written in those that the part before has not."""

    sum: Sum
    earliest: dt.datetime | None


def log_parts(
    kind: Log, chosen: list[str], marks: Mapping[int, Collection[int]], upto: int
) -> Iterator[tuple[int, list[Part]]]:
    """Of every owner the sums of its first rows at each of its marks that it reaches, and last of all its rows.

    Rows are taken in the order in which they were added; those whose key is past `upto` are left for the next time. One
    reading of the table, in the memory of one owner.
    """
    rows = kind.model._base_manager.filter(**{f"{kind.key}__lte": upto, f"{kind.owner}__isnull": False})
    at = chosen.index(kind.at) if kind.at in chosen else None
    found = rows.order_by(kind.owner, kind.key).values_list(kind.owner, *chosen)
    for owner, group in groupby(found.iterator(chunk_size=2000), key=lambda row: row[0]):
        adding, stops = Adding(owner), sorted(set(marks.get(owner, ())), reverse=True)
        parts: list[Part] = []
        earliest: dt.datetime | None = None
        for _, *values in group:
            if stops and adding.count == stops[-1]:
                parts.append(Part(adding.so_far(), earliest))
                earliest = None
                stops.pop()
            if at is not None:
                earliest = min(earliest or values[at], values[at])
            adding.add(values)
        if stops and adding.count == stops[-1]:
            parts.append(Part(adding.so_far(), earliest))
            earliest = None
        yield owner, [*parts, Part(adding.so_far(), earliest)]


def log_sums(kind: Log, chosen: list[str], marks: Mapping[int, int], upto: int) -> Iterator[Grown]:
    """Of every owner the sum of its rows, and of the first `marks` of them (none for an owner without a mark)."""
    for owner, parts in log_parts(kind, chosen, {owner: (mark,) for owner, mark in marks.items()}, upto):
        whole, mark = parts[-1], marks.get(owner, 0)
        before = Adding(owner).so_far() if mark == 0 else parts[0].sum if len(parts) == 2 else None
        yield Grown(whole.sum, before, whole.earliest)


def fixed_sums(kind: Fixed, chosen: list[str]) -> Iterator[Sum]:
    """The sum of every row that rests today, with its parts; and how many steps its log has."""
    steps = steps_of(kind)
    own = [name for name in chosen if "." not in name]
    parts = [
        _by_owner(kind, model, owner, [name.removeprefix(dot) for name in chosen if name.startswith(dot)])
        for model, owner, _ in kind.parts
        for dot in (f"{table(model)}.",)
    ]
    resting = kind.model._base_manager.filter(kind.rests).order_by("pk").values_list("pk", *own)
    waiting = [next(part, None) for part in parts]
    for pk, *values in resting.iterator(chunk_size=2000):
        adding = Adding(pk)
        adding.add(values)
        for number, part in enumerate(parts):
            ahead = waiting[number]
            while ahead is not None and ahead[0] <= pk:
                if ahead[0] == pk:
                    adding.add(ahead[1:])
                ahead = next(part, None)
            waiting[number] = ahead
        yield adding.so_far(steps.get(pk, 0))


def _by_owner(kind: Fixed, model: type[models.Model], owner: str, chosen: list[str]) -> Iterator[tuple[Any, ...]]:
    resting = kind.model._base_manager.filter(kind.rests).values("pk")
    rows = model._base_manager.filter(**{f"{owner}__in": resting}).order_by(owner, "pk")
    return iter(rows.values_list(owner, *chosen).iterator(chunk_size=2000))


def standing(kind: Log, owners: Collection[int]) -> set[int]:
    """Those of a log's owners that are there themselves; what is no table's row, such as a number typed, is not."""
    field: Any = kind.model._meta.get_field(kind.owner.removesuffix("_id"))
    if kind.owner == kind.key or not isinstance(field, models.ForeignKey):
        return set()
    found: set[int] = set()
    there = cast(type[models.Model], field.related_model)._base_manager
    chosen = sorted(owners)
    for at in range(0, len(chosen), 500):
        found |= set(there.filter(pk__in=chosen[at : at + 500]).values_list("pk", flat=True))
    return found


def steps_of(kind: Fixed) -> dict[int, int]:
    """How many steps each row's log has."""
    if kind.log is None:
        return {}
    counted = kind.log._base_manager.order_by().values_list(kind.owner).annotate(number=models.Count("pk"))
    return dict(counted.values_list(kind.owner, "number"))


def roots(
    previous: str, day: dt.date, at: dt.datetime, names: dict[str, list[str]], sums: Iterable[tuple[str, Sum]]
) -> tuple[str, str]:
    """The root of a night: over the root before it, the day, which columns were looked at, every sum in order, and the
    moment, since whatever was done after it is told from what was there by it. Second the root without the moment, as
    seals were made before.
    """
    whole = hashlib.sha256(f"{previous}\n{day.isoformat()}\n{json.dumps(names, sort_keys=True)}\n".encode())
    for name, each in sums:
        whole.update(f"{name} {each.key} {each.rows} {each.digest}\n".encode())
    before = whole.hexdigest()
    whole.update(f"{plain(at)}\n".encode())
    return whole.hexdigest(), before


def short(whole: str) -> str:
    """The root as it stands on paper, sixteen letters in fours: nobody finds another whole with the same ones."""
    return " ".join(whole[at : at + 4] for at in range(0, 16, 4))
