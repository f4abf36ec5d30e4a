"""What the register of commendations says for a ward's form."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q

from awards.commendations.enums import Commended
from awards.commendations.models import Commendation


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Collectives and individuals of a ward commended by decisions of these days (both ends included), at any level.

    Each commendation counts once; households are kept but the form does not ask for them. Empty when nothing was
    recorded for the ward in these days: nothing recorded is not zero.
    """
    found = Commendation.objects.filter(ward=unit_id).decided_between(first_day, last_day)
    counts = found.aggregate(
        all=Count("pk"),
        collectives=Count("pk", filter=Q(kind=Commended.COLLECTIVE)),
        individuals=Count("pk", filter=Q(kind=Commended.INDIVIDUAL)),
    )
    if not counts["all"]:
        return {}
    return {"commended-collectives": counts["collectives"], "commended-individuals": counts["individuals"]}
