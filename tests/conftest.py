"""What every test stands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.utils import CursorWrapper

from indicators.layout import forget_layouts


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_last_test() -> None:
    """Ids come back in the next test; what a process keeps by id must not."""
    forget_layouts()
    cache.clear()


@pytest.fixture(autouse=True)
def _sqlite_lets_go_of_locked_values(request: pytest.FixtureRequest) -> Iterator[None]:
    """SQLite empties tables row by row, which the lock on approved figures forbids: take the submissions away first."""
    names = request.fixturenames
    if not {"transactional_db", "live_server"} & set(names):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("DELETE FROM indicators_submission")
            _empty_what_only_grows(cursor)
            cursor.execute("PRAGMA foreign_keys = ON")


def _empty_what_only_grows(cursor: CursorWrapper) -> None:
    """Books that only grow refuse every deletion: their triggers step aside for a moment and come back as they were."""
    cursor.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' "
        "AND (tbl_name LIKE 'awards_%' OR tbl_name LIKE 'units_%' OR tbl_name LIKE 'reports_%') "
        "AND upper(sql) LIKE '%BEFORE DELETE%'"
    )
    triggers = cursor.fetchall()
    for name, _, _ in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    for table in {table for _, table, _ in triggers}:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names that the database gave
    for _, _, sql in triggers:
        cursor.execute(sql)
