"""Where a unit stands with its targets: the page, and the same table as PDF, workbook and data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hocTap.lib.answers import status_of
from hocTap.lib.fields import Year
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from hocTap.lib.xlsx import XLSX
from indicators.models import Framework, Indicator, Submission, Target
from indicators.permissions import can_make_keys, can_open, can_read_series
from indicators.scorecard import FILTERS, Scorecard, build
from indicators.scorecard.asking import FIRST_YEAR, LAST_YEAR, last_year, standing_in_year
from indicators.scorecard.history import PlaceLine, read_history
from reports.permissions import can_report_targets
from reports.scorecard import data, paper, xlsx
from units.http import UserRequest
from units.models import Unit, User


class ScorecardForm(forms.Form):
    """The year of the figures, and one document or all."""

    nam = Year(label="Năm của số liệu", least=FIRST_YEAR, most=LAST_YEAR)
    vb = forms.ChoiceField(
        label="Văn bản",
        required=False,
        error_messages={"invalid_choice": "Không có văn bản này trong danh sách. Hãy chọn lại văn bản."},
    )
    loc = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = Q(plan__isnull=True) | Q(plan__unit__lines_down__descendant=unit)
        asking = Framework.objects.filter(ours, Exists(Target.objects.filter(framework=OuterRef("pk"))))
        known = asking.distinct().order_by("issued_on", "code").values_list("code", "citation")
        self.fields["vb"].choices = [("", "mọi văn bản đang có hiệu lực"), *known]  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """The last year of a picture."""

    nam = Year(label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR)


def read_unit(request: UserRequest, unit_pk: int) -> Unit:
    """A unit whose figures the person reads; else 404, or 403."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not can_read_series(request.user, unit):
        raise PermissionDenied
    return unit


def asked(request: UserRequest, unit: Unit) -> ScorecardForm:
    typed = {name: words for name, words in request.GET.dict().items() if words}
    return ScorecardForm(typed if "nam" in typed else {"nam": str(last_year(unit)), **typed}, unit=unit)


@require_safe
def scorecard_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    form = asked(request, unit)
    opens = can_open(request.user, unit) or can_make_keys(request.user, unit)
    context: dict[str, Any] = {"unit": unit, "form": form, "opens": opens}
    if form.is_valid():
        try:
            card = build(unit, form.cleaned_data["nam"], form.cleaned_data["vb"])
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            context |= shown(card, form.cleaned_data["loc"])
            context["may_make"] = bool(card.rows) and may_make(request.user, card)
    return render(request, "reports/scorecard.html", context, status=status_of(form))


def may_make(user: User, card: Scorecard) -> bool:
    return can_report_targets(user, card.unit, standing_in_year(card.unit, card.year)[1])


def shown(card: Scorecard, narrowed: str) -> dict[str, Any]:
    """The rows that are asked for, and how many each of the lists has."""
    kept = card.narrowed_to(narrowed)
    lists = [(code, words, sum(row.kept_by(code) for row in card.rows)) for code, words in FILTERS.items()]
    return {"card": card, "groups": list(kept.groups()), "lists": lists, "narrowed": kept.narrowed}


def card_asked(request: UserRequest, unit_pk: int) -> Scorecard | HttpResponse:
    """The table that a file is asked of; or the page, which says why there is none."""
    unit = read_unit(request, unit_pk)
    form = asked(request, unit)
    if form.is_valid():
        try:
            card = build(unit, form.cleaned_data["nam"], form.cleaned_data["vb"])
            return card.narrowed_to(form.cleaned_data["loc"])
        except Refused as reason:
            form.add_error(None, str(reason))
    return render(request, "reports/scorecard.html", {"unit": unit, "form": form}, status=status_of(form))


@require_safe
def scorecard_pdf(request: UserRequest, unit_pk: int) -> HttpResponse:
    card = card_asked(request, unit_pk)
    if isinstance(card, HttpResponse):
        return card
    return download(paper.render(card), "application/pdf", f"{xlsx.name_of(card)}.pdf", attached=False)


@require_safe
def scorecard_excel(request: UserRequest, unit_pk: int) -> HttpResponse:
    card = card_asked(request, unit_pk)
    if isinstance(card, HttpResponse):
        return card
    return download(xlsx.render(card), XLSX, f"{xlsx.name_of(card)}.xlsx")


@require_safe
def scorecard_json(request: UserRequest, unit_pk: int) -> HttpResponse:
    card = card_asked(request, unit_pk)
    if isinstance(card, HttpResponse):
        return card
    return download(data.render(card).encode(), "application/json", f"{xlsx.name_of(card)}.json")


# One indicator


RANKED = ("Đơn vị", "Đạt được", "Tử số", "Mẫu số", "So với mục tiêu", "Người duyệt", "Duyệt lúc", "Nguồn")


def _ranked(line: PlaceLine) -> Sequence[object]:
    name = f"{line.name} (số tổng hợp)" if line.own_total else line.name
    return (
        name,
        line.shown,
        line.numerator,
        line.denominator,
        line.verdict,
        line.approved_by,
        line.approved_at,
        line.source,
    )


@require_safe
def indicator_page(request: UserRequest, unit_pk: int, code: str) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    indicator = get_object_or_404(Indicator.objects.select_related("numerator", "base"), code=code)
    form = YearForm({"nam": request.GET.get("nam") or str(last_year(unit))})
    context: dict[str, Any] = {"unit": unit, "indicator": indicator, "form": form, "excel": xlsx_url(request)}
    if form.is_valid():
        page, whole = number_in(request.GET.get("page")) or 1, wants_xlsx(request)
        try:
            found = read_history(unit, indicator, form.cleaned_data["nam"], page=page, whole=whole)
            if whole:
                name = f"{indicator.label} {found.year}"
                return export_rows(request, name, RANKED, lambda: map(_ranked, found.places), found.ranked)
            context["page"] = found
        except Refused as reason:
            form.add_error(None, str(reason))
    sheets = [line.submission for line in context["page"].places] if "page" in context else []
    context["seen"] = set(
        Submission.objects.visible_to(request.user).filter(pk__in=sheets).values_list("pk", flat=True)
    )
    return render(request, "reports/indicator.html", context, status=status_of(form))
