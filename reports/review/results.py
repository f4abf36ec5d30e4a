"""What became of a title or a target at the end of a stage, and offices that stand beside the units in a sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from indicators.models import Indicator, Target
from indicators.rules.rates import meets
from indicators.series import Input, Sum
from reports.review import spec
from reports.review.ledger import Share

MET, NOT_MET, UNKNOWN = "Đạt", "Chưa đạt", "Chưa có số liệu"
UNDECIDED = "Chưa đủ số liệu để kết luận"
NOT_COMPARABLE = "Không so sánh được"


@dataclass(frozen=True)
class TitleResult:
    """How one title stands at the end of the stage."""

    title: spec.Title
    indicator: Indicator
    share: Share


@dataclass(frozen=True)
class TargetResult:
    """What a decision asked for, what answers it (nothing where nobody counts it), and the verdict."""

    target: Target
    share: Share | None
    verdict: str
    why: str = ""
    """Where it is not compared: what is counted otherwise than when the target was set."""


class Other(NamedTuple):
    """An office whose own registers, or whose published total, give to a sum beside the units that report."""

    key: str
    name: str
    own_total: bool

    @classmethod
    def of(cls, given: Input) -> Other:
        name = given.ward.name.removesuffix(" (trực tiếp)")
        return cls(given.ward.key, name, given.own_total)

    @property
    def label(self) -> str:
        """Whose row it is and what it is: "Quận 11 (trực tiếp)", "Quận 10 (số tổng hợp)"."""
        return f"{self.name} ({'số tổng hợp' if self.own_total else 'trực tiếp'})"

    @property
    def part(self) -> str:
        return f"{self.key}/tong-hop" if self.own_total else self.key

    def sum_of(self, inputs: Iterable[Input]) -> Sum:
        """What of these is its: nobody's report, so as whole as it is."""
        own = tuple(each for each in inputs if Other.of(each) == self)
        if not own:
            return Sum(None, None)
        shared = all(each.denominator is not None for each in own)
        base = sum(each.denominator or 0 for each in own) if shared else None
        return Sum(sum(each.numerator for each in own), base, own)


def verdict(target: Target, numerator: int, denominator: int) -> str:
    """Met or not, by cross-multiplication; an empty base decides nothing. Only percentages can be decided."""
    if target.unit_name != "%" or target.minimum is None:
        return UNKNOWN
    reached = meets(numerator, denominator, target.minimum)
    return UNKNOWN if reached is None else MET if reached else NOT_MET
