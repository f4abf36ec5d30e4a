"""What everybody may read of a unit whose office opened its page: no login, no session, kept by caches for minutes."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.opening import data
from indicators.scorecard.asking import last_year
from indicators.scorecard.leading import state_of_figures
from units.models import Unit

PUBLIC = "public, max-age=300"
KEPT_SECONDS = 300


def open_unit(key: str) -> Unit:
    """The unit whose page is open; what is not open is not there, whoever asks."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None or not data.is_open(unit):
        raise Http404
    return unit


def read(key: str, year: int) -> data.Page:
    """The page, from memory while no sheet took a step and nothing was switched since."""
    unit = open_unit(key)
    kept = f"opening-{unit.pk}-{year}-{state_of_figures()}"
    page: data.Page | None = cache.get(kept)
    if page is None:
        if not data.may_be_read(unit, year):
            raise Http404
        page = data.read_page(unit, year)
        cache.set(kept, page, KEPT_SECONDS)
    return page


def told(request: HttpRequest, content: bytes, kind: str, mark: str) -> HttpResponse:
    """The answer with its mark: who has this edition already is told so, without the content."""
    tag = f'"{mark}"'
    answer: HttpResponse = HttpResponse(content, content_type=kind)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = PUBLIC
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@login_not_required
@require_safe
def newest(request: HttpRequest, key: str) -> HttpResponse:
    unit = open_unit(key)
    years = data.years_of(unit)
    if not years:
        raise Http404
    shown = last_year(unit)
    answer = redirect("opening:page", key, shown if shown in years else years[0])
    answer.headers["Cache-Control"] = PUBLIC
    return answer


@login_not_required
@require_safe
def year_page(request: HttpRequest, key: str, year: int) -> HttpResponse:
    page = read(key, year)
    address = request.build_absolute_uri(reverse("opening:page", args=[key, year]))
    context = {
        "page": page,
        "years": data.years_of(page.unit),
        "citation": data.citation(page, address),
        "held": data.HELD,
        "some_held": any(item.held for item in page.items),
    }
    content = render_to_string("opening/page.html", context)
    return told(request, content.encode(), "text/html; charset=utf-8", f"{page.digest}-trang")


def file_of(make: Callable[[data.Page, str], bytes], kind: str, ending: str) -> Callable[..., HttpResponse]:
    """A view that gives the page's figures as a file."""

    @login_not_required
    @require_safe
    def view(request: HttpRequest, key: str, year: int) -> HttpResponse:
        page = read(key, year)
        address = request.build_absolute_uri(reverse("opening:page", args=[key, year]))
        answer = told(request, make(page, address), kind, f"{page.digest}-{ending}")
        answer.headers["Content-Disposition"] = f'attachment; filename="{key}-{year}.{ending}"'
        return answer

    return view


year_csv = file_of(lambda page, address: data.as_csv(page), "text/csv; charset=utf-8", "csv")
year_json = file_of(data.as_json, "application/json", "json")


@login_not_required
@require_safe
def dictionary_file(request: HttpRequest) -> HttpResponse:
    content = data.dictionary()
    return told(request, content, "application/json", f"tu-dien-{len(content)}")
