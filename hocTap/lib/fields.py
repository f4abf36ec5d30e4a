"""Fields of forms for what officers type: days, whole numbers, years, sums; each refusal a sentence."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from hocTap.lib import vi
from hocTap.lib.refusals import Refused

DAY_WRONG = "Hãy ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 15/11/2020."
LATEST_YEAR = 2100
BOTH_YEARS = re.compile(r"([0-9]{4}) ?[-–/] ?([0-9]{4})")


class Day(forms.DateField):
    """A day as ngày/tháng/năm."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"placeholder": "ngày/tháng/năm", "inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, error_messages={"invalid": DAY_WRONG}, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day and not 1945 <= day.year <= LATEST_YEAR:
            raise forms.ValidationError("Năm không hợp lý. Hãy kiểm tra lại ngày.")
        return day


class Whole(forms.CharField):
    """A whole number as officers type it: 1.234 or 1234; never above `most`."""

    def __init__(self, *, most: int, least: int = 0, **kwargs: Any) -> None:
        self.most, self.least = most, least
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=60, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            number = vi.parse_whole(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if number is not None and not self.least <= number <= self.most:
            raise forms.ValidationError(f"Hãy ghi số từ {vi.whole(self.least)} đến {vi.whole(self.most)}.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return vi.whole(value) if isinstance(value, int) else value


class Year(Whole):
    """A year, written without a point."""

    def clean(self, value: Any) -> int | None:
        try:
            return super().clean(value)
        except forms.ValidationError as wrong:
            raise forms.ValidationError(f"Hãy ghi năm từ {self.least} đến {self.most}.") from wrong

    def prepare_value(self, value: Any) -> Any:
        return value


class SchoolYear(Year):
    """The first year of a school year: 2020, or 2020–2021 as people write it."""

    def clean(self, value: Any) -> int | None:
        if both := BOTH_YEARS.fullmatch(str(value or "").strip()):
            first, second = int(both[1]), int(both[2])
            if second != first + 1:
                raise forms.ValidationError(f"Năm học gồm hai năm liền nhau, ví dụ {first}–{first + 1}. Hãy ghi lại.")
            value = first
        elif value and not str(value).strip().isdecimal():
            raise forms.ValidationError("Hãy ghi năm học như 2020 hoặc 2020–2021.")
        return super().clean(str(value) if value else value)


class Money(forms.CharField):
    """A sum of đồng as officers type it: 1.200.000, 1,2 triệu, 8 tỉ."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off"}), max_length=60, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            dong = vi.parse_money(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if dong == 0:
            raise forms.ValidationError("Số tiền phải lớn hơn 0 đồng.")
        return dong

    def prepare_value(self, value: Any) -> Any:
        return vi.whole(value) if isinstance(value, int) else value
