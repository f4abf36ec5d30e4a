"""Who writes how a unit was divided; page and POST ask the same. Presumes that the link is in the remit."""

from __future__ import annotations

import datetime as dt

from units.enums import Role
from units.models import ChangeLink, User

ONE_DAY = dt.timedelta(days=1)


def can_enter_share(user: User, link: ChangeLink) -> bool:
    """Administrators, and the office above the old unit on its last day or above all that took a part of it.

    No heir writes by itself how much it has of what others claim as well.
    """
    if user.is_administrator:
        return True
    day = link.event.effective_on
    offices = user.lines_in_charge(Role.DISTRICT_OFFICE).filter(depth__gt=0)
    if offices.on(day - ONE_DAY).filter(descendant=link.predecessor_id).exists():
        return True
    parts = ChangeLink.objects.filter(predecessor=link.predecessor_id, event__effective_on=day)
    takers = set(parts.values_list("successor", flat=True))
    return takers == set(offices.on(day).filter(descendant__in=takers).values_list("descendant", flat=True))
