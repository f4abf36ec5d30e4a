"""How words in a list are compared: the same thing written in several lawful ways has one form.

The patterns read a text once, never going back over it, since strangers send it; texts come here bounded in length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from hocTap.lib import vi
from hocTap.lib.refusals import Refused

_SHORT = (
    (re.compile(r"^(?:p|phuong)[ .]*(\d+)$"), "phuong"),
    (re.compile(r"^(?:kp|khu pho)[ .]*(\d+)$"), "khu pho"),
    (re.compile(r"^(?:tdp|to dan pho)[ .]*(\d+)$"), "to dan pho"),
    (re.compile(r"^(?:q|quan)[ .]*(\d+)$"), "quan"),
)
_WARD_IN_ADDRESS = re.compile(r"(?<!\w)(?:p|phuong)[ .]*(\d+)(?!\w)")
_DISTRICT_IN_ADDRESS = re.compile(r"(?<!\w)(?:q|quan)[ .]*(\d+)(?!\w)")
_BRACKETS = re.compile(r"\([^()]*\)")
_SIGNS = re.compile(r"[^\w/]+")
Thing = TypeVar("Thing")
KEPT = 4_096
"""So many texts of a list are not compared anew: its rows repeat their khu phố, numbers and headings."""


same_name = vi.same_name


def with_its_marks(text: str, alike: Sequence[Thing], name: Callable[[Thing], str]) -> Sequence[Thing]:
    """Of things whose names are one without marks, those that the text says marks and all, else those it may mean.

    Thành phố Hồ Chí Minh has a Xã Thanh An and a Xã Thạnh An: "xã thạnh an" is the second, "xa thanh an" may be either.
    Where there is only a Xã Thanh An, "xã thạnh an" is none. Of Phường 5 the number tells everything.
    """
    said = same_name(text)
    exact = [each for each in alike if same_name(name(each)) == said]
    if exact or is_numbered(text):
        return exact or alike
    return [each for each in alike if vi.may_mean(text, name(each))]


def nearest(text: str, names: Iterable[str]) -> str:
    """A sentence that names what differs from the text by marks alone; nothing where there is none."""
    near = dict.fromkeys(each for each in names if unit_key(each) == unit_key(text))
    return not_there(text, list(near)) if near else ""


def not_there(text: str, near: Sequence[str]) -> str:
    """The sentence for a name that nothing has, with those that differ from it by marks alone."""
    named = " hoặc ".join(f"“{each}”" for each in near)
    return f"không có “{text[:60]}”; gần nhất là {named}. Hãy ghi đúng tên, đủ dấu."


def is_numbered(text: str) -> bool:
    """Whether a unit is known by its kind and number alone: "P.5", "Khu phố 08"."""
    return any(pattern.match(unit_key(text)) for pattern, _ in _SHORT)


@lru_cache(maxsize=KEPT)
def unit_key(text: str) -> str:
    """The name of a unit for comparing: "Phường 05", "P.5" and "phuong 5" are one."""
    key = vi.fold(text)
    for pattern, word in _SHORT:
        key = pattern.sub(_numbered(word), key)
    return key


def _numbered(word: str) -> Callable[[re.Match[str]], str]:
    """The word with the number that was found, without the zeros before it; a number of zeros alone is 0."""
    return lambda found: f"{word} {found[1].lstrip('0') or '0'}"


def address_key(text: str) -> str:
    """An address for comparing: without marks and signs, with wards and districts by number spelt out."""
    key = _WARD_IN_ADDRESS.sub(_numbered("phuong"), vi.fold(text))
    key = _DISTRICT_IN_ADDRESS.sub(_numbered("quan"), key)
    return " ".join(_SIGNS.sub(" ", key).split())


@lru_cache(maxsize=KEPT)
def heading_key(text: str) -> str:
    """A column's heading for comparing: without marks, signs and what stands in brackets."""
    return " ".join(_SIGNS.sub(" ", _BRACKETS.sub(" ", vi.fold(text))).split())


def number_and_symbol(text: str) -> tuple[int, str]:
    """ "125/QĐ-UBND" → 125 and "QĐ-UBND". Raises Refused where no number begins it."""
    number, _, symbol = text.replace(" ", "").partition("/")
    if not number.isdigit() or not 1 <= len(number) <= 9:
        raise Refused(f"“{text[:60]}” không phải số quyết định. Hãy ghi như 125/QĐ-UBND.")
    return int(number), symbol[:40]
