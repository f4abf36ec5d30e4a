"""Who may write the communities of a commune; page and POST ask the same."""

from __future__ import annotations

from units.enums import Role, UnitKind
from units.models import Unit, User

KEEPERS = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE)


def can_keep(user: User, ward: Unit) -> bool:
    """The officer or the office of the commune itself, and administrators; not the offices above, not readers.

    The days of a commune that is no more are corrected by the commune into which all of it passed.
    """
    if not ward.versions.filter(kind=UnitKind.WARD).exists():
        return False
    return user.is_administrator or ward.pk in user.units_kept(*KEEPERS)


def keeps_names(user: User, ward: Unit) -> bool:
    """Whether the person keeps the registers of people of the commune too: its officer, not its office."""
    return ward.pk in user.units_kept(Role.WARD_OFFICER)
