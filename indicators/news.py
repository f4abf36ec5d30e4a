"""What happened to sheets that their units should hear of: sent back, and approved."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from indicators.enums import Action, State
from indicators.models import Step
from units.enums import Role
from units.notices.enums import NoticeKind
from units.notices.registry import News

TOLD = {
    Action.RETURN: (State.RETURNED, NoticeKind.RETURNED, "Bị trả lại để sửa"),
    Action.REOPEN: (State.REOPENED, NoticeKind.RETURNED, "Được mở lại để sửa"),
    Action.APPROVE: (State.APPROVED, NoticeKind.APPROVED, "Đã duyệt"),
}


def sheets_news(since: dt.datetime) -> list[News]:
    """The steps since the moment that still hold: what went up again, or was opened again, is no news. One query."""
    steps = Step.objects.filter(action__in=TOLD, at__gte=since).defer("figures").order_by("at", "pk")
    latest = {step.submission_id: step for step in steps.select_related("submission__unit_as", "submission__period")}
    return [_news(step) for step in latest.values() if step.submission.state == TOLD[Action(step.action)][0]]


def _news(step: Step) -> News:
    sheet = step.submission
    _, kind, words = TOLD[Action(step.action)]
    page = sheet.get_absolute_url() if kind is NoticeKind.APPROVED or sheet.own_total else ""
    return News(
        kind,
        sheet.answered_by_id or sheet.unit_id,
        Role.DISTRICT_OFFICE if sheet.own_total else Role.WARD_OFFICER,
        f"step-{step.pk}",
        f"{words}: báo cáo số liệu của {sheet.unit_as.name}, {sheet.period.label}",
        page or reverse("indicators:submission-entry", args=[sheet.pk]),
    )
