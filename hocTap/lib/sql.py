"""Migration steps that the two databases spell differently: triggers and exclusion constraints."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class PerVendor(Operation):
    """Runs the statements of the database in use; backwards does nothing, the table takes them with it.

    Unlike `RunPython` it does not ask for the models of that moment, which take seconds to make.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, statements: dict[str, Sequence[str]]) -> None:
        self.statements = statements

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self.statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing to take back."""

    def describe(self) -> str:
        return "Run the statements of the database in use"


def per_vendor(*, postgresql: Sequence[str] = (), sqlite: Sequence[str] = ()) -> PerVendor:
    """The step for a migration, with the statements of each database."""
    return PerVendor({"postgresql": postgresql, "sqlite": sqlite})


def trigrams(table: str, *columns: str) -> PerVendor:
    """Indexes by which PostgreSQL finds a part of a name in a long register, one for each column of folded words.

    They need the extension pg_trgm, a trusted one that the owner of a database may create. Where it may not be, there
    are no such indexes: every search finds the same, in a long register more slowly, and `migrate` warns of it.
    """
    indexes = "".join(
        f"EXECUTE 'CREATE INDEX IF NOT EXISTS {table}_{column}_trigrams ON {table} USING gin ({column} gin_trgm_ops)'; "
        for column in columns
    )
    extension = (
        "BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; "
        "EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN "
        "RAISE WARNING 'pg_trgm is not available: searches in long registers stay slower'; END; "
    )
    there = "IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN "
    return per_vendor(postgresql=[f"DO $$ BEGIN {extension}{there}{indexes}END IF; END $$"])


class _TriggersAside(Operation):
    """SQLite: takes all triggers out of the way and remembers them; other databases need nothing."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, kept: list[str]) -> None:
        self.kept = kept

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
            found = cursor.fetchall()
        self.kept[:] = [sql for _, sql in found]
        for name, _ in found:
            schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing to take back."""

    def describe(self) -> str:
        return "Take triggers out of the way"


class _TriggersBack(_TriggersAside):
    """SQLite: puts back what was taken out of the way."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self.kept:
            schema_editor.execute(statement, params=None)
        self.kept.clear()

    def describe(self) -> str:
        return "Put triggers back"


def keeping_triggers(*operations: Operation) -> list[Operation]:
    """Changes of tables that have triggers: SQLite writes such a table anew and would lose or stumble over them."""
    kept: list[str] = []
    return [_TriggersAside(kept), *operations, _TriggersBack(kept)]
