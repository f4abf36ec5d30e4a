"""Fields of forms for what officers type: they ask the readers of `hocTap.lib.vi` and show what these say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in

DAY_WRONG = vi.DAY_EXAMPLE
LONGEST = 60
Row = TypeVar("Row", bound=models.Model)
Bound = dt.date | Callable[[], dt.date] | None


class Read(forms.CharField):
    """A field whose words one of the readers turns into a value; what the reader refuses is shown beside it."""

    inputmode = "text"

    def __init__(self, **kwargs: Any) -> None:
        shown = {"inputmode": self.inputmode, "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=shown), "max_length": LONGEST, **kwargs})

    def read(self, text: str) -> int | Decimal | None:
        raise NotImplementedError

    def clean(self, value: Any) -> int | Decimal | None:
        text = super().clean(value)
        try:
            return self.read(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class Several(forms.ModelMultipleChoiceField[Row]):
    """Several rows by their ids; a number that no id can be is a wrong choice, not an error of the database."""

    def clean(self, value: Any) -> Any:
        for each in value or ():
            if not number_in(each):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": each})
        return super().clean(value)


class Whole(Read):
    """A whole number as officers type it: 1.234 or 1234; from `least` to `most`."""

    inputmode = "numeric"

    def __init__(self, *, most: int, least: int = 0, **kwargs: Any) -> None:
        self.most, self.least = most, least
        super().__init__(**kwargs)

    def read(self, text: str) -> int | None:
        number = vi.parse_whole(text)
        if number is not None and not self.least <= number <= self.most:
            raise Refused(f"Hãy ghi số từ {vi.whole(self.least)} đến {vi.whole(self.most)}.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return vi.whole(value) if isinstance(value, int) else value


class Year(Whole):
    """A year, written without a point."""

    def read(self, text: str) -> int | None:
        return self.bounded(vi.parse_year(text))

    def bounded(self, year: int | None) -> int | None:
        if year is not None and not self.least <= year <= self.most:
            raise Refused(f"Hãy ghi năm từ {self.least} đến {self.most}.")
        return year

    def prepare_value(self, value: Any) -> Any:
        return value


class SchoolYear(Year):
    """The first year of a school year: 2020, or 2020–2021 as people write it."""

    def read(self, text: str) -> int | None:
        return self.bounded(vi.parse_school_year(text))


class Share(Read):
    """A number with decimals from 0 up to `most`, such as a percentage: 84,12 or 84,12%."""

    inputmode = "decimal"

    def __init__(self, *, most: int, places: int = 2, **kwargs: Any) -> None:
        self.most, self.places = most, places
        super().__init__(**kwargs)

    def read(self, text: str) -> Decimal | None:
        number = vi.parse_percent(text)
        if number is not None and not 0 <= number <= self.most:
            raise Refused(f"Hãy ghi số từ 0 đến {vi.whole(self.most)}.")
        if number is not None and number != round(number, self.places):
            raise Refused(f"Hãy ghi nhiều nhất {self.places} chữ số sau dấu phẩy.")
        return number

    def prepare_value(self, value: Any) -> Any:
        """84.50 from the database is shown as 84,5 and 100.00 as 100."""
        if not isinstance(value, Decimal):
            return value
        return vi.decimal(value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize())


class Money(Read):
    """A sum of đồng as officers type it: 1.200.000, 500k, 1,2 triệu, 8 tỉ; never 0."""

    def read(self, text: str) -> int | None:
        dong = vi.parse_money(text)
        if dong == 0:
            raise Refused("Số tiền phải lớn hơn 0 đồng.")
        return dong

    def prepare_value(self, value: Any) -> Any:
        return vi.whole(value) if isinstance(value, int) else value


class Day(forms.DateField):
    """A day as ngày/tháng/năm, from `earliest` to `latest`: days, or functions such as `timezone.localdate`."""

    def __init__(self, *, earliest: Bound = None, latest: Bound = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        shown = {"placeholder": "ngày/tháng/năm", "inputmode": "numeric", "autocomplete": "off"}
        messages = {"invalid": vi.DAY_EXAMPLE, **(kwargs.pop("error_messages", None) or {})}
        super().__init__(**{"widget": forms.DateInput(attrs=shown), "error_messages": messages, **kwargs})

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        try:
            return vi.parse_day(str(value))
        except Refused as refused:
            raise forms.ValidationError(str(refused), code="invalid") from refused

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        bounds = {name: day for name in ("earliest", "latest") if (day := _now(getattr(self, name)))}
        try:
            vi.within(value, **bounds)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code="out_of_bounds") from refused


def _now(bound: Bound) -> dt.date | None:
    return bound() if callable(bound) else bound


class Suggesting(forms.TextInput):
    """A text field that offers what is there already while one types; anything else may be typed as well."""

    def __init__(self, offered: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None) -> None:
        self.offered = offered
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"co-san-{name}"
        box = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.offered()))
        return format_html('{}<datalist id="{}">{}</datalist>', box, key, options)
