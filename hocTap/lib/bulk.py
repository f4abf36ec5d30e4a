"""New rows by the ten thousand, in plain statements: the ORM's `bulk_create` costs several times as much per row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from hocTap.lib.sealing import history_of

M = TypeVar("M", bound=models.Model)

PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
OFTEN = (models.DateField, models.DecimalField)
STAMP = ["history_date", "history_user_id", "history_change_reason", "history_type"]
FEW = 20
"""Fewer rows than this go in by the ORM's own `bulk_create`: asking for their keys first would cost more."""


@transaction.atomic
def insert_many(rows: Sequence[M]) -> list[M]:
    """Insert new rows of one model and give each its key; the database's own checks hold, signals are not sent.

    Keys are taken from the table's own sequence beforehand, so that rows can refer to each other. Raises
    IntegrityError as `bulk_create` does; then nothing is written.
    """
    if len(rows) < FEW:
        return type(rows[0])._default_manager.bulk_create(rows) if rows else []
    _insert(rows)
    return list(rows)


@transaction.atomic
def insert_many_with_history(rows: Sequence[M], *, by: models.Model, at: dt.datetime) -> list[M]:
    """The same for a model with history: each row's first entry says who wrote it and when."""
    prepared = _insert(rows)
    if not rows:
        return []
    model = type(rows[0])
    history: Any = history_of(model)
    kept = {field.column for field in history.tracked_fields}
    places = [place for place, field in enumerate(model._meta.local_concrete_fields) if field.column in kept]
    columns = [model._meta.local_concrete_fields[place].column for place in places]
    stamp = (connection.ops.adapt_datetimefield_value(at), by.pk, None, "+")
    columns += STAMP
    write_rows(history._meta.db_table, columns, [(*(row[place] for place in places), *stamp) for row in prepared])
    return list(rows)


def save_some_with_history(rows: Sequence[M], *, unique: Sequence[str], by: models.Model, at: dt.datetime) -> list[M]:
    """Insert new rows and change known ones, some dozens at a time, in two statements: the rows and their history.

    A new row has no key yet; a known one is found by its `unique` fields, which a constraint of the database holds.
    Example: the cells of one sheet by submission and measure. The caller's step is one transaction and holds what
    keeps others from writing the same rows meanwhile. Raises IntegrityError as `bulk_create` does.
    """
    if not rows:
        return []
    model = type(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    prepared = _prepared(fields, rows)
    keys = [field for field in fields if field.name in unique]
    found = _upsert(model, fields, [field.column for field in keys], prepared)
    keyed = attrgetter(*(field.attname for field in keys))
    kinds = ["~" if row.pk else "+" for row in rows]
    for row in rows:
        row.pk = found[keyed(row)]
        row._state.adding, row._state.db = False, connection.alias
    history: Any = history_of(model)
    columns = [model._meta.pk.column, *(field.column for field in fields), *STAMP]
    moment = connection.ops.adapt_datetimefield_value(at)
    written = [
        (row.pk, *values, moment, by.pk, None, kind) for row, values, kind in zip(rows, prepared, kinds, strict=True)
    ]
    stamps = [history._meta.get_field(name) for name in ("history_date", "history_user", *STAMP[2:])]
    with connection.cursor() as cursor:
        _insert_values(cursor, history._meta.db_table, columns, [model._meta.pk, *fields, *stamps], written)
    return list(rows)


def _upsert(
    model: type[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    unique: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> dict[tuple[Any, ...], int]:
    """Insert or change the rows; returns the keys by the values of the unique columns."""
    quoted = connection.ops.quote_name
    known = ", ".join(map(quoted, unique))
    changes = ", ".join(f"{quoted(f.column)} = EXCLUDED.{quoted(f.column)}" for f in fields if f.column not in unique)
    then = f" ON CONFLICT ({known}) DO UPDATE SET {changes} RETURNING {quoted(model._meta.pk.column)}, {known}"
    with connection.cursor() as cursor:
        _insert_values(cursor, model._meta.db_table, [field.column for field in fields], fields, rows, then)
        return {tuple(values): key for key, *values in cursor.fetchall()}


def _insert_values(
    cursor: CursorWrapper,
    table: str,
    columns: Sequence[str],
    fields: Sequence[models.Field[Any, Any]],
    rows: Sequence[tuple[Any, ...]],
    then: str = "",
) -> None:
    """One INSERT of several rows; `then` is what follows the rows.

    PostgreSQL gets each column as one array: a place for every single value costs more to read than to write.
    """
    names = ", ".join(map(connection.ops.quote_name, columns))
    into = f"INSERT INTO {connection.ops.quote_name(table)} ({names})"
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{_plain_type(field)}[]" for field in fields)
        given = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(f"{into} SELECT * FROM unnest({arrays}){then}", given)  # noqa: S608 - names of the model
        return
    places = f"({', '.join(['%s'] * len(columns))})"
    values = ", ".join([places] * len(rows))
    cursor.execute(f"{into} VALUES {values}{then}", [value for row in rows for value in row])


@cache
def _plain_type(field: models.Field[Any, Any]) -> str:
    """The column's type without its length: a cast to it would cut what is too long, the column itself refuses."""
    return (field.db_type(connection) or "").partition("(")[0]


def _insert(rows: Sequence[M]) -> list[tuple[Any, ...]]:
    """Write the rows; returns what was written, in the order of the model's fields."""
    if not rows:
        return []
    model = type(rows[0])
    fields = model._meta.local_concrete_fields
    for row, key in zip(rows, _keys(model, len(rows)), strict=True):
        row.pk = key
    prepared = _prepared(fields, rows)
    write_rows(model._meta.db_table, [field.column for field in fields], prepared)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return prepared


def _prepared(fields: Sequence[models.Field[Any, Any]], rows: Sequence[M]) -> list[tuple[Any, ...]]:
    """What the database is given for each field; only days, decimals and JSON look different there."""
    raw = attrgetter(*(field.attname for field in fields))
    different = [
        (
            place,
            field,
            cache(partial(field.get_db_prep_save, connection=connection)) if isinstance(field, OFTEN) else None,
        )
        for place, field in enumerate(fields)
        if not isinstance(field, PLAIN)
    ]
    found = []
    for row in rows:
        values = list(raw(row))
        for place, field, known in different:
            value = field.pre_save(row, add=True)
            if value is not None:
                values[place] = known(value) if known else field.get_db_prep_save(value, connection)
        found.append(tuple(values))
    return found


def write_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as the database takes them: PostgreSQL as one stream (COPY), SQLite statement by statement.

    Raises Django's IntegrityError, as the ORM does.
    """
    names = ", ".join(map(connection.ops.quote_name, columns))
    into = f"{connection.ops.quote_name(table)} ({names})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(rows))  # noqa: S608


def _keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many unused keys. SQLite's writer holds the whole file, so that nobody takes the numbers meanwhile."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(asked, [connection.ops.quote_name(table), key, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + count)
