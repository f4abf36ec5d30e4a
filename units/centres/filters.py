"""How the list of classes is narrowed."""

import django_filters as filters
from django import forms

from hocTap.lib.filters import YearFilter
from hocTap.lib.searching import as_typed
from units.centres.enums import Held, Topic
from units.models import CentreCourse
from units.querysets import CentreRecordQuerySet


class CourseFilter(filters.FilterSet):
    """By name as typed without marks, topic, who held it, and year."""

    q = filters.CharFilter(method="named", label="Tên lớp", widget=forms.TextInput(attrs={"type": "search"}))
    topic = filters.ChoiceFilter(choices=Topic.choices, label="Nhóm nội dung", empty_label="Mọi nhóm")
    held = filters.ChoiceFilter(choices=Held.choices, label="Ai tổ chức", empty_label="Tất cả")
    nam = YearFilter(method="in_year", label="Năm")

    class Meta:
        model = CentreCourse
        fields = ("q", "topic", "held")

    def named(self, queryset: CentreRecordQuerySet, name: str, value: str) -> CentreRecordQuerySet:
        return queryset.filter(as_typed(value, said="title"))

    def in_year(self, queryset: CentreRecordQuerySet, name: str, value: int) -> CentreRecordQuerySet:
        return queryset.filter(starts_on__year=value)


class TopicFilter(forms.Form):
    """Topics by name as typed without marks, and by group."""

    q = forms.CharField(
        label="Tên chuyên đề", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    topic = forms.ChoiceField(label="Nhóm nội dung", required=False, choices=[("", "Mọi nhóm"), *Topic.choices])
