"""What the two databases spell differently: triggers, exclusion constraints, the year of a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler


class PerVendor(Operation):
    """Runs the statements of the database in use. Backwards it does nothing: a trigger goes when its table is dropped.

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


class IndexBeside(operations.AddIndex):
    """An index made while people go on writing: PostgreSQL makes it beside them, in a migration with `atomic = False`.

    One that an interrupted migration left half made is dropped first, so that the migration can be run again.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        connection = schema_editor.connection
        if not self.allow_migrate_model(connection.alias, model):
            return
        beside = {"concurrently": True} if connection.vendor == "postgresql" else {}
        words = "CONCURRENTLY IF EXISTS" if beside else "IF EXISTS"
        schema_editor.execute(f"DROP INDEX {words} {connection.ops.quote_name(self.index.name)}", params=None)
        schema_editor.add_index(model, self.index, **beside)


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


class CalendarYear(Func):
    """The calendar year of a day, in words that every tool of the database knows.

    Django's own `__year` asks SQLite for a function that only Django brings: in a constraint it would stop the ordinary
    tools that check, copy and tidy a file. Example: `Q(year=CalendarYear("decided_on"))`.
    """

    arity = 1
    template = "EXTRACT(YEAR FROM %(expressions)s)::integer"
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%%%Y', %(expressions)s) AS INTEGER)", **context
        )


def held(table: str, columns: Sequence[str], used: str, name: str = "rests", rows: bool = True) -> PerVendor:
    """Triggers that refuse to change these columns of a row, or to take it away, while a condition about `OLD` holds.

    What a `hocTap.lib.catalogue.Hold` declares, as the statements of a migration.
    """
    trigger = f"{table}_{name}"
    changed = {
        vendor: " OR ".join(f'NEW."{each}" {differs} OLD."{each}"' for each in columns)
        for vendor, differs in (("postgresql", "IS DISTINCT FROM"), ("sqlite", "IS NOT"))
    }
    return per_vendor(
        postgresql=[
            f"DROP TRIGGER IF EXISTS {trigger}_update ON {table}",
            f"DROP TRIGGER IF EXISTS {trigger}_delete ON {table}",
            f"""CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {used} THEN
                RAISE EXCEPTION '{trigger}' USING ERRCODE = 'check_violation', CONSTRAINT = '{trigger}';
              END IF;
              RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END $$""",
            f"""CREATE TRIGGER {trigger}_update BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN ({changed["postgresql"]}) EXECUTE FUNCTION {trigger}()""",
            *(
                [f"CREATE TRIGGER {trigger}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()"]
                if rows
                else []
            ),
        ],
        sqlite=[
            f"DROP TRIGGER IF EXISTS {trigger}_update",
            f"DROP TRIGGER IF EXISTS {trigger}_delete",
            f"""CREATE TRIGGER {trigger}_update BEFORE UPDATE ON {table} WHEN ({changed["sqlite"]})
            BEGIN SELECT RAISE(ABORT, '{trigger}') WHERE {used}; END""",
            *(
                [
                    f"""CREATE TRIGGER {trigger}_delete BEFORE DELETE ON {table}
                    BEGIN SELECT RAISE(ABORT, '{trigger}') WHERE {used}; END"""
                ]
                if rows
                else []
            ),
        ],
    )
