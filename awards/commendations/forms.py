"""What the pages of commendations ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from awards.commendations.enums import Commended
from awards.commendations.models import FIRST_YEAR, LAST_YEAR, CommendationDecision, CommendationKind
from hocTap.lib.fields import Day, Money, Whole, Year
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice

CHOOSE = "– chọn –"


class DecisionForm(forms.Form):
    unit = UnitChoice(label="Đơn vị", empty_label=CHOOSE)
    kind = forms.ModelChoiceField(label="Hình thức", queryset=CommendationKind.objects.none(), empty_label=CHOOSE)
    number = Whole(label="Số quyết định", least=1, most=99_999, help_text="Chỉ ghi số, không ghi ký hiệu.")
    decided_on = Day(label="Ngày quyết định")
    signer = forms.CharField(label="Người ký", max_length=120)
    occasion = forms.CharField(label="Dịp khen thưởng", max_length=200)

    def __init__(self, data: Mapping[str, Any] | None, units: list[int]) -> None:
        super().__init__(data)
        self.fields["unit"].offer(Unit.objects.filter(pk__in=units), Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]
        kind: Any = self.fields["kind"]
        kind.queryset = CommendationKind.objects.all()


class CommendForm(forms.Form):
    kind = forms.ChoiceField(label="Đối tượng", choices=Commended.choices)
    name = forms.CharField(label="Tên tập thể, họ tên cá nhân hoặc chủ hộ", max_length=160)
    ward = UnitChoice(label="Phường, xã", empty_label=CHOOSE)
    achievement = forms.CharField(label="Thành tích", max_length=300)
    first_year = Year(label="Thành tích từ năm", least=FIRST_YEAR, most=LAST_YEAR)
    last_year = Year(label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR)
    money = Money(label="Tiền thưởng", required=False, help_text="Ví dụ: 500.000 hoặc 500k; để trống nếu không có.")
    note = forms.CharField(
        label="Giải trình khi đã được khen cho những năm đó",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Mapping[str, Any] | None, decision: CommendationDecision) -> None:
        super().__init__(data)
        day = decision.decided_on
        lines = decision.unit.lines_down.filter(valid_from__lte=day).values("descendant")
        standing = UnitVersion.objects.on(day).of_kind(UnitKind.WARD).order_by().filter(unit__in=lines)
        scope = Scope((UnitKind.WARD,), under=(decision.unit_id,), on=day)
        self.fields["ward"].offer(Unit.objects.filter(pk__in=standing.values("unit")), scope)  # type: ignore[attr-defined]


class VoidForm(forms.Form):
    reason = forms.CharField(label="Lý do hủy", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
