"""What the pages of funds ask: sums as people write them, days as dd/mm/yyyy, choices of the fund itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from awards.scholarships import rules
from awards.scholarships.enums import (
    Book,
    DonorKind,
    FundKind,
    FundLevel,
    GiftKind,
    Party,
    SchoolLevel,
    Signature,
)
from awards.scholarships.models import Fund
from awards.scholarships.summary import CALENDAR, SCHOOL
from hocTap.lib import vi
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day, Money, SchoolYear, Whole, Year
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice, full_name

FIRST_YEAR = 2012
FIRST_DAY = dt.date(1990, 1, 1)
"""No fund here has lines from before."""

CHOOSE = "– chọn –"


def money_field(label: str, *, required: bool = True) -> Money:
    return Money(label=label, required=required, help_text="Ví dụ: 1.200.000, 500k hoặc 1,2 triệu.")


def school_year_field() -> SchoolYear:
    return SchoolYear(
        label="Năm học",
        least=rules.FIRST_SCHOOL_YEAR,
        most=rules.LAST_SCHOOL_YEAR,
        help_text="Ghi 2020 hoặc 2020–2021.",
    )


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


class CampaignForm(forms.Form):
    name = forms.CharField(label="Tên đợt, chương trình", max_length=160)
    starts_on = Day(label="Từ ngày")
    ends_on = Day(label="Đến ngày")
    target = money_field("Mục tiêu vận động", required=False)


class OfFund(forms.Form):
    """A form whose choices are the fund's own."""

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fund = fund
        for name, choices in (
            ("campaign", fund.campaigns.standing()),
            ("recipient", fund.recipients.order_by("number")),
        ):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = choices
        if "ward" in self.fields:
            ward: Any = self.fields["ward"]
            wards = UnitVersion.objects.of_kind(UnitKind.WARD).order_by()
            below = wards.filter(unit__in=fund.unit.lines_down.values("descendant"))
            ward.offer(Unit.objects.filter(pk__in=below.values("unit")), Scope((UnitKind.WARD,), under=(fund.unit_id,)))


def wards_of(fund: Fund) -> list[tuple[int, str]]:
    """The wards that the fund may give in: itself, or all that ever stood under its unit; the latest name of each."""
    below = fund.unit.lines_down.values("descendant")
    versions = UnitVersion.objects.filter(unit__in=below, kind=UnitKind.WARD).order_by("valid_from")
    named = {version.unit_id: (version.sort_key, version.name) for version in versions}
    return [(pk, name) for pk, (_, name) in sorted(named.items(), key=lambda item: item[1])]


class ReceiptForm(Explained, OfFund):
    book = forms.ChoiceField(label="Hình thức", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    goods = forms.CharField(
        label="Hiện vật là gì", max_length=200, required=False, help_text="Chỉ ghi khi thu hiện vật."
    )
    receipt_no = forms.CharField(label="Số phiếu thu", max_length=40)
    received_on = Day(earliest=FIRST_DAY, label="Ngày thu")
    donor = forms.CharField(label="Nhà tài trợ", max_length=160, required=False)
    donor_kind = forms.ChoiceField(label="Loại nhà tài trợ", choices=DonorKind.choices)
    campaign: Any = forms.ModelChoiceField(
        label="Đợt vận động", queryset=None, required=False, empty_label="không theo đợt"
    )


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


class PayForm(Explained, forms.Form):
    amount = money_field("Số tiền chi")
    on = Day(earliest=FIRST_DAY, label="Ngày chi")
    handed_by = forms.CharField(label="Người chi tiền", max_length=120)
    signature = forms.ChoiceField(label="Người ký nhận", choices=Signature.choices)
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)
    seen_paid = Whole(most=vi.LARGEST, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    on = Day(earliest=FIRST_DAY, label="Ngày ghi")


class GiftForm(Explained, OfFund):
    kind = forms.ChoiceField(label="Loại", choices=GiftKind.choices)
    book = forms.ChoiceField(label="Hình thức", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    parts = Whole(label="Số phần", least=1, most=1_000_000)
    amount = money_field("Tổng số tiền, hoặc giá trị hiện vật")
    occasion = forms.CharField(label="Dịp", max_length=160)
    ward = UnitChoice(label="Phường, xã", empty_label=CHOOSE)
    given_on = Day(earliest=FIRST_DAY, label="Ngày trao")


class ConsentForm(forms.Form):
    party = forms.ChoiceField(label="Bên đồng ý", choices=Party.choices)
    given_on = Day(earliest=FIRST_DAY, label="Đồng ý ngày")
    evidence = forms.CharField(label="Giấy đồng ý", max_length=160, help_text="Số, ngày hoặc nơi lưu của giấy.")


class WithdrawForm(forms.Form):
    on = Day(earliest=FIRST_DAY, label="Rút đồng ý ngày")


class ClosingForm(forms.Form):
    school_year = school_year_field()


class BookClosingForm(forms.Form):
    last_day = Day(label="Khóa đến hết ngày", earliest=FIRST_DAY)


class WhyForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


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
