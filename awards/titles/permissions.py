"""Who may do what with titles; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from __future__ import annotations

from collections.abc import Iterable

from awards.titles.enums import DecisionState, NominationState
from awards.titles.models import Decision, Nomination, RecognitionJob
from units.enums import Role
from units.models import User


def can_work(user: User, ward_id: int) -> bool:
    """The officer of the ward itself registers, scores, keeps minutes, appraises and proposes."""
    return ward_id in user.units_as(Role.WARD_OFFICER)


def can_score(user: User, nomination: Nomination) -> bool:
    """Until the ward has appraised it, its officer enters the self-assessment."""
    open_states = (NominationState.REGISTERED, NominationState.SELF_ASSESSED, NominationState.VOTED)
    return nomination.state in open_states and can_work(user, nomination.ward_id)


def can_decide_for(user: User, kind: str, year: int, wards: Iterable[int]) -> bool:
    """A title approver of a unit above (or of) every one of the wards in that year; never a ward on itself."""
    wanted = set(wards)
    rows = Nomination.objects.decidable_by(user).in_year(kind, year).filter(ward__in=wanted)
    return bool(wanted) and set(rows.order_by().values_list("ward_id", flat=True).distinct()) == wanted


def can_decide(user: User, nomination: Nomination) -> bool:
    """An approver in charge who neither scored nor proposed the candidate: four eyes."""
    own = {nomination.assessed_by_id, nomination.appraised_by_id, nomination.proposed_by_id}
    return user.pk not in own and Nomination.objects.decidable_by(user).filter(pk=nomination.pk).exists()


def can_sign(user: User, decision: Decision) -> bool:
    """An approver in charge of all that the draft holds records its number and day."""
    held = Nomination.objects.filter(decision=decision)
    if decision.state != DecisionState.DRAFT or not held.exists():
        return False
    return not held.exclude(pk__in=Nomination.objects.decidable_by(user).values("pk")).exists()


def can_resume(user: User, job: RecognitionJob) -> bool:
    """Whoever asked for the job, or another approver who sees it, lets it go on; decided is what was asked."""
    return user.holds(Role.TITLE_APPROVER)


def can_confirm_criteria(user: User) -> bool:
    """Lines are compared with the original by administrators."""
    return user.is_administrator
