"""How a target is said in few signs."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Protocol

from hocTap.lib import vi
from indicators.enums import FrameworkLevel, TargetKind
from units.enums import UnitKind

PERCENT, POINTS, LEVEL = "%", "điểm %", "mức độ"
"""What a target's number is a number of; anything else is a count of that."""
EARLIEST = 1990
"""Nothing is counted, compared or planned of years before."""
KEEP = "duy trì"
NATIONAL = "toàn quốc"
DIFFICULT = "địa bàn đặc biệt khó khăn"


class Level(Protocol):
    """What a decision asks for: a kind, one number or two, and what they are numbers of."""

    @property
    def kind(self) -> str: ...
    @property
    def minimum(self) -> Decimal | None: ...
    @property
    def maximum(self) -> Decimal | None: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def base_year(self) -> int | None: ...


def level(target: Level) -> str:
    """The level asked for, in few signs: "≥ 70%", "≤ 2%", "75 - 80%", "duy trì mức độ 2", "tăng 5% so với 2020"."""
    ends = [_plain_decimal(each) for each in (target.minimum, target.maximum) if each is not None]
    words = " - ".join(ends)
    if target.unit_name == LEVEL:
        return f"{f'{KEEP} ' if target.kind == TargetKind.HOLD else ''}mức độ {words}"
    words += PERCENT if target.unit_name == PERCENT else f" {target.unit_name}"
    if target.kind == TargetKind.CHANGE:
        return f"tăng {words} so với {target.base_year}"
    before = {TargetKind.RANGE: "", TargetKind.HOLD: f"{KEEP} ", TargetKind.CEILING: "≤ "}
    return before.get(TargetKind(target.kind), "≥ ") + words


KEY_BEHIND = re.compile(r" \([a-z0-9-]+\)$")
SET_BY = {
    FrameworkLevel.NATION: "cấp quốc gia",
    FrameworkLevel.PROVINCE: "cấp tỉnh",
    FrameworkLevel.DISTRICT: "cấp huyện",
    FrameworkLevel.COMMUNE: "cấp xã",
}
"""Whose document it is, as the law calls the levels."""


def reach(document: str, scope: str) -> str:
    """Of whom a target is asked: "cấp quốc gia, phạm vi toàn quốc"; "cấp tỉnh, phạm vi TP Hà Nội".

    The key that a plan writes behind its unit's name ("Quận 11 (hcm-q11)") is for machines.
    """
    return f"{SET_BY[FrameworkLevel(document)]}, phạm vi {KEY_BEHIND.sub('', scope)}"


class Based(Protocol):
    """A target with its named base."""

    @property
    def base_label(self) -> str: ...
    @property
    def unit_name(self) -> str: ...


def base_of(target: Based) -> str:
    """Over what the document asks for it: "trên gia đình"; whose level it is: "thành phố"."""
    return f"trên {target.base_label.removeprefix('trên ')}" if target.unit_name == PERCENT else target.base_label


OF_LEVEL = {
    "thành phố": UnitKind.PROVINCE,
    "tỉnh": UnitKind.PROVINCE,
    "tỉnh, thành phố": UnitKind.PROVINCE,
    "quận, huyện": UnitKind.DISTRICT,
    "quận, huyện, thị xã": UnitKind.DISTRICT,
}
"""Whose level a document asks for, as the lists of targets write it."""


def whose_level(target: Based) -> UnitKind | None:
    """Of a target that is a level, "duy trì mức độ 2" of the city: of which kind of unit it is asked, if it says."""
    return OF_LEVEL.get(target.base_label) if target.unit_name == LEVEL else None


def short_citation(citation: str) -> str:
    """Type and number, as a text that was cited in full before: "QĐ 281/QĐ-TTg 20/02/2014" → "QĐ 281/QĐ-TTg"."""
    return "\u00a0".join(citation.split()[:2]).replace("-", "\u2011")


def _plain_decimal(number: Decimal) -> str:
    return vi.decimal(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())
