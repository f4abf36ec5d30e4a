"""Who may do what with figures; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from django.utils import timezone

from indicators.enums import State
from indicators.models import Submission
from indicators.oversight import depths_over, reviews_itself
from indicators.querysets import FIGURES_ROLES
from units.enums import Role
from units.models import Unit, User


def can_read_series(user: User, unit: Unit) -> bool:
    """Whoever reads the figures of the unit reads them on any map: through a post at it or at a unit that it ever stood
    under.
    """
    return user.lines_in_remit(*FIGURES_ROLES).filter(descendant=unit.pk).exists()


def can_enter(user: User, submission: Submission) -> bool:
    """The officer of the unit itself enters and submits, nobody above it; an office its own published totals.

    Of a unit that is no more the officer of whoever has all of it, or of the heir that the hand-over names.
    """
    if submission.own_total:
        return submission.unit_id in user.units_kept(Role.DISTRICT_OFFICE)
    if submission.answered_by_id in user.units_as(Role.WARD_OFFICER):
        return True
    return submission.unit_id in user.units_kept(Role.WARD_OFFICER)


def can_review(user: User, submission: Submission) -> bool:
    """The office above the unit, on the last day that the figures speak of, returns, approves and reopens.

    A unit that is an office itself reviews its own sheet only while no office above it uses the site; its published
    totals are reviewed by a colleague or by the office above.
    """
    depths = depths_over(user, submission)
    if submission.own_total or any(depths):
        return bool(depths)
    if submission.state == State.APPROVED and not submission.own_approval and submission.unit_as.parent_id:
        return False  # the office above approved it, before it left the site
    return bool(depths) and reviews_itself(submission, timezone.localdate())


def can_approve(user: User, submission: Submission) -> bool:
    """Four eyes: whoever sent the figures does not approve them."""
    return sent_by_another(user, submission) and can_review(user, submission)


def sent_by_another(user: User, submission: Submission) -> bool:
    return submission.submitted_by_id != user.pk


def opens(user: User, submission: Submission) -> bool:
    """Whether the person's look is the office's first at a sheet that waits; then the ward cannot take it back."""
    unopened = submission.state == State.SUBMITTED and submission.opened_at is None
    return unopened and can_approve(user, submission) and not can_enter(user, submission)


def can_enter_totals(user: User, unit: Unit) -> bool:
    """The office of the unit enters what it published of the unit as a whole, and states how many should report."""
    return unit.pk in user.units_kept(Role.DISTRICT_OFFICE)
