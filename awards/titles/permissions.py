"""Who may do what with titles; page and POST ask the same predicate. Each presumes that the object is in the remit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from awards.titles.enums import Action, DecisionKind, DecisionState, NominationState
from awards.titles.models import Decision, Minutes, Nomination, Proposal, RecognitionJob
from awards.titles.querysets import DecisionQuerySet, own_work
from awards.titles.workflow.states import NOMINATIONS
from units.enums import Role, UnitKind
from units.models import UnitVersion, User


def can_work(user: User, ward_id: int) -> bool:
    """The officer of the ward itself, or of the whole heir of one that is no more, registers, scores, keeps minutes,
    appraises and proposes.
    """
    return ward_id in user.units_kept(Role.WARD_OFFICER)


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
    """An approver in charge who typed no score of it, and neither appraised nor proposed it: four eyes."""
    decidable = Nomination.objects.decidable_by(user).filter(pk=nomination.pk)
    return decidable.exclude(own_work(user)).exists()


def can_reject(user: User, nomination: Nomination) -> bool:
    """The ward's officer before it is proposed, the approver once it is."""
    if nomination.state == NominationState.PROPOSED:
        return can_decide(user, nomination)
    in_the_ward = NOMINATIONS.leads(Action.REJECT, nomination.state)
    return in_the_ward and can_work(user, nomination.ward_id)


def can_unregister(user: User, nomination: Nomination) -> bool:
    """The ward's officer, as long as the ward has not proposed it."""
    return NOMINATIONS.leads(Action.UNREGISTER, nomination.state) and can_work(user, nomination.ward_id)


def can_reopen(user: User, nomination: Nomination) -> bool:
    """Whoever could have appraised it or said that it does not reach the title: the approver once it was proposed."""
    if not NOMINATIONS.leads(Action.REOPEN, nomination.state):
        return False
    return can_decide(user, nomination) if nomination.proposal_id else can_work(user, nomination.ward_id)


def can_correct_minutes(user: User, minutes: Minutes) -> bool:
    """The ward's officer, once, and as long as nobody named in them was appraised."""
    if not can_work(user, minutes.ward_id) or Minutes.objects.filter(corrects=minutes).exists():
        return False
    held = Nomination.objects.filter(minutes=minutes)
    return held.exists() and not held.exclude(state__in=NOMINATIONS.sources(Action.VOTE)).exists()


def can_sign(user: User, decision: Decision) -> bool:
    """An approver in charge of all that the draft holds records its number and day."""
    held = Nomination.objects.filter(decision=decision)
    if decision.state != DecisionState.DRAFT or not held.exists():
        return False
    return not held.exclude(pk__in=Nomination.objects.decidable_by(user).values("pk")).exists()


def signable(user: User, drafts: DecisionQuerySet) -> DecisionQuerySet:
    """Those of the drafts that the person could sign, as `can_sign` asks of one; one query for all of them."""
    held = Nomination.objects.filter(decision=OuterRef("pk"))
    decidable = Nomination.objects.decidable_by(user).filter(decision=OuterRef(OuterRef("pk")))
    beyond = held.exclude(pk__in=decidable.values("pk"))
    return drafts.filter(Exists(held), ~Exists(beyond), state=DecisionState.DRAFT)


def can_unsign(user: User, decision: Decision) -> bool:
    """An approver in charge of all that it holds takes a wrongly recorded signature off; not of one on paper."""
    if decision.state != DecisionState.SIGNED or decision.kind != DecisionKind.RECOGNITION or decision.on_paper:
        return False
    held = Nomination.objects.filter(decision=decision)
    return held.exists() and not held.exclude(pk__in=Nomination.objects.decidable_by(user).values("pk")).exists()


def can_resign(user: User, decision: Decision) -> bool:
    """An approver in charge of all that a revocation takes back mends its wrongly recorded signature."""
    if decision.state != DecisionState.SIGNED or decision.kind != DecisionKind.REVOCATION:
        return False
    held = Nomination.objects.filter(revocation=decision)
    return held.exists() and not held.exclude(pk__in=Nomination.objects.decidable_by(user).values("pk")).exists()


def can_recall(user: User, proposal: Proposal) -> bool:
    """The ward's officer, as long as all that it holds waits and it was not taken back before."""
    if proposal.recalled_at or not can_work(user, proposal.ward_id):
        return False
    held = Nomination.objects.filter(proposal=proposal)
    return held.exists() and not held.exclude(state=NominationState.PROPOSED).exists()


def can_resume(user: User, job: RecognitionJob) -> bool:
    """Whoever asked for the job, or another approver who sees it, lets it go on; decided is what was asked."""
    return user.holds(Role.TITLE_APPROVER)


def keeps_criteria(user: User, jurisdiction: int | None) -> bool:
    """Who writes, compares and confirms sets and procedures: administrators, and for those that a place made for itself
    its own approvers and its office; the national ones are the administrators'.
    """
    if user.is_administrator:
        return True
    return jurisdiction is not None and jurisdiction in user.units_as(Role.TITLE_APPROVER, Role.DISTRICT_OFFICE)


def may_copy_for(user: User) -> list[int] | None:
    """For which provinces a person makes sets from others: None for any, and for the whole country."""
    if user.is_administrator:
        return None
    posted = user.units_as(Role.TITLE_APPROVER, Role.DISTRICT_OFFICE)
    provinces = (
        UnitVersion.objects.filter(unit__in=posted, kind=UnitKind.PROVINCE) if posted else UnitVersion.objects.none()
    )
    return list(provinces.order_by("unit").values_list("unit", flat=True).distinct())
