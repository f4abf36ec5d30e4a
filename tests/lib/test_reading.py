"""One reader each of days, numbers, sums and school years: on a page, in the entry table and in an uploaded list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms

from awards.uploads.reading import value_of
from awards.uploads.templates import Column, Kind
from hocTap.lib import vi
from hocTap.lib.fields import Day, Money, SchoolYear, Whole, Year
from hocTap.lib.refusals import Refused
from hocTap.lib.vi import Counted, parse_count, parse_day, parse_percent, parse_school_year, parse_year

JUNE = dt.date(2021, 6, 1)

TYPED = [
    (Kind.DAY, "01062021", JUNE),
    (Kind.DAY, "01.06.2021", JUNE),
    (Kind.DAY, "1/6/2021", JUNE),
    (Kind.DAY, "1 / 6 / 2021", JUNE),
    (Kind.DAY, "1-6-2021", JUNE),
    (Kind.DAY, "1 6 2021", JUNE),
    (Kind.DAY, "2021-06-01", JUNE),
    (Kind.DAY, "2021/6/1", JUNE),
    (Kind.DAY, "０１／０６／２０２１", JUNE),
    (Kind.DAY, "ngày 01 tháng 6 năm 2021", JUNE),
    (Kind.DAY, "1/6/21", "Hãy ghi năm đủ bốn chữ số. " + vi.DAY_EXAMPLE),
    (Kind.DAY, "31/02/2021", "Không có ngày 31/02/2021. " + vi.DAY_EXAMPLE),
    (Kind.DAY, "06/2021", "“06/2021” không phải ngày. " + vi.DAY_EXAMPLE),
    (Kind.DAY, "1062021", "“1062021” không phải ngày. " + vi.DAY_EXAMPLE),
    (Kind.DAY, "1/6-2021", "“1/6-2021” không phải ngày. " + vi.DAY_EXAMPLE),
    (
        Kind.DAY,
        "1/6/1800",
        "Ngày 01/06/1800 sớm quá: sớm nhất ghi được ở đây là 01/01/1945. Hãy kiểm tra lại ngày.",
    ),
    (Kind.MONEY, "1tr", 1_000_000),
    (Kind.MONEY, "500k", 500_000),
    (Kind.MONEY, "1,2 triệu", 1_200_000),
    (Kind.MONEY, "1.200.000", 1_200_000),
    (Kind.MONEY, "５００.０００", 500_000),
    (Kind.MONEY, "1.5tr", "Không hiểu số tiền “1.5tr”. " + vi.MONEY_EXAMPLES),
    (Kind.MONEY, "-500k", "Không nhận số tiền âm. " + vi.MONEY_EXAMPLES),
    (Kind.WHOLE, "1.234", 1234),
    (Kind.WHOLE, "５００", 500),
    (Kind.WHOLE, "gần 500", "Ô này cần số chính xác, không nhận “gần 500”. Hãy ghi con số đã đếm được."),
    (Kind.WHOLE, "500k", "Chỉ ghi chữ số 0–9, ví dụ 1.234."),
    (Kind.WHOLE, "1,5", "Ô này chỉ nhận số nguyên; dấu phẩy là dấu thập phân."),
    (Kind.SCHOOL_YEAR, "2022", 2022),
    (Kind.SCHOOL_YEAR, "2022-2023", 2022),
    (Kind.SCHOOL_YEAR, "2022–2023", 2022),
    (Kind.SCHOOL_YEAR, "2022 / 2023", 2022),
    (Kind.SCHOOL_YEAR, "2022-23", 2022),
    (Kind.SCHOOL_YEAR, "Năm học 2022–2023", 2022),
    (Kind.SCHOOL_YEAR, "２０２２", 2022),
    (Kind.SCHOOL_YEAR, "2022-2024", "Năm học gồm hai năm liền nhau, ví dụ 2022–2023. Hãy ghi lại."),
    (Kind.SCHOOL_YEAR, "22-23", "Hãy ghi năm học như 2020 hoặc 2020–2021."),
]
FIELDS: dict[Kind, forms.Field] = {
    Kind.DAY: Day(),
    Kind.MONEY: Money(),
    Kind.WHOLE: Whole(most=10_000_000),
    Kind.SCHOOL_YEAR: SchoolYear(least=2000, most=2099),
}


def said_by_field(kind: Kind, typed: str) -> Any:
    try:
        return FIELDS[kind].clean(typed)
    except forms.ValidationError as wrong:
        return " ".join(wrong.messages)


def said_by_list(kind: Kind, typed: Any) -> Any:
    try:
        return value_of(typed, Column("x", "X", kind))
    except Refused as reason:
        return str(reason)


@pytest.mark.parametrize(("kind", "typed", "said"), TYPED)
def test_what_is_typed_is_read_alike_on_a_page_and_in_a_list(kind: Kind, typed: str, said: Any) -> None:
    assert (said_by_field(kind, typed), said_by_list(kind, typed)) == (said, said)


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("typed", ["9" * 5_000, "1/" * 5_000, " " * 5_000 + "x", "٢٠٢١", "²", "\n"])
def test_what_nobody_means_is_refused_or_empty_and_never_an_error(kind: Kind, typed: str) -> None:
    assert isinstance(said_by_list(kind, typed), str | None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("500", Counted(500)),
        ("gần 500", Counted(500, "gần")),
        ("Gần  1.500", Counted(1500, "gần")),
        ("dưới 500", Counted(500, "gần")),
        ("hơn 500", Counted(500, "trên")),
        ("~５００", Counted(500, "khoảng")),
        ("", Counted(None)),
    ],
)
def test_an_estimate_keeps_its_word(typed: str, said: Counted) -> None:
    assert parse_count(typed) == said


@pytest.mark.parametrize("typed", ["gần", "gần năm trăm", "gần khoảng 5", "gần " + "9" * 50])
def test_an_estimate_without_a_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        parse_count(typed)


@pytest.mark.parametrize("typed", ["2.020", "20", "20201", "2020a", "-2020"])
def test_what_is_no_year_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="bốn chữ số"):
        parse_year(typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/12/2019", "sớm nhất ghi được ở đây là 01/01/2020"),
        ("01/01/2020", ""),
        ("31/12/2020", ""),
        ("01/01/2021", "muộn nhất ghi được ở đây là 31/12/2020"),
    ],
)
def test_a_day_stays_within_the_bounds_of_its_field(typed: str, sentence: str) -> None:
    field = Day(earliest=dt.date(2020, 1, 1), latest=lambda: dt.date(2020, 12, 31))

    try:
        field.clean(typed)
        said = ""
    except forms.ValidationError as wrong:
        said = wrong.messages[0]

    assert (sentence in said) and bool(said) == bool(sentence)


def test_a_year_out_of_bounds_names_them() -> None:
    with pytest.raises(forms.ValidationError, match="Hãy ghi năm từ 2000 đến 2100"):
        Year(least=2000, most=2100).clean("1999")


def test_every_day_written_is_read_back() -> None:
    days = [dt.date(2020, 1, 1) + dt.timedelta(days) for days in range(400)]

    assert [parse_day(vi.day(day)) for day in days] == days
    assert [parse_day(day.isoformat()) for day in days] == days
    assert parse_school_year(vi.school_year(2020)) == 2020


@pytest.mark.parametrize("typed", ["01/01/1945", "31/12/2100"])
def test_first_and_last_day_of_these_registers_are_taken(typed: str) -> None:
    assert vi.day(parse_day(typed)) == typed


@pytest.mark.parametrize(("typed", "bound"), [("31/12/1944", "sớm nhất .* 01/01/1945"), ("01/01/2101", "31/12/2100")])
def test_a_day_beyond_them_is_refused_with_the_bound(typed: str, bound: str) -> None:
    with pytest.raises(Refused, match=bound):
        parse_day(typed)


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("84,12%", "84.12"),
        ("84.12", "84.12"),
        ("84.127", "84.127"),
        ("50.0 %", "50.0"),
        ("72", "72"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("9" * 40, "9" * 40),
    ],
)
def test_a_percentage_keeps_its_decimals(typed: str, share: str) -> None:
    assert str(parse_percent(typed)) == share


@pytest.mark.parametrize("typed", ["%", "-5%", "trên 72%", "84..12", "9" * 41, "84%%"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="tỉ lệ phần trăm"):
        parse_percent(typed)


def test_no_percentage_is_none() -> None:
    assert parse_percent("  ") is None
