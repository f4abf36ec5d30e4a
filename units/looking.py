"""What a person may mean by words typed to find a unit: "p5 q11", "ha noi", "phuong 4, quan 11"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hocTap.lib import vi

SHORT = {
    "p": "phuong",
    "x": "xa",
    "tt": "thi tran",
    "q": "quan",
    "h": "huyen",
    "tx": "thi xa",
    "tp": "thanh pho",
    "kp": "khu pho",
    "tdp": "to dan pho",
}
"""Words for levels as people shorten them."""

KNOWN = {"hcm": "ho chi minh", "hn": "ha noi"}
"""Names as people shorten them."""

LEVELS = ("phuong", "xa", "thi tran", "quan", "huyen", "thi xa", "thanh pho", "tinh", "dac khu")
MOST_WORDS = 10
"""What is longer than any path of names is looked for as it is typed."""

_DIVIDED = "|"
_ZEROS = re.compile(r"(?<=[^\W\d] )0+(?=[0-9])")
_NUMBERED = re.compile(rf"(?<!\w)({'|'.join(SHORT)})[. ]*0*([0-9]+)(?!\w)")
_SHORTENED = re.compile(rf"(?<!\w)({'|'.join(SHORT)})(?:\. *| +)(?=[^\W\d])")
_KNOWN = re.compile(rf"(?<!\w)(?:tp\.? *)?({'|'.join(KNOWN)})(?!\w)")
_LEVEL = re.compile(rf" (?=(?:{'|'.join(LEVELS)}) )|(?<= [0-9]) (?=[^\W\d])|(?<= [0-9][0-9]) (?=[^\W\d])")


@dataclass(frozen=True)
class Meaning:
    """A name, and words in the names of units above it."""

    own: str
    above: tuple[str, ...] = ()

    @property
    def exact(self) -> list[str]:
        """Names that are just this, with or without the word for a level: "hoa binh" is "phuong hoa binh" too."""
        if self.own.startswith(tuple(f"{level} " for level in LEVELS)):
            return [self.own]
        return [self.own, *(f"{level} {self.own}" for level in LEVELS)]


def spelt_out(text: str) -> str:
    """Without marks, and with what people shorten: "P.5" is "phuong 5", "tphcm" is "ho chi minh"."""
    return _divided(text).replace(_DIVIDED, "")


def _divided(text: str) -> str:
    """The same with a sign before a shortened name, which is one by itself."""
    words = _ZEROS.sub("", vi.fold(text).replace(_DIVIDED, " "))
    words = _KNOWN.sub(lambda found: f"{_DIVIDED}{KNOWN[found[1]]}", words)
    words = _NUMBERED.sub(lambda found: f"{SHORT[found[1]]} {found[2]}", words)
    return " ".join(_SHORTENED.sub(lambda found: f"{SHORT[found[1]]} ", words).split())


def meaning(text: str) -> Meaning:
    """The name before the first comma, and after it who stands above."""
    own, *above = (spelt_out(part) for part in text.split(","))
    return Meaning(own, tuple(filter(None, above)))


def other_meanings(text: str) -> list[Meaning]:
    """What words may mean when no unit has them for a name: "p5 q11", "hoa binh hcm", "p5 q11, hcm".

    Where words for levels stand, and after numbers, they divide; else any of the words may be the last of the name.
    """
    first, *above = text.split(",")
    words = _divided(first)
    after = tuple(filter(None, map(spelt_out, above)))
    if not 1 < len(words.split()) <= MOST_WORDS:
        return []
    own, *more = [part.strip() for piece in words.split(_DIVIDED) if piece for part in _LEVEL.split(piece.strip())]
    if more:
        return [Meaning(own, (*more, *after))]
    parts = own.split()
    cuts = range(len(parts) - 1, 0, -1)
    divided = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in cuts]
    return [Meaning(name, (rest, *after)) for name, rest in divided if name not in LEVELS]
