"""Pages of funds: sums for everyone in the remit, names for the officers of the fund."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from awards.scholarships import chart, payment_sheet, permissions, workflow
from awards.scholarships.enums import (
    AccessKind,
    Book,
    DonorKind,
    FundKind,
    FundLevel,
    GiftKind,
    Party,
    SchoolLevel,
    Signature,
)
from awards.scholarships.filters import EntryFilter, GrantFilter
from awards.scholarships.forms import (
    CampaignForm,
    ClosingForm,
    ConsentForm,
    FundForm,
    GiftForm,
    GrantForm,
    PayForm,
    ReasonForm,
    ReceiptForm,
    SummaryForm,
    WithdrawForm,
)
from awards.scholarships.models import Campaign, Consent, Entry, Fund, Grant, NameAccess, Recipient
from awards.scholarships.names import names_workbook
from awards.scholarships.querysets import MONEY_ROLES
from awards.scholarships.summary import build_summary
from awards.scholarships.tables import EntryTable, FundTable, GrantTable, NameAccessTable, SummaryTable
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.tables import LARGEST_PAGE, export_xlsx, show_page, wants_xlsx, xlsx_url
from hocTap.lib.xlsx import XLSX
from units.enums import Role, UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion, User

A_PAGE = 25


# Looking


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
    fund = get_object_or_404(Fund.objects.visible_to(request.user).with_balances().with_unit_names(), pk=pk)
    keeps = permissions.can_keep(request.user, fund)
    narrowed = EntryFilter(request.GET, queryset=Entry.objects.filter(fund=fund).for_list())
    table = paged(request, EntryTable(narrowed.qs, keeps=keeps))
    if wants_xlsx(request):
        return export_xlsx(table, f"Sổ {fund.name}")
    context = {
        "fund": fund,
        "table": table,
        "filter": narrowed,
        "campaigns": fund.campaigns.with_raised().order_by("-starts_on", "pk"),
        "closings": fund.closings.all(),
        "may_keep": keeps,
        "may_export_names": permissions.can_export_names(request.user, fund),
    }
    return render(request, "awards/scholarships/fund_detail.html", context)


@require_safe
def campaign_detail(request: UserRequest, pk: int) -> HttpResponse:
    campaigns = Campaign.objects.visible_to(request.user).with_raised().select_related("fund")
    campaign = get_object_or_404(campaigns, pk=pk)
    share = None if not campaign.target else vars(campaign)["raised"] * 100 // campaign.target
    keeps = permissions.can_keep(request.user, campaign.fund)
    context = {"campaign": campaign, "fund": campaign.fund, "share": share, "may_keep": keeps}
    return render(request, "awards/scholarships/campaign_detail.html", context)


@require_safe
def summary(request: UserRequest) -> HttpResponse:
    units = units_seen(request.user)
    if not units:
        return render(request, "awards/scholarships/summary.html", {"form": None})
    form = SummaryForm(request.GET, units)
    if not form.is_valid():
        if "don_vi" in form.errors:
            raise Http404
        return render(request, "awards/scholarships/summary.html", {"form": form}, status=400)
    asked = form.cleaned_data
    found = build_summary(Unit.objects.get(pk=asked["don_vi"]), asked["tu"], asked["den"], asked["theo"])
    years = SummaryTable([*found.years, found.total], "Năm")
    wards = SummaryTable(found.wards, "Phường", prefix="phuong-")
    show_page(request, years, LARGEST_PAGE)
    show_page(request, wards, LARGEST_PAGE)
    if wants_xlsx(request):
        return export_xlsx(years, f"Học bổng {asked['tu']}-{asked['den']}")
    years.export_url = xlsx_url(request)
    picture = chart.bars("Số suất học bổng", tuple((line.label, line.suat) for line in found.years))
    illustrative = Fund.objects.filter(unit__lines_up__ancestor=found.unit, illustrative=True).exists()
    context = {
        "form": form,
        "summary": found,
        "years": years,
        "wards": wards if found.wards else None,
        "chart": picture,
        "illustrative": illustrative,
        "name": dict(units)[found.unit.pk],
    }
    return render(request, "awards/scholarships/summary.html", context)


def units_seen(user: User) -> list[tuple[int, str]]:
    """Wards and districts of the remit, the districts first, by their latest names."""
    seen = user.lines_in_remit(*MONEY_ROLES).values("descendant")
    kinds = [UnitKind.DISTRICT, UnitKind.WARD]
    versions = UnitVersion.objects.filter(unit__in=seen, kind__in=kinds).order_by("valid_from")
    named = {each.unit_id: (kinds.index(UnitKind(each.kind)), each.sort_key, each.name) for each in versions}
    return [(pk, name) for pk, (_, _, name) in sorted(named.items(), key=lambda item: item[1])]


def paged(request: UserRequest, table: Any) -> Any:
    show_page(request, table, A_PAGE)
    table.export_url = xlsx_url(request)
    return table


# Names


@require_safe
def grant_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    children = Recipient.objects.with_consents()
    suats = Grant.objects.filter(fund=fund).with_paid().with_ward_names()
    narrowed = GrantFilter(request.GET, queryset=suats.prefetch_related(Prefetch("recipient", children)), fund=fund)
    exported = wants_xlsx(request)
    listed = GrantTable(narrowed.qs, exclude=("name",) if exported else ())  # type: ignore[no-untyped-call]
    table = paged(request, listed)
    if exported:
        return export_xlsx(table, "Suất học bổng")
    names = sum(1 for row in table.page.object_list if row.record.recipient.may_be_named(timezone.localdate()))
    note(request, fund, AccessKind.LIST, "Danh sách suất học bổng", names)
    context = {"fund": fund, "table": table, "filter": narrowed}
    return render(request, "awards/scholarships/grant_list.html", context)


@require_safe
def grant_detail(request: UserRequest, pk: int) -> HttpResponse:
    suats = Grant.objects.visible_to(request.user).with_paid().with_ward_names()
    suat = get_object_or_404(suats.select_related("fund", "campaign", "recipient", "granted_by"), pk=pk)
    named = int(suat.recipient.may_be_named(timezone.localdate()))
    note(request, suat.fund, AccessKind.VIEW, str(suat), named)
    lines = Entry.objects.filter(grant=suat).for_list().select_related("made_by", "reverses").order_by("seq")
    left = suat.amount - vars(suat)["paid"]
    context = {"suat": suat, "fund": suat.fund, "lines": lines, "left": left, "named": named}
    return render(request, "awards/scholarships/grant_detail.html", context)


@require_safe
def recipient_detail(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)
    named = child.may_be_named(timezone.localdate())
    note(request, child.fund, AccessKind.VIEW, child.code, int(named))
    context = {
        "child": child,
        "fund": child.fund,
        "named": named,
        "consents": child.consents.select_related("recorded_by", "withdrawn_by"),
        "grants": child.grants.select_related("campaign"),
    }
    return render(request, "awards/scholarships/recipient_detail.html", context)


@require_safe
def name_access_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    seen = NameAccess.objects.visible_to(request.user).filter(fund=fund).select_related("by")
    table = paged(request, NameAccessTable(seen))  # type: ignore[no-untyped-call]
    table.export_url = ""
    return render(request, "awards/scholarships/name_access_list.html", {"fund": fund, "table": table})


@require_safe
def names_export(request: UserRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), pk=pk)
    if not permissions.can_export_names(request.user, fund):
        raise PermissionDenied
    content, names = names_workbook(fund, by=request.user, at=timezone.now())
    note(request, fund, AccessKind.EXPORT, "Danh sách có tên (Excel)", names)
    return attached(content, XLSX, "danh-sach-co-ten.xlsx")


@require_safe
def campaign_sheet(request: UserRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("fund"), pk=pk)
    if not permissions.can_keep(request.user, campaign.fund):
        raise PermissionDenied
    sheet = payment_sheet.build_sheet(campaign, by=request.user, at=timezone.now())
    if not sheet.rows:
        messages.warning(request, "Đợt này không còn suất nào chờ chi, nên không có phiếu ký nhận.")
        return redirect(campaign)
    note(request, campaign.fund, AccessKind.PRINT, f"Phiếu ký nhận: {campaign.name}", len(sheet.rows))
    return attached(payment_sheet.render(sheet), "application/pdf", payment_sheet.file_name(campaign))


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def note(request: UserRequest, fund: Fund, kind: AccessKind, what: str, names: int) -> None:
    workflow.note_access(fund, kind, what, names, by=request.user, at=timezone.now())


def kept(request: UserRequest, pk: int) -> Fund:
    """The fund in the remit, if the person keeps it: else 404, or 403."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not permissions.can_keep(request.user, fund):
        raise PermissionDenied
    return fund


