"""PostgreSQL plans a question that comes often once for each connection: of a small one, most is the planning.

The driver does it (psycopg's `prepare_threshold`, switched on in the settings): from the sixth time on only the ids are
sent. Behind a pooler that shares connections it is off, and on SQLite there is no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import psycopg


def plans(connection: Any) -> bool:
    return connection.vendor == "postgresql" and bool(connection.settings_dict["OPTIONS"].get("prepare_threshold"))


def left_open(sql: str, ids: Collection[int]) -> tuple[str, list[int]]:
    """The SQL with places where it has one of the ids, all of them below zero, and these ids in their order."""
    known, found = {str(each): each for each in ids}, list[int]()
    opened = sql.replace("%", "%%")
    if not known:
        return opened, found

    def place(match: re.Match[str]) -> str:
        found.append(known[match[0]])
        return "%s"

    return re.sub(rf"(?:{'|'.join(known)})\b", place, opened), found


class Planned:
    """A connection whose cursors send SQL and ids apart, so that the server can keep the plan."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def cursor(self) -> Any:
        self.connection.ensure_connection()
        return self.connection._prepare_cursor(psycopg.Cursor(self.connection.connection))
