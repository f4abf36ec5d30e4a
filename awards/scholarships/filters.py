"""How lists of funds are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms

from awards.scholarships.enums import Book, EntryKind, SchoolLevel
from awards.scholarships.models import Entry, Fund, Grant
from awards.scholarships.querysets import EntryQuerySet, GrantQuerySet, RecipientQuerySet
from hocTap.lib import vi
from hocTap.lib.filters import YearFilter


class EntryFilter(filters.FilterSet):
    """By book, kind and year."""

    book = filters.ChoiceFilter(choices=Book.choices, label="Sổ", empty_label="Cả hai sổ")
    kind = filters.ChoiceFilter(choices=EntryKind.choices, label="Loại", empty_label="Mọi loại")
    nam = YearFilter(method="of_year", label="Năm")

    class Meta:
        model = Entry
        fields = ("book", "kind", "nam")

    def of_year(self, queryset: EntryQuerySet, name: str, value: int) -> EntryQuerySet:
        return queryset.filter(made_on__year=value)


STATES = [("waiting", "chưa chi đủ"), ("paid", "đã chi đủ"), ("cancelled", "đã hủy")]


class GrantFilter(filters.FilterSet):
    """By name as typed without marks (only names that may be shown), campaign, level, school year and state."""

    q = filters.CharFilter(method="named", label="Họ tên", widget=forms.TextInput(attrs={"type": "search"}))
    campaign = filters.ChoiceFilter(label="Đợt", empty_label="Mọi đợt")
    level = filters.ChoiceFilter(choices=SchoolLevel.choices, label="Cấp học", empty_label="Mọi cấp")
    school_year = filters.ChoiceFilter(label="Năm học", empty_label="Mọi năm")
    tinh_trang = filters.ChoiceFilter(
        choices=STATES, method="in_state", label="Tình trạng", empty_label="Mọi tình trạng"
    )

    class Meta:
        model = Grant
        fields = ("q", "campaign", "level", "school_year", "tinh_trang")

    def __init__(self, data: Any, queryset: GrantQuerySet, fund: Fund) -> None:
        super().__init__(data, queryset=queryset)
        self.fund = fund
        years = (
            Grant.objects.filter(fund=fund).order_by("-school_year").values_list("school_year", flat=True).distinct()
        )
        self.filters["campaign"].extra["choices"] = [(each.pk, each.name) for each in fund.campaigns.standing()]
        self.filters["school_year"].extra["choices"] = [(year, vi.school_year(year)) for year in years]

    def named(self, queryset: GrantQuerySet, name: str, value: str) -> GrantQuerySet:
        """A hidden name is not found either: the search would tell it."""
        found: RecipientQuerySet = self.fund.recipients.with_consents().matching(value)
        shown = [child.pk for child in found if child.shown_name == child.name]
        return queryset.filter(recipient__in=shown)

    def in_state(self, queryset: GrantQuerySet, name: str, value: str) -> GrantQuerySet:
        if value == "cancelled":
            return queryset.filter(cancelled_on__isnull=False)
        return queryset.standing().unpaid() if value == "waiting" else queryset.standing().fully_paid()
