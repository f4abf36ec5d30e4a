"""Records that are likely the same holder: same folded name and address in one khu phố, shown side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

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


SHARED = ("kind", "ward", "community", "folded", "folded_address")
"""What the records of a group have in common."""


def keys_of(candidates: CandidateQuerySet) -> QuerySet[Candidate, dict[str, Any]]:
    """What the records of each group share, and how many there are."""
    found = candidates.active().exclude(folded_address="").order_by(*SHARED).values(*SHARED)
    keys: QuerySet[Candidate, dict[str, Any]] = found.annotate(number=Count("pk")).filter(number__gt=1)
    return keys


def likely(candidates: CandidateQuerySet, number: str | None) -> tuple[Page[dict[str, Any]], list[Group]]:
    """One page of groups; four queries for any page, besides the count."""
    page = Paginator(keys_of(candidates), GROUPS_A_PAGE).get_page(number)
    return page, _groups(candidates, page)


def all_likely(candidates: CandidateQuerySet) -> Iterator[Group]:
    """All groups, read a page at a time."""
    pages = Paginator(keys_of(candidates), GROUPS_A_PAGE)
    for page in pages:
        yield from _groups(candidates, page)


def wards_alike(candidates: CandidateQuerySet) -> list[int]:
    """The wards in which there are such records."""
    return sorted({key["ward"] for key in keys_of(candidates)})


def _groups(candidates: CandidateQuerySet, keys: Iterable[dict[str, Any]]) -> list[Group]:
    wanted = [{name: key[name] for name in SHARED} for key in keys]
    if not wanted:
        return []
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
    return [Group(group) for group in groups.values() if len(group) > 1]
