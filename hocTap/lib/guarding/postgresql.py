"""What guards the tables of PostgreSQL, in its own words: today's, beside those of the same made once more.

The tables are made again as temporary ones without rows, their constraints, triggers and functions put on them by the
statements of the migrations, read, and all of it is taken back. So an old database and a new one word both alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection, transaction

from hocTap.lib.guarding.made import Held, Made, Named, line, lost_check, lost_constraint, lost_trigger, strange_trigger

SCHEMA = re.compile(r"\b(?:public|pg_temp(?:_\d+)?)\.")
UNCHECKED = " NOT VALID"

CONSTRAINTS = """SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = {where}
    UNION ALL SELECT c.relname, own.relname, pg_get_indexdef(own.oid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class own ON own.oid = i.indexrelid
    WHERE c.relnamespace = {where} AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = own.oid)"""
"""Constraints, and indexes that are none: a unique one with a condition, or whatever stands under a lost one's name."""

TRIGGERS = """SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = {where}"""

FUNCTIONS = "SELECT '', proname, pg_get_functiondef(oid) FROM pg_proc WHERE prokind = 'f' AND pronamespace = {where}"

SWITCHES = (
    (
        "SELECT setting FROM pg_settings WHERE name = 'session_replication_role' AND setting <> 'origin'",
        "session_replication_role là {}: không trigger nào chạy. Xem ALTER DATABASE, ALTER ROLE đã đặt ở đâu và RESET.",
    ),
    (
        """SELECT DISTINCT c.relname, k.conname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_constraint k ON k.oid = t.tgconstraint
        WHERE t.tgisinternal AND t.tgenabled NOT IN ('O', 'A') AND c.relnamespace = 'public'::regnamespace
        ORDER BY 1, 2""",
        "Bảng {0}: ràng buộc {1} đang tắt. Bật lại: ALTER TABLE {0} ENABLE TRIGGER ALL;",
    ),
    (
        """SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE NOT k.convalidated AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2""",
        "Bảng {0}: ràng buộc {1} chưa hỏi các dòng cũ. Cho hỏi: ALTER TABLE {0} VALIDATE CONSTRAINT {1};",
    ),
    (
        """SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled NOT IN ('O', 'A') AND c.relnamespace = 'public'::regnamespace
        ORDER BY 1, 2""",
        "Bảng {0}: trigger {1} đang tắt. Bật lại: ALTER TABLE {0} ENABLE TRIGGER {1};",
    ),
)
"""What the owner of PostgreSQL can switch off without dropping anything."""


@dataclass
class Words:
    """Definitions by table and name, as PostgreSQL writes them, of what stands in one schema."""

    constraints: dict[Named, str]
    triggers: dict[Named, str]
    functions: dict[Named, str]


def faults(made: Made) -> Iterator[str]:
    """A sentence for each guard that is off, lost or another."""
    for question, sentence in SWITCHES:
        yield from (sentence.format(*row) for row in _asked(question))
    there, anew = _words("'public'::regnamespace"), _made_anew(made)
    yield from _triggers(made, there, anew)
    for name, statement in made.guards.functions.items():
        if there.functions.get(("", name)) != anew.functions.get(("", name)):
            lost = "không còn như khi cài đặt" if ("", name) in there.functions else "mất"
            yield f"Hàm {name} của trigger {lost}. Tạo lại: {line(statement)}"
    yield from _constraints(made, there, anew)
    yield from _column_checks(made, there, anew)
    held = _held()
    for column in made.columns():
        yield from column.faults(held)


def _triggers(made: Made, there: Words, anew: Words) -> Iterator[str]:
    other = {each: was for each, was in anew.triggers.items() if there.triggers.get(each, was) != was}
    come_back = _come_back(other).triggers
    for named, statement in made.guards.triggers.items():
        table, name = named
        if named not in there.triggers:
            yield lost_trigger(table, name, statement)
        elif named in other and there.triggers[named] != come_back.get(named):
            yield (
                f"Bảng {table}: trigger {name} không còn như khi cài đặt, nay là: {there.triggers[named]}. "
                f"Bỏ: DROP TRIGGER {name} ON {table}; Tạo lại: {line(statement)}"
            )
    for named in sorted(there.triggers.keys() - made.guards.triggers.keys()):
        yield strange_trigger(*named)


