"""The khu phố's vote: minutes of a meeting, and minutes that correct earlier ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When

from awards.titles.enums import Action
from awards.titles.locality import Locality
from awards.titles.models import Minutes, Nomination, NominationStep
from awards.titles.rules.procedure import votes_problem
from awards.titles.workflow.machinery import VOTE, batches, lock_all, must_stand_for, refuse_day, write
from awards.titles.workflow.states import NOMINATIONS
from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, needed, words
from units.models import User


@dataclass(frozen=True)
class Votes:
    """Votes on one candidate."""

    in_favour: int
    against: int = 0


@dataclass(frozen=True)
class Meeting:
    """One meeting as its minutes have it."""

    locality: Locality
    kind: str
    year: int
    held_on: dt.date
    present: int
    chair: str = ""


@transaction.atomic
def record_vote(meeting: Meeting, votes: Mapping[int, Votes], *, by: User, at: dt.datetime) -> Minutes:
    """Keep the minutes and the votes on each nomination, by its id (bình xét tại khu phố).

    Raises Refused for more votes than people, a day to come or before the year, a nomination of another khu phố, and
    Stale when one of them is not (or no longer) to be voted on.
    """
    return _keep(meeting, votes, by=by, at=at)


@transaction.atomic
def correct_vote(
    wrong: Minutes, meeting: Meeting, votes: Mapping[int, Votes], reason: str, *, by: User, at: dt.datetime
) -> Minutes:
    """Replace saved minutes by corrected ones before anybody named in them was appraised (sửa biên bản).

    The wrong minutes stay readable with their votes. Every nomination of the wrong minutes gets a vote by the new
    ones. Raises Refused without a reason, for another khu phố, title or year, for a nomination left without a vote,
    and once one was appraised; Stale when somebody corrected them already.
    """
    why = needed(reason, "Hãy ghi lý do sửa biên bản.")
    locked = Minutes.objects.select_for_update(of=("self",)).get(pk=wrong.pk)
    if Minutes.objects.filter(corrects=locked).exists():
        raise Stale(f"{locked} đã được sửa bằng một biên bản khác. Hãy mở biên bản mới để xem lại.")
    if (meeting.locality, meeting.kind, meeting.year) != (_locality_of(locked), locked.kind, locked.year):
        raise Refused("Biên bản sửa phải của đúng nơi, danh hiệu và năm của biên bản cũ.")
    held = list(Nomination.objects.filter(minutes=locked).select_related("candidate").order_by("pk"))
    late = [row for row in held if not NOMINATIONS.leads(Action.VOTE, row.state)]
    if late:
        raise Refused(
            f"{vi.whole(len(late))} hồ sơ theo biên bản này (ví dụ {late[0].candidate}) không còn ở bước bình xét. "
            "Hãy mở lại thẩm định trước khi sửa biên bản."
        )
    left_out = [row for row in held if row.pk not in votes]
    if left_out:
        raise Refused(f"Chưa ghi phiếu cho {left_out[0].candidate}, là người có trong biên bản cũ.")
    return _keep(meeting, votes, by=by, at=at, corrects=locked, reason=why)


def _locality_of(minutes: Minutes) -> Locality:
    return Locality(minutes.ward_id, minutes.community_id)


def _keep(
    meeting: Meeting,
    votes: Mapping[int, Votes],
    *,
    by: User,
    at: dt.datetime,
    corrects: Minutes | None = None,
    reason: str = "",
) -> Minutes:
    refuse_day(meeting.held_on, meeting.year, at, "Ngày họp")
    must_stand_for([meeting.locality.ward_id], meeting.year, meeting.held_on, VOTE)
    locked = lock_all(votes, Action.VOTE)
    for row in locked:
        if (Locality(row.ward_id, row.community_id), row.kind, row.year) != (
            meeting.locality,
            meeting.kind,
            meeting.year,
        ):
            raise Refused("Có hồ sơ không thuộc nơi và năm của biên bản này. Hãy tải lại trang.")
        ballot = votes[row.pk]
        problem = votes_problem(meeting.present, ballot.in_favour, ballot.against)
        if problem:
            raise Refused(f"{row.candidate}: {problem}")
    minutes = Minutes(
        ward_id=meeting.locality.ward_id,
        community_id=meeting.locality.community_id,
        kind=meeting.kind,
        year=meeting.year,
        held_on=meeting.held_on,
        present=meeting.present,
        chair=words(meeting.chair, name="Chủ trì", longest=120),
        corrects=corrects,
        reason=reason,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            minutes.save()
    except IntegrityError as error:
        raise Stale("Người khác vừa sửa biên bản này. Hãy mở biên bản mới để xem lại.") from error
    _write_votes(locked, minutes, votes, by=by, at=at, reason=reason)
    return minutes


def _write_votes(
    locked: list[Nomination], minutes: Minutes, votes: Mapping[int, Votes], *, by: User, at: dt.datetime, reason: str
) -> None:
    facts = {
        row.pk: {
            "minutes": minutes.pk,
            "present": minutes.present,
            "in_favour": votes[row.pk].in_favour,
            "against": votes[row.pk].against,
        }
        for row in locked
    }
    for part in batches(locked):
        changes = {
            "minutes": minutes,
            "present": minutes.present,
            "in_favour": _by_row({row.pk: votes[row.pk].in_favour for row in part}),
            "against": _by_row({row.pk: votes[row.pk].against for row in part}),
        }
        write(part, Action.VOTE, by=by, at=at, reason=reason, changes=changes, facts=lambda row: facts[row.pk])


def _by_row(numbers: Mapping[int, int]) -> Case | Value:
    """One number for each row in a single statement; the usual one where all are the same."""
    usual = set(numbers.values())
    if len(usual) == 1:
        return Value(usual.pop(), output_field=IntegerField())
    return Case(*(When(pk=pk, then=number) for pk, number in numbers.items()), output_field=IntegerField())


def votes_in(minutes: Minutes) -> QuerySet[NominationStep]:
    """The votes that the minutes recorded, whether or not others replaced them since; by name of the candidate."""
    steps = NominationStep.objects.filter(
        action=Action.VOTE,
        at=minutes.at,
        nomination__ward=minutes.ward_id,
        nomination__community=minutes.community_id,
        nomination__kind=minutes.kind,
        nomination__year=minutes.year,
    )
    return steps.select_related("nomination__candidate").order_by("nomination__candidate__sort_key", "pk")
