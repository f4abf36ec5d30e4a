"""What guards the tables of SQLite, by the statements that it keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from hocTap.lib.guarding.made import AGAIN, Held, Made, line, lost_check, lost_constraint, lost_trigger, strange_trigger


def faults(made: Made) -> Iterator[str]:
    """A sentence for each guard that is lost or another."""
    yield from _triggers(made)
    yield from _constraints(made)
    yield from _column_checks(made)
    there = _held()
    for column in made.columns():
        yield from column.faults(there)


def _triggers(made: Made) -> Iterator[str]:
    there = {(table, name): sql for table, name, sql in _asked("tbl_name, name, sql", "", "m.type = 'trigger'")}
    for (table, name), statement in made.guards.triggers.items():
        if (table, name) not in there:
            yield lost_trigger(table, name, statement)
        elif _letters(there[table, name]) != _letters(statement):
            yield (
                f"Bảng {table}: trigger {name} không còn như khi cài đặt. "
                f"Bỏ: DROP TRIGGER {name}; Tạo lại: {line(statement)}"
            )
    for named in sorted(there.keys() - made.guards.triggers.keys()):
        yield strange_trigger(*named)


def _constraints(made: Made) -> Iterator[str]:
    """One stands in the statement of its table, or is an index with a condition of its own."""
    tables = dict(_asked("m.name, m.sql", "", "m.type = 'table'"))
    indexes = {(table, name): sql for table, name, sql in _asked("tbl_name, name, sql", "", "m.type = 'index'")}
    for (table, name), constraint, model in made.constraints():
        there, index = tables.get(table, ""), indexes.get((table, name))
        if index is None and not re.search(rf'CONSTRAINT\s+"?{name}\b', there):
            yield lost_constraint(table, name)
        elif _letters(_worded(constraint, model)) not in _letters(there if index is None else index):
            yield f"Bảng {table}: ràng buộc {name} không còn như khi cài đặt. {AGAIN}"


def _column_checks(made: Made) -> Iterator[str]:
    """One stands behind its column in the statement of its table."""
    tables = {table: _letters(sql) for table, sql in _asked("m.name, m.sql", "", "m.type = 'table'")}
    for table, column, check in made.column_checks():
        if f"check({_letters(check)})" not in tables.get(table, ""):
            yield lost_check(table, column, check)


def _worded(constraint: models.BaseConstraint, model: type[models.Model]) -> str:
    """How it is written where it is made."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    editor.deferred_sql = []
    within = constraint.constraint_sql(model, editor)
    return str(within or editor.deferred_sql[0])


def _held() -> Held:
    """In four questions for all tables: Django's own way takes every statement apart, seconds for a hundred tables."""
    columns: dict[tuple[str, str], list[str]] = {}
    whole = ", pragma_index_list(m.name) i, pragma_index_info(i.name) c"
    for table, index, column in _asked("m.name, i.name, c.name", whole, 'i."unique" AND NOT i.partial'):
        columns.setdefault((table, index), []).append(column)
    alone = {(table, names[0]) for (table, _), names in columns.items() if len(names) == 1}
    own = set(_asked("m.name, c.name", ", pragma_table_info(m.name) c", "c.pk = 1"))
    filled = set(_asked("m.name, c.name", ", pragma_table_info(m.name) c", 'c."notnull"'))
    tied = _asked(
        'm.name, f."from", f."table", f."to"',
        ", pragma_foreign_key_list(m.name) f",
        "f.on_delete = 'NO ACTION' AND f.on_update = 'NO ACTION'",
    )
    return Held(filled, alone | own, set(tied))


def _asked(what: str, among: str, where: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM sqlite_master m{among} WHERE {where}")  # noqa: S608 - words of this file
        found: list[Any] = cursor.fetchall()
    return found


def _letters(statement: str) -> str:
    """A statement without what the database writes its own way."""
    return re.sub(r"\s+|\"|IF NOT EXISTS", "", statement).lower()
