"""Loads the kinds of expense from fixtures/reference: adds what is missing, writes over nothing."""

from __future__ import annotations

import csv

from django.conf import settings

from awards.scholarships.models import ExpenseKind

FILE = settings.BASE_DIR / "fixtures" / "reference" / "expense-kinds.csv"


def load() -> None:
    """Safe to run again."""
    known = set(ExpenseKind.objects.values_list("code", flat=True))
    with FILE.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["code"] not in known:
                ExpenseKind.objects.create(**row)
