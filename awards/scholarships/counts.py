"""What the funds' books say for a ward's form: counts and sums over a span of days."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet, Sum

from awards.scholarships.enums import Book, SchoolLevel
from awards.scholarships.models import Entry


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Figures of a ward by code of measure, from the lines dated in these days (both ends included).

    Scholarships and gifts count for the ward where whoever received them lives, whichever fund paid; money raised
    counts for the ward that keeps the fund, branches included, in cash only. A suất counts once, on the day of its
    first payment, and is taken off on the day when all of it is reversed; sums are net of reversals on their own day,
    so that a year already reported never changes. Empty when nothing was recorded for the ward in these days; a flow
    below zero (a year that only takes back) is left out, since the form holds no such number.
    """
    entries = Entry.objects.between(first_day, last_day)
    here = Q(grant__ward=unit_id) | Q(gift__ward=unit_id) | Q(fund__unit=unit_id)
    if not entries.filter(here).exists():
        return {}
    counts = _scholarships(entries.filter(grant__ward=unit_id))
    counts |= _gifts(entries.filter(gift__ward=unit_id))
    counts["fund-raised"] = _sum(entries.raised().filter(fund__unit=unit_id))
    return {code: number for code, number in counts.items() if number >= 0}


def _scholarships(entries: QuerySet[Entry]) -> dict[str, int]:
    sums = {f"scholarship-count-{level}": Sum("turn", filter=Q(grant__level=level), default=0) for level in SchoolLevel}
    found = entries.aggregate(count=Sum("turn", default=0), amount=-Sum("amount", default=0), **sums)
    return {
        "scholarship-count": found["count"],
        **{code: found[code] for code in sums},
        "scholarship-amount": found["amount"],
    }


def _gifts(entries: QuerySet[Entry]) -> dict[str, int]:
    """Parts given, in cash or in kind; the sum is of money alone."""
    given = entries.aggregate(out=Sum("gift__parts", filter=Q(amount__lt=0), default=0))["out"]
    back = entries.aggregate(back=Sum("gift__parts", filter=Q(amount__gt=0), default=0))["back"]
    return {"gift-count": given - back, "gift-amount": -_sum(entries.filter(book=Book.CASH))}


def _sum(entries: QuerySet[Entry]) -> int:
    total: int = entries.aggregate(total=Sum("amount", default=0))["total"]
    return total
