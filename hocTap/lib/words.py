"""Whole numbers and sums of money in Vietnamese words, as they stand on a payment sheet."""

from __future__ import annotations

from hocTap.lib.vi import LARGEST

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9


def in_words(number: int) -> str:
    """8012400000 → "tám tỉ không trăm mười hai triệu bốn trăm nghìn".

    Groups of three digits after the first are read in full ("không trăm linh năm"); a group of zeros is left out.
    Raises ValueError below 0 and from 10^15 on.
    """
    if not 0 <= number < LARGEST:
        raise ValueError(f"{number} is not between 0 and 10^15")
    billions, rest = divmod(number, BILLION)
    words = [*(_below_billion(billions, full=False) if billions else []), *(["tỉ"] if billions else [])]
    words += _below_billion(rest, full=bool(billions))
    return " ".join(words) or DIGITS[0]


def money_in_words(dong: int) -> str:
    """8012400000 → "Tám tỉ không trăm mười hai triệu bốn trăm nghìn đồng". Raises ValueError as `in_words` does."""
    words = in_words(dong)
    return f"{words[0].upper()}{words[1:]} đồng"


def _below_billion(number: int, *, full: bool) -> list[str]:
    words: list[str] = []
    for place in (2, 1, 0):
        group = number // 1000**place % 1000
        if group:
            words += _group(group, full=full or bool(words))
            words += [GROUPS[place]] if place else []
    return words


def _group(group: int, *, full: bool) -> list[str]:
    """Three digits; in full, hundreds and tens are read even where they are nought."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return words + ((["linh"] if words else []) + [DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return words + ([_last(tens, ones)] if ones else [])


def _last(tens: int, ones: int) -> str:
    """The last digit changes its sound after a ten: mười lăm, hai mươi mốt, hai mươi tư."""
    if ones == 5:
        return "lăm"
    if tens > 1 and ones in (1, 4):
        return "mốt" if ones == 1 else "tư"
    return DIGITS[ones]
