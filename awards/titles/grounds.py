"""Which holders of a ward, and which of their titles, belong to which ward of another day: the register knows.

A title follows the address of its year: it counts where the khu phố lies on the other day, wherever the household
has moved since. Holders without a khu phố are where the hand-over brought them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count

from awards.titles.counts import MEASURES, tallies
from awards.titles.enums import CandidateEventKind
from awards.titles.holders import holders_in, moved_after
from awards.titles.kinds import ON_WARD_SHEET
from awards.titles.models import CandidateEvent, Nomination
from hocTap.lib.registers import UnitYear
from units.grounds import wards_of
from units.models import Lineage

Divided = Mapping[int | None, int]
"""A count by the ward of the other day; None for those of whom it is not known."""

TITLE_CODES = frozenset(f"{kind.value}-{name}" for kind in ON_WARD_SHEET for name in ("total", *MEASURES.values()))
"""The measures of the ward's sheet that the register counts holder by holder."""


def divided_by_ground(
    wards: Mapping[int, Collection[int]], ends: Mapping[int, dt.date], day: dt.date
) -> dict[UnitYear, dict[str, Divided]]:
    """What the register counts for these wards, by year, on the map of another day; nothing where no register was kept.

    `wards` by year, `ends` the last day of each. Codes and counts are those of `counts.register_counts`.
    """
    everybody = {ward for each in wards.values() for ward in each}
    if not everybody:
        return {}
    kept = set(
        Nomination.objects.registered()
        .filter(ward__in=everybody, year__in=wards, kind__in=ON_WARD_SHEET)
        .order_by()
        .values_list("ward_id", "year")
        .distinct()
    )
    found: dict[UnitYear, dict[str, Divided]] = {}
    for year, asked in wards.items():
        if mine := [ward for ward in asked if (ward, year) in kept]:
            found |= {UnitYear(ward, year): counts for ward, counts in _one_year(mine, ends[year], day).items()}
    return found


def _one_year(wards: Collection[int], last_day: dt.date, day: dt.date) -> dict[int, dict[str, Divided]]:
    holders = _holders(wards, last_day)
    rows = Nomination.objects.registered().filter(ward__in=wards, year=last_day.year, kind__in=ON_WARD_SHEET)
    grouped = list(
        rows.order_by().values("ward", "kind", "community").annotate(number=Count("pk"), **tallies(last_day))
    )
    loose = list(
        rows.filter(community=None)
        .order_by()
        .values("ward", "kind", "candidate")
        .annotate(number=Count("pk"), **tallies(last_day))
    )
    communities = {community for _, _, community, _ in holders} | {row["community"] for row in grouped}
    place = wards_of({each for each in communities if each}, last_day, day)
    handed = _handed({pk for *_, pk in holders if pk} | {row["candidate"] for row in loose}, last_day, day)
    counts: dict[int, dict[str, Counter[int | None]]] = {ward: defaultdict(Counter) for ward in wards}
    for (ward, kind, community, pk), number in holders.items():
        counts[ward][f"{kind}-total"][place.get(community) if community else handed.get(pk or 0, ward)] += number
    for row in [*(each for each in grouped if each["community"]), *loose]:
        where = place.get(row["community"]) if row.get("community") else handed.get(row["candidate"], row["ward"])
        for name, column in MEASURES.items():
            counts[row["ward"]][f"{row['kind']}-{column}"][where] += row[name]
    return {ward: dict(found) for ward, found in counts.items()}


Holder = tuple[int, str, int | None, int | None]
"""Ward, kind and khu phố; of one without khu phố its id as well."""


def _holders(wards: Collection[int], last_day: dt.date) -> Counter[Holder]:
    """How many were on the register of these wards that day."""
    inside = Lineage.objects.filter(ancestor__in=wards, depth=0).values_list("descendant", flat=True).distinct()
    moved = moved_after(last_day, ON_WARD_SHEET, set(inside))
    found: Counter[Holder] = Counter()
    rows = holders_in(last_day, ON_WARD_SHEET, inside).order_by()
    stayed = rows.exclude(pk__in=list(moved)) if moved else rows
    grouped = stayed.filter(community__isnull=False).values_list("ward_id", "kind", "community_id")
    for ward, kind, community, number in grouped.annotate(number=Count("pk")):
        found[ward, kind, community, None] += number
    for pk, ward, kind in stayed.filter(community=None).values_list("pk", "ward_id", "kind"):
        found[ward, kind, None, pk] += 1
    if moved:
        for pk, kind in rows.filter(pk__in=list(moved)).values_list("pk", "kind"):
            then = moved[pk]
            found[then.ward_id, kind, then.community_id, None if then.community_id else pk] += 1
    return found


def _handed(candidates: Iterable[int], then: dt.date, day: dt.date) -> dict[int, int | None]:
    """Where hand-overs between the two days brought holders without a khu phố, or from where; None where it is unknown.

    Whoever was not handed over is where the ward itself is, if that still stands.
    """
    first, last = sorted((then, day))
    events = CandidateEvent.objects.filter(
        kind=CandidateEventKind.HANDED_OVER,
        candidate__in=list(candidates),
        happened_on__gt=first,
        happened_on__lte=last,
        undone_by__isnull=True,
    )
    order = ("happened_on", "pk") if day > then else ("-happened_on", "-pk")
    side = "after" if day > then else "before"
    return {pk: facts.get("ward_id") for pk, facts in events.order_by(*order).values_list("candidate_id", side)}
