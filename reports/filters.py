"""How the list of reports is narrowed."""

import django_filters as filters
from django import forms

from hocTap.lib.filters import YearFilter
from hocTap.lib.searching import as_typed
from reports.enums import ReportState
from reports.models import Report
from reports.querysets import ReportQuerySet


class ReportFilter(filters.FilterSet):
    """By the unit's name as typed without marks, a year of the stage, and state."""

    q = filters.CharFilter(method="named", label="Tên đơn vị", widget=forms.TextInput(attrs={"type": "search"}))
    year = YearFilter(method="covering", label="Có năm")
    state = filters.ChoiceFilter(choices=ReportState.choices, label="Trạng thái", empty_label="Mọi trạng thái")

    class Meta:
        model = Report
        fields = ("q", "year", "state")

    def named(self, queryset: ReportQuerySet, name: str, value: str) -> ReportQuerySet:
        return queryset.filter(as_typed(value, "unit_as__folded", "unit_as__name"))

    def covering(self, queryset: ReportQuerySet, name: str, value: int) -> ReportQuerySet:
        return queryset.filter(first_year__lte=value, last_year__gte=value)
