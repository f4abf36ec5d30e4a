"""A ward's figures out of the centres' books, for the ward's form and for the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q, Sum

from hocTap.lib.registers import Kept, Spans, UnitYear, within, year_in
from units.models import CentreCourse, CentreFund, CentreTerm
from units.querysets import standing


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Figures of one ward by measure code, from rows entered for it; a class counts by the day on which it began.

    Codes: centre-classes (lớp, chuyên đề), centre-attendances (lượt người), centre-staff (people in post on the last
    day, each once), centre-funds (đồng, in cash). Voided rows do not count. A code is missing where nothing of its
    kind was recorded: nothing recorded is not zero.
    """
    year = last_day.year
    taught = kept_by_year([unit_id], {year: (first_day, last_day)}).get(UnitYear(unit_id, year))
    figures = dict(taught.counts) if taught else {}
    terms = CentreTerm.objects.kept().filter(standing(last_day), ward=unit_id).order_by()
    if staff := terms.values("centre", "name").distinct().count():
        figures["centre-staff"] = staff
    money = CentreFund.objects.kept().filter(ward=unit_id, received_on__range=(first_day, last_day)).order_by()
    if (funds := money.aggregate(total=Sum("amount"))["total"]) is not None:
        figures["centre-funds"] = int(funds)
    return figures


def kept_by_year(units: Collection[int], spans: Spans) -> dict[UnitYear, Kept]:
    """Classes and attendances of many wards and years, in one query."""
    found = CentreCourse.objects.kept().filter(within("starts_on", spans), ward__in=units)
    rows = found.annotate(year=year_in("starts_on", spans)).filter(year__isnull=False).order_by().values("ward", "year")
    taught = rows.annotate(
        classes=Count("pk"), attended=Sum("attendances"), made_up=Count("pk", filter=Q(illustrative=True))
    )
    return {
        UnitYear(row["ward"], row["year"]): Kept(
            {"centre-classes": row["classes"], "centre-attendances": int(row["attended"])}, bool(row["made_up"])
        )
        for row in taught
    }
