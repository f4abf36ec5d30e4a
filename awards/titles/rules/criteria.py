"""A set of criteria as plain facts, and which of several sets or procedures holds for a ward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule, ScoringMode


@dataclass(frozen=True)
class Line:
    """One line to be answered; `code` is criterion.line, e.g. 1.2."""

    code: str
    kind: ItemKind
    max_points: Decimal | None = None
    floor: Decimal | None = None
    threshold: Decimal | None = None
    level: int | None = None
    applies_to: AppliesTo = AppliesTo.ALL
    auto_source: str = ""
    """Which share of the register is shown beside it, or answers it."""

    @property
    def by_register(self) -> bool:
        """Whether the register answers it; beside a line of points its share is only shown."""
        return bool(self.auto_source) and self.kind == ItemKind.THRESHOLD

    @property
    def criterion(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True)
class Rating:
    """A result: scores from (included) up to below (not included), or a level."""

    code: str
    name: str
    from_score: Decimal | None = None
    below_score: Decimal | None = None
    level: int | None = None
    passes: bool = True


@dataclass(frozen=True)
class Criteria:
    """A set as the scorers need it."""

    mode: ScoringMode
    total: Decimal | None
    left_out: LeftOutRule
    lines: Sequence[Line]
    ratings: Sequence[Rating] = field(default_factory=tuple)
    total_only: bool = False
    """Whether the sum alone may be written down, its lines staying on paper."""

    @property
    def by_register(self) -> set[str]:
        """Codes of the lines that the register answers by itself."""
        return {line.code for line in self.lines if line.by_register}


@dataclass(frozen=True)
class Facts:
    """What is known of the candidate's members; None is "not written down", which is not zero."""

    children: int | None = None
    adults: int | None = None


class Placed(Protocol):
    """A row that holds in one jurisdiction, or in the whole country when it names none."""

    @property
    def jurisdiction_id(self) -> int | None: ...


Row = TypeVar("Row", bound=Placed)


def nearest(rows: Iterable[Row], depth_of: Mapping[int, int]) -> Row | None:
    """The row of the nearest jurisdiction above the ward: a province's own set comes before the national frame.

    `depth_of`: for each unit above the ward (itself 0) how far above. Rows of other provinces do not count. Of two
    rows of one jurisdiction the later in the given order holds. None when no row reaches the ward.
    """
    country = max(depth_of.values(), default=0) + 1
    reaching = [row for row in rows if row.jurisdiction_id is None or row.jurisdiction_id in depth_of]

    def distance(row: Row) -> int:
        return country if row.jurisdiction_id is None else depth_of[row.jurisdiction_id]

    return min(reversed(reaching), key=distance, default=None)
