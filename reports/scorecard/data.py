"""The scorecard for programs: one object a target, as the page has it in words."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TypedDict

from indicators.scorecard import Scorecard, TargetRow


class Item(TypedDict):
    """A target with its figure and verdict. A figure of only a part of the units is no figure: null."""

    framework: str
    indicator: str | None
    label: str
    milestone: int
    kind: str
    minimum: float | int | None
    maximum: float | int | None
    unit: str
    base: str
    numerator: int | None
    denominator: int | None
    rate: float | int | None
    verdict: str
    verified: str


def render(scorecard: Scorecard) -> str:
    return json.dumps(items(scorecard), ensure_ascii=False, indent=1)


def items(scorecard: Scorecard) -> list[Item]:
    return [_item(row) for row in scorecard.rows]


def _item(row: TargetRow) -> Item:
    target = row.target
    return Item(
        framework=target.framework.code,
        indicator=row.indicator.code if row.indicator else None,
        label=target.label,
        milestone=target.year,
        kind=target.kind,
        minimum=number(target.minimum),
        maximum=number(target.maximum),
        unit=target.unit_name,
        base=target.base_label,
        numerator=row.now.numerator if row.now else None,
        denominator=row.now.denominator if row.now else None,
        rate=number(row.rate),
        verdict=row.standing.value,
        verified=target.verified,
    )


def number(value: Decimal | None) -> float | int | None:
    """A decimal as JSON writes numbers: 70, 99.5; only for writing, nothing is computed with it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
