"""What the checks learn of a file that readers of workbooks do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Cell = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True)
class SheetFacts:
    """What readers of workbooks do not tell of a sheet: formulas without a result, errors, what is hidden, fonts."""

    without_result: frozenset[Cell] = frozenset()
    errors: Mapping[Cell, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    fonts: Mapping[Cell, str] = field(default_factory=dict)
    """Of text cells only, and only fonts whose letters are not Unicode."""


@dataclass(frozen=True)
class Facts:
    """What the checks learned: by a sheet's name its facts, and whether days are counted from 1904."""

    sheets: Mapping[str, SheetFacts] = field(default_factory=dict)
    from_1904: bool = False

    def of(self, sheet: str) -> SheetFacts:
        return self.sheets.get(sheet, SheetFacts())
