"""A leader's page of a unit, and the same on one sheet of paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from hocTap.lib import pdf
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from indicators.scorecard.history import lowest, read_history
from indicators.scorecard.leading import Leading, lead, state_of_figures
from reports import ground
from reports.views.scorecard import read_unit
from units.http import UserRequest
from units.models import Unit

KEPT_SECONDS = 3_600


class Picture(NamedTuple):
    """One of the two pictures, with the indicator whose every number stands a press away."""

    label: str
    code: str
    svg: SafeString


@dataclass(frozen=True)
class Shown:
    """The page as it is kept: dressed once, the same for everybody who may read the unit."""

    name: str
    year: int
    year_words: str
    body: str
    pictures: list[Picture]

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 - our own template made it


def page_of(unit: Unit) -> Leading:
    try:
        return lead(unit)
    except Refused as reason:
        raise Http404(str(reason)) from reason


def shown(unit: Unit) -> Shown:
    """The unit's page, kept until anything that it rests on moves: a sheet, a book, a target, a unit."""
    marks = f"{state_of_figures()} {sorted(ground.marks_now().items())}"
    key = f"leading-two-{unit.pk}-{hashlib.sha256(marks.encode()).hexdigest()}"
    kept: Shown | None = cache.get(key)
    if kept is None:
        kept = _dressed(page_of(unit))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _dressed(page: Leading) -> Shown:
    return Shown(
        name=page.card.name,
        year=page.card.year,
        year_words=page.card.year_words,
        body=render_to_string("reports/_leading.html", {"page": page}),
        pictures=pictures_of(page),
    )


@require_safe
def leading_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    return render(request, "reports/leading.html", {"unit": unit, "page": shown(unit)})


def pictures_of(page: Leading) -> list[Picture]:
    """Two pictures of what needs a decision first, else of the first targets that have a figure.

    Through the years, and of that year the units that are lowest; of a unit alone the next rate through the years.
    """
    unit, year = page.card.unit, page.card.year
    rows = [*page.rows, *(row for row in page.card.rows if row.now)]
    rates = {row.indicator.code: row.indicator for row in rows if row.indicator and row.indicator.base}
    asked = list(rates.values())[:2]
    if not asked:
        return []
    first = read_history(unit, asked[0], year)
    code, label = first.indicator.code, first.indicator.label
    found = [Picture(label, code, first.picture)]
    if units := lowest(first):
        found.append(Picture(f"{label}: nơi thấp nhất năm {year}", code, units))
    elif len(asked) > 1:
        found.append(Picture(asked[1].label, asked[1].code, read_history(unit, asked[1], year).picture))
    return found


@require_safe
def leading_pdf(request: UserRequest, unit_pk: int) -> HttpResponse:
    page = page_of(read_unit(request, unit_pk))
    content = pdf.from_html(
        render_to_string("reports/print/leading.html", {"page": page, "pictures": pictures_of(page)}),
        "standing-print.css",
        "leading-print.css",
        denser=("leading-dense.css", "leading-denser.css"),
    )
    return download(content, "application/pdf", "tom-tat.pdf", attached=False)
