"""Who may do what with figures; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from functools import cached_property

from django.utils import timezone

from indicators.enums import State
from indicators.models import Form, Submission
from indicators.oversight import depths_over, reviews_itself
from indicators.querysets import FIGURES_ROLES
from units.enums import Role, UnitKind
from units.models import Unit, User

OFFICES = (UnitKind.PROVINCE, UnitKind.DISTRICT)
"""Levels at which the office fills in the unit's own sheets."""


def can_read_series(user: User, unit: Unit) -> bool:
    """Whoever reads the figures of the unit reads them on any map: through a post at it or at a unit that it ever stood
    under.
    """
    return user.lines_in_remit(*FIGURES_ROLES).filter(descendant=unit.pk).exists()


def can_enter(user: User, submission: Submission) -> bool:
    """The officer of the unit itself enters and submits, nobody above it; an office its own published totals.

    Above the commune nobody holds an officer's post: a province's own sheet is filled in by its office.
    Of a unit that is no more the officer of whoever has all of it, or of the heir that the hand-over names.
    """
    return Entering(user).may(submission)


class Entering:
    """What one person may fill in, asked for many sheets; the person's posts are read once."""

    def __init__(self, user: User) -> None:
        self.user = user

    def may(self, submission: Submission) -> bool:
        if submission.own_total:
            return submission.unit_id in self.offices
        if submission.answered_by_id in self.officer_at or submission.unit_id in self.kept:
            return True
        return submission.unit_id in self.offices and submission.unit_as.kind in OFFICES

    @cached_property
    def officer_at(self) -> frozenset[int]:
        return frozenset(self.user.units_as(Role.WARD_OFFICER))

    @cached_property
    def kept(self) -> frozenset[int]:
        """The units whose sheets the person fills in and begins."""
        return frozenset(self.user.units_kept(Role.WARD_OFFICER))

    @cached_property
    def offices(self) -> frozenset[int]:
        """The units whose office the person is."""
        return frozenset(self.user.units_kept(Role.DISTRICT_OFFICE))


def can_start(user: User, unit: Unit, form: Form) -> bool:
    """Whoever fills in the unit's sheet of the form begins it."""
    entering = Entering(user)
    return unit.pk in entering.kept or (unit.pk in entering.offices and form.unit_kind in OFFICES)


def can_review(user: User, submission: Submission) -> bool:
    """The office above the unit, on the last day that the figures speak of, returns, approves and reopens.

    A unit that is an office itself reviews its own sheet only while no office above it uses the site; its published
    totals are reviewed by a colleague or by the office above.
    """
    depths = depths_over(user, submission)
    if submission.own_total or any(depths):
        return bool(depths)
    above_did = submission.checked_by_id is not None or not submission.own_approval
    if submission.state == State.APPROVED and above_did and submission.unit_as.parent_id:
        return False  # the office above approved or checked it, before it left the site
    return bool(depths) and reviews_itself(submission, timezone.localdate())


def can_approve(user: User, submission: Submission) -> bool:
    """Four eyes: whoever sent the figures does not approve them."""
    return sent_by_another(user, submission) and can_review(user, submission)


def can_check(user: User, submission: Submission) -> bool:
    """The office above says that it checked what a unit approved itself, once; not whoever sent or approved it."""
    waits = submission.own_approval and submission.checked_by_id is None
    another = user.pk not in (submission.submitted_by_id, submission.approved_by_id)
    return waits and another and any(depths_over(user, submission))


def sent_by_another(user: User, submission: Submission) -> bool:
    return submission.submitted_by_id != user.pk


def opens(user: User, submission: Submission) -> bool:
    """Whether the person's look is the office's first at a sheet that waits; then the ward cannot take it back."""
    unopened = submission.state == State.SUBMITTED and submission.opened_at is None
    return unopened and can_approve(user, submission) and not can_enter(user, submission)


def can_enter_totals(user: User, unit: Unit) -> bool:
    """The office of the unit enters what it published of the unit as a whole, and states how many should report."""
    return unit.pk in user.units_kept(Role.DISTRICT_OFFICE)


def can_open(user: User, unit: Unit) -> bool:
    """The office of the unit, or one above it, opens the unit's approved figures to everybody, and closes them."""
    return unit.lines_up.filter(ancestor__in=user.units_as(Role.DISTRICT_OFFICE)).exists()


def can_make_keys(user: User, unit: Unit) -> bool:
    """Whoever works for the unit itself gives its figures to another system, in the own name."""
    return can_keep_plans(user, unit)


def can_keep_plans(user: User, unit: Unit) -> bool:
    """Whoever works for the unit itself writes its plans: its office, or the officer of a ward; nobody above it."""
    return unit.pk in user.units_kept(Role.DISTRICT_OFFICE, Role.WARD_OFFICER)
