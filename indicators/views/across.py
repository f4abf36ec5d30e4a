"""The page of all that somebody should look at in the figures of an office's units, by unit and severity."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib import vi
from hocTap.lib.tables import LARGEST_PAGE, export_xlsx, show_page, wants_xlsx, xlsx_url
from indicators.across import Found, look_across
from indicators.enums import Origin, Severity
from indicators.filters import FoundFilter
from indicators.matrix import Matrix, matrix_of
from indicators.models import Submission, Value
from indicators.tables import FoundTable
from indicators.views.lists import chosen_of
from indicators.views.matrix import address, looked_over
from units.http import UserRequest


def told_of(found: list[Found]) -> str:
    """How many of each severity, and how many wait for an answer: "2 lỗi, 5 cảnh báo, 3 điều chưa trả lời"."""
    numbers = [f"{vi.whole(sum(one.severity == each for one in found))} {each.label}" for each in Severity]
    return ", ".join([*numbers, f"{vi.whole(sum(each.is_open for each in found))} điều chưa trả lời"])


def has_illustrative(matrix: Matrix) -> bool:
    """Whether any of the figures was made for a demonstration; one query."""
    sheets = [row.sheet for row in matrix.rows if row.sheet]
    return Value.objects.filter(submission__in=sheets, origin=Origin.ILLUSTRATIVE).exists()


@require_safe
def figures_across(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = looked_over(request, unit_pk)
    forms, form, periods, period = chosen_of(request, timezone.localdate(), unit, filled=True)
    if form is None or period is None:
        return render(request, "indicators/overview_empty.html", {"unit": unit, "form": form, "forms": forms})
    matrix = matrix_of(unit, form, period, user=request.user)
    seen = Submission.objects.visible_to(request.user).select_related("unit_as")
    found = look_across(matrix, seen.filter(unit=unit, form=form, period=period, own_total=True).first())
    asked = {**request.GET.dict(), "bieu": str(form.pk), "ky": str(period.pk)}
    narrowed = FoundFilter(asked, rows=matrix.rows)
    table = FoundTable(narrowed.kept(found))  # type: ignore[no-untyped-call]
    table.export_url = xlsx_url(request)
    show_page(request, table, LARGEST_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "kiem-tra-so-lieu")
    context = {
        "matrix": matrix,
        "table": table,
        "filter": narrowed,
        "forms": forms,
        "all_periods": periods,
        "query": address(form, period),
        "told": told_of(found),
        "found": len(found),
        "illustrative": has_illustrative(matrix),
    }
    return render(request, "indicators/across.html", context)
