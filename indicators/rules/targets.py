"""How a target is said in few signs."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from hocTap.lib import vi
from indicators.enums import TargetKind


class Level(Protocol):
    """What a decision asks for: a kind, one number or two, and what they are numbers of."""

    @property
    def kind(self) -> str: ...
    @property
    def minimum(self) -> Decimal: ...
    @property
    def maximum(self) -> Decimal | None: ...
    @property
    def unit_name(self) -> str: ...


def level(target: Level) -> str:
    """The level asked for, in few signs: "≥ 70%", "75 - 80%", "duy trì mức độ 2"."""
    least = _plain_decimal(target.minimum)
    if target.unit_name != "%":
        return f"{target.unit_name} {least}"
    if target.kind == TargetKind.RANGE and target.maximum is not None:
        return f"{least} - {_plain_decimal(target.maximum)}%"
    return f"{'duy trì ' if target.kind == TargetKind.HOLD else '≥ '}{least}%"


def short_citation(citation: str) -> str:
    """Type and number, as a text that was cited in full before: "QĐ 281/QĐ-TTg 20/02/2014" → "QĐ 281/QĐ-TTg"."""
    return "\u00a0".join(citation.split()[:2]).replace("-", "\u2011")


def _plain_decimal(number: Decimal) -> str:
    return vi.decimal(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())
