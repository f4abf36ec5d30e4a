"""Which book, statement or summary is looked at, of which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from awards.scholarships.enums import (
    Book,
)
from awards.scholarships.forms.common import FIRST_DAY, FIRST_YEAR
from awards.scholarships.summary import CALENDAR, SCHOOL
from hocTap.lib.fields import Day
from units.enums import UnitKind
from units.models import Unit
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice, full_name


class BookForm(forms.Form):
    """Which book of the fund, from which day to which."""

    so = forms.ChoiceField(label="Sổ", choices=Book.choices)
    tu = Day(label="Từ ngày", earliest=FIRST_DAY)
    den = Day(label="Đến ngày", earliest=FIRST_DAY)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("tu") and found.get("den") and found["tu"] > found["den"]:
            raise ValidationError("Ngày đầu phải trước hoặc bằng ngày cuối.")
        return found


class StatementForm(forms.Form):
    """Which unit's funds, which book, which years, by what period."""

    don_vi = UnitChoice(label="Đơn vị", empty_label=None)
    so = forms.ChoiceField(label="Sổ", choices=Book.choices)
    tu = Day(label="Từ ngày", earliest=FIRST_DAY)
    den = Day(label="Đến ngày", earliest=FIRST_DAY)
    theo = forms.ChoiceField(label="Theo", choices=[("thang", "tháng"), ("quy", "quý"), ("nam", "năm")])

    def __init__(self, data: Mapping[str, Any], units: QuerySet[Unit], first: int, usual: Mapping[str, Any]) -> None:
        asked = {key: data[key] for key in data if data[key]}
        start = dict(usual)
        if not asked.keys() & {"don_vi", "don_vi_tim"}:
            start["don_vi"] = first
        super().__init__({**start, **asked})
        self.fields["don_vi"].offer(units, Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]

    def named(self, unit: Unit) -> str:
        """The unit's full name, read already where the choice is a list."""
        choice: Any = self.fields["don_vi"]
        return dict(choice.listed).get(unit.pk) or full_name(unit)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("tu"), found.get("den")
        if first and last and first > last:
            raise ValidationError("Ngày đầu phải trước hoặc bằng ngày cuối.")
        if first and last and found.get("theo") == "thang" and (last - first).days > 5 * 366:
            raise ValidationError("Theo tháng thì xem nhiều nhất 5 năm một lần. Hãy chọn theo quý hoặc theo năm.")
        return found


class SummaryForm(forms.Form):
    """Which unit, which years, counted how."""

    don_vi = UnitChoice(label="Đơn vị", empty_label=None)
    tu = forms.TypedChoiceField(label="Từ năm", coerce=int)
    den = forms.TypedChoiceField(label="Đến năm", coerce=int)
    theo = forms.ChoiceField(label="Tính theo", choices=[(CALENDAR, "năm lịch"), (SCHOOL, "năm học")])

    def __init__(self, data: Mapping[str, Any], units: QuerySet[Unit], first: int) -> None:
        today = timezone.localdate()
        years = [(year, str(year)) for year in range(FIRST_YEAR, today.year + 1)]
        start: dict[str, Any] = {"tu": FIRST_YEAR, "den": min(2020, today.year), "theo": CALENDAR}
        asked = {key: data[key] for key in data if data[key]}
        if not asked.keys() & {"don_vi", "don_vi_tim"}:
            start["don_vi"] = first
        super().__init__({**start, **asked})
        self.fields["don_vi"].offer(units, Scope((UnitKind.DISTRICT, UnitKind.WARD)))  # type: ignore[attr-defined]
        for name, choices in (("tu", years), ("den", years)):
            field: Any = self.fields[name]
            field.choices = choices

    def named(self, unit: Unit) -> str:
        """The unit's full name, read already where the choice is a list."""
        choice: Any = self.fields["don_vi"]
        return dict(choice.listed).get(unit.pk) or full_name(unit)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("tu", 0) > found.get("den", dt.MAXYEAR):
            raise ValidationError("Năm đầu phải trước hoặc bằng năm cuối.")
        return found
