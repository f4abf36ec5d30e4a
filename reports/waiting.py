"""Reports that wait for their office: drafts to be issued, and any report whose sources moved since."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef

from hocTap.lib.waiting import Waiting
from reports import ground
from reports.enums import ReportState
from reports.models import Report
from units.enums import Role
from units.models import User

SHOWN = 20
"""The newest reports are looked at, as on a page of their list."""


def reports_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Drafts of the office, and its standing reports whose ground moved. A fixed number of queries for each form."""
    if not user.holds(Role.DISTRICT_OFFICE):
        return []
    mine = user.lines_in_charge(Role.DISTRICT_OFFICE).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
    standing = Report.objects.filter(Exists(mine), state__in=[ReportState.DRAFT, ReportState.ISSUED]).listed()
    reports = list(standing.order_by("state", "-made_at", "-pk")[:SHOWN])
    moved = ground.changes_since(reports)
    lines = (_line(each, ground.sentence(moved.get(each.pk, []), issued=not each.is_draft)) for each in reports)
    return [line for line in lines if line]


def _line(report: Report, moved: str) -> Waiting | None:
    """A draft is to be finished, or fetched anew; an issued one is only told of when its sources moved."""
    if not report.is_draft and not moved:
        return None
    number = f" số {report.sign}" if report.sign else ""
    what = f"{report.get_kind_display()}{number} của {report}"
    sentence = f"{what}: số liệu nguồn đã thay đổi" if moved else f"Dự thảo {what} chưa phát hành"
    return Waiting(
        f"report-{report.pk}",
        "Báo cáo tổng kết",
        sentence,
        report.get_absolute_url(),
        "Xem thay đổi" if moved else "Mở dự thảo",
        facts=(moved,) if moved else (),
        sometime=not report.is_draft,
        since=report.made_at,
    )
