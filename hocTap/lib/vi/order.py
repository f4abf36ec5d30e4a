"""How Vietnamese is searched and sorted: one spelling of every text, and keys to find and order it by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse, pairwise

SORT_KEY_LENGTH = 300
KEPT = 4_096
"""So many texts are not weighed anew: people of a list share their family and middle names."""

_DIGITS = re.compile(r"[0-9]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_ALPHABET, start=11)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_WORDS = re.compile(r"\w+")
_OLD_PLACE = {
    **dict(zip(("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa"), strict=True)),
    **dict(zip(("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe"), strict=True)),
    **dict(zip(("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy"), strict=True)),
}
_NEW_PLACE = re.compile(rf"(?<!q)({'|'.join(_OLD_PLACE)})(?!\w)")
_GLIDES, _AFTER_GLIDES = "ou", "aey"
"""A tone stands on either of the two: "Hòa" is "Hoà", "Thúy" is "Thuý"."""


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


def same_name(text: str) -> str:
    """A name for comparing, marks kept: "Nguyễn Thị HOÀ" and "nguyễn thị hòa" are one, "Hoa" and "Hòa" are two."""
    return _NEW_PLACE.sub(lambda found: _OLD_PLACE[found[0]], nfc(text).lower())


def meant(text: str) -> dict[str, str]:
    """The words of a search that carry marks, folded, each with the pattern of what is meant by it.

    Marks that were typed are meant: "Hòa" finds Hòa and Hoà, not Họa and not Hoa. A letter may carry more marks than
    were typed, since words are also looked for while they are typed: "Nguyê" finds Nguyễn. The pattern repeats nothing,
    so that it is read once over any text; both databases and Python read it alike.
    """
    words = [unicodedata.normalize("NFD", word) for word in _WORDS.findall(nfc(text).lower())]
    return {fold(word): _pattern(_letters(word)) for word in words if _is_marked(word)}


def holds(text: str, asked: str) -> bool:
    """Whether a text holds the words of a search, as `meant` has it; without marks they find every spelling."""
    return fold(asked) in fold(text) and all(re.search(each, nfc(text)) for each in meant(asked).values())


def may_mean(text: str, name: str) -> bool:
    """Whether a text may stand for a name: every mark that it says is in the name, letter by letter.

    Without marks, or with some of them, it may: "xa thanh an" and "Hòa Binh" mean Xã Thanh An and Hòa Bình. A mark that
    the name has not is another word: "Thạnh An" is never Thanh An. Where a tone stands ("Hoà", "Hòa") does not matter.
    """
    said, known = (unicodedata.normalize("NFD", nfc(each).lower()).split() for each in (text, name))
    return len(said) == len(known) and all(map(_may_be, map(_letters, said), map(_letters, known)))


def _may_be(said: list[str], known: list[str]) -> bool:
    return _has_marks_of(said, known) or _has_marks_of(_tone_moved(said), _tone_moved(known))


def _has_marks_of(said: list[str], known: list[str]) -> bool:
    """Whether the letters are the same and each of the known has the marks that are said of it."""
    if len(said) != len(known):
        return False
    pairs = [
        ((fold(one[0]), _marks(one)), (fold(other[0]), _marks(other))) for one, other in zip(said, known, strict=True)
    ]
    return all(one == other and marks <= has for (one, marks), (other, has) in pairs)


def _tone_moved(letters: list[str]) -> list[str]:
    """A tone on the first of "oa", "oe", "uy" stands on the second instead, as in the newer spelling."""
    moved = list(letters)
    for place, (glide, after) in enumerate(pairwise(letters)):
        if glide[0] in _GLIDES and after in _AFTER_GLIDES and glide[1:] in _TONES:
            moved[place], moved[place + 1] = glide[0], after + glide[1:]
    return moved


def _is_marked(word: str) -> bool:
    return "đ" in word or any(map(unicodedata.combining, word))


def _letters(word: str) -> list[str]:
    """A decomposed word as letters, each with its marks."""
    letters: list[str] = []
    for sign in word:
        if unicodedata.combining(sign) and letters:
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


def _pattern(letters: list[str]) -> str:
    """The letters as typed or, where a tone may stand on the neighbour, so."""
    spellings = [letters]
    for place, pair in enumerate(pairwise(letters)):
        (glide, one), (after, other) = ((letter[0], letter[1:]) for letter in pair)
        if glide in _GLIDES and after in _AFTER_GLIDES and len(one) + len(other) == 1 and {*one, *other} <= {*_TONES}:
            moved = [glide + other, after + one]
            spellings.append([*letters[:place], *moved, *letters[place + 2 :]])
    return "|".join("".join(map(_at_least, spelling)) for spelling in spellings)


@lru_cache(maxsize=KEPT)
def _at_least(letter: str) -> str:
    """Any of the letters that carry at least these marks, small or capital; any sign for what is no such letter."""
    bare, marks = fold(letter), {*letter[1:], *("đ" * (letter[0] == "đ"))}
    found = [each for each in _ALL_LETTERS if fold(each) == bare and marks <= _marks(each)]
    return f"[{''.join(found)}{''.join(found).upper()}]" if found else "."


def _marks(letter: str) -> set[str]:
    return {*unicodedata.normalize("NFD", letter)[1:], *("đ" * (letter[:1] == "đ"))}


_SPELT = {unicodedata.normalize("NFC", letter + tone) for letter in _ALPHABET for tone in ("", *_TONES)}
_ALL_LETTERS = sorted(letter for letter in _SPELT if len(letter) == 1)


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
