"""A ward's figures out of the centres' books, for the ward's form."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Sum

from units.models import CentreCourse, CentreFund, CentreTerm
from units.querysets import standing


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Figures of one ward by measure code, from rows entered for it; a class counts by the day on which it began.

    Codes: centre-classes (lớp, chuyên đề), centre-attendances (lượt người), centre-staff (people in post on the last
    day, each once), centre-funds (đồng, in cash). Voided rows do not count. A code is missing where nothing of its
    kind was recorded: nothing recorded is not zero.
    """
    figures: dict[str, int] = {}
    courses = CentreCourse.objects.kept().filter(ward=unit_id, starts_on__range=(first_day, last_day))
    taught = courses.order_by().aggregate(classes=Count("pk"), attendances=Sum("attendances"))
    if taught["classes"]:
        figures |= {"centre-classes": taught["classes"], "centre-attendances": taught["attendances"]}
    terms = CentreTerm.objects.kept().filter(standing(last_day), ward=unit_id).order_by()
    if staff := terms.values("centre", "name").distinct().count():
        figures["centre-staff"] = staff
    money = CentreFund.objects.kept().filter(ward=unit_id, received_on__range=(first_day, last_day)).order_by()
    if (funds := money.aggregate(total=Sum("amount"))["total"]) is not None:
        figures["centre-funds"] = int(funds)
    return figures
