"""Who may do what with a hand-over; page and POST ask the same. Each presumes that the change is in the remit."""

from __future__ import annotations

from django.utils import timezone

from units.enums import Role
from units.handover.changes import Change
from units.handover.registry import Part
from units.models import User
from units.permissions import can_administer


def can_confirm(user: User, change: Change, part: Part) -> bool:
    """The heir's own people where there is one heir; else the office above all heirs, or an administrator.

    Whoever keeps the part at the heir (its officer, its fund's officer) confirms it. Of a divided unit nobody takes
    what another heir might claim: that is for the office above both.
    """
    if user.is_administrator:
        return True
    if not change.is_divided and set(change.receivers) <= set(user.units_as(part.role)):
        return True
    over = user.lines_in_remit(Role.DISTRICT_OFFICE, *([part.role] if part.role == Role.FUND_OFFICER else []))
    heirs = set(change.receivers) | ({change.old} if change.stays else set())
    standing = over.on(max(timezone.localdate(), change.on)).filter(
        descendant__in=heirs, depth__gte=int(change.is_divided)
    )
    return set(standing.values_list("descendant", flat=True)) == heirs


def can_appoint(user: User) -> bool:
    """Posts are given by administrators."""
    return can_administer(user)
