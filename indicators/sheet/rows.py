"""What one line of a sheet shows: its cell, the period before, what was approved; and a rate under the lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hocTap.lib import vi
from indicators.enums import Qualifier, Rounding
from indicators.held import WORD
from indicators.models import Indicator, Line, Value
from indicators.rules.rates import rate
from indicators.taking_over import Offer


@dataclass(frozen=True)
class RateLine:
    """A rate of the form, computed from the cells as they stand; half-up, two decimals."""

    indicator: Indicator
    numerator: int | None
    base: int | None
    changed: str = ""
    """What is counted otherwise than in the year before, with the document."""

    @property
    def text(self) -> str:
        return vi.percent(self.rate)

    @property
    def parts(self) -> str:
        """The numbers that the rate comes from: "684/950"."""
        return f"{vi.whole(self.numerator)}/{vi.whole(self.base)}"

    @property
    def rate(self) -> Decimal | None:
        if self.numerator is None or self.base is None:
            return None
        return rate(self.numerator, self.base, Rounding.HALF_UP)


@dataclass(frozen=True)
class LineRow:
    """One line of the sheet: the cell, the previous period's number, and what was last approved."""

    line: Line
    value: Value | None
    previous: Value | None
    approved: list[object] | None
    was_approved: bool
    counted: int | None = None
    offer: Offer | None = None
    held: bool = False
    """Whether whoever reads the sheet does not see the figure; then the row has none."""

    @property
    def code(self) -> str:
        return self.line.measure.code

    @property
    def number(self) -> int | None:
        return self.value.number if self.value else None

    @property
    def text(self) -> str:
        return "" if self.number is None else vi.whole(self.number)

    @property
    def revision(self) -> int:
        return self.value.revision if self.value else 0

    @property
    def qualifier(self) -> str:
        return self.value.qualifier if self.value else Qualifier.EXACT

    @property
    def note(self) -> str:
        return self.value.note if self.value else ""

    @property
    def spoken(self) -> str:
        """The number with its qualifier, as a person says it: "gần 10.800"."""
        return WORD if self.held else spoken(self.number, self.qualifier)

    @property
    def previous_spoken(self) -> str:
        return spoken(self.previous.number, self.previous.qualifier) if self.previous else vi.NOTHING

    @property
    def changed_since_approval(self) -> bool:
        """Whether the cell differs from the figures that were approved before (only after a first approval)."""
        return self.was_approved and as_stored(self.value) != (self.approved or [None, Qualifier.EXACT.value, ""])

    @property
    def counted_text(self) -> str:
        """What the register counts for the cell, if one is kept."""
        return vi.whole(self.counted)

    @property
    def differs_from_register(self) -> bool:
        return self.counted is not None and self.number is not None and self.counted != self.number

    @property
    def approved_spoken(self) -> str:
        if not self.approved or self.approved[0] is None:
            return vi.NOTHING
        return spoken(int(str(self.approved[0])), str(self.approved[1]))


def spoken(number: int | None, qualifier: str) -> str:
    """1234, "below" → "gần 1.234"; exact numbers stand alone."""
    if number is None or qualifier == Qualifier.EXACT:
        return vi.whole(number)
    return f"{Qualifier(qualifier).label} {vi.whole(number)}"


def as_stored(value: Value | None) -> list[object]:
    """How a step keeps a cell: number, qualifier, note."""
    return [None, Qualifier.EXACT.value, ""] if value is None else [value.number, value.qualifier, value.note]
