"""Who may do what with figures; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from indicators.enums import State
from indicators.models import Submission
from indicators.querysets import FIGURES_ROLES
from units.enums import Role
from units.models import Unit, User


def can_read_series(user: User, unit: Unit) -> bool:
    """Whoever reads the figures of the unit reads them on any map: through a post at it or at a unit that it ever stood
    under.
    """
    return user.lines_in_remit(*FIGURES_ROLES).filter(descendant=unit.pk).exists()


def can_enter(user: User, submission: Submission) -> bool:
    """The officer of the unit itself enters and submits, nobody above it."""
    return submission.unit_id in user.units_as(Role.WARD_OFFICER)


def can_review(user: User, submission: Submission) -> bool:
    """The office above the unit, as it stood when the period ended, returns, approves and reopens."""
    return user.oversees(Role.DISTRICT_OFFICE, submission.unit_id, submission.period.ends_on)


def can_approve(user: User, submission: Submission) -> bool:
    """Four eyes: whoever sent the figures does not approve them."""
    return sent_by_another(user, submission) and can_review(user, submission)


def sent_by_another(user: User, submission: Submission) -> bool:
    return submission.submitted_by_id != user.pk


def opens(user: User, submission: Submission) -> bool:
    """Whether the person's look is the office's first at a sheet that waits; then the ward cannot take it back."""
    unopened = submission.state == State.SUBMITTED and submission.opened_at is None
    return unopened and can_approve(user, submission) and not can_enter(user, submission)
