"""What waits for a person, the list of sheets, and a district's overview."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig
from hocTap.lib.tables import export_xlsx

from indicators.filters import SubmissionFilter
from indicators.models import Form, Period
from indicators.overview import build_overview
from indicators.tables import SubmissionTable
from indicators.views.entry import to_number
from indicators.views.review import visible
from indicators.work import work_of
from units.enums import Role
from units.http import UserRequest
from units.models import Unit


@require_safe
def home(request: UserRequest) -> HttpResponse:
    return render(request, "indicators/home.html", {"work": work_of(request.user, timezone.localdate())})


@require_safe
def submission_list(request: UserRequest) -> HttpResponse:
    narrowed = SubmissionFilter(request.GET, queryset=visible(request.user), request=request)
    table = SubmissionTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    if request.GET.get("_export") == "xlsx":
        return export_xlsx(table, "bao-cao-so-lieu")
    return render(request, "indicators/submission_list.html", {"filter": narrowed, "table": table})


@require_safe
def overview(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not may_oversee(request, unit):
        raise PermissionDenied
    forms = list(Form.objects.all())
    form = next((each for each in forms if each.pk == to_number(request.GET.get("bieu"))), None) or forms[0]
    today = timezone.localdate()
    periods = Period.objects.filter(kind=form.period_kind, opens_on__lte=today).order_by("-starts_on")
    wanted = to_number(request.GET.get("ky"))
    period = get_object_or_404(periods, pk=wanted) if wanted else periods.first()
    if period is None:
        return render(request, "indicators/overview_empty.html", {"unit": unit, "form": form, "forms": forms})
    page = to_number(request.GET.get("page")) or 1
    found = build_overview(unit, form, period, user=request.user, today=today, page=page)
    context = {"overview": found, "forms": forms, "all_periods": periods, "standing": unit.on(period.ends_on)}
    return render(request, "indicators/overview.html", context)


def may_oversee(request: UserRequest, unit: Unit) -> bool:
    """The office of the unit, or of a unit above it, oversees what stands under it."""
    offices = request.user.units_as(Role.DISTRICT_OFFICE)
    return unit.lines_up.filter(ancestor__in=offices).exists()
