"""What happened to titles that their wards should hear of: sent back, or recognised by a signed decision."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count
from django.urls import reverse

from awards.titles.enums import Action, DecisionKind, DecisionState
from awards.titles.kinds import TitleKind
from awards.titles.models import Decision, Nomination, NominationStep
from awards.titles.waiting import TO_MEND
from hocTap.lib import vi
from units.enums import Role
from units.notices.enums import NoticeKind
from units.notices.registry import News


def titles_news(since: dt.datetime) -> list[News]:
    """By ward, title and year. Two queries."""
    return [*_returned(since), *_recognised(since)]


def _returned(since: dt.datetime) -> list[News]:
    """Each act of returning once, as long as some of it is still to be mended."""
    steps = NominationStep.objects.filter(action=Action.RETURN, at__gte=since, nomination__state__in=TO_MEND)
    acts = steps.order_by("at").values_list("nomination__ward", "nomination__kind", "nomination__year", "at")
    return [
        News(
            NoticeKind.RETURNED,
            ward,
            Role.WARD_OFFICER,
            f"titles-{ward}-{kind}-{year}@{int(at.timestamp())}",
            f"Bị trả lại để sửa: {vi.whole(number)} hồ sơ {TitleKind(kind).label} năm {year}",
            reverse("titles:ward-year", args=[ward, kind, year]),
        )
        for ward, kind, year, at, number in acts.annotate(number=Count("pk"))
    ]


def _recognised(since: dt.datetime) -> list[News]:
    decisions = Decision.objects.filter(
        state=DecisionState.SIGNED, kind=DecisionKind.RECOGNITION, recorded_at__gte=since, on_paper=False
    )
    held = Nomination.objects.filter(decision__in=decisions).order_by("decision", "ward")
    facts = ("decision", "ward", "kind", "year", "decision__number", "decision__symbol", "decision__signed_on")
    return [
        News(
            NoticeKind.APPROVED,
            ward,
            Role.WARD_OFFICER,
            f"decision-{decision}",
            f"Quyết định {number}/{symbol} ngày {vi.day(signed_on)} công nhận {vi.whole(holders)} "
            f"{TitleKind(kind).holder} {TitleKind(kind).label} năm {year}",
            reverse("titles:decision-detail", args=[decision]),
        )
        for decision, ward, kind, year, number, symbol, signed_on, holders in held.values_list(*facts).annotate(
            holders=Count("pk")
        )
    ]
