"""A ward's figures out of the centres' books, for the ward's form and for the review."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
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
    return register_counts_by_ward([unit_id], first_day, last_day).get(unit_id, {})


def register_counts_by_ward(wards: Collection[int], first_day: dt.date, last_day: dt.date) -> dict[int, dict[str, int]]:
    """The same for many wards, each by itself, in three queries; a ward without any is left out."""
    figures: dict[int, dict[str, int]] = defaultdict(dict)
    for place, taught in kept_by_year(wards, {last_day.year: (first_day, last_day)}).items():
        figures[place.unit] |= taught.counts
    terms = CentreTerm.objects.kept().filter(standing(last_day), ward__in=wards).order_by()
    staff = terms.values_list("ward", "centre", "name").distinct()
    for ward, number in Counter(ward for ward, _, _ in staff).items():
        figures[ward]["centre-staff"] = number
    money = CentreFund.objects.kept().filter(ward__in=wards, received_on__range=(first_day, last_day)).order_by()
    for ward, funds in money.values_list("ward").annotate(total=Sum("amount")):
        figures[ward]["centre-funds"] = int(funds)
    return dict(figures)


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
