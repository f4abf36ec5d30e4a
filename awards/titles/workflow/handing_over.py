"""Steps that bring all holders of a unit to its heirs, and back: thousands in a few statements, history kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from awards.titles.enums import CandidateEventKind, DecisionState, NominationState
from awards.titles.kinds import OF_WARDS
from awards.titles.models import Candidate, CandidateEvent, Nomination, RecognitionGroup
from awards.titles.querysets import CandidateQuerySet, NominationQuerySet
from awards.titles.workflow.machinery import batches
from awards.titles.workflow.registering import last_day_in
from awards.titles.workflow.states import IN_THE_WARD
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused
from units.models import User

Kind = CandidateEventKind
RUNNING = (*IN_THE_WARD, NominationState.PROPOSED)
ROWS = 5_000


class Holder(NamedTuple):
    """A holder of the old unit, as it is handed over."""

    pk: int
    kind: str
    community: int | None


def held_by(*units: int) -> CandidateQuerySet:
    """Everybody on the units' registers, also those who ended or were merged; a ward's own title stays with it."""
    return Candidate.objects.filter(ward__in=units).exclude(kind__in=OF_WARDS)


def running(unit: int, day: dt.date) -> NominationQuerySet:
    """Nominations of the year of the change and later that nobody has decided on: the heirs go on with them."""
    return Nomination.objects.filter(ward=unit, year__gte=day.year, state__in=RUNNING).exclude(kind__in=OF_WARDS)


def refuse_unsigned(unit: int, day: dt.date) -> None:
    """Raise Refused while an approver's act is under way: what is in a draft belongs to its decision."""
    drafts = Nomination.objects.filter(
        ward=unit, year__gte=day.year, state=NominationState.RECOGNISED, decision__state=DecisionState.DRAFT
    )
    if number := drafts.count():
        raise Refused(
            f"{vi.whole(number)} hồ sơ nằm trong dự thảo quyết định chưa ký. "
            "Hãy ghi số, ngày ký hoặc rút khỏi dự thảo trước."
        )
    if RecognitionGroup.objects.filter(ward=unit, done_at__isnull=True).exists():
        raise Refused("Việc công nhận hàng loạt đang chạy cho đơn vị này. Hãy chờ việc đó xong rồi bàn giao.")


@transaction.atomic
def hand_holders(
    old: int, day: dt.date, heirs: Mapping[int, int], *, reason: str, by: User, at: dt.datetime
) -> dict[int, list[Holder]]:
    """Bring each of these holders to its heir from the day on; khu phố, titles and history stay as they are.

    Whoever came to the unit only after the day (the change was written down late) goes on from the day of coming.
    Running nominations of the year go along. Returns who went to whom. The rows are locked in one order.
    """
    rows = held_by(old).select_for_update(of=("self",)).order_by("pk").values_list("pk", "kind", "community_id")
    found: dict[int, list[Holder]] = defaultdict(list)
    for pk, kind, community in rows:
        if pk in heirs:
            found[heirs[pk]].append(Holder(pk, kind, community))
    going, came = _running_of(old, day, heirs), _came_on(old, day)
    for heir, holders in found.items():
        for part in batches([each.pk for each in holders], ROWS):
            Candidate.objects.filter(pk__in=part).update(ward=heir, changed_at=at)
        _bring_nominations(heir, [pk for each in holders for pk in going.get(each.pk, ())])
        events = [
            _event(each.pk, old, heir, going.get(each.pk, []), came.get(each.pk, day), reason, by, at)
            for each in holders
        ]
        for some in batches(events, ROWS):
            insert_many(some)
    return dict(found)


def _came_on(old: int, day: dt.date) -> dict[int, dt.date]:
    """The day of the last move of those who came to the unit after the day."""
    moves = CandidateEvent.objects.filter(
        kind__in=(Kind.MOVED, Kind.HANDED_OVER), happened_on__gt=day, undone_by__isnull=True, candidate__ward=old
    )
    return dict(moves.order_by().values_list("candidate").annotate(last=Max("happened_on")))


