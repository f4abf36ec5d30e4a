"""How an office types what its plan asks for in one cell: "70", "75 - 80%", "≤ 2%", "duy trì mức độ 2"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import TargetKind
from indicators.rules.targets import LEVEL, PERCENT, POINTS

EXAMPLES = "Hãy ghi như: 70; 75 - 80; ≤ 2; duy trì 100; tăng 5% so với 2020."
PLACES, LARGEST = 2, Decimal(999_999_999)
CEILINGS = ("≤", "<=", "không quá", "không vượt quá", "nhiều nhất", "tối đa")
FLOORS = ("≥", ">=", "ít nhất", "tối thiểu", "đạt")
HOLDS = ("duy trì", "giữ vững", "giữ")
UNSAID = ("trên", "dưới", ">", "<")
DASHES = ("–", "—", "−")


@dataclass(frozen=True)
class Level:
    """What was typed: a kind, one number or two, and what they are numbers of."""

    kind: TargetKind
    minimum: Decimal | None
    maximum: Decimal | None
    unit_name: str
    base_year: int | None = None


@dataclass(frozen=True)
class Thing:
    """What the number is of: a share, a level of a scale, or a count of `unit_name`."""

    share: bool
    level: bool
    unit_name: str

    @property
    def said(self) -> str:
        """What a target's number is a number of."""
        return LEVEL if self.level else PERCENT if self.share else self.unit_name


def read_level(text: str, thing: Thing) -> Level | None:
    """The level typed in a cell, nothing for an empty one; the other way round of `targets.level`.

    A bare number is "at least", of a scale "reaches level"; two numbers are a range. "trên 70" does not say whether
    70 itself suffices and is refused. Raises Refused with how to write it.
    """
    typed = vi.nfc(text).lower()
    for dash in DASHES:
        typed = typed.replace(dash, "-")
    if not typed or typed == "-":
        return None
    if typed.startswith("tăng "):
        return _change(typed.removeprefix("tăng "))
    if rest := _after(typed, HOLDS):
        return Level(TargetKind.HOLD, _number(rest, thing), None, thing.said)
    if rest := _after(typed, CEILINGS):
        return Level(TargetKind.CEILING, None, _number(rest, thing), thing.said)
    if any(typed.startswith(word) for word in UNSAID) and not typed.startswith(FLOORS):
        raise Refused(f"“{vi.nfc(text)[:40]}” chưa nói đúng con số đó có đạt không. Hãy ghi ≥ hoặc ≤ rồi đến số.")
    return _range(typed, thing) or _floor(typed, thing)


def _after(typed: str, words: tuple[str, ...]) -> str:
    """What follows the first of the words that the text begins with."""
    return next((typed.removeprefix(word).strip() for word in words if typed.startswith(word)), "")


def _floor(typed: str, thing: Thing) -> Level:
    rest = _after(typed, FLOORS) or typed.removeprefix("từ ").removesuffix("trở lên").strip()
    kind = TargetKind.LEVEL if thing.level else TargetKind.FLOOR
    return Level(kind, _number(rest, thing), None, thing.said)


def _range(typed: str, thing: Thing) -> Level | None:
    first, sign, last = typed.removeprefix("từ ").partition(" đến ")
    if not sign:
        first, sign, last = typed.partition("-")
    if not sign or not first.strip():
        return None
    low, high = _number(first, thing), _number(last, thing)
    if high < low:
        raise Refused(f"Đầu trên ({vi.decimal(high)}) nhỏ hơn đầu dưới ({vi.decimal(low)}). Hãy ghi số nhỏ trước.")
    return Level(TargetKind.RANGE, low, high, thing.said)


def _change(rest: str) -> Level:
    amount, sign, year = rest.partition("so với")
    base_year = vi.parse_year(year.strip().removeprefix("năm ").strip()) if sign else None
    if base_year is None:
        raise Refused("Mức tăng phải ghi năm gốc, ví dụ: tăng 5% so với 2020.")
    bare = amount.strip().removesuffix("%").strip()
    points = bare.endswith("điểm")
    bare = bare.removesuffix("điểm").strip()
    number = _number(bare, Thing(share=not _in_thousands(bare), level=False, unit_name=PERCENT))
    return Level(TargetKind.CHANGE, number, None, POINTS if points else PERCENT, base_year)


def _number(text: str, thing: Thing) -> Decimal:
    """The number, whatever stands beside it that it is a number of. Raises Refused."""
    bare = text.strip()
    if thing.level:
        bare = bare.removeprefix("mức độ").removeprefix("mức").strip()
    elif not thing.share:
        bare = bare.removesuffix(thing.unit_name.lower()).strip()
    if thing.share and _in_thousands(bare.removesuffix(PERCENT).strip()):
        raise Refused(f"“{text.strip()[:40]}” có thể đọc là hàng nghìn. Hãy dùng dấu phẩy cho phần lẻ, ví dụ: 84,5.")
    try:
        number = vi.parse_percent(bare) if thing.share else vi.parse_decimal(bare)
    except Refused as reason:
        raise Refused(f"Không đọc được “{text.strip()[:40]}”. {EXAMPLES}") from reason
    if number is None:
        raise Refused(f"Chưa có số. {EXAMPLES}")
    if number > LARGEST:
        raise Refused(f"Số quá lớn; lớn nhất ghi được là {vi.decimal(LARGEST)}.")
    if number != round(number, PLACES):
        raise Refused(f"Hãy ghi nhiều nhất {PLACES} chữ số sau dấu phẩy.")
    return number


def _in_thousands(text: str) -> bool:
    """Whether "1.000" may be a thousand, where a share would be read as one and no tenths."""
    try:
        return vi.parse_decimal(text) != vi.parse_percent(text)
    except Refused:
        return False
