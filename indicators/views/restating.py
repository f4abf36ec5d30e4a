"""Series on the map of any day: one measure of a unit over years, as a page and as a workbook."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib import vi
from hocTap.lib.answers import status_of
from hocTap.lib.fields import Day, Year
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import TakenOut, wants_xlsx, xlsx_url
from indicators import permissions, restating
from indicators.held import LEVELS
from indicators.models import Indicator, Line, Submission
from indicators.optional import forms_shown
from indicators.restating import workbook
from indicators.restating.asking import FIRST_YEAR, LAST_YEAR
from indicators.restating.page import build_page
from indicators.series import YEARLY_FORM
from units.http import UserRequest
from units.models import Unit
from units.rules.levels import reports_to

FIRST_MEASURE = "household-recognised"
YEARS_SHOWN = 15


class SeriesForm(forms.Form):
    """The day of the map, the years and the measure; what is left out is proposed."""

    on = Day(label="Theo địa bàn ngày")
    measure = forms.ChoiceField(label="Chỉ tiêu", widget=forms.Select(attrs={"data-narrow": "Tìm chỉ tiêu"}))
    chung = forms.BooleanField(label="Kèm các địa bàn so sánh được đúng", required=False)

    def __init__(self, data: Any, measures: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data)
        years: dict[str, Any] = {"least": FIRST_YEAR, "most": LAST_YEAR}
        self.fields["from"] = Year(label="Từ năm", **years)
        self.fields["to"] = Year(label="Đến năm", **years)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        field.choices = measures
        self.order_fields(["on", "from", "to", "measure", "chung"])


@require_safe
def series_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not permissions.can_read_series(request.user, unit):
        raise PermissionDenied
    measures = _measures(unit)
    if not measures:
        return render(request, "indicators/series.html", {"unit": unit})
    form = SeriesForm({**_proposed(unit, measures), **_typed(request)}, measures)
    context: dict[str, Any] = {"unit": unit, "form": form}
    if form.is_valid():
        data = form.cleaned_data
        try:
            asked = restating.ask(unit, data["on"], data["from"], data["to"], _codes(request, data["measure"]))
            series = restating.build(asked)
            if wants_xlsx(request):
                content = workbook.render(series, common=data["chung"])
                return TakenOut(content, f"Chuỗi số liệu {asked.version.name}")
            page = build_page(series, common=data["chung"])
            divided = Unit.objects.visible_to(request.user).filter(pk__in={share.old_unit for share in page.shares})
            seen = set(divided.values_list("pk", flat=True))
            context |= {"page": page, "seen": seen, "xlsx": xlsx_url(request)}
        except Refused as reason:
            form.add_error(None, str(reason))
    return render(request, "indicators/series.html", context, status=status_of(form))


def _typed(request: UserRequest) -> dict[str, Any]:
    """What was asked for, with the day as people write it."""
    typed: dict[str, Any] = {name: words for name, words in request.GET.dict().items() if words}
    with contextlib.suppress(Refused):
        typed |= {"on": vi.day(vi.parse_day(typed["on"]))} if "on" in typed else {}
    return typed


def _codes(request: UserRequest, code: str) -> list[str]:
    """The measure with the bases of its ratios; in a workbook all of its part of the form."""
    counted = Q(numerator__code=code) | Q(redefinitions__numerator__code=code)
    rows = Indicator.objects.filter(counted, base__isnull=False).order_by("ordinal", "code")
    bases = [base for row in rows.values_list("base__code", "redefinitions__base__code") for base in row if base]
    codes = [code, *bases]
    if wants_xlsx(request):
        sections = Line.objects.filter(measure__code=code, section__form__code=YEARLY_FORM).values("section")
        codes += Line.objects.filter(section__in=sections).order_by("ordinal").values_list("measure__code", flat=True)
    return [each for each in dict.fromkeys(codes) if each not in LEVELS]


def _measures(unit: Unit) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the unit or those below it report, under the headings of their forms: the yearly form's first.

    A form of a higher level (a province's districts) is not offered for a ward, nor one that no office near switched
    on. Each measure stands once, as in the newest version of the first form that asks for it.
    """
    level = unit.versions.order_by("-valid_from").values_list("kind", flat=True).first()
    lines = Line.objects.select_related("section__form", "measure").order_by(
        "-section__form__version", "section__ordinal", "ordinal"
    )
    forms = {line.section.form_id: line.section.form for line in lines}
    shown = {form.pk for form in forms_shown(unit, forms.values()) if level and reports_to(form.unit_kind, level)}
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for line in sorted(lines, key=lambda line: (line.section.form.code != YEARLY_FORM, line.section.form.title)):
        form = line.section.form
        if form.pk in shown and line.measure.code not in seen | LEVELS:
            seen.add(line.measure.code)
            heading = line.section.title if form.code == YEARLY_FORM else f"{form.title} – {line.section.title}"
            found.setdefault(heading, {})[line.measure.code] = line.measure.label
    return [(title, list(choices.items())) for title, choices in found.items()]


def _proposed(unit: Unit, measures: list[tuple[str, list[tuple[str, str]]]]) -> dict[str, Any]:
    """Today's map, or that of the unit's last day, and the years for which anything was approved."""
    today = timezone.localdate()
    last_day = None if unit.on(today) else unit.versions.aggregate(last=Max("valid_to"))["last"]
    day: dt.date = last_day or today
    years = Submission.objects.approved().aggregate(first=Min("period__year"), last=Max("period__year"))
    last = years["last"] or today.year
    codes = [code for _, choices in measures for code, _ in choices]
    return {
        "on": vi.day(day),
        "from": str(max(years["first"] or last, last - YEARS_SHOWN + 1)),
        "to": str(last),
        "measure": FIRST_MEASURE if FIRST_MEASURE in codes else next(iter(codes), ""),
    }
