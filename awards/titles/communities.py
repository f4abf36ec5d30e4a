"""Rearranged khu phố in the register of titles: holders follow, a khu phố's own title ends or begins with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count, QuerySet
from django.urls import reverse

from awards.titles.enums import CandidateEventKind, CandidateState
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.workflow import candidates as steps
from awards.titles.workflow.handing_over import RUNNING
from awards.titles.workflow.rehome import in_it_before, living_in, rehome, rehomed, since_then, take_home
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.communities.registry import CommunityAfter, Known, Left, Rearrangement, Register
from units.models import UnitVersion, User
from units.naming import latest_names


class Titles(Register):
    """Households by khu phố, with what they registered for; the khu phố itself as a holder (cộng đồng học tập)."""

    def held(self, communities: Collection[int], day: dt.date) -> dict[str, int]:
        rows = living_in(communities, day).filter(state=CandidateState.ACTIVE).order_by()
        by_kind = dict(rows.values_list("kind").annotate(number=Count("pk")))
        found = {kind.holder: by_kind[kind] for kind in TitleKind if by_kind.get(kind)}
        files = Nomination.objects.filter(candidate__in=rows.values("pk"), year__gte=day.year, state__in=RUNNING)
        if number := files.count():
            found["hồ sơ đang xét"] = number
        return found

    def known_before(self, communities: Mapping[int, dt.date]) -> dict[int, Known]:
        return {
            unit: Known(len(since), "đối tượng xét danh hiệu", min(since.values()))
            for unit, day in communities.items()
            if (since := in_it_before(unit, day))
        }

    def pass_on(self, change: Rearrangement) -> None:
        """All of a khu phố that is no more to its successor; those of a divided one wait to be distributed.

        Raises Refused while they are on the register of a ward that is no more: it is handed over first, whole.
        """
        _refuse_not_handed_over(change)
        if change.whole:
            rows = living_in(change.whole, change.on).values_list("pk", "community_id")
            places = {pk: _locality(change.whole[community]) for pk, community in rows if community}
            rehome(places, on=change.on, reason=change.reason, by=change.by, at=change.at)
        self._end(change)
        self._begin(change)
        self._rename(change)

    def _end(self, change: Rearrangement) -> None:
        for own in _own(change.ended):
            steps.end(own, on=change.on, reason=change.reason, by=change.by, at=change.at)

    def _begin(self, change: Rearrangement) -> None:
        """New khu phố are followed as communities where the old ones were."""
        before = list(_own([*change.ended, *change.divided], active=False))
        if not before:
            return
        made = []
        for place in change.began:
            own = Candidate(kind=TitleKind.COMMUNITY, ward_id=place.ward, community_id=place.unit, name=place.name)
            own.known_since = change.on
            own.illustrative = any(each.illustrative for each in before)
            made.append(own)
        if made:
            steps.record_all(made, by=change.by, at=change.at)

    def _rename(self, change: Rearrangement) -> None:
        """A khu phố kept as a holder goes by the new name too, where the register had the old one."""
        for own in _own(change.renamed):
            old, new = change.renamed[own.community_id or 0]
            if own.name == old:
                steps.correct(own, {"name": new}, by=change.by, at=change.at)

    def rests(self, change: Rearrangement) -> list[str]:
        found = since_then(_brought(change)).sentences
        began = [place.unit for place in change.began]
        own = Candidate.objects.filter(kind=TitleKind.COMMUNITY, community__in=began)
        if number := Nomination.objects.filter(candidate__in=own).count():
            found.append(f"{vi.whole(number)} hồ sơ Cộng đồng học tập đã đăng ký cho nơi mới.")
        brought = _brought(change).values("candidate")
        new = Candidate.objects.filter(community__in=began).exclude(pk__in=own).exclude(pk__in=brought)
        if number := new.count():
            found.append(f"{vi.whole(number)} đối tượng đã ghi mới ở nơi mới.")
        return found

    def take_back(self, change: Rearrangement, *, reason: str, by: User, at: dt.datetime) -> None:
        take_home(_brought(change), reason=reason, by=by, at=at)
        began = Candidate.objects.filter(kind=TitleKind.COMMUNITY, community__in=[place.unit for place in change.began])
        CandidateEvent.objects.filter(candidate__in=began).delete()
        began.delete()
        wrote = CandidateEvent.objects.filter(
            at=change.at,
            kind__in=(CandidateEventKind.ENDED, CandidateEventKind.CORRECTED),
            candidate__kind=TitleKind.COMMUNITY,
            candidate__community__in=change.touched,
            undone_by__isnull=True,
        )
        for event in wrote:
            steps.undo(event, reason=reason, by=by, at=at)

    def left(self, communities: Collection[int]) -> dict[int, Left]:
        rows = Candidate.objects.active().filter(community__in=communities).exclude(kind=TitleKind.COMMUNITY)
        numbers = rows.order_by().values_list("community_id").annotate(number=Count("pk"))
        return {
            unit: Left(number, "đối tượng", reverse("titles:community-divide", args=[unit]))
            for unit, number in numbers
            if unit
        }


def _refuse_not_handed_over(change: Rearrangement) -> None:
    old = {*change.whole, *change.divided, *change.ended}
    stood = UnitVersion.objects.filter(unit__in=old).on(change.on - dt.timedelta(days=1))
    wards = dict(stood.values_list("unit", "parent"))
    kept = Candidate.objects.active().filter(community__in=old).order_by().values_list("community_id", "ward_id")
    waiting = [ward for community, ward in kept if community in wards and ward != wards[community]]
    if waiting:
        name = latest_names(waiting)[waiting[0]]
        raise Refused(
            f"{vi.whole(len(waiting))} đối tượng xét danh hiệu ở đây còn trong sổ của {name}. "
            f"Hãy bàn giao sổ danh hiệu của {name} trước, rồi ghi thay đổi này."
        )


def _locality(place: CommunityAfter) -> Locality:
    return Locality(place.ward, place.unit)


def _own(communities: Iterable[int], *, active: bool = True) -> QuerySet[Candidate]:
    """The khu phố themselves as holders."""
    found = Candidate.objects.filter(kind=TitleKind.COMMUNITY, community__in=list(communities))
    return found.active().order_by("pk") if active else found


def _brought(change: Rearrangement) -> QuerySet[CandidateEvent]:
    """What was written about holders that went from the old khu phố to the new, at once or one by one since."""
    places = [*change.whole.values(), *(place for group in change.divided.values() for place in group)]
    old = [*change.whole, *change.divided]
    return rehomed(old, [place.unit for place in places], on=change.on, since=change.at)
