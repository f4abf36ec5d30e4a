"""What units are called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from units import words

THEN, NOW = dt.date(2020, 12, 31), dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Standing:
    name: str
    kind: str
    designation: str = ""


WARD = Standing("Phường 5", "ward", "phường")
COMMUNE = Standing("Xã Thạnh Phú", "ward", "xã")
CITY = Standing("Thành phố Hồ Chí Minh", "province", "thành phố")


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("Phường 5", "ward", "phường"),
        ("Đặc khu Côn Đảo", "ward", "đặc khu"),
        ("Thị trấn Vân Đình", "ward", "thị trấn"),
        ("Khu phố 3", "community", "khu phố"),
        ("Khu 3", "community", "khu"),
        ("ấp Bình Hòa", "community", "ấp"),
        ("Tổ dân phố số 7", "community", "tổ dân phố"),
        ("Thành phố Thủ Đức", "district", "thành phố"),
        ("Bến Tre", "province", ""),
        ("Xã", "ward", ""),
        ("Xãhội", "ward", ""),
    ],
)
def test_a_unit_calls_itself_by_the_first_words_of_its_name(name: str, kind: str, word: str) -> None:
    assert words.designation_in(name, kind) == word


def test_units_are_counted_as_what_they_are() -> None:
    island = Standing("Đặc khu Côn Đảo", "ward")

    assert words.counted([WARD] * 16) == "16 phường"
    assert words.counted([WARD, island, COMMUNE, COMMUNE]) == "1 phường, 2 xã và 1 đặc khu"
    assert words.counted([], "xã") == "0 xã"
    assert words.kinds_word([COMMUNE, WARD, WARD]) == "phường, xã"
    assert words.kinds_word([]) == "đơn vị"


@pytest.mark.parametrize(
    ("unit", "day", "name"),
    [
        (CITY, NOW, "Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh"),
        (Standing("Quận 11", "district"), THEN, "Phòng Giáo dục và Đào tạo Quận 11"),
        (Standing("Phường Hòa Bình", "ward"), NOW, "Phòng Văn hóa – Xã hội Phường Hòa Bình"),
        (WARD, THEN, "Ủy ban nhân dân Phường 5"),
    ],
)
def test_the_office_in_charge_is_that_of_its_level_and_day(unit: Standing, day: dt.date, name: str) -> None:
    assert words.office_name(unit, day) == name


def test_a_name_says_its_level_once() -> None:
    assert words.named(Standing("Bến Tre", "province", "tỉnh")) == "Tỉnh Bến Tre"
    assert words.in_text(Standing("Bến Tre", "province", "tỉnh")) == "tỉnh Bến Tre"
    assert words.in_text(COMMUNE) == "xã Thạnh Phú"
    assert words.in_text(Standing("Phường 8", "ward", "")) == "Phường 8"
    assert words.in_text(Standing("Khu phố 3", "community", "")) == "khu phố 3"


@pytest.mark.parametrize(
    ("unit", "place"),
    [
        (CITY, "Thành phố Hồ Chí Minh"),
        (COMMUNE, "Thạnh Phú"),
        (WARD, "Phường 5"),
        (Standing("Bến Tre", "province"), "Bến Tre"),
    ],
)
def test_the_place_of_a_paper_is_the_bare_name_unless_a_number_or_a_person(unit: Standing, place: str) -> None:
    assert words.place_name(unit) == place
