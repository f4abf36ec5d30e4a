"""What the register of commendations says for a ward's form and for the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q

from awards.commendations.enums import Commended
from awards.commendations.models import Commendation
from hocTap.lib.registers import Kept, Spans, UnitYear, within, year_in


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Collectives and individuals of a ward commended by decisions of these days (both ends included), at any level.

    Each commendation counts once, a voided one not at all; households are kept but the form does not ask for them.
    Empty when nothing was recorded for the ward in these days: nothing recorded is not zero.
    """
    return register_counts_by_ward([unit_id], first_day, last_day).get(unit_id, {})


def register_counts_by_ward(wards: Collection[int], first_day: dt.date, last_day: dt.date) -> dict[int, dict[str, int]]:
    """The same for many wards, each by itself, in one query; a ward without any is left out."""
    found = kept_by_year(wards, {last_day.year: (first_day, last_day)})
    return {place.unit: dict(kept.counts) for place, kept in found.items()}


def kept_by_year(units: Collection[int], spans: Spans) -> dict[UnitYear, Kept]:
    """The same for many units and years, in one query."""
    day = "decision__decided_on"
    found = (
        Commendation.objects.standing().filter(within(day, spans), ward__in=units).annotate(year=year_in(day, spans))
    )
    rows = found.filter(year__isnull=False).order_by().values("ward", "year")
    counted = rows.annotate(
        collectives=Count("pk", filter=Q(kind=Commended.COLLECTIVE)),
        individuals=Count("pk", filter=Q(kind=Commended.INDIVIDUAL)),
        illustrative=Count("pk", filter=Q(decision__illustrative=True)),
    )
    return {
        UnitYear(row["ward"], row["year"]): Kept(
            {"commended-collectives": row["collectives"], "commended-individuals": row["individuals"]},
            bool(row["illustrative"]),
        )
        for row in counted
    }
