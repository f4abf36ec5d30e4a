"""Cells as people type them."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.titles.register.importing import HOUSEHOLDS as TEMPLATE
from awards.uploads.books.context import units_in
from awards.uploads.books.understanding import understand
from awards.uploads.reading import Row, choice_of, value_of
from awards.uploads.templates import Column, Kind
from awards.uploads.words import address_key, heading_key, same_name, unit_key
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from tests.awards.uploads.lists import CHOICES, filled, household

WHOLE, DAY, MONEY = (Column("x", "X", kind, largest=5_000_000) for kind in (Kind.WHOLE, Kind.DAY, Kind.MONEY))


def rows_of(content: bytes) -> list[Row]:
    return list(understand(content, TEMPLATE, CHOICES).rows)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1.234", 1234), (1.234, 1234), (1234.0, 1234), ("1234", 1234), ("12.0", 12), (0, 0), ("", None), (" ", None)],
)
def test_a_whole_number_is_read_as_text_and_as_number(cell: Any, number: int | None) -> None:
    assert value_of(cell, WHOLE) == number


@pytest.mark.parametrize("cell", [1.5, -1, "-1", "1,5", "ba", 9_000_000, True, 1e300, math.inf, math.nan])
def test_what_is_no_whole_number_is_refused(cell: Any) -> None:
    with pytest.raises(Refused):
        value_of(cell, WHOLE)


@pytest.mark.parametrize(
    "cell",
    [
        "05/11/2020",
        "5-11-2020",
        "5.11.2020",
        "05112020",
        5112020.0,
        "2020-11-05",
        dt.date(2020, 11, 5),
        dt.datetime(2020, 11, 5),  # noqa: DTZ001
    ],
)
def test_a_day_is_day_month_year(cell: Any) -> None:
    assert value_of(cell, DAY) == dt.date(2020, 11, 5)


@pytest.mark.parametrize("cell", ["31/02/2020", "5/11/20", "mai", 44140.0, "05/11/1800", math.inf, math.nan, 1e300])
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(Refused):
        value_of(cell, DAY)


def test_a_sum_of_money_is_read_as_typed() -> None:
    assert [value_of(cell, MONEY) for cell in ("1.200.000", 1200000.0, "1,2 triệu")] == [1_200_000] * 3


@pytest.mark.parametrize("typed", ["Phường 05", "P.5", "p5", "PHƯỜNG 5", unicodedata.normalize("NFD", "Phường 5")])
def test_a_ward_is_known_by_any_of_its_spellings(typed: str) -> None:
    assert unit_key(typed) == unit_key("Phường 5")


def test_the_place_of_a_tone_makes_no_other_name_but_a_tone_does() -> None:
    spellings = ["Nguyễn Thị Hoà", "nguyễn thị hòa", unicodedata.normalize("NFD", "NGUYỄN THỊ HOÀ")]

    assert len({same_name(name) for name in spellings}) == 1
    assert same_name("Hoa") != same_name("Hoà")
    assert (same_name("Quý"), same_name("Hoàn"), same_name("Thuý")) == ("quý", "hoàn", "thúy")


def test_an_address_is_compared_without_signs_and_with_wards_spelt_out() -> None:
    assert address_key("12 Lê Đại Hành, P.05, Q11") == address_key("12 lê đại hành phường 5 quận 11")
    assert address_key("12/3 Lạc Long Quân") != address_key("123 Lạc Long Quân")


def test_headings_are_compared_without_stars_and_brackets() -> None:
    assert heading_key("Họ và tên chủ hộ *") == heading_key("HỌ VÀ TÊN CHỦ HỘ (chữ in)")


def test_blank_rows_and_rows_above_are_passed_over() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "ỦY BAN NHÂN DÂN PHƯỜNG 5"
        sheet.merge_cells("A1:D1")
        sheet.insert_rows(8, 2)

    rows = rows_of(filled([household(), household("Trần Thị Bé")], change))

    assert [(row.number, row["name"]) for row in rows] == [(7, "Nguyễn Văn An"), (10, "Trần Thị Bé")]


def test_headings_may_stand_in_any_order_and_over_merged_cells() -> None:
    def change(sheet: Any) -> None:
        for row in sheet.iter_rows(min_row=3, max_row=4):
            row[2].value, row[3].value = row[3].value, row[2].value
        sheet.insert_rows(3)
        sheet["E3"] = "Số người trong hộ"
        sheet.merge_cells("E3:H3")
        sheet["C3"], sheet["C4"] = sheet["C4"].value, None
        sheet.merge_cells("C3:C4")

    (row,) = rows_of(filled([household(under_6=1, over_60=2)], change))

    assert (row["name"], row["address"], row["under_6"], row["over_60"]) == ("Nguyễn Văn An", "12 Lê Đại Hành", 1, 2)


def test_a_missing_heading_is_named() -> None:
    def change(sheet: Any) -> None:
        sheet["D3"] = "Ghi chú"

    with pytest.raises(Refused, match="“Địa chỉ”"):
        rows_of(filled([household()], change))


def test_a_list_without_rows_is_refused() -> None:
    with pytest.raises(Refused, match="chưa có dòng nào"):
        rows_of(filled([]))


def test_a_formula_without_a_result_is_refused_and_says_which_cell() -> None:
    (row,) = rows_of(filled([household(under_6="=1+1")]))

    assert [problem.column for problem in row.problems] == ["under_6"]
    assert "công thức chưa có kết quả" in row.problems[0].sentence


def test_every_wrong_cell_of_a_row_is_told() -> None:
    (row,) = rows_of(filled([household(community="Khu phố 9", under_6="ba", over_60=120, address=None)]))

    assert {problem.column for problem in row.problems} == {"community", "under_6", "over_60", "address"}


TEXT = Column("name", "Họ và tên")


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_a_sign_that_no_file_can_hold_is_refused_in_words(sign: str) -> None:
    with pytest.raises(Refused, match="ô có ký tự không đọc được"):
        value_of(f"Nguyễn {sign}An", TEXT)


def test_signs_without_a_shape_are_left_out_of_a_name() -> None:
    assert value_of("\u202eNguyễn\u200b Văn\u2066 An\ufeff", TEXT) == "Nguyễn Văn An"


def test_a_control_sign_in_a_file_refuses_its_row_alone() -> None:
    bad, good = rows_of(filled([household("Nguyễn_x000B_ Văn An"), household("Trần Thị Bé")]))

    assert [problem.sentence for problem in bad.problems] == [
        "Họ và tên chủ hộ: ô có ký tự không đọc được. Hãy xóa ký tự đó rồi gõ lại."
    ]
    assert (good.problems, bad.shown["name"]) == ([], "Nguyễn Văn An")


@pytest.mark.parametrize(("column", "cell"), [(TEXT, "a" * 401), (WHOLE, "1" * 61), (DAY, "1" * 61), (MONEY, " " * 61)])
def test_a_text_far_too_long_is_refused_unread(column: Column, cell: str) -> None:
    with pytest.raises(Refused, match="dài quá"):
        value_of(cell, column)


def test_choices_that_differ_by_marks_alone_are_told_apart() -> None:
    choices = ("Xã Thanh An", "Xã Thạnh An", "Phường 5")

    assert [choice_of(text, choices) for text in ("xã thanh an", "XÃ THẠNH AN", "p.05")] == [*choices]
    with pytest.raises(Refused, match="“xa thanh an” có thể là Xã Thanh An hoặc Xã Thạnh An"):
        choice_of("xa thanh an", choices)
    assert units_in("DANH SÁCH XÃ THẠNH AN", choices) == ["Xã Thạnh An"]
    assert units_in("danh sach xa thanh an", choices) == []


def test_a_place_with_marks_that_the_only_near_one_has_not_is_refused_naming_it() -> None:
    choices = ("Khu phố Thanh An", "Khu phố Hòa Bình", "Khu phố 8")
    sentence = "không có “Khu phố Thạnh An”; gần nhất là “Khu phố Thanh An”. Hãy ghi đúng tên, đủ dấu."

    with pytest.raises(Refused, match=f"^{sentence}$"):
        choice_of("Khu phố Thạnh An", choices, is_place=True)
    texts = ("khu pho thanh an", "KHU PHỐ HOÀ BINH", "Khu phố Hoà Bình", "kp 08", "Khu phồ 8")
    assert [choice_of(text, choices, is_place=True) for text in texts] == [*choices[:2], choices[1], *choices[2:] * 2]
    assert units_in("DANH SÁCH KHU PHỐ THẠNH AN", choices) == []
    assert units_in("DANH SÁCH KHU PHỐ HOÀ BINH", choices) == ["Khu phố Hòa Bình"]


def test_a_word_with_a_wrong_mark_is_still_the_choice_where_it_is_no_place() -> None:
    assert choice_of("Nử", ("Nam", "Nữ")) == "Nữ"


@given(st.sets(st.integers(0, 15)))
def test_a_place_is_known_by_any_of_its_marks(bare: set[int]) -> None:
    name = "Khu phố Hòa Bình"
    text = "".join(vi.fold(letter) if place in bare and letter != " " else letter for place, letter in enumerate(name))

    assert choice_of(text, (name, "Khu phố 1"), is_place=True) == name
