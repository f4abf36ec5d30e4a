"""How lists of funds are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms

from awards.scholarships.enums import Book, EntryKind, SchoolLevel
from awards.scholarships.models import Entry, Fund, Grant, Recipient
from awards.scholarships.querysets import EntryQuerySet, GrantQuerySet, RecipientQuerySet
from hocTap.lib import vi
from hocTap.lib.filters import YearFilter
from hocTap.lib.steps import number_in


class EntryFilter(filters.FilterSet):
    """By book, kind and year."""

    book = filters.ChoiceFilter(choices=Book.choices, label="Sổ", empty_label="Cả ba sổ")
    kind = filters.ChoiceFilter(choices=EntryKind.choices, label="Loại", empty_label="Mọi loại")
    nam = YearFilter(method="of_year", label="Năm")

    class Meta:
        model = Entry
        fields = ("book", "kind", "nam")

    def of_year(self, queryset: EntryQuerySet, name: str, value: int) -> EntryQuerySet:
        return queryset.filter(made_on__year=value)


STATES = [("waiting", "chưa chi đủ"), ("paid", "đã chi đủ"), ("cancelled", "đã hủy")]


class GrantFilter(filters.FilterSet):
    """By name as typed without marks, campaign, level, school year and state; for the fund's officers alone."""

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
        """Whoever keeps the fund finds her own children, whether their names may be shown elsewhere or not."""
        return queryset.filter(recipient__in=self.fund.recipients.matching(value))

    def in_state(self, queryset: GrantQuerySet, name: str, value: str) -> GrantQuerySet:
        if value == "cancelled":
            return queryset.filter(cancelled_on__isnull=False)
        return queryset.standing().unpaid() if value == "waiting" else queryset.standing().fully_paid()


class RecipientFilter(filters.FilterSet):
    """A fund's children by name or number of the record, school, class, year of birth and agreement."""

    q = filters.CharFilter(method="named", label="Họ tên, số hồ sơ", widget=forms.TextInput(attrs={"type": "search"}))
    school = filters.CharFilter(method="of_school", label="Trường")
    class_name = filters.CharFilter(field_name="class_name", lookup_expr="istartswith", label="Lớp")
    nam_sinh = YearFilter(field_name="birth_year", label="Năm sinh")

    class Meta:
        model = Recipient
        fields = ("q", "school", "class_name", "nam_sinh")

    def named(self, queryset: RecipientQuerySet, name: str, value: str) -> RecipientQuerySet:
        number = number_in(vi.fold(value).removeprefix("hs").strip(" -"))
        return queryset.filter(number=number) if number else queryset.matching(value)

    def of_school(self, queryset: RecipientQuerySet, name: str, value: str) -> RecipientQuerySet:
        """Schools are few: their words are compared without marks here, not in the database."""
        schools = queryset.order_by().values_list("school", flat=True).distinct()
        return queryset.filter(school__in=[each for each in schools if vi.holds(each, value)])
