"""The review as a document: a paper with a unit, its years, every figure it prints, and what each was made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from hocTap.lib.light import light
from reports.paper import kept
from reports.paper.parts import Paper, Table


@light
class Source:
    """One approved sheet, or one register's year, that a figure was added from."""

    unit: str
    name: str
    year: int
    submission: int
    numerator: int
    denominator: int | None = None
    qualifier: str = ""
    illustrative: bool = False
    register: str = ""


@light
class Figure:
    """A number that the document prints, with all it was made from."""

    key: str
    label: str
    numerator: int | None
    denominator: int | None
    unit_name: str
    base: str
    printed: str
    how: str
    sources: tuple[Source, ...] = ()
    gaps: tuple[str, ...] = ()
    illustrative: bool = False
    reported: int = 0
    expected: int = 0
    basis: str = ""
    """Of how many units the number is ("2/16 phường"), whose published total stands in it; mostly nothing."""
    part: str = ""
    """ "2/16 phường" where not all units that should report are in it."""

    @property
    def is_whole(self) -> bool:
        """Whether every unit that should report is in the number; a published total stands for the units it covers."""
        return not self.part

    @property
    def is_rate(self) -> bool:
        return bool(self.base)


@dataclass(frozen=True, kw_only=True)
class Review(Paper):
    """A review of some years (báo cáo tổng kết) with its figures and the numbers they were added from."""

    unit: str
    unit_name: str
    first_year: int
    last_year: int
    rounding: str
    revision: int
    made_at: str
    evidence: Table
    figures: Mapping[str, Figure] = field(default_factory=dict)


def decode(data: Mapping[str, Any]) -> Review:
    """The review from JSON."""
    return kept.decode(Review, data)


def decode_text(data: Mapping[str, Any]) -> Review:
    """The same without the figures' sources and the evidence, which neither page nor paper shows: much quicker."""
    return kept.decode(Review, {**data, "figures": {}, "evidence": {**data["evidence"], "rows": []}})


def decode_words(data: Mapping[str, Any], keys: Collection[str]) -> Review:
    """The text with its tables, and these figures without their sources: all that words are proposed from."""
    figures = {key: {**data["figures"][key], "sources": []} for key in keys if key in data["figures"]}
    evidence = {**data["evidence"], "rows": []}
    return kept.decode(Review, {**data, "figures": figures, "annexes": [], "evidence": evidence})


def decode_figure(data: Mapping[str, Any], key: str) -> Figure | None:
    """One figure with its sources, or None if the review has no such key."""
    found = data["figures"].get(key)
    return kept.decode(Figure, found) if found else None
