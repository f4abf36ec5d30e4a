"""Suất not yet paid, by fund, periods to be reopened, texts to be looked over: sums and days, never names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.urls import reverse

from awards.scholarships.models import BookClosing, Campaign, DataRequest, Grant, SchoolYearClosing
from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from hocTap.lib.waiting import Waiting
from units.enums import Role
from units.models import User


def reopenings_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Periods that somebody else asked to be reopened, and that the person may agree to; two queries."""
    return [
        Waiting(
            f"reopening-{closing._meta.model_name}-{closing.pk}",
            "Học bổng",
            f"{closing.fund}: đề nghị mở lại {what} {closing}",
            reverse(page, args=[closing.pk]),
            "Cho ý kiến",
            note=closing.reopen_reason,
        )
        for model, page, what in (
            (BookClosing, "scholarships:books-agree", "sổ quỹ"),
            (SchoolYearClosing, "scholarships:school-year-agree", "năm học"),
        )
        for closing in REOPENINGS.rows(user, model)
    ]


def _reopenings(user: User, model: type[Any]) -> QuerySet[Any, Any]:
    roles = (Role.FUND_OFFICER, Role.WARD_OFFICER, Role.DISTRICT_OFFICE)
    mine = user.lines_in_charge(*roles).filter(descendant=OuterRef("fund__unit"))
    rows: QuerySet[Any, Any] = model._default_manager.all()
    asked = rows.filter(Exists(mine), asked_at__isnull=False, reopened_at__isnull=True)
    return asked.exclude(asked_by=user).select_related("fund").order_by("pk")


REOPENINGS = Prepared(_reopenings)


def texts_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Names of campaigns that wait to be looked over before others read them; one query."""
    kept = user.units_kept(Role.FUND_OFFICER)
    if not kept:
        return []
    return [
        Waiting(
            f"text-campaign-{pk}",
            "Học bổng",
            f"{fund}: tên đợt bắt đầu ngày {vi.day(starts_on)} chờ xem lại",
            reverse("scholarships:campaign-look", args=[pk]),
            "Xem lại",
            sometime=True,
            facts=("nơi khác chưa thấy tên đợt",),
        )
        for pk, fund, starts_on in TEXTS.rows(kept)
    ]


TEXTS = Prepared(
    lambda kept: (
        Campaign.objects.standing()
        .filter(looked_at__isnull=True, fund__unit__in=kept)
        .order_by("starts_on", "pk")
        .values_list("pk", "fund__name", "starts_on")
    )
)


def requests_waiting(user: User, today: dt.date) -> list[Waiting]:
    """What guardians and children asked of the data kept, each with the clock that runs next; one query, or none."""
    if not user.units_kept(Role.FUND_OFFICER):
        return []
    rows = DataRequest.objects.visible_to(user).waiting().select_related("fund", "recipient")
    return [
        Waiting(
            f"data-request-{each.pk}{'' if each.acknowledged_on else '-new'}",
            "Dữ liệu trẻ em",
            f"{each.fund}: yêu cầu về hồ sơ {each.recipient.code}, {verb}",
            each.get_absolute_url(),
            "Xem và trả lời",
            due=each.answer_by if each.acknowledged_on else each.acknowledge_by,
        )
        for each in rows.order_by("received_on", "pk")
        for verb in ("trả lời" if each.acknowledged_on else "báo đã tiếp nhận",)
    ]


def grants_waiting(user: User, today: dt.date) -> list[Waiting]:
    """For each fund that the person keeps, how many suất are not fully paid and how much is left; one query."""
    if not user.units_kept(Role.FUND_OFFICER):
        return []
    return [
        Waiting(
            f"grants-{fund}",
            "Học bổng",
            f"{name}: {vi.whole(number)} suất chưa chi đủ",
            f"{reverse('scholarships:grant-list', args=[fund])}?tinh_trang=waiting",
            "Xem và chi",
            count=number,
            facts=(f"còn phải chi {vi.money(left)}",),
        )
        for fund, name, number, left in UNPAID.rows(user)
    ]


def _unpaid(user: User) -> QuerySet[Any, Any]:
    unpaid = Grant.objects.visible_to(user).standing().unpaid().order_by("fund__name", "fund")
    return unpaid.values_list("fund", "fund__name").annotate(number=Count("pk"), left=Sum(F("amount") - F("paid")))


UNPAID = Prepared(_unpaid)
