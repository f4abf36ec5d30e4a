"""A commune's own communities (khu phố, thôn, ấp) as its register of titles knows them on the stage's last day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count

from awards.titles.enums import NominationState
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.models import Nomination
from reports.review import spec
from reports.review.stage import Stage
from units.enums import UnitKind
from units.models import UnitVersion


class CommunityTitles(NamedTuple):
    """One community: households on the register, those recognised for the stage's last year, and its own title."""

    name: str
    households: int
    recognised: int
    is_recognised: bool
    illustrative: bool


def titles_by_community(commune: int, stage: Stage) -> tuple[CommunityTitles, ...]:
    """The communities with their households; nothing where the register has no row for that year.

    The register speaks of whole years, so a part of a year has none.
    """
    if spec.part_words(stage.kind, stage.sheets.ordinal):
        return ()
    day, year = stage.ends_on, stage.last
    recognised, made_up, own = _recognised(commune, year, day)
    if not recognised and not own:
        return ()
    holders = holders_on(day, TitleKind.HOUSEHOLD, [commune])
    households: dict[int, int] = defaultdict(int)
    for place, number in holders.items():
        households[place.community_id or 0] += number
    rows = UnitVersion.objects.on(day).filter(kind=UnitKind.COMMUNITY, parent=commune).order_by("sort_key", "pk")
    return tuple(
        CommunityTitles(name, households[pk], recognised.get(pk, 0), pk in own, pk in made_up)
        for pk, name in rows.values_list("unit_id", "name")
    )


def _recognised(commune: int, year: int, day: dt.date) -> tuple[dict[int, int], set[int], set[int]]:
    """By community: households recognised for the year, those with illustrative rows, and those that hold the title."""
    rows = Nomination.objects.filter(
        ward=commune, year=year, state=NominationState.RECOGNISED, community__isnull=False,
        kind__in=[TitleKind.HOUSEHOLD, TitleKind.COMMUNITY], decision__signed_on__isnull=False,
    )  # fmt: skip
    counts: dict[int, int] = defaultdict(int)
    made_up, own = set(), set()
    for community, kind, illustrative, number in (
        rows.order_by().values_list("community_id", "kind", "illustrative").annotate(number=Count("pk"))
    ):
        if illustrative:
            made_up.add(community)
        if kind == TitleKind.COMMUNITY:
            own.add(community)
        else:
            counts[community] += number
    return counts, made_up, own
