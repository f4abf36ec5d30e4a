"""What the pages of commendations ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from awards.commendations.enums import Commended
from awards.commendations.models import FIRST_YEAR, LAST_YEAR, CommendationDecision, CommendationKind
from awards.commendations.workflow import ToCommend
from hocTap.lib.fields import Day, Money, Whole, Year
from hocTap.lib.grids import KeptGrid, choice, dressed, text
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice

CHOOSE = "– chọn –"


def offer_register(fields: Mapping[str, Any], units: Collection[int], keeps: Collection[int]) -> None:
    """The units in whose register the person records; somebody who keeps a fund alone records the association's own."""
    fields["unit"].offer(Unit.objects.filter(pk__in=units), Scope(ABOVE_COMMUNITIES))
    kinds = CommendationKind.objects.all()
    fields["kind"].queryset = kinds if keeps else kinds.filter(by_association=True)


class DecisionForm(forms.Form):
    unit = UnitChoice(label="Đơn vị", empty_label=CHOOSE)
    kind = forms.ModelChoiceField(label="Hình thức", queryset=CommendationKind.objects.none(), empty_label=CHOOSE)
    number = Whole(label="Số quyết định", least=1, most=99_999, help_text="Chỉ ghi số, không ghi ký hiệu.")
    decided_on = Day(label="Ngày quyết định")
    signer = forms.CharField(label="Người ký", max_length=120)
    occasion = forms.CharField(label="Dịp khen thưởng", max_length=200)
    proposed_by = forms.CharField(
        label="Đơn vị đề nghị", max_length=160, required=False, help_text="Ví dụ: Hội Khuyến học, Công đoàn, trường."
    )

    def __init__(self, data: Mapping[str, Any] | None, units: list[int], keeps: Collection[int]) -> None:
        super().__init__(data)
        offer_register(self.fields, units, keeps)


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
        offer_wards(self.fields["ward"], decision.unit, decision.decided_on)


def offer_wards(field: Any, unit: Unit, day: dt.date) -> None:
    """The wards that were the unit or stood under it on the day."""
    lines = unit.lines_down.filter(valid_from__lte=day).values("descendant")
    standing = UnitVersion.objects.on(day).of_kind(UnitKind.WARD).order_by().filter(unit__in=lines)
    scope = Scope((UnitKind.WARD,), under=(unit.pk,), on=day)
    field.offer(Unit.objects.filter(pk__in=standing.values("unit")), scope)


class StartForm(forms.Form):
    """Whose list it is and what it gives, before anybody is written on it."""

    unit = UnitChoice(label="Đơn vị", empty_label=CHOOSE)
    kind = forms.ModelChoiceField(label="Hình thức", queryset=CommendationKind.objects.none(), empty_label=CHOOSE)

    def __init__(self, data: Mapping[str, Any] | None, units: list[int], keeps: Collection[int]) -> None:
        super().__init__(data)
        offer_register(self.fields, units, keeps)


class DraftGrid(KeptGrid):
    """A list of whom to commend: what they share once, then a row for each; wards by their names."""

    columns = ("name", "who", "ward", "achievement", "first_year", "last_year", "money", "note")
    typed_beside = ("achievement", "first_year", "last_year", "money", "note")
    packs = True

    occasion = forms.CharField(label="Dịp khen thưởng", max_length=200)
    proposed_by = forms.CharField(label="Đơn vị đề nghị", max_length=160, required=False)
    common_achievement = forms.CharField(
        label="Thành tích chung", max_length=300, required=False, help_text="Dùng cho dòng không ghi thành tích riêng."
    )
    common_year = Year(
        label="Năm thành tích chung",
        least=FIRST_YEAR,
        most=LAST_YEAR,
        required=False,
        help_text="Dùng cho dòng không ghi năm riêng.",
    )

    def __init__(self, *args: Any, wards: Mapping[str, Unit], **kwargs: Any) -> None:
        self.wards = wards
        super().__init__(*args, **kwargs)

    def field(self, column: str, row: int) -> forms.Field:
        place = f"dòng {row + 1}"
        if column == "who":
            return choice(f"Đối tượng, {place}", Commended.choices)
        if column == "ward":
            names = [(name, name) for name in self.wards]
            return choice(f"Phường, xã, {place}", names if len(names) == 1 else [("", CHOOSE), *names])
        if column in ("first_year", "last_year"):
            label = "Từ năm" if column == "first_year" else "Đến năm"
            return dressed(Year(label=f"{label}, {place}", least=FIRST_YEAR, most=LAST_YEAR, required=False))
        if column == "money":
            return dressed(Money(label=f"Tiền thưởng, {place}", required=False))
        label, longest = ROW_TEXTS[column]
        return text(f"{label}, {place}", longest)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number, row in self.typed(given):
            at = number - 1
            if not (row["achievement"] or given.get("common_achievement")):
                self._ask(f"achievement-{at}", f"Dòng {number}: chưa ghi thành tích, ở dòng hoặc ở ô chung.")
            if not (row["last_year"] or given.get("common_year")):
                self._ask(f"last_year-{at}", f"Dòng {number}: chưa ghi năm thành tích, ở dòng hoặc ở ô chung.")
            if not row["ward"]:
                self._ask(f"ward-{at}", f"Dòng {number}: chưa chọn phường, xã.")
        return given

    def _ask(self, field: str, sentence: str) -> None:
        if field not in self.errors:
            self.add_error(field, sentence)

    def rows_typed(self, given: Mapping[str, Any]) -> list[ToCommend]:
        """The rows as they are commended."""
        found = []
        for _, row in self.typed(dict(given)):
            last = row["last_year"] or given["common_year"]
            found.append(
                ToCommend(
                    kind=Commended(row["who"] or Commended.INDIVIDUAL),
                    name=row["name"],
                    ward=self.wards[row["ward"]],
                    achievement=row["achievement"] or given["common_achievement"],
                    first_year=row["first_year"] or last,
                    last_year=last,
                    money=row["money"],
                    note=row["note"],
                )
            )
        return found


ROW_TEXTS = {
    "name": ("Tên tập thể, họ tên cá nhân hoặc chủ hộ", 160),
    "achievement": ("Thành tích", 300),
    "note": ("Giải trình", 500),
}


class SignForm(forms.Form):
    number = Whole(label="Số quyết định", least=1, most=99_999, help_text="Chỉ ghi số, không ghi ký hiệu.")
    decided_on = Day(label="Ngày quyết định")
    signer = forms.CharField(label="Người ký", max_length=120)


class VoidForm(forms.Form):
    reason = forms.CharField(label="Lý do hủy", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
