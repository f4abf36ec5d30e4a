"""Records that are likely the same holder: same folded name and address in one khu phố, shown side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q

from awards.titles.models import Candidate, Nomination
from awards.titles.querysets import CandidateQuerySet

GROUPS_A_PAGE = 20


@dataclass(frozen=True)
class Group:
    """Candidates alike, those written first on top."""

    candidates: list[Candidate]

    @property
    def first(self) -> Candidate:
        return self.candidates[0]


def likely(candidates: CandidateQuerySet, number: str | None) -> tuple[Page[dict[str, object]], list[Group]]:
    """One page of groups; four queries for any page, besides the count."""
    alike = ("kind", "ward", "community", "folded", "folded_address")
    keys = (
        candidates.active()
        .exclude(folded_address="")
        .order_by(*alike)
        .values(*alike)
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    page = Paginator(keys, GROUPS_A_PAGE).get_page(number)
    wanted = [{name: key[name] for name in alike} for key in page]
    if not wanted:
        return page, []
    among = Q()
    for each in wanted:
        among |= Q(**each)
    rows = (
        candidates.active()
        .filter(among)
        .order_by("pk")
        .prefetch_related(
            "ward__versions",
            "community__versions",
            Prefetch("nominations", Nomination.objects.select_related("decision").order_by("-year")),
        )
    )
    groups: dict[tuple[object, ...], list[Candidate]] = {tuple(each.values()): [] for each in wanted}
    for row in rows:
        groups[row.kind, row.ward_id, row.community_id, row.folded, row.folded_address].append(row)
    return page, [Group(group) for group in groups.values() if len(group) > 1]
