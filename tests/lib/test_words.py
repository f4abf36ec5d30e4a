"""Numbers in Vietnamese words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocTap.lib.words import BILLION, DIGITS, in_words, money_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (555, "năm trăm năm mươi lăm"),
        (1_010, "một nghìn không trăm mười"),
        (1_005, "một nghìn không trăm linh năm"),
        (10_000, "mười nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (8_012_400_000, "tám tỉ không trăm mười hai triệu bốn trăm nghìn"),
        (10**12, "một nghìn tỉ"),
        (12_001_000_000_021, "mười hai nghìn không trăm linh một tỉ không trăm hai mươi mốt"),
    ],
)
def test_number_is_read_as_a_treasurer_reads_it(number: int, words: str) -> None:
    assert in_words(number) == words


def test_money_begins_with_a_capital_and_ends_with_its_unit() -> None:
    assert money_in_words(8_012_400_000) == "Tám tỉ không trăm mười hai triệu bốn trăm nghìn đồng"
    assert money_in_words(0) == "Không đồng"


@pytest.mark.parametrize("number", [-1, 10**15])
def test_numbers_that_no_sheet_holds_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not between"):
        in_words(number)


@given(st.integers(0, 10**15 - 1))
def test_words_read_back_give_the_number(number: int) -> None:
    assert read(in_words(number)) == number


def read(words: str) -> int:
    """The number that a listener writes down."""
    high, _, low = words.partition(" tỉ")
    return read_below(high) * BILLION + read_below(low) if " tỉ" in f" {words}" else read_below(words)


def read_below(words: str) -> int:
    names = {word: digit for digit, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
    total = group = digit = 0
    for word in words.split():
        if word in names:
            digit = names[word]
        elif word in ("nghìn", "triệu"):
            total, group, digit = total + (group + digit) * {"nghìn": 1_000, "triệu": 1_000_000}[word], 0, 0
        elif word in ("trăm", "mươi"):
            group, digit = group + digit * {"trăm": 100, "mươi": 10}[word], 0
        elif word == "mười":
            group, digit = group + 10, 0
    return total + group + digit
