"""A file as a list of one kind: its sheets, rows, what was left out, what is asked, and what a person answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from awards.uploads.reading import Row
from awards.uploads.templates import Column
from awards.uploads.words import heading_key

NOT_SUMMED = ("birth_year", "school_year", "year", "certificate", "present", "first_year", "last_year")


@dataclass
class BookRow(Row):
    """A row with the sheet and the line (from 1) where it stands, and what should be known of it."""

    hidden: bool = False
    notes: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """Words of the file that mean a choice, where they are not the choice's own."""


@dataclass(frozen=True)
class SheetRead:
    """One sheet: the lines of its head, what each column (by its letter) holds, the words over it and below it."""

    name: str
    head_rows: list[int]
    columns: dict[str, str]
    words: dict[str, str]
    ways: dict[str, str]
    """As `columns`, and which part of a value where it is not the whole: "name/1"."""
    examples: dict[str, list[str]]

    @property
    def head(self) -> str:
        """The head for comparing with one that was seen before."""
        return "|".join(f"{letter}={heading_key(words)}" for letter, words in sorted(self.words.items()))


@dataclass(frozen=True)
class Answers:
    """What a person said of a file: values that hold for all its rows, what its columns hold, and of hidden rows."""

    said: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By a sheet's name and a column's letter the code it holds, with its part ("name/1"); "" for none."""
    hidden: str = ""
    """"take" or "leave"; empty where nobody said yet."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Answers:
        """From plain data, as kept with an upload."""
        return cls(data.get("said", {}), data.get("columns", {}), data.get("hidden", ""))

    def data(self) -> dict[str, Any]:
        return {"said": dict(self.said), "columns": dict(self.columns), "hidden": self.hidden}


NO_ANSWERS = Answers()


@dataclass(frozen=True)
class LeftOut:
    """A line that is no row of the list, and why."""

    sheet: str
    row: int
    why: str


@dataclass
class Understood:
    """A file as a list of one kind."""

    sheets: list[SheetRead] = field(default_factory=list)
    rows: list[BookRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    asked: list[Column] = field(default_factory=list)
    """Columns that every row must have and that the file says nowhere: asked once for the whole list."""
    missing: list[Column] = field(default_factory=list)
    """Those of them that nobody has answered yet."""
    hidden: int = 0
    """Rows that are hidden in the file, taken or not."""
    in_file: set[str] = field(default_factory=set)
    """Codes of which the file says something."""

    @property
    def totals(self) -> dict[str, int]:
        """Sums of counts and money over the rows that can be taken."""
        sums: dict[str, int] = defaultdict(int)
        for row in self.rows:
            if row.problems:
                continue
            for code, value in row.values.items():
                if isinstance(value, int) and not isinstance(value, bool) and code not in NOT_SUMMED:
                    sums[code] += value
        return dict(sums)
