"""What units are called: the word for their level, units counted in words, the office in charge, the place of a paper.

No page, message or document writes "phường" or "quận" by itself: the word comes from the units that it speaks of.
Nothing here asks the database.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from hocTap.lib import vi
from units.enums import UnitKind

LEVELS: dict[UnitKind, tuple[str, ...]] = {
    UnitKind.PROVINCE: ("tỉnh", "thành phố"),
    UnitKind.DISTRICT: ("thành phố", "quận", "thị xã", "huyện"),
    UnitKind.WARD: ("phường", "xã", "thị trấn", "đặc khu"),
    UnitKind.COMMUNITY: (
        "khu phố",
        "tổ dân phố",
        "khối phố",
        "khu dân cư",
        "tiểu khu",
        "tổ nhân dân",
        "thôn",
        "ấp",
        "bản",
        "khóm",
        "buôn",
        "làng",
        "xóm",
        "sóc",
        "phum",
        "plei",
        "bon",
        "khối",
        "khu",
        "tổ",
    ),
}
"""The words (loại hình) by which units of each level are called, in the order in which lists count them."""

TWO_TIERS = dt.date(2025, 7, 1)
"""From this day on there are provinces and communes and no districts (Luật 72/2025)."""

MOST_NAMED = 3
"""So many kinds of units are named one by one; more go by the name of their level."""


class Standing(Protocol):
    """A unit as it stood: the version of a day, or what was kept of it."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def designation(self) -> str: ...


def designation_in(name: str, kind: str) -> str:
    """The word by which a unit of the level calls itself: "Phường 5" is a phường; empty where the name has none.

    A word counts only before a further word or number, and the longer one first: "Khu phố 3" is no khu.
    """
    low = vi.nfc(name).casefold()
    words = sorted(LEVELS.get(UnitKind(kind), ()), key=len, reverse=True)
    return next((word for word in words if low.startswith(f"{word} ")), "")


def level_word(unit: Standing) -> str:
    """What the unit is: "phường", "xã", "khu phố"; where nobody knows, the words of its level."""
    return unit.designation or designation_in(unit.name, unit.kind) or UnitKind(unit.kind).label


def kinds_word(units: Iterable[Standing], otherwise: str = "đơn vị") -> str:
    """What they are together: "phường" where all are, "phường, xã" where both stand among them."""
    words = _in_order(Counter(level_word(unit) for unit in units))
    return ", ".join(words[:MOST_NAMED]) if 0 < len(words) <= MOST_NAMED else otherwise


def all_of_them(units: Iterable[Standing], mixed: bool) -> str:
    """The same of all that should report; where the catalogue lacks some that may be of another kind it says so.

    Of a province 3 phường are known and 165 more should report, phường and xã: "đơn vị cấp xã".
    """
    known = list(units)
    if not mixed:
        return kinds_word(known)
    return "đơn vị cấp xã" if {unit.kind for unit in known} <= {UnitKind.WARD} else "đơn vị"


@dataclass(frozen=True)
class LocalWords:
    """What the communities of a place, and the communes that they belong to, are called there."""

    communities: str
    communes: str

    def told(self, said: str) -> str:
        """A text of the catalogue, which says "khu phố" and "phường" of every place, in the words of this one."""
        if self.communities != "khu phố":
            said = _OTHERWISE.sub("khu phố", said)
            said = said.replace("khu phố", self.communities)
            said = said.replace("Khu phố", f"{self.communities[:1].upper()}{self.communities[1:]}")
        return said if self.communes == "phường" else _PHUONG.sub(self.communes, said)

    def are_in(self, said: str) -> bool:
        """Whether a text says these words."""
        return self.communities in said.lower() or self.communes in said.lower()


_PHUONG = re.compile(r"\bphường\b(?!, )")
"""Not where the text names several levels: "phường, xã"."""
_OTHERWISE = re.compile("khu phố" + r" \([^)]*\)")
"""With the other words for it: of a place only its own are said."""
URBAN = {"phường", "thị trấn", "quận"}
USUAL = LocalWords("khu phố", "phường")
"""The words that the catalogue is written in."""


def words_there(units: Iterable[Standing], known: Iterable[str] = ()) -> LocalWords:
    """The words of some communes together, or of one office.

    `known` is what their communities are called in the catalogue. Where it has none yet, a phường has khu phố and a xã
    thôn, ấp; of places of both sorts all three are named.
    """
    kinds = {level_word(unit) for unit in units}
    communes = "phường" if kinds <= {"phường", "quận"} else ", ".join(_in_order(kinds & COMMUNES)) or "phường, xã"
    named = _in_order({word.lower() for word in known})
    if 0 < len(named) <= MOST_NAMED:
        return LocalWords(", ".join(named), communes)
    if kinds <= URBAN:
        return LocalWords("khu phố", communes)
    return LocalWords("thôn, ấp" if kinds == {"xã"} else "khu phố, thôn, ấp", communes)


