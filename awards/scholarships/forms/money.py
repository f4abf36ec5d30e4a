"""What comes in, goes out or is moved; what the books held when they were begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from awards.scholarships.enums import (
    Book,
    DonorKind,
    GiftKind,
)
from awards.scholarships.forms.common import CHOOSE, FIRST_DAY, NO_NAMES, OfFund, money_field
from awards.scholarships.models import ExpenseKind, Fund
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day, Whole
from hocTap.lib.forms import Seen
from units.naming import UnitChoice


class ReceiptForm(Explained, OfFund):
    book = forms.ChoiceField(label="Hình thức", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    goods = forms.CharField(
        label="Hiện vật là gì", max_length=200, required=False, help_text=f"Chỉ ghi khi thu hiện vật. {NO_NAMES}"
    )
    receipt_no = forms.CharField(label="Số phiếu thu", max_length=40)
    received_on = Day(earliest=FIRST_DAY, label="Ngày thu")
    payer = forms.CharField(
        label="Người nộp", max_length=120, required=False, help_text="Chỉ ghi khi khác nhà tài trợ."
    )
    about = forms.CharField(label="Lý do nộp", max_length=300, required=False, help_text=NO_NAMES)
    donor = forms.CharField(label="Nhà tài trợ", max_length=160, required=False)
    donor_kind = forms.ChoiceField(label="Loại nhà tài trợ", choices=DonorKind.choices)
    campaign: Any = forms.ModelChoiceField(
        label="Đợt vận động", queryset=None, required=False, empty_label="không theo đợt"
    )


class CorrectionForm(Seen, ReceiptForm):
    """A receipt put right: the same fields, and why."""

    why = forms.CharField(label="Lý do sửa phiếu", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OpeningForm(forms.Form):
    """What each book held when the books were begun here; a sum left empty is nothing."""

    opened_on = Day(earliest=FIRST_DAY, label="Mở sổ ngày", help_text="Không ghi được bút toán nào trước ngày này.")
    cash = money_field("Tiền mặt", required=False)
    bank = money_field("Tiền gửi ngân hàng", required=False)
    goods = money_field("Hiện vật (quy ra tiền)", required=False)
    basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Ví dụ: Biên bản kiểm quỹ số 01 ngày 31/12/2025.")

    @property
    def sums(self) -> dict[Book, int]:
        given = self.cleaned_data
        return {book: given[book] for book in Book if given.get(book)}


class OpeningCorrectionForm(Seen, OpeningForm):
    """The opening put right: what somebody else wrote meanwhile is never overwritten unseen."""

    why = forms.CharField(label="Lý do sửa", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ExpenseForm(Explained, OfFund):
    kind: Any = forms.ModelChoiceField(label="Loại chi", queryset=None, empty_label=CHOOSE)
    book = forms.ChoiceField(label="Chi từ", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    about = forms.CharField(label="Chi việc gì", max_length=300, help_text=NO_NAMES)
    payee = forms.CharField(label="Người nhận tiền", max_length=160, required=False)
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)
    spent_on = Day(earliest=FIRST_DAY, label="Ngày chi")
    ward = UnitChoice(
        label="Phường, xã được hưởng",
        empty_label="không theo phường, xã",
        required=False,
        help_text="Phải chọn với loại chi được tính vào biểu mẫu.",
    )
    parts = Whole(label="Số phần", least=1, most=1_000_000, required=False)

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, fund, initial)
        kinds: Any = self.fields["kind"]
        kinds.queryset = ExpenseKind.objects.filter(in_use=True)
        kinds.label_from_instance = lambda kind: f"{kind} ({kind.counts})"


class MoveForm(Explained, forms.Form):
    """Money or goods from one book into another, of the fund itself or of a fund above or below."""

    book = forms.ChoiceField(label="Chuyển từ", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    taker: Any = forms.ModelChoiceField(label="Quỹ nhận", queryset=None, empty_label=None)
    taker_book = forms.ChoiceField(label="Vào sổ", choices=Book.choices, widget=forms.RadioSelect, initial=Book.BANK)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    number = forms.CharField(
        label="Số chứng từ", max_length=60, help_text=f"Giấy nộp tiền, ủy nhiệm chi, biên bản. {NO_NAMES}"
    )
    on = Day(earliest=FIRST_DAY, label="Ngày chuyển")

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, takers: QuerySet[Fund]) -> None:
        super().__init__(data, initial={"taker": fund.pk})
        self.fields["taker"].queryset = takers.order_by("sort_key", "pk")  # type: ignore[attr-defined]


class GiftForm(Explained, OfFund):
    kind = forms.ChoiceField(label="Loại", choices=GiftKind.choices)
    book = forms.ChoiceField(label="Hình thức", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    parts = Whole(label="Số phần", least=1, most=1_000_000)
    amount = money_field("Tổng số tiền, hoặc giá trị hiện vật")
    occasion = forms.CharField(label="Dịp", max_length=160, help_text=NO_NAMES)
    ward = UnitChoice(label="Phường, xã", empty_label=CHOOSE)
    given_on = Day(earliest=FIRST_DAY, label="Ngày trao")
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)
