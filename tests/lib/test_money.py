"""Sums of money as people type them."""

import unicodedata

import pytest

from hocTap.lib.refusals import Refused
from hocTap.lib.vi import parse_money


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("1.000.000", 1_000_000),
        ("1000000", 1_000_000),
        ("1 000 000 đồng", 1_000_000),
        ("1.000.000đ", 1_000_000),
        ("1,2 triệu", 1_200_000),
        ("1,2 Triệu đồng", 1_200_000),
        ("8 tỉ", 8_000_000_000),
        ("8 tỷ", 8_000_000_000),
        ("8,0124 tỉ đồng", 8_012_400_000),
        ("1.200 triệu", 1_200_000_000),
        ("500 nghìn", 500_000),
        ("500 ngàn", 500_000),
        (unicodedata.normalize("NFD", "1,2 triệu"), 1_200_000),
        ("500k", 500_000),
        ("1tr", 1_000_000),
        ("1,2tr đồng", 1_200_000),
        ("５００k", 500_000),
        ("1200000.0", 1_200_000),
        ("0", 0),
        ("  ", None),
    ],
)
def test_sum_is_read_as_it_is_meant(typed: str, dong: int | None) -> None:
    assert parse_money(typed) == dong


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("-5", "âm"),
        ("−1,2 triệu", "âm"),
        ("1,5", "dấu phẩy"),
        ("1.5 triệu", "1,2 triệu"),
        ("0,0000001 triệu", "dưới một đồng"),
        ("1" + "0" * 15, "quá lớn"),
        ("1" * 60, "quá lớn"),
        ("1.000.000 tỉ", "quá lớn"),
        ("một triệu", "Hãy ghi số tiền như"),
        ("1 tỉ 200 triệu", "Hãy ghi số tiền như"),
        ("1e6", "Hãy ghi số tiền như"),
        ("$5", "Không hiểu số tiền “[$]5”"),
        ("-x", "Không hiểu số tiền “-x”"),
        ("5：00", "Không hiểu số tiền"),
    ],
)
def test_what_is_no_sum_is_refused_with_how_to_write_it(typed: str, part: str) -> None:
    with pytest.raises(Refused, match=part):
        parse_money(typed)
