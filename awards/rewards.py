"""Money of a commendation paid from a fund's book: above the flats, since it touches two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from awards.commendations.models import CommendationDecision
from awards.scholarships import workflow as money
from awards.scholarships.enums import Book, EntryKind, GiftKind
from awards.scholarships.forms.common import FIRST_DAY
from awards.scholarships.models import Entry, Fund
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day
from hocTap.lib.refusals import Refused, Stale
from units.enums import Role, UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion, User


@transaction.atomic
def pay_rewards(
    decision: CommendationDecision,
    fund: Fund,
    *,
    ward: Unit,
    on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    sheet_no: str = "",
) -> CommendationDecision:
    """Book the money of all whom the decision commends as rewards given by the fund, once, as one phiếu chi.

    Raises Stale when it was booked already and stands, Refused for a decision that was voided or gives no money, and
    what `give_gift` refuses or doubts (the fund lacks it, the day is closed).
    """
    locked = CommendationDecision.objects.select_for_update(of=("self",)).select_related("kind").get(pk=decision.pk)
    if locked.voiding_id:
        raise Stale(f"Quyết định {locked} đã hủy; không chi tiền thưởng được.")
    booked = Entry.objects.filter(gift=locked.gift_id, kind=EntryKind.GIFT, reversed_by__isnull=True)
    if locked.gift_id and (line := booked.select_related("fund").first()):
        raise Stale(f"Tiền thưởng của quyết định {locked} đã được chi từ {line.fund}.")
    rewarded = locked.commendations.standing().filter(money__isnull=False)
    total = rewarded.aggregate(total=Sum("money"))["total"]
    if not total:
        raise Refused(f"Quyết định {locked} không có tiền thưởng.")
    if on < locked.decided_on:
        raise Refused(f"Quyết định ký ngày {vi.day(locked.decided_on)}; ngày chi phải từ ngày đó trở đi.")
    given = money.Given(
        amount=total,
        parts=rewarded.count(),
        ward=ward,
        occasion=f"Thưởng theo quyết định {locked}",
        given_on=on,
        kind=GiftKind.REWARD,
        book=Book.CASH,
        reason=reason,
        sheet_no=sheet_no,
    )
    locked.gift = money.give_gift(fund, given, by=by, at=at)
    locked.save(update_fields=["gift"])
    return locked


class RewardForm(Explained, forms.Form):
    fund = forms.ModelChoiceField(label="Quỹ", queryset=Fund.objects.none(), empty_label="– chọn –")
    on = Day(label="Ngày chi", earliest=FIRST_DAY)
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)

    def __init__(self, data: Mapping[str, Any] | None, funds: Any) -> None:
        super().__init__(data)
        fund: Any = self.fields["fund"]
        fund.queryset = funds


@require_http_methods(["GET", "HEAD", "POST"])
def decision_reward(request: UserRequest, pk: int) -> HttpResponse:
    """For a fund officer who reads the decision: which of the kept funds pays, on which day."""
    decision = get_object_or_404(
        CommendationDecision.objects.visible_to(request.user).select_related("kind", "unit"), pk=pk
    )
    funds = Fund.objects.filter(unit__in=request.user.units_kept(Role.FUND_OFFICER)).select_related("unit")
    if not funds.exists():
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        fund = data["fund"]
        pay_rewards(
            decision,
            fund,
            ward=ward_of(fund, decision),
            on=data["on"],
            reason=data["doubt_reason"],
            by=request.user,
            at=timezone.now(),
            sheet_no=data["sheet_no"],
        )
        return decision.get_absolute_url()

    total = decision.commendations.standing().aggregate(total=Sum("money"))["total"] or 0
    return act(
        request,
        RewardForm(posted(request), funds),
        do,
        title="Chi tiền thưởng từ quỹ",
        back=decision.get_absolute_url(),
        done="Đã ghi chi tiền thưởng vào sổ quỹ.",
        lead=f"Quyết định {decision}: tiền thưởng {vi.money(total)}.",
        context={"parent": decision},
        ask=lambda data: (
            f"Sẽ ghi vào sổ {data['fund']} một dòng chi phần thưởng {vi.money(total)}, ngày {vi.day(data['on'])}, theo "
            f"quyết định {decision}."
        ),
    )


def ward_of(fund: Fund, decision: CommendationDecision) -> Unit:
    """The ward for which the rewards count: the fund's own, or the one that most of those commended are of."""
    if UnitVersion.objects.of_kind(UnitKind.WARD).filter(unit=fund.unit_id).exists():
        return fund.unit
    wards = decision.commendations.standing().order_by("ward").values_list("ward", flat=True)
    counted: dict[int, int] = {}
    for ward in wards:
        counted[ward] = counted.get(ward, 0) + 1
    if not counted:
        raise Refused(f"Quyết định {decision} không khen ai.")
    return Unit.objects.get(pk=max(counted, key=lambda ward: (counted[ward], -ward)))
