"""Who may do what with funds; page and POST ask the same predicate. Each presumes that the fund is in the remit."""

from __future__ import annotations

from awards.scholarships.models import Fund
from awards.scholarships.statement import funds_of
from units.enums import Role
from units.models import Unit, User


def can_keep(user: User, fund: Fund) -> bool:
    """The officers of the fund itself, nobody above: they write in its books and read its children's names.

    The books of a ward that is no more are kept by the officers of the one that all of it passed to.
    """
    return fund.unit_id in user.units_kept(Role.FUND_OFFICER)


def can_agree_reopening(user: User, fund: Fund) -> bool:
    """A second person to reopen a period: an officer of the fund, of its unit, or of an office or fund above.

    That it is not the one who asked is the step's own affair (`workflow.agree_reopening`).
    """
    roles = (Role.FUND_OFFICER, Role.WARD_OFFICER, Role.DISTRICT_OFFICE)
    return can_keep(user, fund) or user.lines_in_charge(*roles).filter(descendant=fund.unit_id).exists()


def can_watch_names(user: User, fund: Fund) -> bool:
    """Read who saw the fund's names: its officers, and the office or the fund above, which keep no names themselves."""
    above = user.lines_in_charge(Role.FUND_OFFICER, Role.DISTRICT_OFFICE).filter(descendant=fund.unit_id)
    return can_keep(user, fund) or above.exists()


def can_export_names(user: User, fund: Fund) -> bool:
    """An officer of the fund to whom the export of names was given besides, for the same unit."""
    return can_keep(user, fund) and fund.unit_id in user.units_kept(Role.NAMES_EXPORTER)


def reads_whole(user: User, unit: Unit) -> bool:
    """Whether the person reads the sums of every fund of the unit and below it: an heir of a part does not."""
    funds = funds_of(unit)
    seen = Fund.objects.visible_to(user).values("pk")
    return funds.exists() and not funds.exclude(pk__in=seen).exists()


def can_report(user: User, unit: Unit) -> bool:
    """Make the thu – chi report of the unit to be signed: the officer of its own fund, nobody above."""
    return unit.pk in user.units_kept(Role.FUND_OFFICER) and reads_whole(user, unit)
