"""Steps that bring chosen holders to other khu phố from a day on, and back; their past stays where it was.

Whoever rearranges khu phố asks here: a merger passes all holders on, a division those that were chosen. The ward of
a holder may change with its khu phố; the hand-over of a whole ward is `handing_over`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from awards.titles.enums import CandidateEventKind, CandidateState
from awards.titles.kinds import OF_WARDS, TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent, Nomination, RecognitionGroup
from awards.titles.querysets import CandidateQuerySet, NominationQuerySet
from awards.titles.workflow.candidates import REASON
from awards.titles.workflow.handing_over import ROWS, RUNNING
from awards.titles.workflow.machinery import batches
from awards.titles.workflow.registering import last_day_in
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import words
from units.models import User

Kind = CandidateEventKind
ELSEWHERE = (Kind.MOVED, Kind.HANDED_OVER)


class Came(NamedTuple):
    """What has come since holders were brought elsewhere, and rests on it."""

    moved: int
    happened: int
    registered: int
    worked: int

    @property
    def sentences(self) -> list[str]:
        """What has come, in words; nothing where nothing came."""
        found = {
            f"{vi.whole(self.moved)} đối tượng đã chuyển đi nơi khác từ đó đến nay.": self.moved,
            f"{vi.whole(self.happened)} đối tượng đã có việc ghi mới từ đó đến nay.": self.happened,
            f"{vi.whole(self.registered)} hồ sơ đã đăng ký mới từ đó đến nay.": self.registered,
            f"{vi.whole(self.worked)} hồ sơ đang xét đã được làm tiếp từ đó đến nay.": self.worked,
        }
        return [sentence for sentence, number in found.items() if number]


def living_in(communities: Collection[int], day: dt.date) -> CandidateQuerySet:
    """Those that the register now keeps under these khu phố and that were not over before the day.

    The khu phố's own title as a cộng đồng is not among them: it ends, or begins, with its khu phố.
    """
    over = Q(state=CandidateState.ENDED, ended_on__lte=day)
    found = Candidate.objects.filter(community__in=communities).exclude(over)
    return found.exclude(kind__in=(TitleKind.COMMUNITY, *OF_WARDS))


def in_it_before(community: int, day: dt.date) -> dict[int, dt.date]:
    """Who was in the khu phố before the day, by id, and since when: those kept under it, and those that left it since.

    Whoever was brought here is in it from the day of coming; of who left, the day since which it is known is taken.
    The khu phố's own title as a cộng đồng is not among them.
    """
    here = Candidate.objects.filter(community=community).exclude(kind=TitleKind.COMMUNITY)
    left = CandidateEvent.objects.filter(
        kind__in=ELSEWHERE, before__community_id=community, happened_on__lte=day, undone_by__isnull=True
    )
    came = _came_on(here.order_by().values_list("pk", flat=True))
    found = {pk: came.get(pk, since) for pk, since in here.order_by().values_list("pk", "known_since")}
    found |= dict(left.order_by().values_list("candidate_id", "candidate__known_since"))
    return {pk: since for pk, since in found.items() if since < day}


@transaction.atomic
def rehome(
    places: Mapping[int, Locality], *, on: dt.date, reason: str, by: User, at: dt.datetime
) -> dict[TitleKind, int]:
    """Bring each of these holders (by id) to its khu phố from the day on; returns how many of each kind went.

    Whoever came to the old khu phố only after the day goes on from the day of coming. Running nominations of the
    day's year and later go along. A holder that is there already is left alone. The rows are locked in one order.
    Raises Refused while a recognition of many is running for one of the old khu phố.
    """
    rows = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=places).order_by("pk")
    going = [row for row in rows if (row.ward_id, row.community_id) != tuple(places[row.pk])]
    _refuse_running_job({row.community_id for row in going if row.community_id})
    came, files = _came_on(row.pk for row in going), _running_of([row.pk for row in going], on)
    tidy = words(reason, name="Lý do", longest=REASON)
    events = []
    for row in going:
        old, new = Locality(row.ward_id, row.community_id), places[row.pk]
        day = max(on, came.get(row.pk, on))
        events.append(_event(row.pk, old, new, files.get(row.pk, []), day, tidy, by, at))
    _put({row.pk: places[row.pk] for row in going}, files, at)
    for some in batches(events, ROWS):
        insert_many(some)
    numbers = Counter(TitleKind(row.kind) for row in going)
    return {kind: numbers[kind] for kind in TitleKind if numbers[kind]}


def _refuse_running_job(communities: Collection[int]) -> None:
    if RecognitionGroup.objects.filter(community__in=communities, done_at__isnull=True).exists():
        raise Refused("Việc công nhận hàng loạt đang chạy ở đây. Hãy chờ việc đó xong rồi ghi thay đổi.")


def _came_on(holders: Iterable[int]) -> dict[int, dt.date]:
    """The day of each holder's last move."""
    found: dict[int, dt.date] = {}
    for part in batches(holders, ROWS):
        moves = CandidateEvent.objects.filter(kind__in=ELSEWHERE, candidate__in=part, undone_by__isnull=True)
        found |= dict(moves.order_by().values_list("candidate_id").annotate(last=Max("happened_on")))
    return found


def _running(holders: Collection[int], on: dt.date) -> NominationQuerySet:
    """Nominations of the day's year and later that nobody has decided on."""
    return Nomination.objects.filter(candidate__in=holders, year__gte=on.year, state__in=RUNNING)


