"""What the funds' books say for a ward's form and for the review: counts and sums over spans of days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from itertools import chain
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from awards.scholarships.enums import MONEY, CountsAs, SchoolLevel
from awards.scholarships.models import Entry
from awards.scholarships.querysets import RAISED as MONEY_RAISED
from hocTap.lib.registers import Kept, Spans, UnitYear, within, year_in

RAISED = "fund-raised"
LEVELS = {f"scholarship-count-{level}": level for level in SchoolLevel}
NOTHING_GIVEN = {
    "scholarship-count": 0,
    **dict.fromkeys(LEVELS, 0),
    "scholarship-amount": 0,
    "gift-count": 0,
    "gift-amount": 0,
}


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Figures of a ward by code of measure, from the lines dated in these days (both ends included).

    Scholarships and gifts count for the ward where whoever received them lives, whichever fund paid; expenses of a kind
    that counts as a gift count with them. Money raised counts for the ward that keeps the fund, branches included, in
    money only, cash or bank. A suất counts once, on the day of its first payment, and is taken off on the day when all
    of it is reversed; sums are net of reversals on their own day, so that a year already reported never changes. Empty
    when nothing was recorded for the ward in these days; money raised is left out where the ward keeps no book, and so
    is a flow below zero (a year that only takes back), since the form holds no such number.
    """
    return register_counts_by_ward([unit_id], first_day, last_day).get(unit_id, {})


def register_counts_by_ward(wards: Collection[int], first_day: dt.date, last_day: dt.date) -> dict[int, dict[str, int]]:
    """The same for many wards, each by itself, in four queries; a ward without any is left out."""
    found = _by_year(wards, {last_day.year: (first_day, last_day)})
    return {place.unit: dict(kept.counts) for place, kept in found.items()}


def kept_by_year(units: Collection[int], spans: Spans) -> dict[UnitYear, Kept]:
    """The same for many units and years, in four queries, but only where the unit's own book has lines in that year.

    What another fund gives to children of a ward that keeps no book is not all that the ward was given.
    """
    return {place: kept for place, kept in _by_year(units, spans).items() if RAISED in kept.counts}


def _by_year(units: Collection[int], spans: Spans) -> dict[UnitYear, Kept]:
    counts: dict[UnitYear, dict[str, int]] = defaultdict(lambda: dict(NOTHING_GIVEN))
    made_up: set[UnitYear] = set()
    registers = (_scholarships(units, spans), _gifts(units, spans), _expenses(units, spans), _raised(units, spans))
    for row in chain.from_iterable(registers):
        place = UnitYear(row.pop("unit"), row.pop("year"))
        if row.pop("illustrative"):
            made_up.add(place)
        found = counts[place]
        for code, number in row.items():
            found[code] = found.get(code, 0) + number
    return {
        place: Kept({code: int(number) for code, number in found.items() if number >= 0}, place in made_up)
        for place, found in counts.items()
    }


def _lines(unit: str, units: Collection[int], spans: Spans) -> QuerySet[Entry, dict[str, Any]]:
    """Lines of the books grouped by a unit and the year of their day; hand-overs left aside."""
    found = Entry.objects.filter(within("made_on", spans), **{f"{unit}__in": units}, transfer__isnull=True)
    dated = found.annotate(year=year_in("made_on", spans)).filter(year__isnull=False)
    made_up = Count("pk", filter=Q(fund__illustrative=True))
    return dated.order_by().values(unit, "year").annotate(illustrative=made_up)


def _scholarships(units: Collection[int], spans: Spans) -> list[dict[str, Any]]:
    levels = {level.value: Sum("turn", filter=Q(grant__level=level), default=0) for level in SchoolLevel}
    rows = _lines("grant__ward", units, spans).annotate(
        count=Sum("turn", default=0), given=-Sum("amount", default=0), **levels
    )
    return [
        {
            "unit": row["grant__ward"],
            "year": row["year"],
            "illustrative": row["illustrative"],
            "scholarship-count": row["count"],
            **{code: row[level.value] for code, level in LEVELS.items()},
            "scholarship-amount": row["given"],
        }
        for row in rows
    ]


def _gifts(units: Collection[int], spans: Spans) -> list[dict[str, Any]]:
    """Parts given, in cash or in kind; the sum is of money alone."""
    rows = _lines("gift__ward", units, spans).annotate(
        out=Sum("gift__parts", filter=Q(amount__lt=0), default=0),
        back=Sum("gift__parts", filter=Q(amount__gt=0), default=0),
        given=-Sum("amount", filter=Q(book__in=MONEY), default=0),
    )
    return [
        {
            "unit": row["gift__ward"],
            "year": row["year"],
            "illustrative": row["illustrative"],
            "gift-count": row["out"] - row["back"],
            "gift-amount": row["given"],
        }
        for row in rows
    ]


def _expenses(units: Collection[int], spans: Spans) -> list[dict[str, Any]]:
    """Expenses of the kinds that count as gifts (a bicycle, a desk): their parts, and the money alone."""
    rows = (
        _lines("expense__ward", units, spans)
        .filter(expense__kind__counts_as=CountsAs.GIFT)
        .annotate(
            out=Sum("expense__parts", filter=Q(amount__lt=0), default=0),
            back=Sum("expense__parts", filter=Q(amount__gt=0), default=0),
            given=-Sum("amount", filter=Q(book__in=MONEY), default=0),
        )
    )
    return [
        {
            "unit": row["expense__ward"],
            "year": row["year"],
            "illustrative": row["illustrative"],
            "gift-count": row["out"] - row["back"],
            "gift-amount": row["given"],
        }
        for row in rows
    ]


def _raised(units: Collection[int], spans: Spans) -> list[dict[str, Any]]:
    """Money raised by each unit's own funds; a row wherever its book has any line."""
    rows = _lines("fund__unit", units, spans).annotate(raised=Sum("amount", filter=MONEY_RAISED, default=0))
    return [
        {
            "unit": row["fund__unit"],
            "year": row["year"],
            "illustrative": row["illustrative"],
            RAISED: row["raised"],
        }
        for row in rows
    ]
