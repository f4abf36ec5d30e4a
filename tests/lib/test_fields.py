"""Fields of forms: the bounds that they hold, and how they show what is kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django import forms

from hocTap.lib.fields import Day, Money, Read, SchoolYear, Several, Share, Suggesting, Whole, Year
from units.models import Unit

WHOLE, YEAR, SCHOOL = Whole(least=2, most=1_000), Year(least=2000, most=2100), SchoolYear(least=2000, most=2100)
SHARE = Share(most=100, required=False)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (WHOLE, "2", 2),
        (WHOLE, "1.000", 1_000),
        (Whole(most=5), "0", 0),
        (Whole(most=5, required=False), "", None),
        (YEAR, "2000", 2000),
        (YEAR, "2100", 2100),
        (Year(least=2000, most=2100, required=False), "", None),
        (SCHOOL, "2000–2001", 2000),
        (SCHOOL, "2100", 2100),
        (SHARE, "0", Decimal(0)),
        (SHARE, "100%", Decimal(100)),
        (SHARE, "84,12", Decimal("84.12")),
        (SHARE, "84,100", Decimal("84.1")),
        (SHARE, "", None),
        (Share(most=100, places=3), "84,125", Decimal("84.125")),
        (Money(), "1", 1),
        (Money(required=False), "", None),
    ],
)
def test_what_lies_within_the_bounds_is_taken(field: Read, typed: str, kept: int | Decimal | None) -> None:
    assert field.clean(typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (WHOLE, "1", "Hãy ghi số từ 2 đến 1.000."),
        (WHOLE, "1.001", "Hãy ghi số từ 2 đến 1.000."),
        (YEAR, "1999", "Hãy ghi năm từ 2000 đến 2100."),
        (YEAR, "2101", "Hãy ghi năm từ 2000 đến 2100."),
        (SCHOOL, "1999–2000", "Hãy ghi năm từ 2000 đến 2100."),
        (SCHOOL, "2101", "Hãy ghi năm từ 2000 đến 2100."),
        (SHARE, "100,01", "Hãy ghi số từ 0 đến 100."),
        (SHARE, "84,125", "nhiều nhất 2 chữ số"),
        (Money(), "0", "lớn hơn 0 đồng"),
        (Money(), "0" * 61, "60"),
    ],
)
def test_what_lies_outside_is_refused_with_the_bounds(field: Read, typed: str, sentence: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert sentence in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("field", "kept", "shown"),
    [
        (WHOLE, 1_000, "1.000"),
        (WHOLE, "x", "x"),
        (YEAR, 2020, 2020),
        (Money(), 1_200_000, "1.200.000"),
        (Money(), "500k", "500k"),
        (SHARE, Decimal("84.50"), "84,5"),
        (SHARE, Decimal("100.00"), "100"),
        (SHARE, "84,5", "84,5"),
    ],
)
def test_what_is_kept_is_shown_as_people_write_it(field: Read, kept: Any, shown: Any) -> None:
    assert field.prepare_value(kept) == shown


def test_a_field_asks_a_keyboard_of_digits_for_digits() -> None:
    assert [field.widget.attrs["inputmode"] for field in (WHOLE, SHARE, Money())] == ["numeric", "decimal", "text"]


def test_a_day_is_taken_as_it_was_kept() -> None:
    field, day = Day(required=False), dt.date(2020, 2, 5)

    assert [field.clean(value) for value in (day, dt.datetime(2020, 2, 5, 12, 0), "", None)] == [day, day, None, None]  # noqa: DTZ001
    with pytest.raises(forms.ValidationError, match="Ngày của tôi"):
        Day(error_messages={"required": "Ngày của tôi"}).clean("")


@pytest.mark.parametrize("sent", ["x", "9" * 30, "-1"])
def test_of_several_rows_a_number_that_no_id_can_be_is_a_wrong_choice(sent: str) -> None:
    with pytest.raises(forms.ValidationError, match="không chọn được"):
        Several(queryset=Unit.objects.none()).clean([sent])


def test_of_several_rows_none_may_be_chosen_where_none_is_asked() -> None:
    assert list(Several(queryset=Unit.objects.none(), required=False).clean(None)) == []


def test_a_text_offers_what_is_there() -> None:
    box = Suggesting(lambda: ["Trường A", "<b>"], {"class": "wide"}).render("truong", "x", {"id": "id_truong"})

    assert '<datalist id="co-san-truong"><option value="Trường A"></option><option value="&lt;b&gt;"></option>' in box
    assert all(
        part in box
        for part in ('id="id_truong"', 'list="co-san-truong"', 'autocomplete="off"', 'class="wide"', 'value="x"')
    )