def _constraints(made: Made, there: Words, anew: Words) -> Iterator[str]:
    known = {
        each: anew.constraints[each]
        for each in (*(each for each, _, _ in made.constraints()), *made.guards.constraints)
    }
    other = {each: was for each, was in known.items() if there.constraints.get(each, was) != was}
    come_back = _come_back({each: _making(each, was) for each, was in other.items()}).constraints
    for named, was in known.items():
        table, name = named
        now = there.constraints.get(named)
        if now is None:
            yield lost_constraint(table, name)
        elif now not in (was, come_back.get(named, was)):
            yield (
                f"Bảng {table}: ràng buộc {name} không còn như khi cài đặt, nay là: {now}. "
                f"Bỏ cái ấy rồi tạo lại: {_making(named, was)};"
            )


UNNAMED = "hoctap_check_{}"


def _column_checks(made: Made, there: Words, anew: Words) -> Iterator[str]:
    """Those that a column has by its kind: of whatever name, the table has a check that says the same."""
    said: dict[str, set[str]] = {}
    for (table, _), definition in there.constraints.items():
        said.setdefault(table, set()).add(definition)
    for table, column, check in made.column_checks():
        if anew.constraints.get((table, UNNAMED.format(column))) not in said.get(table, set()):
            yield lost_check(table, column, check)


def _making(named: Named, definition: str) -> str:
    """The statement that makes a constraint, or an index that is none, by its definition."""
    table, name = named
    return (
        definition if "INDEX" in definition.split("(")[0] else f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
    )


def _come_back(statements: dict[Named, str]) -> Words:
    """How PostgreSQL writes these constraints and triggers in a database that came back from a copy.

    A copy makes them by their written definitions, and what was read from that is written a little otherwise: each word
    of `state IN ('draft', 'issued')` with a cast of its own, `a AND (b AND c)` without its brackets. Both say the same.
    """
    with suppress(_Read), transaction.atomic():
        _stand_before(sorted({table for table, _ in statements}))
        _try(statements.values())
        words = _words("pg_my_temp_schema()")
        raise _Read
    return words


class _Read(Exception):
    """What was made is read and may go."""


def _made_anew(made: Made) -> Words:
    """The same guards on empty temporary tables, which stand before those of the site while this transaction lasts.

    A trigger whose function is lost cannot be made: the function is named then.
    """
    statements = [*made.guards.functions.values(), *made.guards.constraints.values()]
    with suppress(_Read), transaction.atomic():
        _stand_before(made.tables)
        for statement in statements:
            _run(statement)
        for table, column, check in made.column_checks():
            _run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{UNNAMED.format(column)}" CHECK ({check})')
        with connection.schema_editor(atomic=False) as editor:
            for _, constraint, model in made.constraints():
                editor.execute(constraint.create_sql(model, editor))
        _try(made.guards.triggers.values())
        words = _words("pg_my_temp_schema()")
        raise _Read
    return words


def _stand_before(tables: Iterable[str]) -> None:
    """Empty temporary tables of these names, which stand before those of the site while the transaction lasts."""
    _run("SET LOCAL search_path TO pg_temp, public")
    for table in tables:
        _run(f'CREATE TEMP TABLE "{table}" (LIKE public."{table}")')


def _try(statements: Iterable[str]) -> None:
    """Run those that can be run."""
    for statement in statements:
        with suppress(Error), transaction.atomic():
            _run(statement)


def _words(where: str) -> Words:
    return Words(*(_defined(question.format(where=where)) for question in (CONSTRAINTS, TRIGGERS, FUNCTIONS)))


def _defined(question: str) -> dict[Named, str]:
    return {(table, name): _plain(definition) for table, name, definition in _asked(question)}


def _plain(definition: str) -> str:
    """A definition without the schema that it is in; whether old rows were asked is a switch of its own."""
    return SCHEMA.sub("", definition).removesuffix(UNCHECKED)


def _held() -> Held:
    """What columns hold, by the catalogue: always filled, unique alone and whole, tied as Django ties them."""
    column = "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum"
    here = "c.relnamespace = 'public'::regnamespace"
    filled = f"SELECT c.relname, a.attname FROM pg_class c {column} > 0 WHERE a.attnotnull AND {here}"  # noqa: S608
    unique = f"""SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        {column} = i.indkey[0]
        WHERE i.indisunique AND i.indisvalid AND i.indnkeyatts = 1 AND i.indpred IS NULL AND {here}"""  # noqa: S608
    tied = f"""SELECT c.relname, a.attname, t.relname, b.attname FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid {column} = k.conkey[1] JOIN pg_class t ON t.oid = k.confrelid
        JOIN pg_attribute b ON b.attrelid = t.oid AND b.attnum = k.confkey[1]
        WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND k.confdeltype = 'a' AND k.confupdtype = 'a'
        AND {here}"""  # noqa: S608
    return Held(set(_asked(filled)), set(_asked(unique)), set(_asked(tied)))


def _asked(question: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        found: list[Any] = cursor.fetchall()
    return found


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
