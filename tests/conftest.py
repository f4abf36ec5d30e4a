"""What every test stands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection


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
            cursor.execute("PRAGMA foreign_keys = ON")
