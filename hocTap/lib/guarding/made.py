"""What the migrations that ran here put into the database to guard its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps as today
from django.apps.registry import Apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps

from hocTap.lib.sql import PerVendor

TRIGGER = re.compile(
    r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?(\w+)\"?"
    r".*?\sON\s+\"?(\w+)",
    re.S | re.I,
)
NO_TRIGGER = re.compile(r"\s*DROP\s+TRIGGER\s+(?:IF\s+EXISTS\s+)?\"?(\w+)\"?(?:\s+ON\s+\"?(\w+))?", re.I)
FUNCTION = re.compile(r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(\w+).*?\bAS\s+(\$\w*\$)(.*?)\2", re.S | re.I)
NO_FUNCTION = re.compile(r"\s*DROP\s+FUNCTION\s+(?:IF\s+EXISTS\s+)?(\w+)", re.I)
CONSTRAINT = re.compile(r"\s*ALTER\s+TABLE\s+(\w+)\s+ADD\s+CONSTRAINT\s+(\w+)", re.I)

Named = tuple[str, str]
"""A table, and the name of what guards it."""


@dataclass
class Guards:
    """Statements that made what guards the tables; the last one of each name counts."""

    triggers: dict[Named, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    constraints: dict[Named, str] = field(default_factory=dict)

    def note(self, statement: str) -> None:
        """Follow one statement of a migration."""
        if made := TRIGGER.match(statement):
            self.triggers[made[2], made[1]] = statement
        elif gone := NO_TRIGGER.match(statement):
            for table, name in list(self.triggers):
                if name == gone[1] and gone[2] in (None, table):
                    del self.triggers[table, name]
        elif made := FUNCTION.match(statement):
            self.functions[made[1]] = statement
        elif gone := NO_FUNCTION.match(statement):
            self.functions.pop(gone[1], None)
        elif made := CONSTRAINT.match(statement):
            self.constraints[made[1], made[2]] = statement

    def drop(self, table: str) -> None:
        """Whatever guarded a table goes with it."""
        for found in (self.triggers, self.constraints):
            for named in [each for each in found if each[0] == table]:
                del found[named]


def expected() -> Made:
    """What the migrations that ran here left behind, and the tables as they left them."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    guards, state = Guards(), ProjectState()
    ran = [each for each, _ in plan if (each.app_label, each.name) in executor.loader.applied_migrations]
    for migration in ran:
        for each in _flat(migration.operations):
            if isinstance(each, PerVendor):
                for statement in each.statements[connection.vendor]:
                    guards.note(statement)
            elif isinstance(each, operations.DeleteModel):
                guards.drop(f"{migration.app_label}_{each.name.lower()}")
        state = migration.mutate_state(state, preserve=False)
    # The program's own models are those of the last migration; others are made, in seconds, in the middle of an update.
    return Made(guards, dict(_tables(state)), today if len(ran) == len(plan) else state.apps)


def _flat(steps: Iterable[Operation]) -> Iterator[Operation]:
    for each in steps:
        inside = getattr(each, "database_operations", None)
        yield from [each] if inside is None else _flat(inside)


def _tables(state: ProjectState) -> Iterator[tuple[str, ModelState]]:
    for (app_label, name), model in sorted(state.models.items()):
        exchanged = getattr(settings, model.options.get("swappable") or "", "").lower()
        elsewhere = exchanged not in ("", f"{app_label}.{name}")
        if model.options.get("managed", True) and not model.options.get("proxy") and not elsewhere:
            yield model.options.get("db_table") or f"{app_label}_{name}", model


@dataclass(frozen=True)
class Made:
    """What guards the tables, the tables, and the models by which a database words a constraint."""

    guards: Guards
    tables: dict[str, ModelState]
    registry: Apps | StateApps

    def constraints(self) -> Iterator[tuple[Named, models.BaseConstraint, type[models.Model]]]:
        """Those that the tables' models name."""
        for table, state in self.tables.items():
            model = self.registry.get_model(state.app_label, state.name)
            for each in state.options.get("constraints", ()):
                yield (table, each.name), each, model

    def columns(self) -> Iterator[Column]:
        """What each column demands of its values."""
        for table, state in self.tables.items():
            model = self.registry.get_model(state.app_label, state.name)
            for each in model._meta.local_fields:
                if each.column:
                    yield Column(table, each.column, not each.null, each.unique, _target(each))

    def column_checks(self) -> Iterator[tuple[str, str, str]]:
        """Table, column and condition of the checks that a column has by its kind, without a name: `"seq" >= 0`."""
        for table, state in self.tables.items():
            model = self.registry.get_model(state.app_label, state.name)
            for each in model._meta.local_fields:
                if each.column and (check := each.db_parameters(connection)["check"]):
                    yield table, each.column, str(check)

    def number(self) -> int:
        """Of the triggers and constraints with a name."""
        named = sum(len(state.options.get("constraints", ())) for state in self.tables.values())
        return len(self.guards.triggers) + len(self.guards.constraints) + named


class Column(NamedTuple):
    """A column: whether it is always filled, all different, and the table and column that it points to."""

    table: str
    name: str
    filled: bool
    unique: bool
    target: Named | None

    def faults(self, there: Held) -> Iterator[str]:
        """Why it no longer demands what it did; a sentence each."""
        key = (self.table, self.name)
        if self.filled and key not in there.filled:
            yield f"Bảng {self.table}: cột {self.name} không còn buộc phải có giá trị. {AGAIN}"
        if self.unique and key not in there.unique:
            yield f"Bảng {self.table}: cột {self.name} không còn buộc phải khác nhau. {AGAIN}"
        if self.target and (*key, *self.target) not in there.tied:
            yield f"Bảng {self.table}: cột {self.name} không còn buộc trỏ tới dòng có thật. {AGAIN}"


def _target(field_: Any) -> Named | None:
    if not getattr(field_, "db_constraint", False):
        return None
    to = field_.foreign_related_fields[0]
    return to.model._meta.db_table, to.column


@dataclass
class Held:
    """What holds the tables today: columns always filled, all different alone, and tied to another table's column."""

    filled: set[Named] = field(default_factory=set)
    unique: set[Named] = field(default_factory=set)
    tied: set[tuple[str, str, str, str]] = field(default_factory=set)


def lost_check(table: str, column: str, check: str) -> str:
    return (
        f"Bảng {table}: cột {column} không còn điều kiện {check}. "
        f"Tạo lại: ALTER TABLE {table} ADD CHECK ({check}); (SQLite: phục hồi từ bản sao lưu.)"
    )


AGAIN = "Từ lúc mất, dòng sai ghi vào được: phục hồi từ bản sao lưu trước lúc ấy, hoặc tạo lại như khi cài đặt."


def lost_trigger(table: str, name: str, statement: str) -> str:
    return f"Bảng {table}: mất trigger {name}; từ lúc mất không gì ngăn việc sửa. Tạo lại: {line(statement)}"


def strange_trigger(table: str, name: str) -> str:
    return f"Bảng {table}: trigger {name} không do cài đặt tạo ra. Xem ai tạo, để làm gì, rồi bỏ."


def lost_constraint(table: str, name: str) -> str:
    return f"Bảng {table}: mất ràng buộc {name}. {AGAIN}"


def line(statement: str) -> str:
    """A statement on one line."""
    return " ".join(statement.split()) + ";"
