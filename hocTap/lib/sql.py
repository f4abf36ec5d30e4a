"""Migration steps that the two databases spell differently: triggers and exclusion constraints."""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def per_vendor(*, postgresql: Sequence[str] = (), sqlite: Sequence[str] = ()) -> migrations.RunPython:
    """Run the statements of the database in use; backwards does nothing, the table takes them with it."""
    statements = {"postgresql": postgresql, "sqlite": sqlite}

    def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop)
