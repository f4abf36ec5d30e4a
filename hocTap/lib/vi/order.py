"""How Vietnamese is searched and sorted: one spelling of every text, and keys to find and order it by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

SORT_KEY_LENGTH = 300
KEPT = 4_096
"""So many texts are not weighed anew: people of a list share their family and middle names."""

_DIGITS = re.compile(r"[0-9]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_ALPHABET, start=11)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Composed letters, single spaces, and the Icelandic Ð put right to the Vietnamese Đ."""
    if text.isascii():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return " ".join(composed.split())


def fold(text: str) -> str:
    """For search: lower case, no marks, đ as d ("Nguyễn Thị Đào" → "nguyen thi dao"); never longer than `nfc(text)`."""
    lower = nfc(text).lower().replace("đ", "d")
    if lower.isascii():
        return lower
    bare = filterfalse(unicodedata.combining, unicodedata.normalize("NFD", lower))
    return unicodedata.normalize("NFC", "".join(bare))


@lru_cache(maxsize=KEPT)
def sort_key(text: str) -> str:
    """For sorting in byte order: the alphabet's letters first, then tones; numbers by size (Phường 2, Phường 10).

    Letters weigh more than tones over the whole text, as in a Vietnamese dictionary: ma < mà < mã < mai. Foreign
    marks do not count (ü as u); spaces, signs and digits come before letters; control characters are left out.
    The key is cut at SORT_KEY_LENGTH, after about 100 letters of the text.
    """
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFD", _DIGITS.sub(_sized, nfc(text).lower())):
        if unicodedata.combining(sign):
            _mark(letters, tones, sign)
        elif unicodedata.category(sign)[0] != "C":
            letters.append(sign)
            tones.append("0")
    weights = "".join(_LETTER_RANK.get(letter, f"0{letter}") for letter in letters)
    return f"{weights} {''.join(tones)}"[:SORT_KEY_LENGTH]


def _sized(digits: re.Match[str]) -> str:
    """A number led by how many digits it has, so that byte order is the order of size."""
    number = digits[0].lstrip("0")
    return f"{min(len(number), 99):02d}{number}"


def _mark(letters: list[str], tones: list[str], mark: str) -> None:
    """Put a tone or the hat of ă â ê ô ơ ư on the last letter; a mark without a letter is dropped."""
    if not letters:
        return
    if mark in _TONES:
        tones[-1] = _TONES[mark]
    elif (composed := unicodedata.normalize("NFC", letters[-1] + mark)) in _LETTER_RANK:
        letters[-1] = composed


def person_sort_key(full_name: str) -> str:
    """People are listed by given name (with its tone: all An before all Án), then family name, then middle names."""
    *before, given = nfc(full_name).split() or [""]
    parts = [given, *before[:1], " ".join(before[1:])]
    return " ".join(sort_key(part) for part in parts if part)[:SORT_KEY_LENGTH]
