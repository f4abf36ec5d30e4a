"""Who may do what with funds; page and POST ask the same predicate. Each presumes that the fund is in the remit."""

from __future__ import annotations

from awards.scholarships.models import Fund
from units.enums import Role
from units.models import User


def can_keep(user: User, fund: Fund) -> bool:
    """The officers of the fund itself, nobody above: they write in its books and read its children's names.

    The books of a ward that is no more are kept by the officers of the one that all of it passed to.
    """
    return fund.unit_id in user.units_kept(Role.FUND_OFFICER)


def can_export_names(user: User, fund: Fund) -> bool:
    """An officer of the fund to whom the export of names was given besides, for the same unit."""
    return can_keep(user, fund) and fund.unit_id in user.units_kept(Role.NAMES_EXPORTER)
