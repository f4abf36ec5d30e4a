"""How the list of commendations is narrowed."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms

from awards.commendations.enums import Commended
from awards.commendations.models import Commendation, CommendationKind
from awards.commendations.querysets import CommendationQuerySet
from hocTap.lib.filters import YearFilter


class CommendationFilter(filters.FilterSet):
    """By name as typed without marks, sort, form and year of the decision."""

    q = filters.CharFilter(method="named", label="Tên", widget=forms.TextInput(attrs={"type": "search"}))
    kind = filters.ChoiceFilter(choices=Commended.choices, label="Đối tượng", empty_label="Mọi đối tượng")
    hinh_thuc = filters.ModelChoiceFilter(
        field_name="decision__kind",
        queryset=CommendationKind.objects.all(),
        label="Hình thức",
        empty_label="Mọi hình thức",
    )
    nam = YearFilter(field_name="decision__year", label="Năm")

    class Meta:
        model = Commendation
        fields = ("q", "kind", "hinh_thuc", "nam")

    def named(self, queryset: CommendationQuerySet, name: str, value: Any) -> CommendationQuerySet:
        return queryset.matching(value)
