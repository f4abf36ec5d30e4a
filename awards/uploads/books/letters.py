"""Lists typed with the fonts of before Unicode (VNI, TCVN3) or in VIQR: recognised by what they spell, and converted.

Such a text looks right only in its own font: "Nguyeãn Vaên" is "Nguyễn Văn" in VNI-Times. Whether a text is one is
judged by its words: few of them are Vietnamese syllables as they stand, nearly all are once converted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import Enum

from hocTap.lib import vi

FEW, MANY = 0.6, 0.8
"""Below this share of Vietnamese words a text is suspect; from that share on, once converted, it is settled."""

LEAST_WORDS = 2
MOST_LOOKED_AT = 2_000


class Letters(Enum):
    """How the letters of a text were kept."""

    VNI = "VNI"
    TCVN3 = "TCVN3 (ABC)"
    VIQR = "VIQR"


# Each vowel with its marks, in the order of the tables below: none, sắc, huyền, hỏi, ngã, nặng
VOWELS = {
    "a": "aáàảãạ",
    "â": "âấầẩẫậ",
    "ă": "ăắằẳẵặ",
    "e": "eéèẻẽẹ",
    "ê": "êếềểễệ",
    "i": "iíìỉĩị",
    "o": "oóòỏõọ",
    "ô": "ôốồổỗộ",
    "ơ": "ơớờởỡợ",
    "u": "uúùủũụ",
    "ư": "ưứừửữự",
    "y": "yýỳỷỹỵ",
}


def _vni() -> dict[str, str]:
    """Base letter and sign behind it; â, ê, ô with a tone is one sign, ă another; ơ is ô, ư is ö."""
    plain, hat, breve = "ùøûõï", "áàåãä", "éèúüë"
    table = {"ñ": "đ", "Ñ": "Đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "í": "í", "ì": "ì"}
    for letter, written in VOWELS.items():
        base = {"ơ": "ô", "ư": "ö"}.get(letter, letter)
        if letter in "âêô":
            bare = {"â": "a", "ê": "e", "ô": "o"}[letter]
            table |= {f"{bare}â": letter}
            table |= {f"{bare}{sign}": written[place] for place, sign in enumerate(hat, 1)}
        elif letter == "ă":
            table |= {"aê": "ă"} | {f"a{sign}": written[place] for place, sign in enumerate(breve, 1)}
        elif letter != "i":
            table |= {f"{base}{sign}": written[place] for place, sign in enumerate(plain, 1)}
    return table | {wrong.upper(): right.upper() for wrong, right in table.items()}


TCVN3 = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®¡¢§£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂĐÊÔƠƯ",
        strict=True,
    )
)
VIQR_SHAPES = {"a^": "â", "a(": "ă", "e^": "ê", "o^": "ô", "o+": "ơ", "u+": "ư", "o*": "ơ", "u*": "ư", "dd": "đ"}
VIQR_TONES = "'`?~."


def _viqr() -> dict[str, str]:
    shapes = {shape: sign for sign, shape in VIQR_SHAPES.items() if "*" not in sign}
    table = dict(VIQR_SHAPES)
    for letter, written in VOWELS.items():
        for place, tone in enumerate(VIQR_TONES, 1):
            table[f"{shapes.get(letter, letter)}{tone}"] = written[place]
    capital = {wrong[0].upper() + wrong[1:]: right.upper() for wrong, right in table.items()}
    return table | capital | {"DD": "Đ"}


TABLES: Mapping[Letters, Mapping[str, str]] = {Letters.VNI: _vni(), Letters.TCVN3: TCVN3, Letters.VIQR: _viqr()}
PATTERNS = {
    which: re.compile("|".join(re.escape(each) for each in sorted(table, key=len, reverse=True)))
    for which, table in TABLES.items()
}
"""Alternatives of fixed length: each place of a text is looked at once."""

LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
"""Letters that look like Đ and are others; searches never find them."""


def converted(text: str, which: Letters) -> str:
    """The text as Unicode. Of TCVN3 in capitals (a font of its own) only what its table knows."""
    table = TABLES[which]
    return vi.nfc(PATTERNS[which].sub(lambda found: table[found[0]], text))


def letters_of_font(font: str) -> Letters | None:
    """The letters that a font means: "VNI-Times" and ".VnTime" are not Unicode."""
    name = font.strip().casefold()
    if name.startswith("vni"):
        return Letters.VNI
    return Letters.TCVN3 if name.startswith(".vn") else None


def letters_in(texts: Iterable[str]) -> Letters | None:
    """Which letters the texts of a list were typed in; None for Unicode, and where nothing settles it."""
    suspect = [word for text in _some(texts) for word in text.split() if _telling(word)]
    if len(suspect) < LEAST_WORDS or _share(suspect) >= FEW:
        return None
    found = {which: _share([converted(word, which) for word in suspect]) for which in Letters}
    best = max(found, key=lambda which: found[which])
    return best if found[best] >= MANY else None


def _some(texts: Iterable[str]) -> list[str]:
    return [text for text, _ in zip(texts, range(MOST_LOOKED_AT), strict=False)]


def _telling(word: str) -> bool:
    """Whether the word has signs by which letters can be told apart."""
    return not word.isascii() or any(sign in word.lower() for sign in VIQR_SHAPES)


def _share(words: list[str]) -> float:
    return sum(map(is_syllable, words)) / len(words)


VOWELS_TOGETHER = """
    a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi ơi oo ua uâ uê ui uô uơ uy ưa ưi ươ ưu
    ya yê iêu yêu oai oay oao oeo uai uây uôi uya uyê uyu ươi ươu
"""
BEFORE = "ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p q r s t v x"
BEHIND = "ng nh ch c m n p t"
NUCLEI, ONSETS, CODAS = frozenset(VOWELS_TOGETHER.split()), BEFORE.split(), BEHIND.split()
TONES = frozenset("\u0301\u0300\u0309\u0303\u0323")


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: onset, vowels with at most one tone, coda."""
    bare = word.casefold().strip(".,;:()-/\"'")
    if not bare:
        return False
    parts = unicodedata.normalize("NFD", bare)
    if sum(part in TONES for part in parts) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    return any(_is_rhyme(plain.removeprefix(onset)) for onset in ("", *ONSETS) if plain.startswith(onset))


def _is_rhyme(rest: str) -> bool:
    return any(rest.removesuffix(coda) in NUCLEI for coda in ("", *CODAS) if rest.endswith(coda)) or rest in NUCLEI


def is_capitals(text: str) -> bool:
    """Whether the text has letters, and all of them are capitals."""
    return text.isupper() and sum(each.isalpha() for each in text) > 1


def written_name(text: str) -> str:
    """CAPITALS as names are written: "TRẦN VĂN ĐOAN" → "Trần Văn Đoan"; other texts stay as they are."""
    if not is_capitals(text):
        return text
    return " ".join(word if any(sign.isdigit() for sign in word) else word.capitalize() for word in text.split())
