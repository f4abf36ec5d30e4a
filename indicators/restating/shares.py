"""On what the estimates of a series rest: the published shares of the units that were divided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from indicators.restating.building import Series
from units.enums import ShareOf
from units.models import ChangeLink


@dataclass(frozen=True)
class Share:
    """A part that passed from one unit to another on a day: how much, of what, by which document, entered by whom."""

    day: dt.date
    old: str
    new: str
    share: Fraction | None
    of: str
    document: str
    entered_by: str
    old_unit: int

    @property
    def words(self) -> str:
        return "chưa công bố" if self.share is None else f"{self.share.numerator}/{self.share.denominator}"


def shares_of(series: Series) -> list[Share]:
    """The shares of units that were divided, of which the target has or may have a part; one query."""
    wanted = set()
    for source in series.sources.values():
        for link, event in source.region.events:
            facts = source.region.facts
            if not link.whole and link.old in facts and link.new in facts and link.old != link.new:
                then = link.on - dt.timedelta(days=1)
                level = {facts[link.old].kind, facts[link.new].kind} == {source.region.level}
                if level and source.ground.share(link.old, then).high:
                    wanted.add((event, link.old, link.new))
    links = ChangeLink.objects.filter(event__in={event for event, _, _ in wanted}).select_related(
        "event", "share_entered_by"
    )
    found = []
    for row in links.order_by("event__effective_on", "pk"):
        if (row.event_id, row.predecessor_id, row.successor_id) in wanted:
            day = row.event.effective_on
            old = series.name(row.predecessor_id, day - dt.timedelta(days=1))
            of = ShareOf(row.share_of).label if row.share_of else ""
            by = str(row.share_entered_by or "")
            found.append(
                Share(
                    day,
                    old,
                    series.name(row.successor_id, day),
                    row.share,
                    of,
                    row.share_document,
                    by,
                    row.predecessor_id,
                )
            )
    return found
