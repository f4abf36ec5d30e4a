"""Which documents rest on figures and registers: asked by those who are about to change a source.

An app that keeps documents registers its source when the site starts (`resting.register(fn)` in its AppConfig); the
apps below it only ask, so that imports still go one way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import NamedTuple

from hocTap.lib import vi


class Rest(NamedTuple):
    """A document that rests on a source: what it is called, where it is, and whether it is issued.

    `state` says so in words where "đã phát hành" and "dự thảo" do not fit: an approved sheet is "đã duyệt".
    """

    label: str
    url: str
    issued: bool
    state: str = ""

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return self.state or ("đã phát hành" if self.issued else "dự thảo")


class Fate(NamedTuple):
    """What became of the paper made from a row of a register: for a line of a list, and in sentences for its page."""

    short: str
    words: str


Source = Callable[[Collection[int], dt.date, dt.date], list[Rest]]
"""Given units (by key) and the first and last day, the documents that rest on their figures and registers."""

Papers = Callable[[str, Collection[int]], list[Rest]]
"""Given what a paper is made from (`DECISION` …) and the ids of such rows, the papers made from them."""

Fates = Callable[[str, Collection[int]], dict[int, Fate]]
"""The same, of papers that were withdrawn or replaced since."""

DECISION, REVOCATION, PROPOSAL, MINUTES = "decision", "revocation", "proposal", "minutes"
TO_COMMEND, COMMENDATION, SHEET = "to-commend", "commendation", "sheet"

_sources: list[Source] = []
_papers: list[Papers] = []
_fates: list[Fates] = []


def register(source: Source) -> None:
    """Add a source of documents; a second time changes nothing."""
    if source not in _sources:
        _sources.append(source)


def rests_on(units: Collection[int], first_day: dt.date, last_day: dt.date) -> list[Rest]:
    """The documents that rest on what these units have between the two days, both included; issued ones first."""
    found = [rest for source in _sources for rest in source(units, first_day, last_day)]
    return sorted(found, key=lambda rest: not rest.issued)


def register_papers(papers: Papers) -> None:
    """Add a source of papers that are made from single rows of a register; a second time changes nothing."""
    if papers not in _papers:
        _papers.append(papers)


def papers_from(what: str, rows: Collection[int]) -> list[Rest]:
    """The papers, issued or drafts, made from these rows of a register; issued ones first."""
    found = [rest for papers in _papers for rest in papers(what, rows)]
    return sorted(found, key=lambda rest: not rest.issued)


def register_fates(fates: Fates) -> None:
    """Add a source of what became of papers; a second time changes nothing."""
    if fates not in _fates:
        _fates.append(fates)


def fates_of(what: str, rows: Collection[int]) -> dict[int, Fate]:
    """Of those rows whose paper was withdrawn or replaced, what became of it; the others are not among them."""
    found: dict[int, Fate] = {}
    for fates in _fates if rows else ():
        found |= fates(what, rows)
    return found


def papers_in_words(found: Collection[Rest], most: int = 3) -> str:
    """One sentence of papers made from what is about to change; empty when there is none.

    Example: "Có 1 văn bản lập từ đây: Tờ trình số 21/TTr-UBND ngày 10 tháng 10 năm 2020 (đã phát hành)."
    """
    if not found:
        return ""
    named = "; ".join(f"{rest.label} ({rest.words})" for rest in list(found)[:most])
    more = f"; và {vi.whole(len(found) - most)} văn bản khác" if len(found) > most else ""
    return f"Có {vi.whole(len(found))} văn bản lập từ đây: {named}{more}."


def in_words(found: Collection[Rest], most: int = 5) -> str:
    """One sentence for whoever is about to change a source; empty when nothing rests on it.

    Example: "Có 2 văn bản dựa trên số liệu này: Báo cáo 05/BC-UBND (đã phát hành); Dự thảo … ."
    """
    if not found:
        return ""
    named = [f"{rest.label} ({rest.words})" for rest in list(found)[:most]]
    more = f"; và {vi.whole(len(found) - most)} văn bản khác" if len(found) > most else ""
    return f"Có {vi.whole(len(found))} văn bản dựa trên số liệu này: {'; '.join(named)}{more}."