COMMUNES = frozenset(LEVELS[UnitKind.WARD])


def with_communities(said: str, communities: str) -> str:
    """A sentence about communities in the word of the place: a xã has thôn, ấp where a phường has khu phố."""
    return said.replace("khu phố", communities)


def is_of_one_kind(unit: Standing) -> bool:
    """Whether all units right below can only be of one kind: a quận has phường and nothing else."""
    return level_word(unit) == "quận"


def counted(units: Iterable[Standing], otherwise: str = "đơn vị") -> str:
    """How many there are, by what they are: "16 phường"; "113 phường, 54 xã và 1 đặc khu"; "0 đơn vị"."""
    numbers = Counter(level_word(unit) for unit in units)
    parts = [f"{vi.whole(numbers[word])} {word}" for word in _in_order(numbers)]
    return joined(parts) if parts else f"0 {otherwise}"


def joined(parts: list[str], word: str = "và") -> str:
    """One, one và two, or one, two và three."""
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def named(unit: Standing) -> str:
    """The name with its level's word, which nobody says twice: "Phường 5"; "Bến Tre" → "Tỉnh Bến Tre"."""
    if designation_in(unit.name, unit.kind) or not unit.designation:
        return unit.name
    return f"{unit.designation[:1].upper()}{unit.designation[1:]} {unit.name}"


def in_text(unit: Standing) -> str:
    """The name within a sentence, its level's word small: "phường Hòa Bình", "thành phố Hà Nội", "xã Thạnh Phú".

    With a number the word of an administrative unit stays large: "Phường 8", "Quận 11", but "khu phố 3" (Nghị định
    30/2020/NĐ-CP, phụ lục II).
    """
    full = named(unit)
    word = designation_in(full, unit.kind)
    if unit.kind != UnitKind.COMMUNITY and full[len(word) :].strip()[:1].isdigit():
        return full
    return f"{word}{full[len(word) :]}"


def office_name(unit: Standing, day: dt.date) -> str:
    """The office in charge of the learning society at the unit on the day.

    A province's sở; a district's phòng until districts ended; a commune's phòng văn hóa – xã hội since then
    (TT 15/2025), the people's committee before. A khu phố has none and goes by its own name.
    """
    match UnitKind(unit.kind):
        case UnitKind.PROVINCE:
            return f"Sở Giáo dục và Đào tạo {named(unit)}"
        case UnitKind.DISTRICT:
            return f"Phòng Giáo dục và Đào tạo {named(unit)}"
        case UnitKind.WARD if day >= TWO_TIERS:
            return f"Phòng Văn hóa – Xã hội {named(unit)}"
        case UnitKind.WARD:
            return f"Ủy ban nhân dân {named(unit)}"
    return named(unit)


def committee(unit: Standing) -> str:
    """The people's committee of the unit: "Ủy ban nhân dân Phường Hòa Bình"."""
    return f"Ủy ban nhân dân {named(unit)}"


def place_name(unit: Standing) -> str:
    """The place before the day of a paper (NĐ 30/2020, phụ lục I): "Quận 11", "Hòa Bình", "Thành phố Hồ Chí Minh".

    A unit called by a number or after a person keeps its level's word; others go by the bare name.
    """
    full = named(unit)
    word = designation_in(full, unit.kind)
    bare = full[len(word) :].strip()
    return full if not word or bare[:1].isdigit() or bare in AFTER_PERSONS else bare


AFTER_PERSONS = frozenset({"Hồ Chí Minh"})
"""Places named after a person, whose level's word stands in the place of a paper."""


def in_title(text: str) -> str:
    """In capitals, for headings: "ỦY BAN NHÂN DÂN QUẬN 11"."""
    return vi.nfc(text).upper()


def in_running_text(capitals: str) -> str:
    """A name out of a heading's capitals, its level's word with one capital: "Thành phố Hồ Chí Minh", "Quận 11"."""
    low = vi.nfc(capitals).casefold()
    known = (word for level in LEVELS.values() for word in level)
    word = next((word for word in sorted(known, key=len, reverse=True) if low.startswith(f"{word} ")), "")
    return f"{word.capitalize()}{low[len(word) :].title()}"


def _in_order(words: Iterable[str]) -> list[str]:
    order = [word for level in LEVELS.values() for word in level]
    return sorted(words, key=lambda word: order.index(word) if word in order else len(order))
