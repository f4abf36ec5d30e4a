"""How lists of submissions are narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters as filters
from django import forms

from hocTap.lib.searching import as_typed
from hocTap.lib.steps import number_in
from indicators.across import Found
from indicators.enums import Concern, Severity, State
from indicators.matrix import MatrixRow
from indicators.models import Form, Period, Submission
from indicators.querysets import SubmissionQuerySet


class SubmissionFilter(filters.FilterSet):
    """By unit's name as typed without marks, form, period and state."""

    q = filters.CharFilter(method="named", label="Tên đơn vị", widget=forms.TextInput(attrs={"type": "search"}))
    form = filters.ModelChoiceFilter(queryset=Form.objects.all(), label="Biểu mẫu", empty_label="Mọi biểu mẫu")
    period = filters.ModelChoiceFilter(queryset=Period.objects.all(), label="Kỳ báo cáo", empty_label="Mọi kỳ")
    state = filters.ChoiceFilter(choices=State.choices, label="Trạng thái", empty_label="Mọi trạng thái")

    class Meta:
        model = Submission
        fields = ("q", "form", "period", "state")

    def named(self, queryset: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        return queryset.filter(as_typed(value, "unit_as__folded", "unit_as__name"))


class FoundFilter(forms.Form):
    """What is to be looked at across figures: by unit, severity, concern, and whether somebody answered."""

    do = forms.ChoiceField(label="Mức độ", required=False, choices=[("", "lỗi và cảnh báo"), *Severity.choices])
    dv = forms.ChoiceField(label="Đơn vị", required=False)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "mọi loại"), *Concern.choices])
    tl = forms.ChoiceField(
        label="Trả lời", required=False, choices=[("", "tất cả"), ("chua", "chưa trả lời"), ("roi", "đã trả lời")]
    )
    bieu = forms.CharField(widget=forms.HiddenInput, required=False)
    ky = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rows: Sequence[MatrixRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(str(row.unit.pk), row.unit.name) for row in rows]
        self.fields["dv"].choices = [("", "mọi đơn vị"), *units]  # type: ignore[attr-defined]

    def kept(self, found: Sequence[Found]) -> list[Found]:
        """What stays; nothing where something else than the choices was asked for."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        unit = number_in(asked["dv"])
        return [
            each
            for each in found
            if asked["do"] in ("", each.severity)
            and unit in (0, each.place)
            and asked["loai"] in ("", each.concern)
            and (not asked["tl"] or each.is_open == (asked["tl"] == "chua"))
        ]
