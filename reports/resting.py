"""Which reports rest on the figures of some units and days: for those about to change them (`hocTap.lib.resting`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from hocTap.lib.resting import Rest
from reports.enums import ReportState
from reports.models import Report
from units.models import Lineage


def reports_on(units: Collection[int], first_day: dt.date, last_day: dt.date) -> list[Rest]:
    """Issued reports that still stand, and drafts, of these years, of units above one of these."""
    lines = Lineage.objects.filter(descendant__in=list(units), valid_from__lte=last_day).exclude(valid_to__lt=first_day)
    above = lines.filter(ancestor=OuterRef("unit"))
    found = Report.objects.filter(
        Exists(above),
        first_year__lte=last_day.year,
        last_year__gte=first_day.year,
        state__in=[ReportState.DRAFT, ReportState.ISSUED],
    )
    return [Rest(_label(report), report.get_absolute_url(), not report.is_draft) for report in found.listed()]


def _label(report: Report) -> str:
    number = f" số {report.sign}" if report.sign else ""
    return f"{report.get_kind_display()}{number} của {report}"
