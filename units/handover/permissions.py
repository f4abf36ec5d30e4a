"""Who may do what with a hand-over; page and POST ask the same. Each presumes that the change is in the remit."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from units.enums import Role
from units.handover.changes import Change, Place
from units.handover.registry import Part
from units.models import User
from units.permissions import can_administer


def can_confirm(user: User, change: Change, part: Part) -> bool:
    """The heir's own people where there is one heir; else the office above all heirs, or an administrator.

    Whoever keeps the part at the heir (its officer, its fund's officer) confirms it. Of a divided unit nobody takes
    what another heir might claim: that is for the office above both.
    """
    return user.is_administrator or bool(confirmable(user, [change], part))


def confirmable(user: User, changes: Sequence[Change], part: Part) -> set[Place]:
    """The same of many changes, for whoever is no administrator; one query, or none.

    Who stands over the heirs is asked for today; for a change to come, which is asked alone, for its day.
    """
    own = set(user.units_as(part.role))
    found = {each.place for each in changes if not each.is_divided and set(each.receivers) <= own}
    others = [each for each in changes if each.place not in found]
    roles = (Role.DISTRICT_OFFICE, *([part.role] if part.role == Role.FUND_OFFICER else []))
    if not others or not user.units_as(*roles):
        return found
    concerned = {unit for each in others for unit in _concerned(each)}
    day = max(timezone.localdate(), *(each.on for each in others))
    over = user.lines_in_remit(*roles).on(day).filter(descendant__in=concerned)
    farthest: dict[int, int] = {}
    for unit, depth in over.values_list("descendant", "depth"):
        farthest[unit] = max(depth, farthest.get(unit, depth))
    return found | {
        each.place for each in others if all(farthest.get(u, -1) >= int(each.is_divided) for u in _concerned(each))
    }


def _concerned(change: Change) -> set[int]:
    """The units above which somebody must stand: the heirs, and an old unit that goes on."""
    return set(change.receivers) | ({change.old} if change.stays else set())


def can_appoint(user: User) -> bool:
    """Posts are given by administrators."""
    return can_administer(user)
