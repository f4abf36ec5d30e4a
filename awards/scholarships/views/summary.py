"""What reached whom, by year and ward: counts and sums only."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.scholarships import chart
from awards.scholarships.forms import SummaryForm
from awards.scholarships.models import Fund
from awards.scholarships.querysets import MONEY_ROLES
from awards.scholarships.summary import build_summary
from awards.scholarships.tables import SummaryTable
from hocTap.lib.tables import LARGEST_PAGE, export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion, User
from units.naming import full_names


@require_safe
def summary(request: UserRequest) -> HttpResponse:
    units = units_seen(request.user)
    if not units:
        return render(request, "awards/scholarships/summary.html", {"form": None})
    form = SummaryForm(request.GET, units)
    if not form.is_valid():
        if "don_vi" in form.errors:
            raise Http404
        return render(request, "awards/scholarships/summary.html", {"form": form}, status=422)
    asked = form.cleaned_data
    found = build_summary(Unit.objects.get(pk=asked["don_vi"]), asked["tu"], asked["den"], asked["theo"])
    years = SummaryTable([*found.years, found.total], "Năm")
    wards = SummaryTable(found.wards, "Phường, xã", prefix="phuong-")
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
    """Wards and districts of the remit, the districts first, each named with what stands above it."""
    seen = user.lines_in_remit(*MONEY_ROLES).values("descendant")
    kinds = [UnitKind.DISTRICT, UnitKind.WARD]
    versions = UnitVersion.objects.filter(unit__in=seen, kind__in=kinds).order_by("valid_from")
    named = {each.unit_id: (kinds.index(UnitKind(each.kind)), each.sort_key, each.name) for each in versions}
    names = full_names(named)
    return [(pk, names[pk]) for pk, _ in sorted(named.items(), key=lambda item: item[1])]
