"""The two databases: copied whole while people work, put back into an empty place, compared table by table."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from hocTap.lib.refusals import Refused

Tables = dict[str, list[str]]

DUMP = {"sqlite": "database.sqlite3.gz", "postgresql": "database.dump"}


def copy(folder: Path) -> Tables:
    """Write the database as it is at one moment into the folder, while others go on writing; what it holds by table."""
    return _COPY[connection.vendor](folder / DUMP[connection.vendor])


def put_back(folder: Path) -> None:
    """Fill the empty database of the settings from the folder's copy, all or nothing."""
    _PUT_BACK[connection.vendor](folder / DUMP[connection.vendor])


def size() -> int:
    """How many bytes the database takes, about."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def is_empty() -> bool:
    """Whether it has no table of ours; one that a first `migrate` filled is no longer empty."""
    return not connection.introspection.table_names()


def contents() -> Tables:
    """For every table its rows and, where the database can make one quickly, a sum over what they hold."""
    tables: Tables = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(_CONTENTS[connection.vendor].format(table=connection.ops.quote_name(name)))
            tables[name] = [str(value) for value in cursor.fetchone()]
    return tables


def migrations() -> list[str]:
    """The migrations that were run, as "app.name"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


_CONTENTS = {
    # The sum does not depend on the order of rows, and the text of a row on nothing but the row.
    "postgresql": "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t",
    "sqlite": "SELECT count(*), '' FROM {table}",
}


# --- SQLite -------------------------------------------------------------------------------------------------------


def _copy_sqlite(to: Path) -> Tables:
    """In one reading: whoever writes meanwhile is not stopped, and the copy knows nothing of it."""
    plain = to.with_suffix("")
    with closing(sqlite3.connect(plain)) as made:
        connection.ensure_connection()
        if connection.in_atomic_block:  # SQLite would wait for this very transaction, for ever
            raise RuntimeError("a copy is not made within a transaction")
        connection.connection.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        tables = _tables_of(made)
    with plain.open("rb") as read, gzip.open(to, "wb", compresslevel=5) as write:
        shutil.copyfileobj(read, write, 2**20)
    plain.unlink()
    return tables


def _tables_of(made: sqlite3.Connection) -> Tables:
    if (found := made.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        raise Refused(f"Cơ sở dữ liệu hỏng, chưa sao lưu: {found}.")
    names = [name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    names = [name for name in names if not name.startswith("sqlite_")]
    return {name: [str(made.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]), ""] for name in names}  # noqa: S608


def _put_back_sqlite(dump: Path) -> None:
    file = Path(str(connection.settings_dict["NAME"]))
    part = file.with_suffix(".restoring")
    with gzip.open(dump, "rb") as read, part.open("wb") as write:
        shutil.copyfileobj(read, write, 2**20)
    with closing(sqlite3.connect(part)) as made:
        _tables_of(made)
    connection.close()
    for left in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        left.unlink(missing_ok=True)
    part.replace(file)


# --- PostgreSQL ---------------------------------------------------------------------------------------------------


def _copy_postgresql(to: Path) -> Tables:
    """`pg_dump` sees the very moment at which the rows were counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={moment}",
            f"--file={to}",
            last=str(connection.settings_dict["NAME"]),
        )
        return contents()


def _put_back_postgresql(dump: Path) -> None:
    connection.close()
    name = str(connection.settings_dict["NAME"])
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        "-d",
        name,
        last=str(dump),
    )


def _run(program: str, *options: str, last: str) -> None:
    """A tool of PostgreSQL, told where our database is as Django tells psql; Refused repeats what it complained of."""
    args, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program, *options, *args[1:-1], last]  # the last names the database
    try:
        done = subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        raise Refused(f"Máy này chưa có {program}: apt-get install postgresql-client.") from missing
    if done.returncode:
        raise Refused(f"{program} không làm được: {(done.stderr.strip() or 'không nói lý do').splitlines()[0]}")


_COPY: dict[str, Callable[[Path], Tables]] = {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}
_PUT_BACK: dict[str, Callable[[Path], Any]] = {"sqlite": _put_back_sqlite, "postgresql": _put_back_postgresql}
