"""Vietnamese numbers, days, search and order."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hocTap.lib import vi
from hocTap.lib.refusals import Refused

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.234", 1234),
        ("1234", 1234),
        (" 1 234 ", 1234),
        ("1\u00a0234", 1234),
        ("\ufeff1.234\u200b", 1234),
        ("12.345.678", 12_345_678),
        ("007", 7),
        ("５００", 500),
        ("12.0", 12),
        ("0", 0),
        ("999.999.999.999.999", 10**15 - 1),
        ("", None),
        (" \u00a0 ", None),
    ],
)
def test_whole_number_is_read_as_officers_type_it(typed: str, number: int | None) -> None:
    assert vi.parse_whole(typed) == number


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("1,234", "hãy ghi 1.234"),
        ("84,12", "dấu phẩy là dấu thập phân"),
        ("1.23", "nhóm ba chữ số"),
        ("1234.567", "nhóm ba chữ số"),
        ("0.123", "nhóm ba chữ số"),
        ("1.234,567,8", "nhóm ba chữ số"),
        ("12 34", "nhóm ba chữ số"),
        ("1.234 567", "nhóm ba chữ số"),
        ("-5", "số âm"),
        ("− 1.234", "số âm"),
        ("١٢", "Chỉ ghi chữ số"),
        ("1e5", "Chỉ ghi chữ số"),
        ("gần 500", "cần số chính xác, không nhận “gần 500”"),
        ("1\n2", "Chỉ ghi chữ số"),
        ("+5", "Chỉ ghi chữ số"),
        ("–", "Chỉ ghi chữ số"),
        ("²", "Chỉ ghi chữ số"),
        ("1000000000000000000", "Số quá lớn"),
        ("1.000.000.000.000.000", "Số quá lớn"),
        ("9" * 10_000, "Số quá lớn"),
    ],
)
def test_what_is_no_whole_number_is_refused_in_a_sentence(typed: str, word: str) -> None:
    with pytest.raises(Refused, match=word) as refused:
        vi.parse_whole(typed)
    assert str(refused.value).endswith(".")


@given(st.integers(0, vi.LARGEST - 1))
def test_whole_number_written_is_read_back(number: int) -> None:
    assert vi.parse_whole(vi.whole(number)) == number
    assert vi.parse_whole(str(number)) == number


@given(st.decimals(0, 10**12, places=3))
def test_decimal_written_is_read_back_with_its_decimals(number: Decimal) -> None:
    assert str(vi.parse_decimal(vi.decimal(number))) == f"{number:f}"


@given(st.text(alphabet="0123456789.,- \u00a0x%", max_size=12) | WORDS)
def test_any_text_is_read_or_refused_and_never_fails(text: str) -> None:
    for read in (vi.parse_whole, vi.parse_decimal):
        try:
            number = read(text)
        except Refused as refused:
            assert str(refused)
        else:
            assert number is None or number >= 0


@pytest.mark.parametrize(
    ("typed", "number"), [("84,12", "84.12"), ("1.234,50", "1234.50"), ("1.234", "1234"), ("0,5", "0.5"), ("72", "72")]
)
def test_decimal_is_read_with_the_comma(typed: str, number: str) -> None:
    assert str(vi.parse_decimal(typed)) == number


@pytest.mark.parametrize("typed", ["84.12", "0.123", "1,2,3", ",5", "5,", "-1,5", "٨", "1" * 41])
def test_decimal_of_another_notation_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="cách viết Việt Nam"):
        vi.parse_decimal(typed)


def test_numbers_and_money_are_written_the_vietnamese_way() -> None:
    assert [vi.whole(number) for number in (0, 999, 1000, 10_798, None)] == ["0", "999", "1.000", "10.798", "–"]
    assert [vi.decimal(Decimal(text)) for text in ("1234.50", "0.5", "1E+3")] == ["1.234,50", "0,5", "1.000"]
    assert [vi.percent(Decimal("84.12")), vi.percent(Decimal(72)), vi.percent(None)] == ["84,12%", "72%", "–"]
    assert [vi.money(8_000_000_000), vi.money(None)] == ["8.000.000.000 đồng", "–"]


def test_days_are_written_the_vietnamese_way() -> None:
    assert [vi.day(dt.date(2020, 10, 29)), vi.day(dt.date(2020, 2, 5)), vi.day(None)] == [
        "29/10/2020",
        "05/02/2020",
        "–",
    ]
    assert vi.long_day(dt.date(2020, 2, 5)) == "ngày 05 tháng 02 năm 2020"
    assert vi.long_day(dt.date(2020, 3, 15)) == "ngày 15 tháng 3 năm 2020"
    assert vi.from_to(dt.date(2020, 1, 1), dt.date(2020, 12, 31)) == "Từ ngày 01/01/2020 đến ngày 31/12/2020"
    assert vi.school_year(2020) == "2020–2021"
    assert vi.moment(dt.datetime(2020, 10, 29, 18, 5, tzinfo=dt.UTC)) == "01:05 30/10/2020"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("ĐẶNG", "dang"),
        ("\u00d0ặng", "dang"),
        ("  Phường   5 ", "phuong 5"),
        ("", ""),
    ],
)
def test_search_folds_marks_and_the_letter_d(text: str, folded: str) -> None:
    assert vi.fold(text) == folded
    assert vi.fold(unicodedata.normalize("NFD", text)) == folded


def test_unmarked_search_finds_the_marked_name() -> None:
    assert vi.fold("nguyen") in vi.fold("Nguyễn Văn Bình")
    assert vi.fold("Thuong") == vi.fold("Thương")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("xa thanh an", True),
        ("XÃ THANH AN", True),
        ("Xã Thạnh An", False),
        ("Xã Thánh An", False),
        ("Xã Thanh Ân", False),
        ("Xã Thanh", False),
        ("Xã Đhanh An", False),
    ],
)
def test_a_mark_that_is_said_must_be_in_the_name(text: str, means: bool) -> None:
    assert vi.may_mean(text, "Xã Thanh An") is means
    assert vi.may_mean(unicodedata.normalize("NFD", text), "Xã Thanh An") is means


def test_some_marks_and_either_place_of_a_tone_may_mean_a_name() -> None:
    assert all(vi.may_mean(text, "Hòa Bình") for text in ("Hoà Bình", "HOÀ BINH", "Hòa Binh", "hoa bình", "Hoa Binh"))
    assert not any(vi.may_mean(text, "Hòa Bình") for text in ("Hoạ Bình", "Hóa Bình", "Hòa Bịnh", "Hoa Bính"))
    assert vi.may_mean("Thuỷ Hoả", "Thủy Hỏa")
    assert vi.may_mean("dại dương", "Đại Dương") and not vi.may_mean("Đại Đương", "Đại Dương")


NAMED = st.lists(st.text(alphabet="aăâeêoôơuưyàạảấậềộờữựừdđnghthm", min_size=1, max_size=6), min_size=1, max_size=4)


@given(NAMED.map(" ".join), st.data())
def test_a_name_without_any_of_its_marks_is_still_meant(name: str, data: st.DataObject) -> None:
    bare = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    text = "".join(vi.fold(letter) or letter if off else letter for letter, off in zip(name, bare, strict=True))

    assert vi.may_mean(text, name)


@given(NAMED.map(" ".join), st.data())
def test_a_name_with_one_mark_more_is_never_meant(name: str, data: st.DataObject) -> None:
    letters = [place for place, letter in enumerate(name) if letter != " "]
    place, mark = data.draw(st.sampled_from(letters)), data.draw(st.sampled_from("\u0300\u0301\u0303\u0309\u0323"))
    assume(mark not in unicodedata.normalize("NFD", name[place]))

    assert not vi.may_mean(f"{name[: place + 1]}{mark}{name[place + 1 :]}", name)


@pytest.mark.parametrize(
    "names",
    [
        ["Dân", "Đào", "Em"],
        ["Bến Nghé", "Bình Thới"],
        ["Phường 2", "Phường 10", "Phường 16"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
        ["an", "ăn", "ân", "ba"],
        ["em", "ê", "o", "ô", "ơ", "u", "ư", "y"],
        ["An Bình", "Anh", "Ánh"],
        ["Khu phố 9", "Khu phố 9999999999", "Khu phố 10000000000"],
        ["", "(x)", "1", "a"],
        ["Mùi", "Muller", "Münch"],
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(names: list[str]) -> None:
    keys = [vi.sort_key(name).encode() for name in names]
    assert keys == sorted(set(keys))


@given(WORDS)
def test_decomposed_text_sorts_and_folds_as_composed_text_does(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert vi.sort_key(decomposed) == vi.sort_key(text)
    assert vi.fold(decomposed) == vi.fold(text)
    assert vi.nfc(decomposed) == vi.nfc(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_stored_keys_fit_their_columns_and_hold_no_control_characters(text: str) -> None:
    assert len(vi.sort_key(text)) <= vi.SORT_KEY_LENGTH
    assert len(vi.person_sort_key(text)) <= vi.SORT_KEY_LENGTH
    assert "\x00" not in vi.sort_key(text)


@given(st.text(alphabet="aăâđeêoôơuưyAĐ\u0300\u0309\u0301\u0323가각 ", max_size=120))
def test_folded_text_is_never_longer_than_the_name(text: str) -> None:
    assert len(vi.fold(text)) <= len(vi.nfc(text))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_sort_by_size(one: int, other: int) -> None:
    first, second = vi.sort_key(f"Phường {one}"), vi.sort_key(f"Phường {other}")
    assert (first < second, first == second) == (one < other, one == other)


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("\u0301", ""),
        ("\u0302\u0301a", "a"),
        ("a\x00b", "ab"),
        ("\u200da", "a"),
        ("a\u0315", "a"),
        (" ", ""),
        ("İ", "i"),
    ],
)
def test_stray_marks_and_control_characters_do_not_count_in_the_order(odd: str, plain: str) -> None:
    assert vi.sort_key(odd) == vi.sort_key(plain)


@pytest.mark.parametrize("odd", ["😀", "1\ufe0f", "ß", "学习"])
def test_signs_outside_the_alphabet_come_before_it(odd: str) -> None:
    assert vi.sort_key("") < vi.sort_key(odd) < vi.sort_key("a")
    assert vi.fold(odd) == odd


def test_people_are_listed_by_given_name_then_family_then_middle_names() -> None:
    people = ["An", "Lê Văn An", "Trần Bảo An", "Trần Thị An", "Bùi Văn Án", "Nguyễn Anh", "Phạm Đào", "Võ Em"]

    keys = [vi.person_sort_key(person) for person in people]
    assert keys == sorted(set(keys))
    assert vi.person_sort_key("") == ""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Hòa", ["Hòa", "Hoà", "HÒA", "Hoàng"]),
        ("hoà", ["Hòa", "Hoà", "HÒA", "Hoàng"]),
        ("Họa", ["Họa"]),
        ("hoa", ["Hoa", "Hòa", "Hoà", "Họa", "HÒA", "Hoàng"]),
        ("Nguyê", ["Nguyễn", "Nguyên"]),
        ("Nguyễn", ["Nguyễn"]),
        ("Thuý", ["Thúy", "Thuý", "Thuýnh"]),
        ("Thúynh", ["Thuýnh"]),
        ("đ", ["Đào"]),
        ("d", ["Đào", "Dao"]),
        ("Hòa.*", []),
    ],
)
def test_marks_that_were_typed_are_meant_and_none_mean_all(asked: str, found: list[str]) -> None:
    names = [
        "Hoa",
        "Hòa",
        "Hoà",
        "Họa",
        "HÒA",
        "Hoàng",
        "Nguyễn",
        "Nguyên",
        "Nguyen",
        "Thúy",
        "Thuý",
        "Thuýnh",
        "Đào",
        "Dao",
    ]

    assert [name for name in names if vi.holds(name, asked)] == found
    assert [name for name in names if vi.holds(name, unicodedata.normalize("NFD", asked))] == found
