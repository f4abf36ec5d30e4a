"""Steps on community learning centres (trung tâm học tập cộng đồng): each on a decision, each leaving a row behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from hocTap.lib import vi
from hocTap.lib.steps import Kept, Refused, Stale, Transition, Transitions
from units.centres.enums import Act
from units.enums import CentreState
from units.models import (
    CentreCourse,
    CentreMerger,
    CentrePause,
    CentreService,
    CentreStep,
    CentreTerm,
    LearningCentre,
    Unit,
    User,
)
from units.standing import Lives
from units.workflow.centre_log import UNKNOWN, Decision, log, records_of, snapshot

ONE_DAY = dt.timedelta(days=1)
STATE_ACTS = {
    CentreState.ACTIVE: Act.RESUME,
    CentreState.SUSPENDED: Act.SUSPEND,
    CentreState.DISSOLVED: Act.DISSOLVE,
}
CENTRES: Transitions[Act, CentreState] = Transitions(
    {
        Act.SUSPEND: Transition((CentreState.ACTIVE,), CentreState.SUSPENDED),
        Act.RESUME: Transition((CentreState.SUSPENDED,), CentreState.ACTIVE),
        Act.DISSOLVE: Transition((CentreState.ACTIVE, CentreState.SUSPENDED), CentreState.DISSOLVED),
        Act.MERGE: Transition((CentreState.ACTIVE, CentreState.SUSPENDED), CentreState.DISSOLVED),
    },
    kept=Kept(LearningCentre, "trung tâm học tập số {}", CentreStep, "centre_id", action="act"),
)
"""What a decision makes of a centre; nothing leads back from dissolving but taking the decision back."""

LAST_WARD = (
    "{ward} là nơi cuối cùng mà {centre} phục vụ. Hãy cho trung tâm phục vụ phường, xã khác trước, hoặc ghi quyết định "
    "giải thể, sáp nhập trung tâm."
)


@transaction.atomic
def found_centre(
    name: str,
    wards: Sequence[Unit],
    *,
    founded_on: dt.date,
    decision: str | Decision = UNKNOWN,
    seat: str = "",
    illustrative: bool = False,
    merged_from: Sequence[LearningCentre] = (),
    by: User | None = None,
) -> LearningCentre:
    """A new centre that serves these wards from the day of its founding; centres merged into it end on that day.

    Raises Refused when no ward is named or one did not stand on the day, and as `merge` does.
    """
    paper = Decision(decision) if isinstance(decision, str) else decision
    check_wards(wards, founded_on)
    centre = LearningCentre(name=name, seat=seat, founding_decision=str(paper)[:200], founded_on=founded_on)
    centre.illustrative = illustrative
    centre.save()
    _serve(centre, wards, founded_on)
    log(centre, Act.FOUND, {}, founded_on, paper, by)
    if merged_from:
        merge(merged_from, into=centre, on=founded_on, decision=paper, by=by)
    return centre


@transaction.atomic
def serve(
    centre: LearningCentre,
    wards: Sequence[Unit],
    *,
    from_day: dt.date,
    decision: Decision = UNKNOWN,
    by: User | None = None,
) -> None:
    """The centre serves these wards, too, from the day on; raises Refused as `found_centre` does."""
    locked = _locked(centre)
    _must_not_be_over(locked)
    _not_before_founding(locked, from_day)
    check_wards(wards, from_day)
    before = snapshot(locked)
    _serve(locked, wards, from_day)
    log(locked, Act.SERVE, before, from_day, decision, by)


@transaction.atomic
def leave(
    centre: LearningCentre,
    ward: Unit,
    *,
    last_day: dt.date,
    decision: Decision = UNKNOWN,
    by: User | None = None,
) -> None:
    """The centre serves the ward for the last time on this day.

    Raises Refused when it did not serve the ward then, later rows of its books are for the ward, or no ward
    that stands would be left to it: then the centre itself is to be decided on.
    """
    locked = _locked(centre)
    _must_not_be_over(locked)
    service = locked.services.filter(ward=ward, valid_from__lte=last_day).order_by("-valid_from").first()
    if service is None or (service.valid_to and service.valid_to < last_day):
        raise Refused(f"{locked} không phục vụ {ward} vào ngày {vi.day(last_day)}.")
    for row in records_of(locked):
        if row.ward_id == ward.pk and row.first_day > last_day:
            sentence = f"Sổ còn ghi cho {ward} sau ngày {vi.day(last_day)}: {row}. Hãy xem lại ngày thôi phục vụ."
            raise Refused(sentence)
    others = CentreService.objects.assigned(last_day + ONE_DAY).filter(centre=locked).exclude(pk=service.pk)
    if not Unit.objects.on(last_day + ONE_DAY).filter(centre_services__in=others).exists():
        raise Refused(LAST_WARD.format(ward=ward, centre=locked))
    before = snapshot(locked)
    service.valid_to = last_day
    service.save(update_fields=["valid_to"])
    log(locked, Act.LEAVE, before, last_day + ONE_DAY, decision, by)


def check_wards(wards: Sequence[Unit], from_day: dt.date) -> None:
    """Raise Refused as `found_centre` does."""
    if not wards:
        raise Refused("Hãy chọn ít nhất một phường, xã mà trung tâm phục vụ.")
    lives = Lives(ward.pk for ward in wards)
    for ward in wards:
        lives.must_stand(ward.pk, from_day, "giao trung tâm phục vụ nơi đó")


@transaction.atomic
def change_state(
    centre: LearningCentre,
    state: CentreState,
    *,
    on: dt.date,
    decision: Decision = UNKNOWN,
    by: User | None = None,
) -> LearningCentre:
    """Suspend, take up again or dissolve a centre, from the day on; nothing leads back from dissolving.

    From the day of its suspension to the day before it works again a centre covers no ward. Dissolving ends the posts
    still held on the day before. Raises Refused for a centre already dissolved or already in the state, for a
    day before its founding or its suspension, for days on which it was suspended before, and when its books hold
    something on or after its last day.
    """
    locked = _locked(centre)
    _must_not_be_over(locked)
    _not_before_founding(locked, on)
    target = CENTRES.target(STATE_ACTS[state], locked.state, str(locked))
    before = snapshot(locked)
    if state == CentreState.SUSPENDED:
        no_class_from(locked, on)
        _pause(locked, on)
    else:
        _end_pause(locked, on)
    if state == CentreState.DISSOLVED:
        _end_posts(locked, on, by)
        _nothing_from(locked, on)
    locked.state = target
    locked.ended_on = on if target == CentreState.DISSOLVED else None
    locked.save(update_fields=["state", "ended_on"])
    log(locked, STATE_ACTS[state], before, on, decision, by)
    return locked


@transaction.atomic
def merge(
    centres: Sequence[LearningCentre],
    *,
    into: LearningCentre,
    on: dt.date,
    decision: Decision = UNKNOWN,
    by: User | None = None,
) -> LearningCentre:
    """Centres end on the day and go into another, which from then on serves those of their wards that still stand.

    Raises Refused when a centre would go into itself, one has ended or is founded later, a decision is dated
    after it takes force, or the books of one hold something on or after the day.
    """
    if not centres:
        raise Refused("Hãy chọn ít nhất một trung tâm nhập vào.")
    if into.pk in {centre.pk for centre in centres}:
        raise Refused("Trung tâm không thể sáp nhập vào chính mình.")
    pks = sorted({into.pk, *(centre.pk for centre in centres)})
    locked = {row.pk: row for row in LearningCentre.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    heir = locked.pop(into.pk)
    for centre in (heir, *locked.values()):
        _must_not_be_over(centre)
        _not_before_founding(centre, on)
    before = snapshot(heir)
    inherited = Unit.objects.on(on).filter(
        centre_services__in=CentreService.objects.filter(centre__in=locked).assigned(on)
    )
    served = set(heir.services.filter(valid_to__isnull=True).values_list("ward", flat=True))
    _serve(heir, [ward for ward in inherited.order_by("pk") if ward.pk not in served], on)
    for centre in locked.values():
        _merge_one(centre, heir, on, decision, by)
    log(heir, Act.ABSORB, before, on, decision, by)
    return heir


def _merge_one(centre: LearningCentre, heir: LearningCentre, on: dt.date, decision: Decision, by: User | None) -> None:
    before = snapshot(centre)
    _end_pause(centre, on)
    _end_posts(centre, on, by)
    _nothing_from(centre, on)
    centre.state, centre.ended_on = CENTRES.target(Act.MERGE, centre.state, str(centre)), on
    centre.save(update_fields=["state", "ended_on"])
    step = log(centre, Act.MERGE, before, on, decision, by)
    CentreMerger.objects.create(predecessor=centre, successor=heir, step=step)


def _locked(centre: LearningCentre) -> LearningCentre:
    return LearningCentre.objects.select_for_update(of=("self",)).get(pk=centre.pk)


def _must_not_be_over(centre: LearningCentre) -> None:
    if centre.state == CentreState.DISSOLVED:
        raise Stale(f"{centre} đã giải thể từ ngày {vi.day(centre.ended_on)}.")


def _not_before_founding(centre: LearningCentre, on: dt.date) -> None:
    if centre.founded_on and on < centre.founded_on:
        raise Refused(f"{centre} thành lập ngày {vi.day(centre.founded_on)}, sau ngày ghi.")


def _serve(centre: LearningCentre, wards: Iterable[Unit], from_day: dt.date) -> None:
    try:
        with transaction.atomic():
            CentreService.objects.bulk_create(
                CentreService(centre=centre, ward=ward, valid_from=from_day) for ward in wards
            )
    except IntegrityError as refused:
        raise Refused(f"{centre} đã phục vụ nơi đó trong thời gian này.") from refused


def _pause(centre: LearningCentre, from_day: dt.date) -> None:
    try:
        with transaction.atomic():
            CentrePause.objects.create(centre=centre, valid_from=from_day)
    except IntegrityError as refused:
        sentence = f"{centre} đã được ghi tạm dừng trong thời gian từ ngày {vi.day(from_day)}. Hãy xem lại ngày."
        raise Refused(sentence) from refused


def _end_pause(centre: LearningCentre, on: dt.date) -> None:
    """A suspension still going on ends the day before."""
    pause = centre.pauses.unfinished().first()
    if pause is None:
        return
    if on <= pause.valid_from:
        sentence = f"{centre} tạm dừng từ ngày {vi.day(pause.valid_from)}; hãy ghi một ngày sau ngày đó."
        raise Refused(sentence)
    pause.valid_to = on - ONE_DAY
    pause.save(update_fields=["valid_to"])


def _end_posts(centre: LearningCentre, on: dt.date, by: User | None) -> None:
    for term in CentreTerm.objects.filter(centre=centre, voided_at__isnull=True, valid_from__lt=on):
        if term.valid_to is None or term.valid_to >= on:
            term.valid_to = on - ONE_DAY
            term._history_user = by  # read by django-simple-history
            term.save(update_fields=["valid_to"])


def _nothing_from(centre: LearningCentre, on: dt.date) -> None:
    """Raise Refused when the books hold something on or after the day of the end."""
    for row in records_of(centre):
        if row.last_day is None or row.last_day >= on:
            sentence = f"Sổ của {centre} còn ghi việc từ ngày {vi.day(on)} trở đi: {row}. Hãy xem lại ngày kết thúc."
            raise Refused(sentence)


def no_class_from(centre: LearningCentre, on: dt.date) -> None:
    """Raise Refused when a class went on although the centre would have been suspended."""
    row = CentreCourse.objects.kept().filter(centre=centre, ends_on__gte=on).order_by("starts_on").first()
    if row:
        sentence = f"{centre} còn lớp “{row}” đến ngày {vi.day(row.ends_on)}, sau ngày tạm dừng {vi.day(on)}."
        raise Refused(f"{sentence} Hãy xem lại ngày, hoặc sửa lớp đó trước.")
