"""Titles of past years as sums, for whoever reads decisions: leaders too, who see no names."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from awards.titles.kinds import TitleKind
from awards.titles.years import COLUMNS, Years, may_read, units_read
from hocTap.lib.steps import number_in
from hocTap.lib.tables import wants_xlsx, xlsx_url
from hocTap.lib.xlsx import XLSX
from units.http import UserRequest
from units.models import Unit


@require_safe
def years(request: UserRequest) -> HttpResponse:
    """The unit of the person's first post."""
    units = units_read(request.user)
    if not units:
        raise PermissionDenied
    return redirect("titles:years-of", units[0].pk)


@require_safe
def years_of(request: UserRequest, unit_pk: int) -> HttpResponse:
    """One unit's titles year by year, and what is below it in one year."""
    unit = get_object_or_404(Unit.objects.prefetch_related("versions"), pk=unit_pk)
    if not may_read(request.user, unit.pk):
        raise Http404
    asked = request.GET.get("loai", "")
    kind = TitleKind(asked) if asked in TitleKind.values else next(iter(TitleKind))
    found = Years(unit, kind, number_in(request.GET.get("nam")) or None)
    if wants_xlsx(request):
        answer = HttpResponse(found.workbook(str(unit)), content_type=XLSX)
        name = f"{kind.label} qua các năm {unit}.xlsx"
        answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        return answer
    context = {
        "found": found,
        "years": found.years,
        "unit": unit,
        "kind": kind,
        "kinds": TitleKind,
        "columns": COLUMNS,
        "others": [each for each in units_read(request.user) if each != unit],
        "illustrative": found.illustrative,
        "xlsx": xlsx_url(request),
    }
    return render(request, "awards/titles/years.html", context)
