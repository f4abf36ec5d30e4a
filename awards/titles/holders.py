"""Who was on the register on a day: holders as they then belonged to wards and khu phố, not as they do today."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from awards.titles.enums import CandidateEventKind, CandidateState
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.querysets import CandidateQuerySet
from units.models import Lineage

ELSEWHERE = (CandidateEventKind.MOVED, CandidateEventKind.HANDED_OVER)
"""What brings a holder to another khu phố or ward."""


def known_on(day: dt.date) -> Q:
    """Candidates that were on the register that day; merged records were one holder all along, and count once.

    Whoever is nominated for the year counts too, though written down only afterwards, as lists of old years are.
    Example: a household brought in from Excel in 2026 is not among those of 2020, unless it was registered for 2020.
    """
    return _lasting(day) & (Q(known_since__lte=day) | _nominated(day.year))


def _lasting(day: dt.date) -> Q:
    return Q(state=CandidateState.ACTIVE) | Q(state=CandidateState.ENDED, ended_on__gt=day)


def _nominated(year: int) -> Q:
    return Q(Exists(Nomination.objects.registered().filter(candidate=OuterRef("pk"), kind=OuterRef("kind"), year=year)))


def moved_after(day: dt.date, kinds: Iterable[str], wards: Collection[int] | None = None) -> dict[int, Locality]:
    """Where the holders that moved after the day had belonged on it, by candidate; one query.

    The first move after the day that changed the ward says which it had been, the first that changed the khu phố which
    that had been. A new address in the same khu phố is no move. With `wards`
    only holders that are in one of these wards now, or left one of them after the day.
    """
    moves = CandidateEvent.objects.filter(
        kind__in=ELSEWHERE, happened_on__gt=day, undone_by__isnull=True, candidate__kind__in=list(kinds)
    )
    if wards is not None:
        left = moves.filter(before__ward_id__in=list(wards)).order_by().values("candidate")
        moves = moves.filter(Q(candidate__ward__in=list(wards)) | Q(candidate__in=left))
    found: dict[int, Locality] = {}
    facts = moves.order_by("happened_on", "pk").values_list(
        "candidate_id", "candidate__ward_id", "candidate__community_id", "before"
    )
    ward_then: dict[int, int] = {}
    community_then: dict[int, int | None] = {}
    for pk, ward, community, before in facts:
        if before.get("ward_id"):
            ward_then.setdefault(pk, before["ward_id"])
        if "community_id" in before:
            community_then.setdefault(pk, before["community_id"])
        found[pk] = Locality(ward, community)
    return {
        pk: Locality(ward_then.get(pk, now.ward_id), community_then.get(pk, now.community_id))
        for pk, now in found.items()
        if pk in ward_then or pk in community_then
    }


def holders_on(day: dt.date, kind: str, wards: Collection[int]) -> dict[Locality, int]:
    """How many were on the register that day, by ward and khu phố; a fixed number of queries, whatever the size.

    Those written down by then and those written down later are counted apart: the first are all but a few, and are
    counted from an index alone.
    """
    moved = moved_after(day, [kind], wards)
    rows = Candidate.objects.filter(_lasting(day), kind=kind).order_by()
    stayed = rows.filter(ward__in=wards).exclude(pk__in=list(moved)) if moved else rows.filter(ward__in=wards)
    found: dict[Locality, int] = defaultdict(int)
    for part in (stayed.filter(known_since__lte=day), stayed.filter(_nominated(day.year), known_since__gt=day)):
        for ward, community, number in part.values_list("ward_id", "community_id").annotate(number=Count("*")):
            found[Locality(ward, community)] += number
    for pk in rows.filter(known_on(day), pk__in=list(moved)).values_list("pk", flat=True) if moved else ():
        if moved[pk].ward_id in wards:
            found[moved[pk]] += 1
    return found


def holders_in(day: dt.date, kinds: Iterable[str], wards: QuerySet[Lineage, int]) -> CandidateQuerySet:
    """The holders that belonged to these wards on the day."""
    chosen = list(kinds)
    inside = set(wards)
    moved = moved_after(day, chosen, inside)
    had_been = Q(pk__in=[pk for pk, then in moved.items() if then.ward_id in inside])
    stayed = Q(ward__in=wards) & ~Q(pk__in=list(moved))
    return holders_of(day, chosen).filter(stayed | had_been)


def holders_of(day: dt.date, kinds: Iterable[str]) -> CandidateQuerySet:
    """All that were on the register that day, wherever they belonged."""
    return Candidate.objects.filter(known_on(day), kind__in=list(kinds))
