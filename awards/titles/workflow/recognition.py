"""Recognising by the hundred: an act is a job of groups, each one transaction; killed, it goes on where it stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, IntegerField, Max, Q, When
from django.utils import timezone

from awards.titles.criteria import agency_for, procedure_for
from awards.titles.enums import Action, DecisionAction, DecisionKind, JobAction
from awards.titles.locality import Locality
from awards.titles.models import Decision, Nomination, Procedure, RecognitionGroup, RecognitionJob
from awards.titles.querysets import NominationQuerySet, own_work
from awards.titles.workflow.machinery import batches, lock, write
from awards.titles.workflow.states import DECISIONS, JOBS
from hocTap.lib.steps import Refused, Stale, needed
from units.jobs.registry import CANCELLED, GIVEN_UP
from units.models import UnitVersion, User
from units.succession import answering_for


@dataclass(frozen=True)
class Act:
    """What an approver decides at once: whole groups, and who of them is left out and why."""

    kind: str
    year: int
    places: Sequence[Locality]
    exclusions: Mapping[int, str]


@transaction.atomic
def request_recognition(act: Act, *, by: User, at: dt.datetime) -> RecognitionJob:
    """Ask for the groups to be recognised, each in a draft decision of the agency in charge; `run` does it.

    Only what waits at this moment is meant: what is proposed later is not recognised unseen.
    Raises Refused for an exclusion without reason or outside the groups, for one's own work (four eyes), for groups
    with nobody waiting, and where no agency is in charge.
    """
    reasons = {pk: needed(why, "Hãy ghi lý do cho từng hồ sơ không công nhận.") for pk, why in act.exclusions.items()}
    if not act.places:
        raise Refused("Chưa chọn nơi nào để xét.")
    waiting = Nomination.objects.in_year(act.kind, act.year).waiting()
    chosen = waiting.filter(_in_places(act.places))
    by_group = chosen.order_by().values_list("ward_id", "community_id", "candidate__managing_level")
    counts = {_Group(*facts): number for *facts, number in by_group.annotate(number=Count("pk"))}
    if not counts:
        raise Stale("Không còn hồ sơ nào chờ xét ở phần đã chọn. Hãy tải lại trang.")
    own = chosen.filter(own_work(by)).count()
    if own:
        raise Refused(f"{own} hồ sơ do chính ông, bà chấm, thẩm định hoặc trình. Hãy để người khác xét.")
    if chosen.filter(pk__in=reasons).count() != len(reasons):
        raise Stale("Có hồ sơ loại ra không còn chờ xét ở phần đã chọn. Hãy tải lại trang.")
    day = timezone.localtime(at).date()
    job = RecognitionJob.objects.create(
        kind=act.kind,
        year=act.year,
        exclusions={str(pk): why for pk, why in reasons.items()},
        asked_by=by,
        asked_at=at,
    )
    drafts = _drafts(list(counts), day, job)
    RecognitionGroup.objects.bulk_create(
        RecognitionGroup(
            job=job, decision=drafts[group.ward_id, group.managing_level], expected=number, **asdict(group)
        )
        for group, number in counts.items()
    )
    return job


@dataclass(frozen=True)
class _Group:
    """What is done in one transaction: organisations of one level only, since levels have agencies of their own."""

    ward_id: int
    community_id: int | None
    managing_level: str


def _in_places(places: Sequence[Locality]) -> Q:
    """Rows of these khu phố."""
    communities = [place.community_id for place in places if place.community_id]
    loose = [place.ward_id for place in places if place.community_id is None]
    return Q(community__in=communities, ward__in={place.ward_id for place in places}) | Q(
        community__isnull=True, ward__in=loose
    )


def _drafts(groups: Sequence[_Group], day: dt.date, job: RecognitionJob) -> dict[tuple[int, str], Decision]:
    """One new draft for each agency in charge, by ward and managing level; signing settles the agency for good."""
    found: dict[tuple[int, str], Decision] = {}
    by_agency: dict[tuple[int, int], Decision] = {}
    for ward, level in dict.fromkeys((group.ward_id, group.managing_level) for group in groups):
        asked = day if answering_for(ward, day).whole else _last_day_of(ward)
        procedure = procedure_for(job.kind, asked, ward, level)
        agency = agency_for(procedure, ward, asked)
        key = (agency.unit_id, procedure.pk)
        if key not in by_agency:
            by_agency[key] = draft_of(agency, procedure, job)
        found[ward, level] = by_agency[key]
    return found


def _last_day_of(ward_id: int) -> dt.date:
    """When a ward that was divided stood for the last time."""
    last = UnitVersion.objects.filter(unit=ward_id).latest("valid_from").valid_to
    assert last is not None  # noqa: S101
    return last


def draft_of(agency: UnitVersion, procedure: Procedure, job: RecognitionJob) -> Decision:
    return Decision.objects.create(
        kind=DecisionKind.RECOGNITION,
        title=job.kind,
        assessment_year=job.year,
        agency_id=agency.unit_id,
        agency_words=agency_words(procedure, agency),
        authority_words=procedure.authority_words,
        procedure=procedure,
        prepared_by=job.asked_by,
        prepared_at=job.asked_at,
    )


def agency_words(procedure: Procedure, agency: UnitVersion) -> str:
    """ "Ủy ban nhân dân phường, xã" of Phường 5 → "Ủy ban nhân dân Phường 5"."""
    kinds = {"ward": "phường, xã", "district": "quận, huyện", "province": "tỉnh, thành phố"}
    general = kinds.get(procedure.agency_kind, "")
    if general and procedure.agency_words.endswith(general):
        return procedure.agency_words.removesuffix(general) + agency.name
    return f"{procedure.agency_words} {agency.name}"


# Doing it


def run(job_pk: int, *, now: dt.datetime | None = None, may_go_on: Callable[[], bool] = lambda: True) -> RecognitionJob:
    """Do what of the job is not done yet, group by group; safe to call again, and by two workers at once.

    A group is done whole, with its mark, or not at all. Whatever goes wrong in a group stops the job there, and so does
    the person who asked for it (`cancel`); a job that stopped is let go on by `resume` first. Where it may not go on,
    the rest is left for another call.
    """
    _move(job_pk, JobAction.RUN, problem="")
    for pk in RecognitionGroup.objects.filter(job=job_pk, done_at__isnull=True).values_list("pk", flat=True):
        going_on = RecognitionJob.objects.filter(pk=job_pk, state__in=JOBS.sources(JobAction.FINISH)).exists()
        if not going_on or not may_go_on():
            return RecognitionJob.objects.get(pk=job_pk)
        try:
            recognise_group(pk, at=now or timezone.now())
        except Refused as reason:
            _move(job_pk, JobAction.STOP, problem=str(reason)[:500])
            return RecognitionJob.objects.get(pk=job_pk)
    if not RecognitionGroup.objects.filter(job=job_pk, done_at__isnull=True).exists():
        _move(job_pk, JobAction.FINISH, ended_at=now or timezone.now())
    return RecognitionJob.objects.get(pk=job_pk)


def resume(job_pk: int) -> None:
    """Let a job that stopped, or that nobody does any more, wait for a worker again."""
    _move(job_pk, JobAction.RESUME, problem="")


@transaction.atomic
def cancel(job_pk: int, *, by: User, at: dt.datetime) -> RecognitionJob:
    """Stop the job after the group that is being done; what is recognised stays in its draft, and it may be resumed.

    For whoever asked for it. Raises Stale when it ended or stopped meanwhile.
    """
    job = RecognitionJob.objects.select_for_update(of=("self",)).filter(pk=job_pk, asked_by=by).first()
    if job is None or not JOBS.leads(JobAction.STOP, job.state):
        raise Stale("Việc đã xong, đã dừng, hoặc do người khác yêu cầu. Hãy tải lại trang.")
    _move(job_pk, JobAction.STOP, problem=f"{CANCELLED} Phần đã xong giữ nguyên; bấm “Chạy tiếp” để làm phần còn lại.")
    job.refresh_from_db()
    return job


def give_up(job_pk: int) -> None:
    """Say on a job that nobody tries any more."""
    _move(job_pk, JobAction.STOP, problem=GIVEN_UP)


def _move(job_pk: int, action: JobAction, **changes: Any) -> None:
    """Move the job where the step leads from its state; two workers may run it at once, so the other may have."""
    ready = RecognitionJob.objects.filter(pk=job_pk, state__in=JOBS.sources(action))
    ready.update(state=JOBS.landing(action), **changes)


@transaction.atomic
def recognise_group(group_pk: int, *, at: dt.datetime) -> RecognitionGroup:
    """Recognise one khu phố's waiting candidates, leave out those excluded, and mark the group done: all or nothing.

    What another approver decided meanwhile, or the ward sent after the act, is left alone.
    Raises Refused when the decision was signed meanwhile.
    """
    group = RecognitionGroup.objects.select_for_update(of=("self",)).select_related("job__asked_by").get(pk=group_pk)
    if group.done_at:
        return group
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=group.decision_id)
    if not DECISIONS.leads(DecisionAction.SIGN, decision.state):
        raise Refused("Quyết định đã ký, không thêm hồ sơ được nữa. Hãy lập việc công nhận mới.")
    rows = lock(_meant(group))
    reasons = group.job.exclusions
    left_out = [row for row in rows if str(row.pk) in reasons]
    recognised = [row for row in rows if str(row.pk) not in reasons]
    for row in left_out:
        _leave_out(row, reasons[str(row.pk)], by=group.job.asked_by, at=at)
    put_in(recognised, decision, by=group.job.asked_by, at=at)
    group.recognised, group.excluded, group.done_at = len(recognised), len(left_out), at
    group.save(update_fields=["recognised", "excluded", "done_at"])
    return group


def _meant(group: RecognitionGroup) -> NominationQuerySet:
    """What the approver saw waiting in this place."""
    waiting = Nomination.objects.in_year(group.job.kind, group.job.year).waiting()
    here = waiting.filter(
        ward=group.ward_id, community=group.community_id, candidate__managing_level=group.managing_level
    )
    return here.filter(proposed_at__lte=group.job.asked_at).exclude(own_work(group.job.asked_by))


def _leave_out(row: Nomination, reason: str, *, by: User, at: dt.datetime) -> None:
    changes = {"not_reached": reason, "decided_by": by, "decided_at": at}
    write([row], Action.REJECT, by=by, at=at, reason=reason, changes=changes)


def put_in(rows: list[Nomination], decision: Decision, *, by: User, at: dt.datetime) -> None:
    """Put the rows into the draft, with the next numbers of its register of certificates."""
    if not rows:
        return
    last = decision.nominations.aggregate(last=Max("certificate"))["last"] or 0
    numbers = {row.pk: last + place for place, row in enumerate(rows, start=1)}
    for part in batches(rows):
        changes = {
            "decision": decision,
            "certificate": Case(*(When(pk=row.pk, then=numbers[row.pk]) for row in part), output_field=IntegerField()),
            "decided_by": by,
            "decided_at": at,
        }
        write(
            part,
            Action.RECOGNISE,
            by=by,
            at=at,
            changes=changes,
            facts=lambda row: {"decision": decision.pk, "certificate": numbers[row.pk]},
        )
    papers = Nomination.objects.filter(decision=decision).aggregate(last=Max("proposal__proposed_on"))
    decision.latest_proposal_on = papers["last"]
    decision.illustrative = decision.illustrative or any(row.illustrative for row in rows)
    decision.save(update_fields=["latest_proposal_on", "illustrative"])
