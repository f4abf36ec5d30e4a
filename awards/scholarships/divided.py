"""How the money of a divided unit was divided: by the minutes of its hand-over, to the đồng."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Sum

from awards.scholarships.enums import MONEY, EntryKind
from awards.scholarships.models import Entry


def handed_over(units: Collection[int]) -> dict[tuple[int, dt.date], dict[int, int]]:
    """For each old unit and day of change: what money passed to which unit; nothing where none was handed over.

    Money that went back by an undoing does not count. One query.
    """
    place = ("transfer__part__handover__unit", "transfer__part__handover__effective_on", "transfer__taker__unit")
    rows = (
        Entry.objects.filter(
            kind=EntryKind.HANDED_OUT,
            book__in=MONEY,
            reversed_by__isnull=True,
            transfer__part__handover__unit__in=units,
        )
        .order_by()
        .values_list(*place)
        .annotate(given=Sum("amount"))
    )
    found: dict[tuple[int, dt.date], dict[int, int]] = defaultdict(dict)
    for old, on, taker, given in rows:
        found[old, on][taker] = -int(given)
    return dict(found)
