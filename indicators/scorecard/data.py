"""The scorecard as plain data: a row for each target, with everything that it was decided by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hocTap.lib import vi
from indicators.enums import Standing, Verified
from indicators.models import Indicator, Target
from indicators.rules.standing import Count
from indicators.rules.targets import base_of, level, short_citation
from indicators.scorecard.ending import Ending
from indicators.series import Sum
from units.models import Unit

FILTERS = {
    "chua-dat": "chưa đạt",
    "giam": "xa mục tiêu hơn năm trước",
    "chua-co-so": "chưa có số liệu hoặc không so sánh được",
    "den-han": "đến hạn trong năm",
}
"""By what the rows of a scorecard are narrowed."""
NOT_HERE = "không xét ở cấp này"
"""What stands in the place of a verdict where the target is that of a level above: no figure is lacking there."""


@dataclass(frozen=True)
class TargetRow:
    """One target of a unit in a year: what is asked, what was counted, the verdict, and the words for it."""

    target: Target
    year: int
    indicator: Indicator | None
    standing: Standing
    found: Sum | None = None
    now: Count | None = None
    """The figure that decides; None where there is none, or only of a part of the units."""
    before: Count | None = None
    """The figure of the year before on the same ground."""
    base: Count | None = None
    """The figure of the base year, for a change."""
    near: Sum | None = None
    """What was counted instead, over another base."""
    rate: Decimal | None = None
    before_rate: Decimal | None = None
    reason: str = ""
    """Why there is no verdict."""
    elsewhere: bool = False
    """Whether the target is that of a level above: nothing that the unit could have a figure of."""
    broken: str = ""
    """Why the year before is not compared: other criteria or another definition since; and by which document."""
    unguided: str = ""
    """Why no straight line leads to the milestone: a break is known to come before it."""
    lacking: int = 0
    pace: Fraction | None = None
    falling: bool = False
    """Whether the figure moved away from what is asked: fell, or, under a ceiling, rose."""
    shown: str = ""
    """The figure as it is read: "72,00%", "mức độ 2"; of a part as well, with `basis` beside it."""
    counts: str = ""
    """The counts that it is of: "10.800/15.000 hộ"."""
    base_shown: str = ""
    """The figure of the base year with its counts: "62,00% (62/100 hộ)"."""
    guide: str = ""
    """What is lacking and the yearly step, in words: a part of the sentence."""
    sentence: str = ""

    @property
    def asked(self) -> str:
        """The level asked for, in few signs."""
        return level(self.target)

    @property
    def document(self) -> str:
        """The document in few signs: it is cited in full above its rows."""
        return short_citation(self.target.framework.citation)

    @property
    def verdict(self) -> str:
        """The verdict in words; of a target of a level above, that there is none to give here."""
        return NOT_HERE if self.elsewhere else str(self.standing.label)

    @property
    def subject(self) -> str:
        """What the row speaks of, with its named base: "Gia đình học tập (trên gia đình)"."""
        return f"{self.target.label} ({base_of(self.target)})"

    @property
    def due(self) -> bool:
        return self.target.year == self.year

    @property
    def unverified(self) -> bool:
        return self.target.verified == Verified.UNVERIFIED

    @property
    def basis(self) -> str:
        """Of how many units the figure is, where it is not of all."""
        return self.found.basis if self.found else ""

    def kept_by(self, narrowed: str) -> bool:
        """Whether the row stays in a list narrowed by one of `FILTERS`."""
        if narrowed == "chua-dat":
            return self.standing == Standing.NOT_MET
        if narrowed == "giam":
            return self.falling
        if narrowed == "chua-co-so":
            return self.standing in (Standing.NO_DATA, Standing.NOT_COMPARABLE) and not self.elsewhere
        return self.due if narrowed == "den-han" else True


@dataclass(frozen=True)
class Scorecard:
    """Where a unit stands in a year with all targets that are set for it."""

    unit: Unit
    name: str
    year: int
    rows: tuple[TargetRow, ...]
    breaks: tuple[str, ...] = ()
    """Days on which the ground changed since the year before, with what passed to whom and by which decision."""
    notes: tuple[str, ...] = ()
    framework: str = ""
    until: dt.date | None = None
    """The day of asking, as long as the year is not over on it."""
    ended: Ending | None = None
    """How the unit ended since, if it did."""
    narrowed: str = ""
    """By which of `FILTERS` rows were left out."""
    out_of: int = 0
    """Of a narrowed table: how many targets the whole one has."""

    def narrowed_to(self, narrowed: str) -> Scorecard:
        """The rows of one of the lists; of a list that is not known all rows."""
        if narrowed not in FILTERS:
            return self
        rows = tuple(row for row in self.rows if row.kept_by(narrowed))
        return replace(self, rows=rows, narrowed=narrowed, out_of=len(self.rows))

    @property
    def part(self) -> str:
        """Of a narrowed table, that it is one: "Chỉ gồm các dòng chưa đạt: 24 trong 80 mục tiêu."; else empty."""
        if not self.narrowed:
            return ""
        rows = vi.whole(len(self.rows))
        return f"Chỉ gồm các dòng {FILTERS[self.narrowed]}: {rows} trong {vi.whole(self.out_of)} mục tiêu."

    @property
    def year_words(self) -> str:
        """The year as it is told: "2020"; of one that still runs with the day: "2026 (tính đến ngày 29/11/2026)"."""
        return f"{self.year} (tính đến ngày {vi.day(self.until)})" if self.until else str(self.year)

    @property
    def illustrative(self) -> bool:
        sums = (each for row in self.rows for each in (row.found, row.near) if each)
        return any(each.illustrative for each in sums)

    def tally(self) -> Iterator[tuple[Standing, int]]:
        """How many rows have each verdict, in the order in which they matter; what is nought is left out."""
        for each in (Standing.NOT_MET, Standing.MET, Standing.EXCEEDED, Standing.NO_DATA, Standing.NOT_COMPARABLE):
            number = sum(row.standing == each and not row.elsewhere for row in self.rows)
            if number:
                yield each, number

    @property
    def elsewhere(self) -> int:
        """How many rows are targets of a level above, which lack no figure here."""
        return sum(row.elsewhere for row in self.rows)

    def groups(self) -> Iterator[tuple[str, list[TargetRow]]]:
        """The rows document by document, in their order."""
        found: dict[str, list[TargetRow]] = {}
        for row in self.rows:
            found.setdefault(row.target.framework.citation, []).append(row)
        yield from found.items()
