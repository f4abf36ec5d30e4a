"""What an approver sent back and the ward has not sent up again: told where the work is, with the reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse

from awards.titles.enums import Action
from awards.titles.models import Nomination, NominationStep
from awards.titles.overview import names_of
from awards.titles.querysets import NominationQuerySet
from awards.titles.workflow.states import IN_THE_WARD
from units.models import User

MOST = 20
"""As many returns are told on a page; there are seldom more than one or two."""
NAMED = 5


@dataclass(frozen=True)
class Returned:
    """One act of sending back, as far as its nominations still wait for the ward."""

    number: int
    reason: str
    by: User
    at: dt.datetime
    names: str
    """Who, where it is a few."""
    place: str
    """Of which khu phố; empty when of several, or of none."""
    url: str
    """The khu phố's page; for a single nomination its own."""


def returns_of(rows: NominationQuerySet) -> list[Returned]:
    """Of nominations of one ward, title and year, by act and khu phố, the latest first. A fixed number of queries."""
    later = NominationStep.objects.filter(
        nomination=OuterRef("nomination"), action=Action.RETURN, at__gt=OuterRef("at")
    )
    held = rows.filter(state__in=IN_THE_WARD, sent_times__gt=0)
    steps = NominationStep.objects.filter(~Exists(later), nomination__in=held.values("pk"), action=Action.RETURN)
    grouped = list(
        steps.order_by("-at", "nomination__community")
        .values_list("at", "by", "reason", "nomination__community")
        .annotate(number=Count("pk"), first=Min("nomination"))[:MOST]
    )
    if not grouped:
        return []
    people = User.objects.in_bulk([by for _, by, *_ in grouped])
    firsts = Nomination.objects.select_related("candidate").in_bulk([first for *_, first in grouped])
    places = names_of({each for *_, each, _, _ in grouped if each}, max(at.date() for at, *_ in grouped))
    names = _names(held)
    return [
        Returned(
            number,
            reason,
            people[by],
            at,
            _few(names.get((at, community), []), number),
            places[community].name if community in places else "",
            _address(firsts[first], alone=number == 1),
        )
        for at, by, reason, community, number, first in grouped
    ]


def _names(held: NominationQuerySet) -> dict[tuple[dt.datetime, int | None], list[str]]:
    """Who is meant by each act, of the first hundred by name."""
    few = held.values_list("pk", "community", "candidate__name").order_by("candidate__sort_key")[: MOST * NAMED]
    who = {pk: (community, name) for pk, community, name in few}
    steps = NominationStep.objects.filter(nomination__in=who, action=Action.RETURN).order_by("at", "pk")
    latest = dict(steps.values_list("nomination", "at"))
    found: dict[tuple[dt.datetime, int | None], list[str]] = {}
    for pk, (community, name) in who.items():
        if pk in latest:
            found.setdefault((latest[pk], community), []).append(name)
    return found


def _few(names: list[str], number: int) -> str:
    """The names, where all of them are known and few."""
    return ", ".join(names) if len(names) == number <= NAMED else ""


def _address(row: Nomination, *, alone: bool) -> str:
    if alone:
        return row.get_absolute_url()
    return reverse("titles:community", args=[row.ward_id, row.kind, row.year, row.community_id or 0])
