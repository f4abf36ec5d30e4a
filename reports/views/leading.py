"""A leader's page of a unit, and the same on one sheet of paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django import forms
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from hocTap.lib import pdf
from hocTap.lib.answers import status_of
from hocTap.lib.fields import Year
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from indicators.scorecard.asking import FIRST_YEAR, LAST_YEAR
from indicators.scorecard.history import lowest, read_history
from indicators.scorecard.leading import Leading, lead, state_of_figures
from indicators.views import lists
from reports import ground
from reports.views.scorecard import read_unit
from units.http import UserRequest
from units.models import Unit

KEPT_SECONDS = 3_600


class YearForm(forms.Form):
    """The year of the figures."""

    nam = Year(label="Năm của số liệu", least=FIRST_YEAR, most=LAST_YEAR)


@dataclass(frozen=True)
class Picture:
    """One of the two pictures, with the indicator whose every number stands a press away."""

    label: str
    code: str
    svg: SafeString
    narrow: SafeString
    """For a phone."""


@dataclass(frozen=True)
class Shown:
    """The page as it is kept: dressed once, the same for everybody who may read the unit."""

    name: str
    year: int
    year_words: str
    body: str
    pictures: list[Picture]
    newer: int | None
    """The running year, which the page is not of."""
    heirs: list[Unit]
    """Of a unit that is no more, who took its ground."""

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 - our own template made it


def year_asked(form: YearForm) -> int | None:
    """The year of the address, none where none is said or it is no year."""
    year: int | None = form.cleaned_data["nam"] if form.is_valid() else None
    return year


def asked(request: UserRequest) -> YearForm:
    """Unbound where no year is said: the last one that was reported is meant."""
    return YearForm(request.GET if request.GET.get("nam") else None)


def shown(unit: Unit, year: int | None = None) -> Shown:
    """The unit's page, kept until anything that it rests on moves: a sheet, a book, a target, a unit.

    Raises Refused for a year in which the unit did not stand.
    """
    marks = f"{state_of_figures()} {sorted(ground.marks_now().items())} {timezone.localdate()}"
    key = f"leading-seven-{unit.pk}-{year}-{hashlib.sha256(marks.encode()).hexdigest()}"
    kept: Shown | None = cache.get(key)
    if kept is None:
        kept = _dressed(lead(unit, year))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def first_page(unit: Unit) -> Shown | None:
    """What a reader's own first page shows; nothing of a unit that is no more."""
    try:
        return shown(unit)
    except Refused:
        return None


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """What waits for a person; whoever only reads has the leader's page there."""
    return lists.home(request, leads=first_page)


def _dressed(page: Leading) -> Shown:
    return Shown(
        name=page.card.name,
        year=page.card.year,
        year_words=page.card.year_words,
        body=render_to_string("reports/_leading.html", {"page": page, "linked": True}),
        pictures=pictures_of(page),
        newer=page.newer,
        heirs=page.card.ended.units if page.card.ended else [],
    )


@require_safe
def leading_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit, form = read_unit(request, unit_pk), asked(request)
    try:
        page = shown(unit, year_asked(form))
    except Refused as reason:
        return _why_none(request, unit, form, reason)
    form = form if form.is_bound else YearForm({"nam": str(page.year)})
    context = {"unit": unit, "page": page, "form": form}
    return render(request, "reports/leading.html", context, status=status_of(form))


def _why_none(request: UserRequest, unit: Unit, form: YearForm, reason: Refused | None = None) -> HttpResponse:
    """The page without a summary: why there is none, and the field for another year."""
    if reason:
        form = form if form.is_bound else YearForm({})
        form.add_error(None, str(reason))
    return render(request, "reports/leading.html", {"unit": unit, "form": form}, status=status_of(form))


def pictures_of(page: Leading) -> list[Picture]:
    """Two pictures of what needs a decision first, else of the first targets that have a figure, at least of a part.

    Through the years, and of that year the units that are lowest; of a unit alone the next rate through the years.
    """
    unit, year = page.card.unit, page.card.year
    rows = [*page.rows, *(row for row in page.card.rows if row.now)]
    rows = rows or [row for row in page.card.rows if row.found and row.found.numerator is not None]
    rates = {row.indicator.code: row.indicator for row in rows if row.indicator and row.indicator.base}
    asked = list(rates.values())[:2]
    if not asked:
        return []
    first = read_history(unit, asked[0], year)
    code, label = first.indicator.code, first.indicator.label
    found = [Picture(label, code, *first.picture)] if first.picture else []
    if units := lowest(first):
        found.append(Picture(f"{label}: nơi thấp nhất năm {year}", code, *units))
    elif len(asked) > 1 and (other := read_history(unit, asked[1], year).picture):
        found.append(Picture(asked[1].label, asked[1].code, *other))
    return found


@require_safe
def leading_pdf(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit, form = read_unit(request, unit_pk), asked(request)
    if form.errors:
        return _why_none(request, unit, form)
    try:
        page = lead(unit, year_asked(form))
    except Refused as reason:
        return _why_none(request, unit, form, reason)
    content = pdf.from_html(
        render_to_string("reports/print/leading.html", {"page": page, "pictures": pictures_of(page)}),
        "standing-print.css",
        "leading-print.css",
        denser=("leading-dense.css", "leading-denser.css"),
    )
    return download(content, "application/pdf", "tom-tat.pdf", attached=False)