def child_of(request: UserRequest, pk: int) -> Recipient:
    return get_object_or_404(Recipient.objects.visible_to(request.user).with_consents().select_related("fund"), pk=pk)


def suat_of(request: UserRequest, pk: int) -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.user).select_related("fund"), pk=pk)


# Doing


def act(
    request: UserRequest,
    form: forms.Form,
    title: str,
    back: str,
    do: Callable[[dict[str, Any]], str],
    *,
    done: str,
    lead: str = "",
) -> HttpResponse:
    """Ask, do, go on; what is refused is said above the form, with what was typed still in it."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                address = do(form.cleaned_data)
            except Refused as reason:
                form.add_error(None, str(reason))
                status = 409 if isinstance(reason, Stale) else 400
            else:
                messages.success(request, done)
                return redirect(address)
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return render(request, "awards/scholarships/form.html", context, status=status)


def posted(request: UserRequest) -> Any:
    return request.POST if request.method == "POST" else None


asked = require_http_methods(["GET", "HEAD", "POST"])


@asked
def fund_add(request: UserRequest) -> HttpResponse:
    units = request.user.units_as(Role.FUND_OFFICER)
    if not units:
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        level, kind = FundLevel(data.pop("level")), FundKind(data.pop("kind"))
        return workflow.open_fund(data.pop("unit"), data.pop("name"), level, kind=kind, **data).get_absolute_url()

    form = FundForm(posted(request), units)
    return act(request, form, "Mở quỹ khuyến học", reverse("scholarships:fund-list"), do, done="Đã mở quỹ.")


@asked
def campaign_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        return workflow.start_campaign(fund, data.pop("name"), **data).get_absolute_url()

    return act(
        request,
        CampaignForm(posted(request)),
        f"Mở đợt vận động – {fund}",
        fund.get_absolute_url(),
        do,
        done="Đã mở đợt.",
    )


@asked
def receipt_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        name, kind = data.pop("donor"), DonorKind(data.pop("donor_kind"))
        book, amount = Book(data.pop("book")), data.pop("amount")
        donor = (name, kind) if name.strip() else None
        workflow.receive_from(fund, amount, donor=donor, book=book, by=request.user, at=timezone.now(), **data)
        return fund.get_absolute_url()

    return act(
        request,
        ReceiptForm(posted(request), fund),
        f"Ghi phiếu thu – {fund}",
        fund.get_absolute_url(),
        do,
        done="Đã ghi phiếu thu.",
    )


@asked
def gift_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        ward, amount = Unit.objects.get(pk=data.pop("ward")), data.pop("amount")
        data |= {"kind": GiftKind(data["kind"]), "book": Book(data["book"])}
        workflow.give_gift(fund, amount, ward=ward, by=request.user, at=timezone.now(), **data)
        return fund.get_absolute_url()

    return act(
        request,
        GiftForm(posted(request), fund),
        f"Ghi quà, phần thưởng – {fund}",
        fund.get_absolute_url(),
        do,
        done="Đã ghi quà, phần thưởng.",
    )


@asked
def school_year_close(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.close_school_year(fund, data["school_year"], by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    lead = "Khóa sổ rồi thì không cấp và không chi thêm suất nào của năm học đó."
    return act(
        request,
        ClosingForm(posted(request)),
        f"Khóa sổ năm học – {fund}",
        fund.get_absolute_url(),
        do,
        done="Đã khóa sổ năm học.",
        lead=lead,
    )


@asked
def grant_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        new = {key: data.pop(key) for key in ("name", "birth_year", "class_name", "school", "hardship")}
        campaign, amount, known = data.pop("campaign"), data.pop("amount"), data.pop("recipient")
        data |= {"ward": Unit.objects.get(pk=data["ward"]), "level": SchoolLevel(data["level"])}
        facts = {"by": request.user, "at": timezone.now(), **data}
        return workflow.grant_to(campaign, known, new, amount, **facts).get_absolute_url()

    chosen = {"campaign": request.GET.get("dot"), "recipient": request.GET.get("ho-so")}
    form = GrantForm(posted(request), fund, initial=chosen)
    back = reverse("scholarships:grant-list", args=[fund.pk])
    return act(request, form, f"Cấp suất học bổng – {fund}", back, do, done="Đã cấp suất học bổng.")


@asked
def grant_pay(request: UserRequest, pk: int) -> HttpResponse:
    suat = suat_of(request, pk)
    paid = workflow.paid_so_far(suat)

    def do(data: dict[str, Any]) -> str:
        data["signature"] = Signature(data["signature"])
        workflow.pay(suat, data.pop("amount"), by=request.user, at=timezone.now(), **data)
        return suat.get_absolute_url()

    form = PayForm(posted(request), initial={"seen_paid": paid, "handed_by": str(request.user)})
    lead = f"{suat}: mức {vi.money(suat.amount)}, đã chi {vi.money(paid)}, còn {vi.money(suat.amount - paid)}."
    return act(request, form, "Chi học bổng", suat.get_absolute_url(), do, done="Đã ghi lần chi.", lead=lead)


@asked
def grant_cancel(request: UserRequest, pk: int) -> HttpResponse:
    suat = suat_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.cancel_grant(suat, at=timezone.now(), **data)
        return suat.get_absolute_url()

    return act(
        request,
        ReasonForm(posted(request)),
        f"Hủy {str(suat).lower()}",
        suat.get_absolute_url(),
        do,
        done="Đã hủy suất học bổng.",
    )


@asked
def entry_reverse(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).select_related("fund", "grant"), pk=pk)
    if not permissions.can_keep(request.user, entry.fund):
        raise PermissionDenied
    back = (entry.grant or entry.fund).get_absolute_url()

    def do(data: dict[str, Any]) -> str:
        workflow.reverse(entry, by=request.user, at=timezone.now(), **data)
        return back

    lead = f"{entry}. Dòng cũ giữ nguyên; một dòng mới ghi ngược lại, kèm lý do."
    return act(
        request, ReasonForm(posted(request)), f"Đảo dòng {entry.seq}", back, do, done="Đã đảo bút toán.", lead=lead
    )


@asked
def consent_add(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.record_consent(child, Party(data.pop("party")), by=request.user, at=timezone.now(), **data)
        return child.get_absolute_url()

    lead = "Chỉ ghi khi đã có giấy. Từ 7 tuổi phải có cả ý kiến của chính học sinh."
    return act(
        request,
        ConsentForm(posted(request)),
        f"Ghi đồng ý nêu tên – {child}",
        child.get_absolute_url(),
        do,
        done="Đã ghi đồng ý.",
        lead=lead,
    )


@asked
def consent_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    consents = Consent.objects.filter(recipient__in=Recipient.objects.visible_to(request.user))
    consent = get_object_or_404(consents.select_related("recipient"), pk=pk)
    back = consent.recipient.get_absolute_url()

    def do(data: dict[str, Any]) -> str:
        workflow.withdraw_consent(consent, by=request.user, at=timezone.now(), **data)
        return back

    lead = "Từ lúc ghi, không danh sách nào còn nêu tên."
    return act(
        request,
        WithdrawForm(posted(request)),
        f"Rút đồng ý nêu tên – {consent.recipient}",
        back,
        do,
        done="Đã ghi rút đồng ý.",
        lead=lead,
    )
