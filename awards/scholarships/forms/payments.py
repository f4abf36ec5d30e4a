"""What is paid together, and how money was handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property

from awards.scholarships.enums import (
    MONEY,
    Book,
    Signature,
)
from awards.scholarships.forms.common import FIRST_DAY, money_field
from awards.scholarships.models import Fund, Grant, PaySheetRow
from hocTap.lib import vi
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day, Whole
from hocTap.lib.steps import number_in


class SheetForm(forms.Form):
    """Which of the suất that wait are paid together; only what some of them have is offered."""

    campaign: Any = forms.ModelChoiceField(label="Đợt", queryset=None, required=False, empty_label="mọi đợt")
    decision = forms.ChoiceField(label="Quyết định", required=False)
    school = forms.ChoiceField(label="Trường", required=False)
    school_year = forms.TypedChoiceField(label="Năm học", required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, suats: Sequence[Grant], campaign: Any) -> None:
        super().__init__(data, initial={"campaign": campaign})
        offered: Any = self.fields
        offered["campaign"].queryset = fund.campaigns.standing().filter(pk__in={suat.campaign_id for suat in suats})
        papers = sorted({(suat.decided_on, suat.decision_no) for suat in suats}, reverse=True)
        self.decisions = {f"{on:%Y%m%d}-{number}": (number, on) for on, number in papers}
        named = [(key, f"{number} ngày {vi.day(on)}") for key, (number, on) in self.decisions.items()]
        offered["decision"].choices = [("", "mọi quyết định"), *named]
        schools = {vi.fold(suat.recipient.school): suat.recipient.school for suat in suats if suat.recipient.school}
        ordered = sorted(schools.values(), key=vi.sort_key)
        offered["school"].choices = [("", "mọi trường"), *((each, each) for each in ordered)]
        years = sorted({suat.school_year for suat in suats}, reverse=True)
        offered["school_year"].choices = [("", "mọi năm học"), *((year, vi.school_year(year)) for year in years)]

    def clean_decision(self) -> tuple[str, dt.date] | None:
        return self.decisions.get(self.cleaned_data["decision"])


class HandingForm(Explained, forms.Form):
    """How money was handed over: when, by whom, who signed, by which slip and from which book."""

    on = Day(earliest=FIRST_DAY, label="Ngày chi")
    handed_by = forms.CharField(label="Người chi tiền", max_length=120)
    signature = forms.ChoiceField(label="Người ký nhận", choices=Signature.choices)
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)
    book = forms.ChoiceField(
        label="Chi từ",
        choices=[(book, book.label) for book in MONEY],
        widget=forms.RadioSelect,
        initial=Book.CASH,
        required=False,
    )


class PaySheetForm(HandingForm):
    """How the money of a list was handed over, and who did not get it."""

    seen_rows = forms.CharField(widget=forms.HiddenInput, required=False)
    absent = forms.MultipleChoiceField(label="Chưa nhận", required=False)

    def __init__(self, data: Mapping[str, Any] | None, rows: Sequence[PaySheetRow], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        absent: Any = self.fields["absent"]
        absent.choices = [(str(row.pk), str(row)) for row in rows]

    @cached_property
    def offered(self) -> set[int]:
        """The rows that the page offers to be paid."""
        return {number_in(each) for each in str(self["seen_rows"].value() or "").split(",") if each}

    @cached_property
    def ticked(self) -> set[int]:
        """The rows that are marked as not received."""
        return {number_in(each) for each in self["absent"].value() or ()}

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields that stand above the list."""
        return [each for each in self.visible_fields() if each.name != "absent"]

    def paid(self) -> list[int]:
        """The rows that the page offered, those left out that are ticked as absent."""
        return sorted(self.offered - self.ticked)


class PayForm(HandingForm):
    amount = money_field("Số tiền chi")
    seen_paid = Whole(most=vi.LARGEST, widget=forms.HiddenInput)
    field_order = ("amount",)
