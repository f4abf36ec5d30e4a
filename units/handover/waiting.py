"""Hand-overs that wait for a person: of the first page, and only what the person may confirm."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from units.enums import Role
from units.handover.changes import Change, Place, changes_of, handing_links
from units.handover.enums import PartState
from units.handover.permissions import confirmable
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
    changes = list(changes_of(_places(user, today)).values())
    if not changes:
        return []
    left: dict[Place, list[str]] = defaultdict(list)
    settled = _settled(changes)
    for part in parts():
        if not part.moves:
            continue
        mine = confirmable(user, changes, part)
        asked = [each for each in changes if each.place in mine and (*each.place, part.code) not in settled]
        for place in part.holding(asked) if asked else ():
            left[place].append(part.title)
    found = [Waiting(each, tuple(left[each.place])) for each in changes if each.place in left]
    return sorted(found, key=_urgency)


def _urgency(each: Waiting) -> tuple[bool, int, str, int]:
    change = each.change
    return not change.is_divided, -change.on.toordinal(), change.unit.sort_key, change.old


def _places(user: User, today: dt.date) -> set[Place]:
    """The old units that passed to units which the person keeps or stands over, and the days."""
    offices = user.units_as(Role.DISTRICT_OFFICE)
    own = user.units_as(*KEEPERS)
    if not offices and not own:
        return set()
    links = handing_links().filter(event__effective_on__lte=today)
    mine = links.filter(successor__in=own)
    if offices:
        under = user.lines_in_remit(Role.DISTRICT_OFFICE).on(today).order_by().values("descendant")
        mine = mine | links.filter(successor__in=under)
    return set(mine.order_by().values_list("predecessor", "event__effective_on"))


def _settled(changes: list[Change]) -> set[tuple[int, dt.date, str]]:
    """The parts that were handed over, or are being handed over by the worker."""
    rows = HandOverPart.objects.exclude(state=PartState.WAITING).filter(
        handover__unit__in={each.old for each in changes}, handover__effective_on__in={each.on for each in changes}
    )
    return set(rows.values_list("handover__unit", "handover__effective_on", "code"))
