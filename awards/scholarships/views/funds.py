"""Funds and their campaigns: sums for everyone in the remit, the books for their officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import permissions, workflow
from awards.scholarships.enums import FundKind, FundLevel
from awards.scholarships.filters import EntryFilter
from awards.scholarships.forms.funds import CampaignForm, FundForm, LookForm
from awards.scholarships.models import Campaign, Entry, Fund
from awards.scholarships.passed import passage_of
from awards.scholarships.tables import EntryTable, FundTable
from awards.scholarships.views.common import asked, kept, paged
from hocTap.lib.answers import act, held, posted
from hocTap.lib.tables import EXPORT, export_rows, export_xlsx, wants_xlsx
from units.enums import NamesList, Role
from units.http import UserRequest
from units.naming import full_name
from units.privacy.seeing import note_list
from units.standing import over


@require_safe
def fund_list(request: UserRequest) -> HttpResponse:
    funds = Fund.objects.visible_to(request.user).with_balances().with_unit_names()
    table = paged(request, FundTable(funds))  # type: ignore[no-untyped-call]
    if wants_xlsx(request):
        return export_xlsx(table, "Quỹ khuyến học")
    context = {
        "table": table,
        "may_open": bool(request.user.units_as(Role.FUND_OFFICER)),
        "illustrative": funds.filter(illustrative=True).exists(),
    }
    return render(request, "awards/scholarships/fund_list.html", context)


@require_safe
def fund_detail(request: UserRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user).with_balances().select_related("unit"), pk=pk)
    keeps = permissions.can_keep(request.user, fund)
    narrowed = EntryFilter(request.GET, queryset=Entry.objects.filter(fund=fund).for_list())
    table = paged(request, EntryTable(narrowed.qs, keeps=keeps))
    campaigns = fund.campaigns.standing().with_raised().order_by("-starts_on", "pk")
    if wants_xlsx(request) and keeps and request.GET.get(WHICH) != CAMPAIGNS:
        note_list(request, NamesList.BOOK, [fund.unit_id] * narrowed.qs.count())
    if wants_xlsx(request) and request.GET.get(WHICH) == CAMPAIGNS:
        rows = [_campaign(each, keeps=keeps) for each in campaigns]
        return export_rows(request, f"Các đợt {fund.name}", CAMPAIGN, lambda: rows, len(rows))
    if wants_xlsx(request) and keeps:
        return export_xlsx(table, f"Sổ {fund.name}")
    if keeps:
        note_list(request, NamesList.BOOK, [fund.unit_id] * len(table.paginated_rows))
    passage = passage_of(fund, request.user)
    people = ("closed_by", "asked_by", "reopened_by")
    closings, book_closings = fund.closings.select_related(*people), fund.book_closings.select_related(*people)
    context = {
        "fund": fund,
        "unit_name": full_name(fund.unit),
        "table": table,
        "filter": narrowed,
        "campaigns": campaigns,
        "excel": f"?{WHICH}={CAMPAIGNS}&{EXPORT}=xlsx",
        "passage": passage,
        "gone": workflow.handed_out(fund) if passage.out else None,
        "closings": closings,
        "book_closings": book_closings,
        "may_keep": keeps,
        "opening": workflow.opening_of(fund) if keeps else None,
        "may_agree": any(each.is_asked for each in (*closings, *book_closings))
        and permissions.can_agree_reopening(request.user, fund),
        "ended": over(fund.unit_id, timezone.localdate(), f"ghi sổ {fund}"),
        "may_watch_names": permissions.can_watch_names(request.user, fund),
        "may_export_names": permissions.can_export_names(request.user, fund),
    }
    return render(request, "awards/scholarships/fund_detail.html", context)


WHICH, CAMPAIGNS = "bang", "dot"
"""Which of the two lists of a fund's page is taken out: its campaigns, else its entries."""
CAMPAIGN = (
    "Đợt",
    "Từ ngày",
    "Đến ngày",
    "Mục tiêu (đồng)",
    "Đã vận động (đồng)",
    "Hiện vật (đồng)",
    "Số suất đã cấp",
    "Đã chi (đồng)",
)


def _campaign(campaign: Campaign, *, keeps: bool) -> Sequence[object]:
    sums = vars(campaign)
    name = campaign.name if keeps else campaign.said_outside
    known = (name, campaign.starts_on, campaign.ends_on, campaign.target)
    return *known, *(sums[each] for each in ("raised", "goods", "granted", "paid"))


@require_safe
def campaign_detail(request: UserRequest, pk: int) -> HttpResponse:
    campaigns = Campaign.objects.visible_to(request.user).with_raised().select_related("fund")
    campaign = get_object_or_404(campaigns, pk=pk)
    share = None if not campaign.target else vars(campaign)["raised"] * 100 // campaign.target
    keeps = permissions.can_keep(request.user, campaign.fund)
    context = {
        "campaign": campaign,
        "fund": campaign.fund,
        "called": campaign.name if keeps else campaign.said_outside,
        "share": share,
        "may_keep": keeps,
    }
    return render(request, "awards/scholarships/campaign_detail.html", context)


@asked
def fund_add(request: UserRequest) -> HttpResponse:
    units = request.user.units_as(Role.FUND_OFFICER)
    if not units:
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        footing = workflow.Footing(FundKind(data["kind"]), data["branch"], data["licence"])
        return workflow.open_fund(data["unit"], data["name"], FundLevel(data["level"]), footing).get_absolute_url()

    return act(
        request,
        FundForm(posted(request), units),
        do,
        title="Mở quỹ khuyến học",
        back=reverse("scholarships:fund-list"),
        done="Đã mở quỹ.",
        context={"parent": "Quỹ khuyến học"},
    )


@asked
def campaign_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        name, reason = data.pop("name"), data.pop("doubt_reason")
        return workflow.start_campaign(fund, name, reason=reason, **data).get_absolute_url()

    return act(
        request,
        CampaignForm(posted(request)),
        do,
        title=f"Mở đợt vận động – {fund}",
        back=fund.get_absolute_url(),
        done="Đã mở đợt.",
        context={"parent": fund},
    )


@asked
def campaign_look(request: UserRequest, pk: int) -> HttpResponse:
    """The fund's officer looks over the name of a campaign before it is shown outside the fund's room."""
    campaigns = Campaign.objects.visible_to(request.user).standing().select_related("fund")
    campaign = get_object_or_404(held(request, campaigns), pk=pk)
    kept(request, campaign.fund_id)

    def do(data: dict[str, Any]) -> str:
        outside, reason = data["outside_name"], data["doubt_reason"]
        workflow.look_over(campaign, outside, reason=reason, by=request.user, at=timezone.now())
        return campaign.get_absolute_url()

    waits = campaign.waits_for_a_look
    return act(
        request,
        LookForm(posted(request), initial={"outside_name": campaign.name if waits else campaign.outside_name}),
        do,
        title="Xem lại tên đợt trước khi hiện ra ngoài quỹ",
        back=campaign.get_absolute_url(),
        done="Đã ghi tên đợt mà nơi khác được đọc.",
        button="Cho hiện như vậy",
        lead=f"Trong quỹ, đợt tên là “{campaign.name}”. Nơi khác thấy số của đợt; tên đợt thì chỉ "
        "thấy như ông, bà cho hiện ở đây.",
        context={"parent": campaign.name},
    )
