"""How lists of submissions are narrowed."""

import django_filters as filters
from django import forms

from hocTap.lib import vi
from indicators.enums import State
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
        return queryset.filter(unit_as__folded__contains=vi.fold(value))
