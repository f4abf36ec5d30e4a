"""The heritage: who answers for units that are no more, derived from links and versions and written nowhere else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from django.db import transaction

from units.batching import batches
from units.models import ChangeLink, Heritage, Lineage
from units.rules import Span
from units.rules.succession import Inheritance, Link, inheritances
from units.succession import LINK, days_stood

Row = tuple[int, int, dt.date, dt.date | None, bool, bool]
"""Heir, unit, since, until, whole, above."""


@transaction.atomic
def derive_heritage(touched: set[int] | None) -> None:
    """Derive who answers for the units of these ids and for all that passed to them; for all units if None.

    For the writers of the tree, who hold its lock. Only rows that differ are written, so a second call changes nothing.
    """
    asked = None if touched is None else _asked(touched)
    if asked is not None and not asked:
        return
    wanted = set(_derived(asked))
    written = dict(_written(asked))
    for stale in batches(pk for row, pk in written.items() if row not in wanted):
        Heritage.objects.filter(pk__in=stale).delete()
    for rows in batches(row for row in wanted if row not in written):
        Heritage.objects.bulk_create(
            Heritage(heir_id=heir, unit_id=unit, since=since, until=until, whole=whole, above=above)
            for heir, unit, since, until, whole, above in rows
        )


def _asked(touched: set[int]) -> set[int]:
    """The units whose heirs may have changed: of those touched, of all that ever led to them, and as written so far."""
    found: set[int] = set()
    for some in batches(touched):
        found.update(ChangeLink.objects.filter(predecessor__in=some).values_list("predecessor", flat=True))
        found.update(ChangeLink.objects.leading_to(some).values_list("predecessor", flat=True))
        for field in ("heir__in", "unit__in"):
            found.update(Heritage.objects.filter(**{field: some}).values_list("unit", flat=True))
    return found


def _derived(asked: set[int] | None) -> Iterator[Row]:
    chains = _chains(_links(asked), asked)
    stood = days_stood({*chains, *(link.new for chain in chains.values() for link in chain)})
    found = [each for unit, chain in chains.items() for each in inheritances(unit, chain, stood)]
    for each in found:
        yield each.heir, each.unit, each.span.first, each.span.valid_to, each.whole, False
    yield from _offices_above(found)


def _chains(links: Iterable[Link], asked: set[int] | None) -> dict[int, list[Link]]:
    """For each unit asked for that passed to another: the links that lead on from it."""
    by_old: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        by_old[link.old].append(link)
    return {unit: _chain(unit, by_old) for unit in by_old if asked is None or unit in asked}


def _chain(unit: int, by_old: Mapping[int, list[Link]]) -> list[Link]:
    """All links that lead on from the unit, each once; that time runs one way the rule sees to."""
    found: list[Link] = []
    seen, waiting = {unit}, [unit]
    while waiting:
        for link in by_old.get(waiting.pop(), ()):
            found.append(link)
            if link.new not in seen:
                seen.add(link.new)
                waiting.append(link.new)
    return found


def _links(asked: set[int] | None) -> list[Link]:
    rows: set[tuple[int, Link]] = set()
    wanted = [ChangeLink.objects.all()] if asked is None else map(ChangeLink.objects.leading_from, batches(asked))
    for some in wanted:
        for pk, on, old, new, whole, part, of in some.order_by().values_list("pk", *LINK):
            rows.add((pk, Link(on, old, new, whole, Fraction(part, of) if part and of else None)))
    return [link for _, link in sorted(rows, key=lambda row: row[0])]


def _offices_above(found: Collection[Inheritance]) -> Iterator[Row]:
    """Offices over an heir that never stood over the unit itself, nor over one that they have inherited.

    An office over all heirs answers for the whole. Rare: a commune that was merged across the border of a district.
    """
    above = _ancestors({unit for each in found for unit in (each.heir, each.unit)})
    offices = {office for each in found for office in above.get(each.heir, ())}
    pasts = _pasts(offices, found)
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    heirs: dict[int, set[int]] = defaultdict(set)
    for each in found:
        heirs[each.unit].add(each.heir)
        over = above.get(each.unit, set()) | {each.unit}
        for office in above.get(each.heir, set()) - over:
            if not pasts.get(office, set()) & over:
                spans[office, each.unit].append(each.span)
    for (office, unit), own in spans.items():
        whole = all(office in above.get(heir, ()) for heir in heirs[unit])
        until = Span(dt.date.min, max(span.last for span in own)).valid_to
        yield office, unit, min(span.first for span in own), until, whole, True


def _ancestors(units: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for some in batches(units):
        rows = Lineage.objects.filter(descendant__in=some, depth__gt=0).values_list("descendant", "ancestor")
        for below, over in rows:
            found[below].add(over)
    return dict(found)


def _pasts(offices: set[int], found: Collection[Inheritance]) -> dict[int, set[int]]:
    """What the offices have inherited themselves, as derived now or as written."""
    pasts: dict[int, set[int]] = defaultdict(set)
    now = {each.unit for each in found}
    for some in batches(offices):
        for office, unit in Heritage.objects.filter(heir__in=some, above=False).values_list("heir", "unit"):
            if unit not in now:
                pasts[office].add(unit)
    for each in found:
        if each.heir in offices:
            pasts[each.heir].add(each.unit)
    return dict(pasts)


def _written(asked: set[int] | None) -> Iterator[tuple[Row, int]]:
    kept = [Heritage.objects.all()] if asked is None else [Heritage.objects.filter(unit__in=b) for b in batches(asked)]
    for some in kept:
        for row in some.values_list("heir", "unit", "since", "until", "whole", "above", "pk"):
            yield row[:6], row[6]
