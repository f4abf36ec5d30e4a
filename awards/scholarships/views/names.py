"""Pages with children on them: suất one by one, who agreed to be named, and who looked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import permissions, workflow
from awards.scholarships.enums import AccessKind, Party
from awards.scholarships.filters import GrantFilter
from awards.scholarships.forms.children import ConsentForm, WithdrawForm
from awards.scholarships.models import Consent, Entry, Fund, Grant, NameAccess, Recipient
from awards.scholarships.names import names_workbook
from awards.scholarships.tables import GrantTable, NameAccessTable
from awards.scholarships.views.common import asked, attached, child_of, kept, note, paged
from hocTap.lib.answers import act, posted
from hocTap.lib.tables import export_xlsx, wants_xlsx
from hocTap.lib.xlsx import XLSX
from units.http import UserRequest


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
    numbers = [record.recipient.number for record in table.lines.records]
    note(request, fund, AccessKind.LIST, "Danh sách suất học bổng", numbers)
    context = {"fund": fund, "table": table, "filter": narrowed}
    return render(request, "awards/scholarships/grant_list.html", context)


@require_safe
def grant_detail(request: UserRequest, pk: int) -> HttpResponse:
    suats = Grant.objects.visible_to(request.user).with_paid().with_ward_names()
    suat = get_object_or_404(suats.select_related("fund", "campaign", "recipient", "granted_by", "doubt"), pk=pk)
    note(request, suat.fund, AccessKind.VIEW, str(suat), [suat.recipient.number])
    lines = Entry.objects.filter(grant=suat).for_list().select_related("made_by", "reverses").order_by("seq")
    left = suat.amount - vars(suat)["paid"]
    context = {"suat": suat, "fund": suat.fund, "lines": lines, "left": left}
    return render(request, "awards/scholarships/grant_detail.html", context)


@require_safe
def name_access_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), pk=pk)
    if not permissions.can_watch_names(request.user, fund):
        raise PermissionDenied
    seen = NameAccess.objects.visible_to(request.user).filter(fund=fund).select_related("by")
    table = paged(request, NameAccessTable(seen))  # type: ignore[no-untyped-call]
    if wants_xlsx(request):
        return export_xlsx(table, "Nhật ký xem tên")
    return render(request, "awards/scholarships/name_access_list.html", {"fund": fund, "table": table})


@require_safe
def names_export(request: UserRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), pk=pk)
    if not permissions.can_export_names(request.user, fund):
        raise PermissionDenied
    content, numbers = names_workbook(fund, by=request.user, at=timezone.now())
    note(request, fund, AccessKind.EXPORT, "Danh sách có tên (Excel)", numbers)
    return attached(content, XLSX, "danh-sach-co-ten.xlsx")


@asked
def consent_add(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.record_consent(child, Party(data.pop("party")), by=request.user, at=timezone.now(), **data)
        return child.get_absolute_url()

    return act(
        request,
        ConsentForm(posted(request)),
        do,
        title=f"Ghi đồng ý nêu tên – {child}",
        back=child.get_absolute_url(),
        done="Đã ghi đồng ý.",
        lead="Chỉ ghi khi đã có giấy. Từ 7 tuổi phải có cả ý kiến của chính học sinh.",
        context={"parent": child},
    )


@asked
def consent_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    consents = Consent.objects.filter(recipient__in=Recipient.objects.visible_to(request.user))
    consent = get_object_or_404(consents.select_related("recipient"), pk=pk)
    back = consent.recipient.get_absolute_url()

    def do(data: dict[str, Any]) -> str:
        workflow.withdraw_consent(consent, by=request.user, at=timezone.now(), **data)
        return back

    def ask(data: dict[str, Any]) -> str:
        return f"Sẽ ghi rút đồng ý của {consent.get_party_display()}; việc này không lấy lại được, chỉ ghi đồng ý mới."

    return act(
        request,
        WithdrawForm(posted(request)),
        do,
        title=f"Rút đồng ý nêu tên – {consent.recipient}",
        back=back,
        done="Đã ghi rút đồng ý.",
        lead="Từ lúc ghi, không danh sách nào còn nêu tên.",
        context={"parent": consent.recipient},
        ask=ask,
    )
