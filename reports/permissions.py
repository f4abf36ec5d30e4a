"""Who may do what with reports; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from units.enums import Role
from units.models import Unit, User
from units.succession import answering_for


def can_make_any(user: User) -> bool:
    """Whether there is any unit whose reports the person may make."""
    return user.holds(Role.DISTRICT_OFFICE)


def can_make(user: User, unit_id: int, as_of: dt.date) -> bool:
    """The office of the unit, or above it as it stood on the report's day, makes its reports; so does the office that
    answers for all of a unit that is no more today, or one above that. Nobody else.

    Whoever makes them also writes, issues, replaces and withdraws them, and deletes drafts; in which state each of
    these can be done, the table of steps says.
    """
    if user.oversees(Role.DISTRICT_OFFICE, unit_id, as_of):
        return True
    today = timezone.localdate()
    heir = answering_for(unit_id, today).whole
    return heir is not None and heir != unit_id and user.oversees(Role.DISTRICT_OFFICE, heir, today)


def can_report_targets(user: User, unit: Unit, day: dt.date) -> bool:
    """Make the paper on the unit's targets, with a place to sign: whoever works for the unit itself, and whoever makes
    its reviews.
    """
    return can_keep_statements(user, unit) or can_make(user, unit.pk, day)


def can_keep_statements(user: User, unit: Unit) -> bool:
    """Whoever works for the unit itself, or answers for all of one that is no more, keeps what was published of it."""
    return unit.pk in user.units_kept(Role.DISTRICT_OFFICE, Role.WARD_OFFICER)
