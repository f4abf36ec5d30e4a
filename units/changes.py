"""Keeps every edit of a catalogue, and reads them back for a row's page."""

from __future__ import annotations

from django.db import models
from django.db.models import QuerySet

from hocTap.lib.catalogue import Act
from units.models import CatalogueChange

MOST_SHOWN = 200
"""A row's page shows so many edits, the newest first."""


def keep(act: Act) -> None:
    """Write an act down, a line for each row that it changed."""
    model, key = act.of
    CatalogueChange.objects.bulk_create(
        CatalogueChange(
            at=act.at,
            by=act.by,
            table=edit.row[0]._meta.db_table,
            key=edit.row[1],
            of_table=model._meta.db_table,
            of_key=key,
            said=edit.said,
            before=edit.before,
            after=edit.after,
            reason=act.reason,
        )
        for edit in act.edits
    )


def changes_of(row: models.Model) -> QuerySet[CatalogueChange]:
    """What was changed on a row's page, the newest first; one query with those who did it."""
    own = CatalogueChange.objects.filter(of_table=row._meta.db_table, of_key=row.pk)
    return own.select_related("by").order_by("-at", "-pk")
