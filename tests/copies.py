"""What many tests begin with, set once by a process and written again as rows for every other test that asks for it.

`@copied` stands before a function that sets the same each time, in a database that holds nothing yet. Called first, it
runs, and the rows it left are kept as the database writes them; called again, those rows are written in one step
a table. The steps by which they came about were taken once; that they are allowed is what the first call showed.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

OWN = ("units", "awards", "indicators", "reports")
Asked = ParamSpec("Asked")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Table:
    """One of our tables, with the columns that are written."""

    name: str
    columns: str
    key: str
    counted: bool
    """Whether the database gives the numbers of its key."""


@dataclass(frozen=True)
class Kept:
    """The rows of the tables that were filled, in an order in which they may be written, and what was answered."""

    rows: list[tuple[Table, Any]]
    answer: bytes


_kept: dict[Any, Kept] = {}
"""By function, what it was asked and the day."""


def copied(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Let what this function sets in an empty database be set once and copied ever after.

    Its answer has to be something that can be pickled, as model instances can. Where the database holds something
    already, where the test commits or acts as a role that owns nothing, the function runs as it is written.
    """

    @wraps(make)
    def make_or_copy(*args: Asked.args, **kwargs: Asked.kwargs) -> Made:
        key = (make.__module__, make.__qualname__, args, tuple(sorted(kwargs.items())), timezone.localdate())
        if not connection.in_atomic_block:
            return make(*args, **kwargs)
        if key in _kept:
            kept = _kept[key]
            if not filled(tables()) and may_put_triggers_aside():
                write_again(kept)
                answer: Made = pickle.loads(kept.answer)  # noqa: S301 - written by ourselves below
                return answer
            return make(*args, **kwargs)
        empty = not filled(tables())
        made = make(*args, **kwargs)
        if empty:
            _kept[key] = Kept([(table, read(table)) for table in filled(tables())], pickle.dumps(made))
        return made

    return make_or_copy


def write_again(kept: Kept) -> None:
    with transaction.atomic(), connection.cursor() as cursor, triggers_aside(cursor, [name for name, _ in kept.rows]):
        for table, rows in kept.rows:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as into:
                    into.write(rows)
            else:
                cursor.execute(f"INSERT INTO {table.name} ({table.columns}) VALUES {rows}")  # noqa: S608


def may_put_triggers_aside() -> bool:
    """On PostgreSQL only the owner of the server may; a test that acts as the site's own role is not."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


@contextmanager
def triggers_aside(cursor: Any, filled_now: list[Table], act: str = "INSERT") -> Iterator[None]:
    """No trigger is asked again about rows that it let in; what the database counts goes on from the highest number.

    For INSERT; or, where rows are taken out of a scene, for DELETE.
    """
    if connection.vendor == "sqlite":
        names = [table.name.strip('"') for table in filled_now]
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name: words for name, of, words in cursor.fetchall() if of in names and f" {act} ON " in words}
        for name in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for words in triggers.values():
            cursor.execute(words)
        return
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")
    for table in filled_now:
        if table.counted:
            counter = f"pg_get_serial_sequence('{table.name}', '{table.key}')"
            highest = f"greatest(max({table.key}), nextval({counter}))"
            cursor.execute(f"SELECT setval({counter}, {highest}) FROM {table.name}")  # noqa: S608


@cache
def tables() -> list[Table]:
    """Every table of ours, one that points to others after them."""
    found: dict[type[models.Model], Table] = {}

    def take(model: type[models.Model]) -> None:
        if model in found or model._meta.app_label not in OWN:
            return
        fields = model._meta.local_concrete_fields
        columns = ", ".join(f'"{field.column}"' for field in fields if not field.generated)
        key = model._meta.pk
        found[model] = Table(f'"{model._meta.db_table}"', columns, key.column, isinstance(key, models.AutoField))
        for field in fields:
            if isinstance(field.related_model, type):
                take(field.related_model)
        found[model] = found.pop(model)

    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            take(model)
    return list(found.values())


def filled(asked: list[Table]) -> list[Table]:
    """Those of the tables that hold a row."""
    found: list[Table] = []
    with connection.cursor() as cursor:
        for first in range(0, len(asked), 400):
            names = tuple(table.name for table in asked[first : first + 400])
            cursor.execute(question_kept(cursor, names) if connection.vendor == "postgresql" else question_of(names))
            found += [asked[first + place] for (place,) in cursor.fetchall()]
    return sorted(found, key=asked.index)


@cache
def question_of(names: tuple[str, ...]) -> str:
    """Which of them holds a row, by its place."""
    return " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608
        for place, name in enumerate(names)
    )


def question_kept(cursor: Any, names: tuple[str, ...]) -> str:
    """PostgreSQL reads and plans a question about 200 tables in 15 ms, and answers it in one: it keeps what it read."""
    kept = f"filled_{hashlib.sha256(repr(names).encode()).hexdigest()[:12]}"
    cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [kept])
    if not cursor.fetchall():
        cursor.execute(f"PREPARE {kept} AS {question_of(names)}")
    return f"EXECUTE {kept}"


def read(table: Table) -> Any:
    """The rows as the database writes them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = f"SELECT {table.columns} FROM {table.name} ORDER BY {table.key}"  # noqa: S608
            with cursor.copy(f"COPY ({rows}) TO STDOUT") as out:
                return b"".join(bytes(part) for part in out)
        quoted = ", ".join(f"quote({column})" for column in table.columns.split(", "))
        cursor.execute(f"SELECT {quoted} FROM {table.name} ORDER BY {table.key}")  # noqa: S608
        return ", ".join(f"({', '.join(row)})" for row in cursor.fetchall())
