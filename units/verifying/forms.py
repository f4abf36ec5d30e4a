"""What is asked of whoever found out since when a unit was so."""

from __future__ import annotations

from django import forms

from hocTap.lib.fields import Day
from units.enums import Earlier
from units.verifying.workflow import DECISION, NAME, Found


class VerificationForm(forms.Form):
    """Since when, what before, by which decision."""

    since = Day(
        label="Đã như vậy từ ngày",
        help_text="Ngày có hiệu lực của quyết định lập, đổi tên hoặc chuyển đơn vị.",
    )
    decision = forms.CharField(
        label="Theo quyết định",
        max_length=DECISION,
        help_text="Số, ngày, cơ quan ban hành; ví dụ: Nghị định 22-NĐ/CP ngày 02/12/1997.",
    )
    earlier = forms.ChoiceField(
        label="Trước ngày đó đơn vị", choices=Earlier.choices, widget=forms.RadioSelect, initial=Earlier.UNCLEAR.value
    )
    earlier_name = forms.CharField(
        label="Tên trước ngày đó", max_length=NAME, required=False, help_text="Chỉ ghi khi trước đó mang tên khác."
    )

    @property
    def found(self) -> Found:
        data = self.cleaned_data
        return Found(data["since"], Earlier(data["earlier"]), data["earlier_name"], data["decision"])


class WhyForm(forms.Form):
    """Why a proposal is refused, or a confirmed one undone."""

    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
