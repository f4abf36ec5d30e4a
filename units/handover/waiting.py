"""Hand-overs that wait for a person: of the first page, and only what the person may confirm."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hocTap.lib.prepared import Prepared
from units.enums import Role
from units.handover.changes import Change, Place, changes_of, handing_links
from units.handover.enums import PartState
from units.handover.permissions import confirmable, on_day_or_last
from units.handover.registry import parts
from units.models import HandOverPart, User

KEEPERS = (Role.WARD_OFFICER, Role.FUND_OFFICER)
"""Whose posts at an heir let them confirm a part; offices confirm for the heirs under them."""


@dataclass(frozen=True)
class Waiting:
    """A change of units of which something is still to be handed over, by this person."""

    change: Change
    parts: tuple[str, ...]
    """What is left, in the order in which it is handed over: "khu phố, thôn, ấp", "quỹ khuyến học"."""


def waiting_for(user: User, today: dt.date) -> list[Waiting]:
    """What nobody else has to do first: divided units before whole ones, then the latest changes.

    A fixed number of queries; none more than the posts for whoever hands nothing over.
    Administrators may confirm every part of the country, so that nothing waits for them in particular.
    """
    places = _places(user, today)
    if not places:
        return []
    settled = _settled(places)
    held = {
        part: part.holding([place for place in places if (*place, part.code) not in settled])
        for part in parts()
        if part.moves
    }
    changes = changes_of({place for found in held.values() for place in found})
    left: dict[Place, list[str]] = defaultdict(list)
    for part, found in held.items():
        mine = confirmable(user, [change for place, change in changes.items() if place in found], part)
        for place in mine:
            left[place].append(part.title)
    return sorted((Waiting(changes[place], tuple(titles)) for place, titles in left.items()), key=_urgency)


def _urgency(each: Waiting) -> tuple[bool, int, str, int]:
    change = each.change
    return not change.is_divided, -change.on.toordinal(), change.unit.sort_key, change.old


def _places(user: User, today: dt.date) -> set[Place]:
    """The old units that passed to units which the person keeps or stands over, and the days.

    A unit that took something over and is no more itself is kept by its own heir of all, and stood under whoever stood
    above it on its last day.
    """
    if not user.units_as(Role.DISTRICT_OFFICE, *KEEPERS):
        return set()
    return set(PLACES.rows(user, today))


def _links(user: User, today: dt.date) -> QuerySet[Any, Any]:
    offices = user.units_as(Role.DISTRICT_OFFICE)
    own = user.units_kept(*KEEPERS)
    links = handing_links().filter(event__effective_on__lte=today)
    mine = links.filter(successor__in=own)
    if offices:
        over = user.lines_in_remit(Role.DISTRICT_OFFICE).filter(on_day_or_last(today))
        under = over.filter(descendant__in=links.values("successor"))
        mine = mine | links.filter(successor__in=under.order_by().values("descendant"))
    return mine.order_by().values_list("predecessor", "event__effective_on")


PLACES = Prepared(_links)


def _settled(places: set[Place]) -> set[tuple[int, dt.date, str]]:
    """The parts that were handed over, or are being handed over by the worker."""
    rows = HandOverPart.objects.exclude(state=PartState.WAITING).filter(
        handover__unit__in={old for old, _ in places}, handover__effective_on__in={day for _, day in places}
    )
    return set(rows.values_list("handover__unit", "handover__effective_on", "code"))
