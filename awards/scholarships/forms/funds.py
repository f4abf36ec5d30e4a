"""A fund, its campaigns, and the closing and reopening of its years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from awards.scholarships.enums import (
    FundKind,
    FundLevel,
)
from awards.scholarships.forms.common import CHOOSE, FIRST_DAY, NO_NAMES, money_field, school_year_field
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day
from hocTap.lib.forms import Seen
from units.models import Unit
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice


class FundForm(forms.Form):
    unit = UnitChoice(label="Đơn vị", empty_label=CHOOSE)
    name = forms.CharField(label="Tên quỹ", max_length=160)
    level = forms.ChoiceField(label="Cấp", choices=FundLevel.choices)
    branch = forms.CharField(label="Chi hội", max_length=120, required=False, help_text="Chỉ ghi cho quỹ của chi hội.")
    kind = forms.ChoiceField(label="Loại quỹ", choices=FundKind.choices)
    licence = forms.CharField(label="Giấy phép", max_length=160, required=False)

    def __init__(self, data: Mapping[str, Any] | None, units: list[int]) -> None:
        super().__init__(data)
        self.fields["unit"].offer(Unit.objects.filter(pk__in=units), Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]


class CampaignForm(Explained, forms.Form):
    name = forms.CharField(
        label="Tên đợt, chương trình",
        max_length=160,
        help_text=f"{NO_NAMES} Nơi khác thấy tên này sau khi cán bộ quỹ xem lại ở Việc của tôi.",
    )
    starts_on = Day(label="Từ ngày")
    ends_on = Day(label="Đến ngày")
    target = money_field("Mục tiêu vận động", required=False)


class LookForm(Seen, Explained, forms.Form):
    """What others than the fund's officers read as the name of a campaign."""

    outside_name = forms.CharField(
        label="Nơi khác đọc là",
        max_length=160,
        required=False,
        help_text=f"{NO_NAMES} Sửa lại nếu tên đợt có tên người; để trống thì nơi khác chỉ thấy ngày của đợt.",
    )

    @property
    def watched(self) -> list[str]:
        return ["outside_name"]


class ClosingForm(forms.Form):
    school_year = school_year_field()


class BookClosingForm(forms.Form):
    last_day = Day(label="Khóa đến hết ngày", earliest=FIRST_DAY)


class DecideForm(forms.Form):
    """Whether a period is reopened that somebody else asked for."""

    YES, NO = "co", "khong"
    decision = forms.ChoiceField(
        label="Ý kiến",
        choices=[(YES, "Đồng ý mở lại"), (NO, "Không đồng ý, giữ sổ đã khóa")],
        widget=forms.RadioSelect,
    )