def _running_of(holders: Collection[int], on: dt.date) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for part in batches(holders, ROWS):
        rows = _running(part, on).select_for_update(of=("self",)).order_by("pk")
        for pk, candidate in rows.values_list("pk", "candidate_id"):
            found[candidate].append(pk)
    return found


def _put(places: Mapping[int, Locality], files: Mapping[int, list[int]], at: dt.datetime) -> None:
    """Write where the holders and their running nominations now belong, one statement for each place and batch."""
    groups: dict[Locality, list[int]] = defaultdict(list)
    for pk, place in places.items():
        groups[place].append(pk)
    for place, holders in groups.items():
        for part in batches(holders, ROWS):
            rows = Candidate.objects.filter(pk__in=part)
            rows.update(ward=place.ward_id, community=place.community_id, changed_at=at)
        _put_nominations(place, [pk for holder in holders for pk in files.get(holder, ())])


def _put_nominations(place: Locality, pks: list[int]) -> None:
    """In another ward they count on the last day of the year on which that ward stands."""
    for part in batches(pks, ROWS):
        rows = Nomination.objects.filter(pk__in=part)
        for ward, year in set(rows.order_by().values_list("ward_id", "year")):
            changes: dict[str, Any] = {"community": place.community_id, "edition": F("edition") + 1}
            if ward != place.ward_id:
                changes |= {"ward": place.ward_id, "as_of": last_day_in(place.ward_id, year)}
            rows.filter(ward=ward, year=year).update(**changes)


def _event(
    holder: int,
    old: Locality,
    new: Locality,
    files: list[int],
    on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
) -> CandidateEvent:
    before: dict[str, Any] = {"community_id": old.community_id}
    after: dict[str, Any] = {"community_id": new.community_id}
    if old.ward_id != new.ward_id:
        before["ward_id"], after["ward_id"] = old.ward_id, new.ward_id
    if files:
        before["nominations"] = files
    facts = {"before": before, "after": after, "reason": reason, "by": by, "at": at}
    return CandidateEvent(candidate_id=holder, kind=Kind.HANDED_OVER, happened_on=on, **facts)


def rehomed(old: Collection[int], new: Collection[int], *, on: dt.date, since: dt.datetime) -> QuerySet[CandidateEvent]:
    """What was written, since the moment, about holders brought from some khu phố to others, and not taken back."""
    return CandidateEvent.objects.filter(
        kind=Kind.HANDED_OVER,
        happened_on__gte=on,
        at__gte=since,
        before__community_id__in=list(old),
        after__community_id__in=list(new),
        undone_by__isnull=True,
    )


def since_then(events: QuerySet[CandidateEvent]) -> Came:
    """How many of these holders went on elsewhere, had something happen, were registered or worked on since.

    Five queries for any khu phố, and a ward of thousands.
    """
    own = events.order_by().values("pk")
    mine = CandidateEvent.objects.filter(pk__in=own)
    last = mine.filter(candidate=OuterRef("candidate")).order_by("-at", "-pk").values("at")[:1]
    holders = mine.order_by().values("candidate")
    later = CandidateEvent.objects.filter(candidate__in=holders, undone_by__isnull=True).exclude(pk__in=own)
    moment = Subquery(last)
    later = later.exclude(kind=Kind.UNDONE).annotate(then=moment).filter(at__gt=F("then"))
    moved = later.filter(kind__in=ELSEWHERE).order_by().values("candidate").distinct().count()
    happened = later.exclude(kind__in=ELSEWHERE).order_by().values("candidate").distinct().count()
    then = mine.filter(candidate=OuterRef("candidate")).order_by("at").values("at")[:1]
    files = Nomination.objects.filter(candidate__in=holders).annotate(then=Subquery(then))
    registered = files.filter(registered_at__gt=F("then"))
    carried = [pk for before in mine.values_list("before", flat=True) for pk in before.get("nominations", ())]
    worked = sum(
        files.filter(pk__in=part, steps__at__gt=F("then")).distinct().count() for part in batches(carried, ROWS)
    )
    return Came(moved, happened, registered.count(), worked)


@transaction.atomic
def take_home(events: QuerySet[CandidateEvent], *, reason: str, by: User, at: dt.datetime) -> int:
    """Bring everybody of whom these events speak back to where they were; both events stay readable. How many.

    A holder brought on twice goes back step by step, the last first.
    """
    facts = list(events.order_by("-at", "-pk").select_related("candidate"))
    pks = sorted({event.candidate_id for event in facts})
    list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    places: dict[int, Locality] = {}
    files: dict[int, list[int]] = {}
    for event in facts:
        ward = event.before.get("ward_id") or places.get(event.candidate_id, (event.candidate.ward_id,))[0]
        places[event.candidate_id] = Locality(ward, event.before["community_id"])
        files.setdefault(event.candidate_id, []).extend(event.before.get("nominations", ()))
    _put(places, files, at)
    tidy = words(reason, name="Lý do", longest=REASON)
    undoings = [
        CandidateEvent(
            candidate_id=event.candidate_id,
            kind=Kind.UNDONE,
            happened_on=event.happened_on,
            before=event.after,
            after={name: value for name, value in event.before.items() if name != "nominations"},
            reason=tidy,
            by=by,
            at=at,
        )
        for event in facts
    ]
    for some in batches(undoings, ROWS):
        insert_many(some)
    for event, undoing in zip(facts, undoings, strict=True):
        event.undone_by = undoing
    CandidateEvent.objects.bulk_update(facts, ["undone_by"], batch_size=500)
    return len(pks)
