"""A question whose SQL is made once: of what a small one costs, most is the making and not the asking.

    BANDS = Prepared(lambda pk: Band.objects.filter(criteria=pk).order_by("ordinal").values_list("code", "name"))
    BANDS.rows(17)                              # one statement; rows as Django's own query would give them
    SENT = Prepared(lambda user, today: Sheet.objects.visible_to(user).filter(until__lte=today))
    SENT.rows(request.user, today)

For what is asked with every key that somebody presses or with every page. Ids of rows, alone, in lists or within a
person (`Standing`), differ from one asking to the next and only fill the same SQL; everything else (a day, a role, how
many ids there are) makes an SQL of its own. A number that is no id, such as a year, comes in a tuple. Two things hold
this up: while SQL is made nothing may be asked, since the ids are not real ones then, and no id may be written into the
SQL itself. Either raises.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import NotSupportedError, connections, router
from django.db.models import Count, QuerySet, Value, prefetch_related_objects
from django.utils import timezone
from psycopg.types.numeric import Int8

from hocTap.lib.planned import Planned, left_open, plans

FIRST = -(2**31) + 4_711
"""Ids for which SQL is made, from here upwards; no row has one."""

MOST_IDS = 60
"""Of more ids the SQL is made anew: long lists are seldom equally long."""

MOST_KEPT = 20
"""So many shapes of one question are kept by each thread, the newest."""


class Standing(Protocol):
    """A person about whom a question is asked: what of him shapes the SQL, and the ids that only fill it."""

    def shape(self) -> Hashable: ...

    def ids(self) -> list[int]: ...

    def with_ids(self, ids: Sequence[int]) -> Any:
        """The same with other ids."""
        ...


class Prepared:
    """A question of some facts, as a queryset; asked where the queryset would be asked (primary or replica)."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make
        self.made = threading.local()  # what makes values of rows belongs to a connection, and so to a thread

    def rows(self, *facts: Any) -> Iterator[Any]:
        """What `make(*facts)` gives."""
        ids = [each for fact in facts for each in _ids(fact)]
        if len(ids) > MOST_IDS:
            return iter(self.make(*facts))
        return iter(self._held(facts).rows(ids))

    def number(self, *facts: Any) -> int:
        """Of a question made by `how_many`: the number."""
        found: tuple[int] = next(self.rows(*facts), (0,))
        return found[0]

    def _held(self, facts: Sequence[Any]) -> _Made:
        kept: dict[Hashable, _Made] = self.made.__dict__.setdefault("kept", {})
        key = (timezone.localdate(), *map(_shape, facts))
        held = kept.get(key)
        if held is None or not held.is_still():
            if len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)))
            held = kept[key] = _Made(self.make, facts)
        return held


def how_many(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """One row with how many these are, no row where there are none."""
    counted: QuerySet[Any, Any] = rows.order_by().values(only=Value(1)).annotate(number=Count("pk"))
    return counted.values_list("number")


def _ids(fact: Any) -> Sequence[int]:
    if type(fact) is int:
        return (fact,)
    if type(fact) is list:
        return fact
    found: Sequence[int] = fact.ids() if hasattr(fact, "with_ids") else ()
    return found


def _shape(fact: Any) -> Hashable:
    if type(fact) is int:
        return int
    if type(fact) is list:
        return list, len(fact)
    found: Hashable = fact.shape() if hasattr(fact, "with_ids") else fact
    return found


def _with_ids(fact: Any, ids: Sequence[int]) -> Any:
    if type(fact) is int:
        return ids[0]
    if type(fact) is list:
        return list(ids)
    return fact.with_ids(ids) if hasattr(fact, "with_ids") else fact


class _Made:
    """The SQL of a question of one shape, and the places in it that ids fill."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], facts: Sequence[Any]) -> None:
        lengths = [len(_ids(fact)) for fact in facts]
        starts = [FIRST + sum(lengths[:number]) for number in range(len(facts))]
        with _asking_nothing():
            others = [
                _with_ids(fact, range(start, start + many))
                for fact, start, many in zip(facts, starts, lengths, strict=True)
            ]
            asked: Any = make(*others)
            queryset = asked._chain()
            self.connection = connections[queryset.db]
            self.compiler: Any = queryset.query.get_compiler(connection=self.connection)
            try:
                self.sql, values = self.compiler.as_sql()
            except EmptyResultSet:
                self.sql, values = "", ()
        self.model = queryset.model
        self.values = tuple(values)
        self.places = [(place, value - FIRST) for place, value in enumerate(values) if _is_id(value, sum(lengths))]
        if any(str(FIRST + number) in self.sql for number in range(sum(lengths))):
            raise AssertionError(f"an id is written into the SQL: {self.sql}")
        self.is_planned = bool(self.sql) and plans(self.connection)
        if self.is_planned:
            self._leave_ids_open(sum(lengths))
        self.lookups = queryset._prefetch_related_lookups
        queryset._query = _Query(queryset.query, self.compiler)
        self.answers = queryset._iterable_class(queryset)
        self.compiler.get_converters = cache_of_one(self.compiler.get_converters)

    def _leave_ids_open(self, many: int) -> None:
        """Write everything but the ids into the SQL: what is sent is the same text each time, and ids of one type."""
        sql: str = self.connection.ops.compose_sql(self.sql, self.values)  # type: ignore[attr-defined] # PostgreSQL
        self.sql, ids = left_open(sql, range(FIRST, FIRST + many))
        self.values, self.places = tuple(ids), [(place, each - FIRST) for place, each in enumerate(ids)]
        self.compiler.connection = Planned(self.connection)

    def is_still(self) -> bool:
        """Whether the thread's connection, and the database that answers, are still those it was made for."""
        alias = self.connection.alias
        return connections[alias] is self.connection and router.db_for_read(self.model) == alias

    def rows(self, ids: Sequence[int]) -> list[Any]:
        if not self.sql:
            return []
        values = list(self.values)
        for place, number in self.places:
            values[place] = Int8(ids[number]) if self.is_planned else ids[number]
        self.compiler.as_sql = lambda *_, **__: (self.sql, tuple(values))
        found = self._asked()
        if self.lookups:
            prefetch_related_objects(found, *self.lookups)
        return found

    def _asked(self) -> list[Any]:
        """What the database says; on a new connection where a migration changed a column whose plan this one keeps.

        Within a transaction that is not possible: the act fails, and the connection is closed when the request is over.
        """
        try:
            return list(self.answers)
        except NotSupportedError:
            if self.connection.in_atomic_block:
                self.connection.close_at = 0
                raise
            self.connection.close()
            return list(self.answers)


def cache_of_one(way: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The way asked once: of one SQL the columns, and with them how their values are read, stay the same."""
    found: list[Any] = []

    def known(asked: Any) -> Any:
        if not found:
            found.append(way(asked))
        return found[0]

    return known


def _is_id(value: Any, many: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and FIRST <= value < FIRST + many


class _Query:
    """In place of a queryset's query: all of it is there, and what makes its SQL has made it already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self.query, self.compiler = query, compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self.compiler


@contextmanager
def _asking_nothing() -> Iterator[None]:
    """While it holds, a question of this thread to any database raises; a test's threads may share a connection."""
    holds = {threading.get_ident()}

    def refuse(execute: Callable[..., Any], *asked: Any) -> Any:
        if threading.get_ident() not in holds:
            return execute(*asked)
        raise AssertionError("the SQL of a prepared question is made without asking anything")

    with ExitStack() as held:
        for each in connections.all():
            held.enter_context(each.execute_wrapper(refuse))
        try:
            yield
        finally:
            holds.clear()
