"""Who may do what with a learning centre; page and POST ask the same.

Rows of the books: the officers of a ward that the centre served on the day. Decisions: administrators, and whoever
the catalogue of authorities names for the day at a ward that the centre serves (the district's office up to
30/06/2025, the ward's own officer afterwards). All others read what lies in their remit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from units.enums import Role
from units.models import CentreAuthority, CentreRecord, ChangeLink, LearningCentre, Unit, User
from units.workflow.centre_log import authority_on


def recorder_on(day: dt.date) -> Role:
    """Whose role records decisions of the day; before the catalogue begins, the district's office."""
    authority = authority_on(day)
    return Role(authority.recorder) if authority else Role.DISTRICT_OFFICE


def can_decide_something(user: User) -> bool:
    """Whether the person may record decisions for some centre on some day."""
    return user.is_administrator or user.holds(Role.DISTRICT_OFFICE) or user.holds(Role.WARD_OFFICER)


def can_found(user: User, wards: Iterable[Unit], day: dt.date) -> bool:
    """Record the founding of a centre that serves these wards from the day."""
    role = recorder_on(day)
    return user.is_administrator or all(user.oversees(role, ward.pk, day) for ward in wards)


def can_decide(user: User, centre: LearningCentre, day: dt.date) -> bool:
    """Record a decision on the centre: whoever could for one of its wards, or for an heir of a ward that has ended."""
    if user.is_administrator:
        return True
    role = recorder_on(day)
    wards = centre.services.order_by().values("ward")
    later = ChangeLink.objects.leading_from(wards, day).order_by().values("successor")
    below = user.lines_in_charge(role).on(day)
    return below.filter(Q(descendant__in=wards) | Q(descendant__in=later)).exists()


def can_decide_once(user: User, centre: LearningCentre, today: dt.date) -> bool:
    """Record some decision on the centre, of today or of the time of an earlier authority."""
    ended = CentreAuthority.objects.filter(valid_to__lt=today)
    days = [today, *(each.valid_to for each in ended if each.valid_to)]
    return user.is_administrator or any(can_decide(user, centre, day) for day in days)


def wards_entered(user: User, centre: LearningCentre) -> list[Unit]:
    """The wards of the centre whose books the person keeps; none for whoever only reads."""
    own = Unit.objects.filter(pk__in=user.units_kept(Role.WARD_OFFICER), centre_services__centre=centre)
    return list(own.distinct().prefetch_related("versions").order_by("pk"))


def can_enter(user: User, centre: LearningCentre) -> bool:
    return bool(wards_entered(user, centre))


def keeps(user: User, record: CentreRecord) -> bool:
    """Correct, void or take back a row: the officer of the ward for which it was entered."""
    return record.ward_id in user.units_kept(Role.WARD_OFFICER)
