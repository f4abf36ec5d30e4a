"""Forms printed before suất by level were held back say so: they are opened by the unit's own desk and fund alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

CODES = tuple(f"scholarship-count-{level}" for level in ("primary", "lower", "upper", "tertiary"))


def mark(apps: Any, schema_editor: Any) -> None:
    """What was issued is not rewritten: the mark stands beside it."""
    documents = apps.get_model("reports", "Document").objects.filter(kind="sheet")
    labels = set(apps.get_model("indicators", "Measure").objects.filter(code__in=CODES).values_list("label", flat=True))
    marks = apps.get_model("reports", "ByLevel").objects
    for pk, content in documents.values_list("pk", "content").iterator(chunk_size=50):
        if any(states_a_level(row, labels) for row in rows_of(content)):
            marks.get_or_create(document_id=pk)


def rows_of(kept: Any) -> Iterator[list[Any]]:
    """Every list of cells within the paper, however deep."""
    if isinstance(kept, dict):
        for each in kept.values():
            yield from rows_of(each)
    elif isinstance(kept, list):
        if any(isinstance(each, dict) and "text" in each for each in kept):
            yield kept
        for each in kept:
            yield from rows_of(each)


def states_a_level(row: list[Any], labels: set[str]) -> bool:
    """Whether one cell names a level of schooling and another holds its number."""
    cells = [each for each in row if isinstance(each, dict)]
    named = any(str(each.get("text", "")).removeprefix("– ") in labels for each in cells)
    return named and any(each.get("kind") == "count" and each.get("number") is not None for each in cells)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0013_trails_by_time'),
        ('indicators', '0019_trails_by_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='ByLevel',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='by_level', serialize=False, to='reports.document', verbose_name='văn bản')),
            ],
            options={
                'verbose_name': 'biểu có số suất theo cấp học',
                'verbose_name_plural': 'biểu có số suất theo cấp học',
            },
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
