"""Who keeps the notices of breaches of personal data; page and POST ask the same."""

from __future__ import annotations

from units.enums import Role
from units.models import Unit, User


def can_open(user: User) -> bool:
    """Whether the person answers for personal data at all: offices in charge, administrators."""
    return user.is_administrator or user.holds(Role.DISTRICT_OFFICE)


def can_keep(user: User, unit: Unit) -> bool:
    """Whether the person writes what happened to the data of the unit."""
    return user.is_administrator or user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=unit).exists()
