"""Which approved sheets rest on the registers of some units and days: for those about to change a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from hocTap.lib.resting import Rest
from indicators.enums import State
from indicators.models import Submission


def sheets_on(units: Collection[int], first_day: dt.date, last_day: dt.date) -> list[Rest]:
    """Approved sheets of these units whose period has a day in common with these days."""
    found = Submission.objects.filter(
        unit__in=list(units),
        state=State.APPROVED,
        period__starts_on__lte=last_day,
        period__ends_on__gte=first_day,
    )
    sheets = found.select_related("unit_as", "period").order_by("period__starts_on", "pk")
    return [Rest(f"Báo cáo số liệu của {sheet}", sheet.get_absolute_url(), True, "đã duyệt") for sheet in sheets]
