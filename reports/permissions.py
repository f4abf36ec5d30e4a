"""Who may do what with reports; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from __future__ import annotations

import datetime as dt

from reports.models import Report
from units.enums import Role
from units.models import User


def can_make_any(user: User) -> bool:
    """Whether there is any unit whose reports the person may make."""
    return user.holds(Role.DISTRICT_OFFICE)


def can_make(user: User, unit_id: int, as_of: dt.date) -> bool:
    """The office of the unit, or above it as it stood on the report's day, makes its reports; nobody else."""
    return user.oversees(Role.DISTRICT_OFFICE, unit_id, as_of)


def can_change(user: User, report: Report) -> bool:
    """Fetch figures anew, write the text, issue: the office, as long as the report is a draft."""
    return report.is_draft and can_make(user, report.unit_id, report.as_of)
