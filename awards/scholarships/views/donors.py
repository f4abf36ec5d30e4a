"""The register of a fund's donors: searched, summed by year, two names joined and parted, the list to thank by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import donors, workflow
from awards.scholarships.enums import DonorKind
from awards.scholarships.forms.donors import DonorJoinForm, DonorPartForm, DonorsForm
from awards.scholarships.models import Donor, DonorJoin, Fund
from awards.scholarships.tables import DonorTable
from awards.scholarships.views.common import asked, kept, paged
from hocTap.lib.answers import act, posted, refused
from hocTap.lib.dresses import as_word, wants_word
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_xlsx, wants_xlsx
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list


@require_safe
def donor_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    years = donors.years_of(fund) or [timezone.localdate().year]
    form = DonorsForm(request.GET, years)
    year = form.year
    everybody = donors.givings(fund, year)
    found = donors.matching(everybody, form.words) if form.words else everybody
    table = paged(request, DonorTable(found, year))
    if wants_xlsx(request):
        note_people(request, fund, found)
        return export_xlsx(table, f"Nhà tài trợ {year}")
    note_people(request, fund, table.lines.records)
    context = {
        "fund": fund,
        "form": form,
        "year": year,
        "table": table,
        "alike": donors.alike(everybody)[:20],
        "joins": donors.joins_of(fund),
    }
    return render(request, "awards/scholarships/donor_list.html", context)


def note_people(request: UserRequest, fund: Fund, shown: Iterable[donors.Giving]) -> None:
    """The donors among these who are people are seen or taken out."""
    people = [each for each in shown if each.donor.kind == DonorKind.PERSON]
    note_list(request, NamesList.DONORS, [fund.unit_id] * len(people))


@require_safe
def donor_thanks(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    year = DonorsForm(request.GET, donors.years_of(fund) or [timezone.localdate().year]).year
    stem = f"nha-tai-tro-{year}"
    note_people(request, fund, donors.givings(fund, year))
    try:
        if wants_word(request):
            return as_word(donors.thank_list_as_word(fund, year), stem)
        return download(donors.thank_list(fund, year), "application/pdf", f"{stem}.pdf", attached=False)
    except Refused as reason:
        return refused(request, reason, back=reverse("scholarships:donor-list", args=[fund.pk]))


@asked
def donor_join(request: UserRequest, pk: int) -> HttpResponse:
    donor = get_object_or_404(Donor.objects.select_related("fund"), pk=pk)
    fund = kept(request, donor.fund_id)
    back = reverse("scholarships:donor-list", args=[fund.pk])

    def do(data: dict[str, Any]) -> str:
        workflow.join_donors(donor, data["into"], by=request.user, at=timezone.now())
        return back

    def ask(data: dict[str, Any]) -> str:
        return (
            f"Sẽ gộp “{donor}” vào “{data['into']}”: các khoản của hai tên cộng chung trong sổ nhà tài trợ. Phiếu thu "
            "giữ nguyên tên đã ghi; tách lại được bất cứ lúc nào."
        )

    return act(
        request,
        DonorJoinForm(posted(request), donor, initial={"into": request.GET.get("vao")}),
        do,
        title=f"Gộp nhà tài trợ – {donor}",
        back=back,
        done="Đã gộp.",
        button="Gộp",
        context={"parent": "Nhà tài trợ"},
        ask=ask,
    )


@asked
def donor_part(request: UserRequest, pk: int) -> HttpResponse:
    join = get_object_or_404(DonorJoin.objects.select_related("donor", "into"), pk=pk)
    fund = kept(request, join.donor.fund_id)
    back = reverse("scholarships:donor-list", args=[fund.pk])

    def do(_data: dict[str, Any]) -> str:
        workflow.part_donors(join, by=request.user, at=timezone.now())
        return back

    return act(
        request,
        DonorPartForm(posted(request)),
        do,
        title=f"Tách nhà tài trợ – {join.donor}",
        back=back,
        done="Đã tách: mỗi tên cộng riêng như trước.",
        button="Tách",
        lead=f"“{join.donor}” đang gộp vào “{join.into}”.",
        context={"parent": "Nhà tài trợ"},
    )
