"""Pages: the tree of units on any day, a unit through time, learning centres on a day."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import UnitKind
from units.forms import CentreForm, TreeForm
from units.http import UserRequest
from units.models import LearningCentre, Unit, UnitVersion
from units.naming import Scope, suggestions
from units.story import build_story
from units.tables import CentreTable, with_wards
from units.tree import build_tree, search

QUICK_DAYS = (dt.date(2020, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 7, 1))
NAMED = 10
LONGEST = 200
CENTRES_A_PAGE = 50


@require_safe
def tree(request: UserRequest) -> HttpResponse:
    form = TreeForm.opened(request)
    context = {"form": form, "quick_days": QUICK_DAYS, "today": timezone.localdate()}
    if not form.is_valid():
        return render(request, "units/tree.html", context, status=HTTPStatus.BAD_REQUEST)
    words, page, root = form.cleaned_data["tim"], request.GET.get("trang"), root_asked(request, form)
    context["day"] = form.day
    if words:
        context["found"] = search(request.user, form.day, words, page)
    else:
        context["tree"] = found = build_tree(request.user, form.day, root, page)
        context["last_day"] = None if found.nodes else UnitVersion.objects.visible_to(request.user).last_day()
    return render(request, "units/tree.html", context)


def root_asked(request: UserRequest, form: TreeForm) -> Unit | None:
    pk = form.cleaned_data["goc"]
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=pk) if pk else None


@require_safe
def suggest(request: UserRequest) -> HttpResponse:
    """For the script of a typed choice: the units that the words may mean, of those that its form offers."""
    scope = Scope.opened(request.GET.get("trong", ""))
    if scope is None:
        raise Http404
    found = suggestions(request.user, scope, request.GET.get("tim", "")[:LONGEST])
    return JsonResponse({"units": [{"id": pk, "text": name} for pk, name in found.units], "more": found.more})


@require_safe
def unit_detail(request: UserRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    story = build_story(unit, request.user)
    if not story.versions:
        raise Http404
    above = Unit.objects.visible_to(request.user).filter(pk=story.latest.parent_id or 0).first()
    parent = (story.rows[-1][1], above.get_absolute_url()) if above else ()
    return render(request, "units/unit_detail.html", {"story": story, "parent": parent})


@require_safe
def centre_list(request: UserRequest) -> HttpResponse:
    form = CentreForm.opened(request)
    if not form.is_valid():
        return render(request, "units/centre_list.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)
    day = form.day
    wards = UnitVersion.objects.visible_to(request.user).on(day).of_kind(UnitKind.WARD)
    centres = form.narrow(LearningCentre.objects.visible_to(request.user).serving(wards, day))
    table = CentreTable(with_wards(centres, day))  # type: ignore[no-untyped-call]
    show_page(request, table, CENTRES_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, f"Trung tâm học tập {day:%d-%m-%Y}")
    table.export_url = xlsx_url(request)
    coverage = wards.coverage(day)
    missing = wards.without_centre(day).order_by("sort_key", "pk") if coverage.missing else wards.none()
    context = {
        "form": form,
        "day": day,
        "table": table,
        "coverage": coverage,
        "missing": list(missing[:NAMED]),
        "unnamed": coverage.missing - NAMED,
        "last_day": None if coverage.wards else UnitVersion.objects.visible_to(request.user).last_day(),
        "illustrative": centres.filter(illustrative=True).exists(),
    }
    return render(request, "units/centre_list.html", context)
