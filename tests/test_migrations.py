"""Migrations leave the version before them working: two versions run side by side during an update."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

SINCE = {"units": 33, "awards": 46, "indicators": 20, "reports": 12}
"""The first number of each app that keeps the rule; `docs/upgrade.md` says what it asks for."""

TAKEN_AWAY = (operations.RemoveField, operations.DeleteModel, operations.RenameField, operations.RenameModel)


def breaks(operation: Operation) -> str:
    """Why the version before could not go on beside this operation; empty when it can."""
    if isinstance(operation, operations.SeparateDatabaseAndState):
        return next(filter(None, map(breaks, operation.database_operations)), "")
    if isinstance(operation, TAKEN_AWAY):
        return "takes away or renames what the version before still reads"
    if isinstance(operation, operations.AlterModelTable):
        return "renames a table"
    if isinstance(operation, operations.AddField):
        field: models.Field[Any, Any] = operation.field
        filled = field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED
        return "" if filled else "the version before would write no value: give it db_default, or allow null"
    return ""


def kept() -> Iterator[tuple[str, Any]]:
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app in SINCE and int(name[:4]) >= SINCE[app]:
            yield f"{app}.{name}", migration


def test_every_app_of_ours_keeps_the_rule() -> None:
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}

    assert set(SINCE) == ours & MigrationLoader(None).migrated_apps


def test_no_migration_breaks_the_version_before_without_saying_how_it_was_prepared() -> None:
    """`TWO_STEPS = "…"` in the module says which release stopped using what goes now."""
    faults = [
        f"{name}: {type(operation).__name__}: {why}"
        for name, migration in kept()
        for operation in migration.operations
        if (why := breaks(operation)) and not getattr(migration, "TWO_STEPS", "")
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        (operations.RemoveField("unit", "key"), True),
        (operations.RenameField("unit", "key", "code"), True),
        (operations.DeleteModel("unit"), True),
        (operations.RenameModel("unit", "place"), True),
        (operations.AlterModelTable("unit", "places"), True),
        (operations.AddField("unit", "note", models.TextField(default="")), True),
        (operations.AddField("unit", "note", models.TextField(db_default="")), False),
        (operations.AddField("unit", "note", models.TextField(null=True)), False),
        (operations.CreateModel("place", []), False),
        (operations.SeparateDatabaseAndState(database_operations=[operations.DeleteModel("unit")]), True),
        (operations.SeparateDatabaseAndState(state_operations=[operations.DeleteModel("unit")]), False),
    ],
)
def test_rule_knows_what_breaks(operation: Operation, refused: bool) -> None:
    assert bool(breaks(operation)) is refused
