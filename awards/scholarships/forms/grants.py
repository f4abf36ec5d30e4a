"""Suất of học bổng: one, or many of one decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from awards.scholarships.enums import (
    SchoolLevel,
)
from awards.scholarships.forms.common import CHOOSE, FIRST_DAY, OfFund, money_field, offer_wards, school_year_field
from awards.scholarships.models import Fund
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day, Year
from hocTap.lib.grids import Grid, choice, dressed, text
from units.naming import UnitChoice


class GrantForm(Explained, OfFund):
    campaign: Any = forms.ModelChoiceField(label="Đợt", queryset=None, empty_label=CHOOSE)
    recipient: Any = forms.ModelChoiceField(
        label="Hồ sơ đã có",
        queryset=None,
        required=False,
        empty_label="người nhận mới, ghi bên dưới",
        help_text="Chọn số hồ sơ nếu người nhận đã có trong sổ của quỹ.",
    )
    name = forms.CharField(label="Họ và tên người nhận mới", max_length=120, required=False)
    birth_year = Year(label="Năm sinh", least=1900, most=2100, required=False)
    class_name = forms.CharField(label="Lớp", max_length=30, required=False)
    school = forms.CharField(label="Trường", max_length=160, required=False)
    hardship = forms.BooleanField(label="Hoàn cảnh khó khăn", required=False)
    another = forms.BooleanField(
        label="Là một em khác cùng tên, cùng năm sinh với hồ sơ đã có: lập hồ sơ mới", required=False
    )
    level = forms.ChoiceField(label="Cấp học", choices=SchoolLevel.choices)
    school_year = school_year_field()
    ward = UnitChoice(label="Phường, xã cư trú", empty_label=CHOOSE)
    amount = money_field("Mức học bổng")
    decision_no = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day(earliest=FIRST_DAY, label="Ngày quyết định")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("recipient") and not (found.get("name", "").strip() and found.get("birth_year")):
            raise ValidationError("Hãy chọn hồ sơ đã có, hoặc ghi họ tên và năm sinh của người nhận mới.")
        return found


class GrantsGrid(Grid):
    """Many suất of one decision: what they share once, then a row for each child."""

    columns = ("name", "birth_year", "class_name", "school", "hardship", "row_level", "row_amount", "record", "reason")
    typed_beside = ("birth_year", "class_name", "school", "row_amount", "record", "reason")
    packs = True

    campaign: Any = forms.ModelChoiceField(label="Đợt", queryset=None, empty_label=CHOOSE)
    school_year = school_year_field()
    level = forms.ChoiceField(label="Cấp học", choices=SchoolLevel.choices)
    ward = UnitChoice(label="Phường, xã cư trú", empty_label=CHOOSE)
    amount = money_field("Mức học bổng")
    decision_no = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day(earliest=FIRST_DAY, label="Ngày quyết định")

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any], rows: int) -> None:
        super().__init__(data, initial=dict(initial), rows=rows)
        campaign: Any = self.fields["campaign"]
        campaign.queryset = fund.campaigns.standing()
        offer_wards(self.fields["ward"], fund)

    def field(self, column: str, row: int) -> forms.Field:
        place = f"dòng {row + 1}"
        if column == "birth_year":
            return dressed(Year(label=f"Năm sinh, {place}", least=1900, most=2100, required=False))
        if column == "row_amount":
            return dressed(money_field(f"Mức khác, {place}", required=False))
        if column == "hardship":
            return choice(f"Hoàn cảnh khó khăn, {place}", [("", "không"), ("co", "có")])
        if column == "row_level":
            return choice(f"Cấp học khác, {place}", [("", "như trên"), *SchoolLevel.choices])
        label, longest = ROW_TEXTS[column]
        return text(f"{label}, {place}", longest)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number, row in self.typed(given):
            if not row["birth_year"] and f"birth_year-{number - 1}" not in self.errors:
                self.add_error(f"birth_year-{number - 1}", f"Dòng {number}: chưa ghi năm sinh.")
        if not self.errors and not any(True for _ in self.typed(given)):
            raise ValidationError("Chưa ghi em nào. Hãy ghi ít nhất một dòng.")
        return given


ROW_TEXTS = {
    "name": ("Họ và tên", 120),
    "class_name": ("Lớp", 30),
    "school": ("Trường", 160),
    "record": ("Số hồ sơ", 20),
    "reason": ("Giải trình", 500),
}
