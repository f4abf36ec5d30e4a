"""Where a series breaks: the days on which other units began to count its ground, named by what passed to whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hocTap.lib import vi
from indicators.restating.building import Series
from indicators.restating.sources import Source
from units.models import ChangeEvent
from units.rules.succession import Link

ONE_DAY = dt.timedelta(days=1)
MOST_NAMED = 4


@dataclass(frozen=True)
class Break:
    """A day on which units passed on, and the first year whose figures are of the units afterwards."""

    day: dt.date
    year: int
    moves: tuple[str, ...]
    decisions: tuple[str, ...]

    @property
    def words(self) -> str:
        """In one sentence: "01/07/2025: Phường 5, Phường 14 → Phường Hòa Bình"."""
        more = f"; và {len(self.moves) - MOST_NAMED} thay đổi khác" if len(self.moves) > MOST_NAMED else ""
        return f"{vi.day(self.day)}: {'; '.join(self.moves[:MOST_NAMED])}{more}"

    @property
    def cited(self) -> str:
        """The decisions that it rests on, or that none is known."""
        return cited(self.decisions) or UNDECIDED

    @property
    def told(self) -> str:
        """The break with its decisions."""
        return f"{self.words} ({self.cited})"


UNDECIDED = "danh mục chưa ghi quyết định"


def cited(decisions: Iterable[str]) -> str:
    """Decisions in a row, each document named once with all its articles.

    Example: "Nghị quyết 1278/NQ-UBTVQH15, Điều 1 khoản 7 điểm a; Điều 1 khoản 7 điểm b".
    """
    found: dict[str, list[str]] = {}
    for each in decisions:
        document, _, place = each.partition(", ")
        if document:
            found.setdefault(document, []).append(place)
    named = ((document, "; ".join(dict.fromkeys(filter(None, places)))) for document, places in found.items())
    return "; ".join(f"{document}, {places}" if places else document for document, places in named)


def breaks_of(series: Series) -> list[Break]:
    """The breaks of a series between its first and its last year, in one query; a renaming alone is none."""
    found: dict[tuple[dt.date, int], dict[int, list[Link]]] = defaultdict(lambda: defaultdict(list))
    sources = {id(source.region): source for source in series.sources.values()}
    for source in sources.values():
        ends = sorted({point.ends for point in source.points})
        years = {point.ends: point.year for point in source.points}
        for link, event in source.region.events:
            after = next((end for end in ends if link.on <= end), None)
            if (
                after is not None
                and link.on > ends[0]
                and _concerns(source, link)
                and link not in found[link.on, years[after]][event]
            ):
                found[link.on, years[after]][event].append(link)
    decisions = dict(
        ChangeEvent.objects.filter(pk__in={event for by_event in found.values() for event in by_event}).values_list(
            "pk", "decision"
        )
    )
    return [
        Break(day, year, _moves(series, day, by_event), tuple(dict.fromkeys(decisions[event] for event in by_event)))
        for (day, year), by_event in sorted(found.items())
        if by_event
    ]


def _concerns(source: Source, link: Link) -> bool:
    """Whether the link moved ground of the target between units that count."""
    facts = source.region.facts
    if link.old == link.new or link.old not in facts or link.new not in facts:
        return False
    if {facts[link.old].kind, facts[link.new].kind} != {source.region.level}:
        return False
    ground = source.ground
    return bool(ground.share(link.old, link.on - ONE_DAY).high and ground.share(link.new, link.on).high)


def _moves(series: Series, day: dt.date, by_event: dict[int, list[Link]]) -> tuple[str, ...]:
    """Who passed to whom, by the unit that took: "Phường 3, Phường 10 và một phần Phường 8 → Phường Bình Thới"."""
    takers: dict[int, list[Link]] = defaultdict(list)
    for links in by_event.values():
        for link in links:
            takers[link.new].append(link)
    moves = []
    for taker, links in takers.items():
        whole = [series.name(link.old, day - ONE_DAY) for link in links if link.whole]
        parts = [f"một phần {series.name(link.old, day - ONE_DAY)}" for link in links if not link.whole]
        givers = sorted(set(whole), key=vi.sort_key) + sorted(set(parts), key=vi.sort_key)
        moves.append(f"{', '.join(givers)} → {series.name(taker, day)}")
    return tuple(sorted(moves, key=vi.sort_key))
