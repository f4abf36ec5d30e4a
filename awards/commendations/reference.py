"""Loads the kinds of commendation from fixtures/reference: adds what is missing, never writes over it."""

import datetime as dt
import json

from django.conf import settings
from django.db import transaction

from awards.commendations.models import CommendationKind

FILE = settings.BASE_DIR / "fixtures" / "reference" / "commendations.json"


@transaction.atomic
def load() -> None:
    """Safe to run again."""
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        days = {name: row[name] and dt.date.fromisoformat(row[name]) for name in ("valid_from", "valid_to")}
        CommendationKind.objects.get_or_create(code=row.pop("code"), defaults=row | days)
