"""Who says since when a unit was so, who confirms it; page and POST ask the same. Presumes the unit in the remit."""

from __future__ import annotations

from units.enums import Role
from units.models import Unit, User, Verification


def can_propose(user: User, unit: Unit) -> bool:
    """Administrators, the officer and the office of the unit, and the offices above it."""
    if user.is_administrator:
        return True
    return user.lines_in_charge(Role.WARD_OFFICER, Role.DISTRICT_OFFICE).filter(descendant=unit).exists()


def can_answer(user: User, unit: Unit) -> bool:
    """Administrators, the office of the unit and the offices above it."""
    return user.is_administrator or user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=unit).exists()


def can_confirm(user: User, verification: Verification) -> bool:
    """Whoever may answer and did not propose it: four eyes."""
    return verification.by_id != user.pk and can_answer(user, verification.version.unit)
