"""A leader's page of a unit, and the same on one sheet of paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from hocTap.lib import pdf
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from indicators.scorecard.history import History, read_history
from indicators.scorecard.leading import Leading, lead, state_of_figures
from reports import ground
from reports.views.scorecard import read_unit
from units.http import UserRequest
from units.models import Unit

KEPT_SECONDS = 3_600


@dataclass(frozen=True)
class Shown:
    """The page as it is kept: dressed once, the same for everybody who may read the unit."""

    name: str
    year: int
    body: str
    picture: str
    code: str
    label: str

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 - our own template made it

    @property
    def svg(self) -> SafeString:
        return mark_safe(self.picture)  # noqa: S308 - the same


def page_of(unit: Unit) -> Leading:
    try:
        return lead(unit)
    except Refused as reason:
        raise Http404(str(reason)) from reason


def shown(unit: Unit) -> Shown:
    """The unit's page, kept until anything that it rests on moves: a sheet, a book, a target, a unit."""
    marks = f"{state_of_figures()} {sorted(ground.marks_now().items())}"
    key = f"leading-{unit.pk}-{hashlib.sha256(marks.encode()).hexdigest()}"
    kept: Shown | None = cache.get(key)
    if kept is None:
        kept = _dressed(page_of(unit))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _dressed(page: Leading) -> Shown:
    picture = picture_of(page)
    return Shown(
        name=page.card.name,
        year=page.card.year,
        body=render_to_string("reports/_leading.html", {"page": page}),
        picture=picture.picture if picture else "",
        code=picture.indicator.code if picture else "",
        label=picture.indicator.label if picture else "",
    )


@require_safe
def leading_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    return render(request, "reports/leading.html", {"unit": unit, "page": shown(unit)})


def picture_of(page: Leading) -> History | None:
    """Through the years what needs a decision first; else the first target that has a figure."""
    rows = [*page.rows, *(row for row in page.card.rows if row.now)]
    indicator = next((row.indicator for row in rows if row.indicator and row.indicator.base), None)
    return read_history(page.card.unit, indicator, page.card.year) if indicator else None


@require_safe
def leading_pdf(request: UserRequest, unit_pk: int) -> HttpResponse:
    page = page_of(read_unit(request, unit_pk))
    content = pdf.from_html(
        render_to_string("reports/print/leading.html", {"page": page, "picture": picture_of(page)}),
        "standing-print.css",
        "leading-print.css",
    )
    return download(content, "application/pdf", "tom-tat.pdf", attached=False)
