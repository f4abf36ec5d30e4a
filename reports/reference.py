"""Loads what others published from fixtures/reference: adds what is missing, never writes over it."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.db import transaction

from reports.models import PublishedFigure, PublishedSource
from units.models import Unit

FILE = settings.BASE_DIR / "fixtures" / "reference" / "published.json"


@transaction.atomic
def load() -> None:
    """Published sources with their figures as printed; safe to run again."""
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        load_source(row)


def load_source(row: dict[str, Any]) -> None:
    """One source, whole or not at all. Raises Unit.DoesNotExist for a unit that is not in the catalogue."""
    figures = row.pop("figures")
    unit = Unit.objects.get(key=row.pop("unit"))
    facts = row | {"unit": unit, "published_on": dt.date.fromisoformat(row["published_on"])}
    source, created = PublishedSource.objects.get_or_create(key=facts.pop("key"), defaults=facts)
    if created:
        PublishedFigure.objects.bulk_create(
            PublishedFigure(source=source, ordinal=number, **figure) for number, figure in enumerate(figures, start=1)
        )
