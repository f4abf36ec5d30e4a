"""Two units, two years, or two documents beside each other."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hocTap.lib.answers import status_of
from hocTap.lib.fields import Year
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from indicators.models import Framework
from indicators.querysets import FIGURES_ROLES
from indicators.rules.targets import short_citation
from indicators.scorecard.asking import (
    FIRST_YEAR,
    LAST_YEAR,
    last_year,
    last_year_with_figures,
    standing_in_year,
    targets_of,
)
from indicators.scorecard.comparing import compare, compare_documents, peers
from reports.tables import AskedTable, PairTable
from reports.views.scorecard import read_unit
from units.http import UserRequest
from units.models import Unit
from units.naming import full_names

ROWS_A_PAGE = 200
UNITS = (
    "Đơn vị giống nhất về loại và cỡ đứng đầu danh sách. Số chưa đủ mọi nơi thì không ghi chênh lệch; chênh lệch tính "
    "từ số đếm nên có thể lệch 0,01 so với hiệu của hai tỉ lệ đã làm tròn."
)
DOCUMENTS = "Mỗi dòng là một chỉ tiêu: hai văn bản đề ra mức nào cho từng năm, số đang có đạt mức nào."


class CompareForm(forms.Form):
    """The other unit (the likest first), and the year of each side."""

    nam = Year(label="Năm", least=FIRST_YEAR, most=LAST_YEAR)
    voi = forms.TypedChoiceField(label="So với đơn vị", coerce=number_in)
    nam_kia = Year(label="Năm của bên kia", least=FIRST_YEAR, most=LAST_YEAR)

    def __init__(self, *args: Any, unit: Unit, others: list[Unit], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = dt.date(min(max(year, FIRST_YEAR), LAST_YEAR), 12, 31)
        names = full_names([unit.pk, *(each.pk for each in others)], day)
        named = [(each.pk, names[each.pk]) for each in others]
        self.fields["voi"].choices = [(unit.pk, f"{names[unit.pk]} (năm khác)"), *named]  # type: ignore[attr-defined]


class DocumentsForm(forms.Form):
    """The year of the figure, and the two documents."""

    nam = Year(label="Năm của số liệu", least=FIRST_YEAR, most=LAST_YEAR)
    vb = forms.ChoiceField(label="Văn bản")
    vb_kia = forms.ChoiceField(label="So với văn bản")

    def __init__(self, *args: Any, documents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("vb", "vb_kia"):
            self.fields[name].choices = documents  # type: ignore[attr-defined]


def others_of(request: UserRequest, unit: Unit, year: int) -> list[Unit]:
    """Units whose figures the person reads, the likest first."""
    lines = request.user.lines_in_remit(*FIGURES_ROLES)
    among = Unit.objects.filter(pk__in=lines.values("descendant")).prefetch_related("versions")
    try:
        return peers(unit, year, among)
    except Refused:
        return []


@require_safe
def compare_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    year = number_in(request.GET.get("nam")) or last_year(unit)
    others = others_of(request, unit, year)
    asked = opened_on(unit, year, others, request.GET.get("voi", ""))
    typed = _typed(request, asked)
    form = CompareForm(asked | typed, unit=unit, others=others, year=year)
    context: dict[str, Any] = {"unit": unit, "form": form, "title": f"So sánh: {unit}", "lead": UNITS}
    if form.is_valid():
        data = form.cleaned_data
        other = next((each for each in others if each.pk == data["voi"]), unit)
        try:
            found = compare(unit, data["nam"], other, data["nam_kia"])
        except Refused as reason:
            if typed:
                form.add_error(None, str(reason))
            context["notes"] = (
                [] if typed else [f"Chưa có gì để so: {reason} Hãy chọn đơn vị khác hoặc năm khác ở trên."]
            )
        else:
            table = PairTable(found)
            context |= {"notes": found.notes, "illustrative": any(each.illustrative for each in found.pairs)}
            return _answered(request, table, context, "so-sanh")
    return render(request, "reports/compare.html", context, status=status_of(form) if _typed(request, asked) else 200)


def opened_on(unit: Unit, year: int, others: list[Unit], other: str) -> dict[str, str]:
    """What the fields say before anybody typed: another unit of the same year, the unit itself of the year before.

    Where there are no figures of that year, of the last one before it that has some. A unit that has none before, or
    did not stand in the year before, is compared with the likest other, where there is one.
    """
    before = last_year_with_figures(unit, year - 1) if other in ("", str(unit.pk)) else None
    if not other and others and (before is None or not _stood(unit, year - 1)):
        other = str(others[0].pk)
    if other in ("", str(unit.pk)):
        return {"nam": str(year), "voi": str(unit.pk), "nam_kia": str(before or year - 1)}
    chosen = next((each for each in others if str(each.pk) == other), None)
    same = last_year_with_figures(chosen, year) if chosen else None
    return {"nam": str(year), "voi": other, "nam_kia": str(same or year)}


def _stood(unit: Unit, year: int) -> bool:
    try:
        standing_in_year(unit, year)
    except Refused:
        return False
    return True


@require_safe
def compare_documents_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    documents = documents_of(unit)
    year = number_in(request.GET.get("nam")) or last_year(unit)
    first, second = proposed(unit, year, [code for code, _ in documents])
    asked = {"nam": str(year), "vb": first, "vb_kia": second}
    form = DocumentsForm(asked | _typed(request, asked), documents=documents)
    title = f"So sánh hai văn bản: {unit}"
    context: dict[str, Any] = {"unit": unit, "form": form, "title": title, "lead": DOCUMENTS}
    if form.is_valid():
        data, cited = form.cleaned_data, dict(documents)
        try:
            rows = compare_documents(unit, data["nam"], data["vb"], data["vb_kia"])
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            table = AskedTable(rows, *(short_citation(cited[data[name]]) for name in ("vb", "vb_kia")))
            context["illustrative"] = any(each.illustrative for each in rows)
            return _answered(request, table, context, "so-sanh-van-ban")
    return render(request, "reports/compare.html", context, status=status_of(form) if _typed(request, asked) else 200)


def documents_of(unit: Unit) -> list[tuple[str, str]]:
    """The documents that may set targets for the unit, newest first."""
    above = Unit.objects.filter(lines_down__descendant=unit).values("key")
    rows = Framework.objects.filter(Q(place="") | Q(place__in=above), targets__isnull=False).distinct()
    return list(rows.order_by("-issued_on", "code").values_list("code", "citation"))


def proposed(unit: Unit, year: int, documents: list[str]) -> tuple[str, str]:
    """The two documents that a comparison opens on: of those that hold in the year the two with most in common.

    Where fewer than two hold, the newest stand in their place.
    """
    asked: dict[str, set[int | None]] = {}
    try:
        _, day = standing_in_year(unit, year)
        for each in targets_of(unit, year, day)[0]:
            asked.setdefault(each.framework.code, set()).add(each.indicator_id)
    except Refused:
        asked = {}
    holding = [code for code in documents if code in asked]
    pairs = list(combinations(holding, 2))
    if pairs:
        return max(pairs, key=lambda pair: len((asked[pair[0]] & asked[pair[1]]) - {None}))
    first, second, *_ = (*holding, *(code for code in documents if code not in asked), "", "")
    return first, second


def _typed(request: UserRequest, known: dict[str, str]) -> dict[str, str]:
    return {name: words for name, words in request.GET.dict().items() if name in known and words}


def _answered(request: UserRequest, table: Any, context: dict[str, Any], name: str) -> HttpResponse:
    table.export_url = xlsx_url(request)
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, name)
    return render(request, "reports/compare.html", context | {"table": table})