def _running_of(old: int, day: dt.date, heirs: Mapping[int, int]) -> dict[int, list[int]]:
    """The running nominations of the holders that go, locked; by holder."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = running(old, day).select_for_update(of=("self",)).order_by("pk")
    for pk, candidate in rows.values_list("pk", "candidate_id"):
        if candidate in heirs:
            found[candidate].append(pk)
    return found


def _bring_nominations(ward: int, pks: Sequence[int]) -> None:
    """Give running nominations to a ward; each counts there on the last day of its year on which that ward stands."""
    rows = Nomination.objects.filter(pk__in=pks)
    for year in sorted(set(rows.order_by().values_list("year", flat=True))):
        until = last_day_in(ward, year)
        of_year = list(rows.filter(year=year).values_list("pk", flat=True))
        for part in batches(of_year, ROWS):
            Nomination.objects.filter(pk__in=part).update(ward=ward, as_of=until, edition=F("edition") + 1)


def _event(
    candidate: int, old: int, heir: int, nominations: list[int], day: dt.date, reason: str, by: User, at: dt.datetime
) -> CandidateEvent:
    before: dict[str, Any] = {"ward_id": old}
    if nominations:
        before["nominations"] = nominations
    return CandidateEvent(
        candidate_id=candidate,
        kind=Kind.HANDED_OVER,
        happened_on=day,
        before=before,
        after={"ward_id": heir},
        reason=reason,
        by=by,
        at=at,
    )


def events_of(old: int, day: dt.date, at: dt.datetime) -> QuerySet[CandidateEvent]:
    """What one hand-over wrote about each holder, and nobody has taken back."""
    return CandidateEvent.objects.filter(
        kind=Kind.HANDED_OVER, happened_on__gte=day, at=at, before__ward_id=old, undone_by__isnull=True
    )


class Since(NamedTuple):
    """What has come since a hand-over and rests on it."""

    moved: int
    happened: int
    registered: int
    worked: int


def since(old: int, day: dt.date, at: dt.datetime) -> Since:
    """How many holders went on elsewhere, had something happen, were registered, or had their file worked on since."""
    facts = list(events_of(old, day, at).values_list("candidate_id", "before", "after"))
    went: dict[int, list[int]] = defaultdict(list)
    for pk, _, after in facts:
        went[after["ward_id"]].append(pk)
    files = [pk for _, before, _ in facts for pk in before.get("nominations", ())]
    moved = happened = registered = worked = 0
    for heir, holders in went.items():
        for part in batches(holders, ROWS):
            moved += Candidate.objects.filter(pk__in=part).exclude(ward=heir).count()
            later = CandidateEvent.objects.filter(candidate__in=part, at__gt=at, undone_by__isnull=True)
            happened += later.exclude(kind=Kind.UNDONE).order_by().values("candidate").distinct().count()
            registered += Nomination.objects.filter(candidate__in=part, registered_at__gt=at).count()
    for part in batches(files, ROWS):
        worked += Nomination.objects.filter(pk__in=part, steps__at__gt=at).distinct().count()
    return Since(moved, happened, registered, worked)


@transaction.atomic
def take_holders_back(old: int, day: dt.date, handed_at: dt.datetime, *, reason: str, by: User, at: dt.datetime) -> int:
    """Bring everybody whom the hand-over moved back to the old unit; each keeps both events. Returns how many."""
    mine = events_of(old, day, handed_at)
    facts = list(mine.order_by("candidate").values_list("candidate_id", "before", "after"))
    pks = [pk for pk, _, _ in facts]
    list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    for part in batches(pks, ROWS):
        Candidate.objects.filter(pk__in=part).update(ward=old, changed_at=at)
    brought = [pk for _, before, _ in facts for pk in before.get("nominations", ())]
    _bring_nominations(old, brought)
    undoings = [
        CandidateEvent(
            candidate_id=pk,
            kind=Kind.UNDONE,
            happened_on=day,
            before=after,
            after={"ward_id": old},
            reason=reason,
            by=by,
            at=at,
        )
        for pk, _, after in facts
    ]
    for some in batches(undoings, ROWS):
        insert_many(some)
    newest = CandidateEvent.objects.filter(candidate=OuterRef("candidate"), kind=Kind.UNDONE, at=at).order_by()
    mine.update(undone_by=Subquery(newest.values("candidate").annotate(last=Max("pk")).values("last")[:1]))
    return len(pks)
