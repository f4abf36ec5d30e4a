"""What reached whom, by year and ward: counts and sums only."""

from __future__ import annotations

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.scholarships import chart
from awards.scholarships.forms.looking import SummaryForm
from awards.scholarships.models import Fund
from awards.scholarships.querysets import MONEY_ROLES
from awards.scholarships.summary import build_summary
from awards.scholarships.tables import SummaryTable
from hocTap.lib.tables import LARGEST_PAGE, export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion, User

KINDS = (UnitKind.DISTRICT, UnitKind.WARD)


@require_safe
def summary(request: UserRequest) -> HttpResponse:
    units = units_seen(request.user)
    first = units.values_list("pk", flat=True).first()
    if first is None:
        return render(request, "awards/scholarships/summary.html", {"form": None})
    form = SummaryForm(request.GET, units, first)
    if not form.is_valid():
        if "don_vi" in form.errors and "don_vi_tim" not in request.GET:
            raise Http404
        return render(request, "awards/scholarships/summary.html", {"form": form}, status=422)
    asked = form.cleaned_data
    found = build_summary(asked["don_vi"], asked["tu"], asked["den"], asked["theo"])
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
        "name": form.named(found.unit),
    }
    return render(request, "awards/scholarships/summary.html", context)


def units_seen(user: User) -> QuerySet[Unit]:
    """Wards and districts of the remit, the districts first, in the order people list them by their latest names.

    A district is summed up over its wards: not for an heir of a part, whose those wards are not.
    """
    seen = user.lines_in_remit(*MONEY_ROLES).values("descendant")
    last = UnitVersion.objects.filter(unit=OuterRef("pk"), kind__in=KINDS).order_by("-valid_from")
    found = Unit.objects.filter(pk__in=seen).annotate(
        kind=Subquery(last.values("kind")[:1]), named=Subquery(last.values("sort_key")[:1])
    )
    if user.units_of_past(*MONEY_ROLES, whole=False):
        whole = user.lines_in_charge(*MONEY_ROLES).values("descendant")
        found = found.exclude(~Q(pk__in=whole), kind=KINDS[0])
    return found.filter(kind__isnull=False).order_by(Case(When(kind=KINDS[0], then=0), default=1), "named", "pk")
