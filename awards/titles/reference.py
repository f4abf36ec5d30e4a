"""Loads fixtures/reference/criteria: adds what is missing, never writes over what an administrator edited."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from awards.titles.models import Band, CriteriaForm, CriteriaSet, Criterion, Item, Procedure

FOLDER = settings.BASE_DIR / "fixtures" / "reference" / "criteria"
NUMBERS = {"max_points", "floor", "threshold", "from_score", "below_score", "total_points"}
DAYS = {"issued_on", "valid_from", "valid_to"}
PROCEDURES = "procedures.json"

Row = dict[str, Any]


@transaction.atomic
def load() -> None:
    """Every set of criteria, whole or not at all, and every procedure; safe to run again."""
    for file in sorted(FOLDER.glob("*.json")):
        rows = json.loads(file.read_text(encoding="utf-8"))
        if file.name == PROCEDURES:
            load_procedures(rows)
        else:
            load_set(rows)


def load_set(row: Row) -> None:
    """One set with its lines and results; a set that is there stays as it is: it may already have been used.

    Forms that it lacks are added all the same: they say what is missing, and nothing is scored by them.
    """
    criteria, bands, forms = row.pop("criteria"), row.pop("bands"), row.pop("forms", [])
    made, created = CriteriaSet.objects.get_or_create(code=row.pop("code"), defaults=read(row))
    for form in forms:
        CriteriaForm.objects.get_or_create(criteria=made, code=form["code"], defaults={"name": form["name"]})
    if not created:
        return
    for place, part in enumerate(criteria, start=1):
        items = part.pop("items")
        criterion = Criterion.objects.create(criteria=made, ordinal=place, **read(part))
        lines = [Item(criterion=criterion, ordinal=n, **read(item)) for n, item in enumerate(items, start=1)]
        bulk_create_with_history(lines, Item)
    results = [Band(criteria=made, ordinal=place, **read(band)) for place, band in enumerate(bands, start=1)]
    bulk_create_with_history(results, Band)


def load_procedures(rows: list[Row]) -> None:
    for row in rows:
        facts = read(row)
        key = {name: facts.pop(name) for name in ("kind", "managing_level", "valid_from")}
        Procedure.objects.get_or_create(**key, jurisdiction=None, defaults=facts)


def read(row: Row) -> Row:
    """A row of the file as the database keeps it: exact numbers, days."""
    return {name: read_one(name, value) for name, value in row.items()}


def read_one(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in NUMBERS:
        return Decimal(str(value))
    return dt.date.fromisoformat(value) if name in DAYS else value
