"""Taking back a decision on a centre that was recorded by mistake: a step of its own, with who, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, needed
from units.centres.enums import Act
from units.enums import CentreState
from units.models import CentreMerger, CentreService, CentreStep, CentreTerm, LearningCentre, User
from units.workflow.centre_log import records_of, snapshot
from units.workflow.centres import ONE_DAY, no_class_from


@transaction.atomic
def void_decision(step: CentreStep, *, reason: str, by: User) -> CentreStep:
    """The centre is again as before the decision; the decision stays to be read, with who voided it and why.

    Only the last decision of a centre can be voided, so that what was decided on it stays true. A merger is voided at
    the centre that took the others in, for all of them. Raises Refused without a reason, for a founding, and, naming
    it, when something rests on the decision: a later one, or a row of the books; Stale when it is voided already.
    """
    why = needed(reason, "Hãy ghi vì sao hủy quyết định này.", name="Lý do hủy", longest=300)
    centre = LearningCentre.objects.select_for_update(of=("self",)).get(pk=step.centre_id)
    asked = CentreStep.objects.get(pk=step.pk)
    _must_be_the_last(asked, centre)
    return _void(asked, centre, why, by)


def can_be_voided(step: CentreStep) -> bool:
    """Whether there is a way to take back a decision of this kind, recorded with what is needed for it."""
    return step.act in UNDO and "services" in step.after


def last_step(centre: LearningCentre) -> CentreStep | None:
    """The decision recorded last of those that hold."""
    return centre.steps.filter(voided=False).exclude(act=Act.VOID).order_by("pk").last()


def _must_be_the_last(step: CentreStep, centre: LearningCentre) -> None:
    if step.voided:
        raise Stale(f"{centre}: quyết định “{step}” đã được hủy.")
    last = last_step(centre)
    if last is not None and last != step:
        raise Refused(f"{centre}: sau đó đã ghi “{last}”. Hãy hủy quyết định ghi sau trước.")
    if step.act == Act.MERGE:
        heir = step.mergers.get().successor
        raise Refused(f"{centre} đã nhập vào {heir}. Hãy hủy “{Act.ABSORB.label}” trên trang của {heir}.")
    if not can_be_voided(step):
        raise Refused(f"{centre}: không hủy được “{step}”. Hãy ghi quyết định mới thay cho quyết định này.")


def _void(step: CentreStep, centre: LearningCentre, why: str, by: User) -> CentreStep:
    before = snapshot(centre)
    step.voided = True
    step.save(update_fields=["voided"])
    UNDO[Act(step.act)](step, centre, why, by)
    return CentreStep.objects.create(
        centre=centre,
        act=Act.VOID,
        effective_on=step.effective_on,
        by=by,
        at=timezone.now(),
        before=before,
        after=snapshot(centre),
        voids=step,
        reason=why,
    )


def _unsuspend(step: CentreStep, centre: LearningCentre, why: str, by: User) -> None:
    centre.pauses.filter(valid_from=step.effective_on).delete()
    _restore(step, centre, by)


def _unresume(step: CentreStep, centre: LearningCentre, why: str, by: User) -> None:
    no_class_from(centre, step.effective_on)
    _restore(step, centre, by)


def _undissolve(step: CentreStep, centre: LearningCentre, why: str, by: User) -> None:
    _restore(step, centre, by)


def _unserve(step: CentreStep, centre: LearningCentre, why: str, by: User) -> None:
    added = CentreService.objects.filter(pk__in=set(step.after["services"]) - set(step.before["services"]))
    _nothing_rests(centre, {service.ward_id for service in added}, step.effective_on)
    added.delete()


def _unleave(step: CentreStep, centre: LearningCentre, why: str, by: User) -> None:
    CentreService.objects.filter(pk__in=step.before["services"]).update(valid_to=None)


def _unabsorb(step: CentreStep, centre: LearningCentre, why: str, by: User) -> None:
    """The centres that went into this one by the decision stand again; their wards are no longer this one's."""
    _unserve(step, centre, why, by)
    merged = CentreMerger.objects.filter(successor=centre, step__effective_on=step.effective_on, step__voided=False)
    for merger in merged.filter(step__pk__lt=step.pk).select_related("step"):
        gone = LearningCentre.objects.select_for_update(of=("self",)).get(pk=merger.predecessor_id)
        _void(merger.step, gone, why, by)
        merger.delete()


UNDO: dict[Act, Callable[[CentreStep, LearningCentre, str, User], None]] = {
    Act.SUSPEND: _unsuspend,
    Act.RESUME: _unresume,
    Act.DISSOLVE: _undissolve,
    Act.MERGE: _undissolve,
    Act.SERVE: _unserve,
    Act.LEAVE: _unleave,
    Act.ABSORB: _unabsorb,
}


def _restore(step: CentreStep, centre: LearningCentre, by: User) -> None:
    """State, suspension and posts as they were before the decision."""
    centre.state, centre.ended_on = CentreState(step.before["state"]), None
    centre.save(update_fields=["state", "ended_on"])
    if centre.state == CentreState.SUSPENDED:
        centre.pauses.filter(valid_to=step.effective_on - ONE_DAY).update(valid_to=None)
    for term in CentreTerm.objects.kept().filter(pk__in=set(step.before["terms"]) - set(step.after["terms"])):
        term.valid_to = None
        term._history_user = by  # read by django-simple-history
        term.save(update_fields=["valid_to"])


def _nothing_rests(centre: LearningCentre, wards: Iterable[int], on: dt.date) -> None:
    for row in records_of(centre):
        if row.ward_id in wards and (row.last_day is None or row.last_day >= on):
            sentence = f"Sổ của {centre} đã ghi cho {row.ward} từ ngày {vi.day(on)}: {row}."
            raise Refused(f"{sentence} Hãy hủy bản ghi đó trước.")
