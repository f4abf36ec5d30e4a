"""The lineage: who stood under whom and when, derived from the versions and written nowhere else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Q

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from units import rules
from units.batching import BATCH as BATCH
from units.batching import batches as batches
from units.models import Lineage, Unit, UnitVersion
from units.rules import Span, Standing
from units.workflow.heritage import derive_heritage

Row = tuple[int, int, int, dt.date, dt.date | None]
"""Ancestor, descendant, depth, from, to."""


@transaction.atomic
def refresh_lineage(*units: Unit) -> None:
    """Derive the lines of these units, and of all that ever stood under them; of all units if none is named.

    Who answers for units that are no more (`Heritage`) follows from the same days, and is derived with them.

    Only rows that differ are written, so a second call changes nothing.
    Raises Refused when a unit would stand under itself on some day.
    """
    one_tree_writer_at_a_time()
    touched = closure({unit.pk for unit in units}, _children) if units else None
    wanted = set(_derived(touched))
    written = dict(_written(touched))
    for stale in batches(pk for row, pk in written.items() if row not in wanted):
        Lineage.objects.filter(pk__in=stale).delete()
    for rows in batches(row for row in wanted if row not in written):
        Lineage.objects.bulk_create(
            Lineage(ancestor_id=up, descendant_id=down, depth=depth, valid_from=first, valid_to=last)
            for up, down, depth, first, last in rows
        )
    derive_heritage(touched)


def one_tree_writer_at_a_time() -> None:
    """Lines depend on versions that another person may be writing: the second waits (SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE units_lineage IN SHARE ROW EXCLUSIVE MODE")


def refuse_cycles(changed: dict[int, list[Standing]]) -> None:
    """Raise Refused if, with these versions in place of the written ones, a unit stood under itself."""
    parents = {version.parent for versions in changed.values() for version in versions if version.parent}
    versions = standings(closure(parents, _parents)) | changed
    for unit in changed:
        _lines(unit, versions)


def standings(units: set[int] | None) -> dict[int, list[Standing]]:
    """The versions of these units (of all, if None) as the tree needs them."""
    found: dict[int, list[Standing]] = defaultdict(list)
    for some in _parts("unit", units):
        rows = UnitVersion.objects.order_by().filter(some).values_list("unit", "parent", "valid_from", "valid_to")
        for unit, parent, first, last in rows.iterator(chunk_size=BATCH):
            found[unit].append(Standing(parent, Span.of(first, last)))
    return dict(found)


def _derived(touched: set[int] | None) -> Iterator[Row]:
    versions = standings(None if touched is None else closure(touched, _parents))
    for unit in versions if touched is None else touched:
        for line in _lines(unit, versions):
            yield line.ancestor, unit, line.depth, line.span.first, line.span.valid_to


def _lines(unit: int, versions: dict[int, list[Standing]]) -> list[rules.Line]:
    try:
        return rules.lines(unit, versions)
    except rules.Cycle as cycle:
        name = Unit.objects.get(pk=cycle.path[-1])
        sentence = f"{name} sẽ trực thuộc chính mình vào ngày {vi.day(cycle.day)}. Hãy chọn đơn vị cấp trên khác."
        raise Refused(sentence) from cycle


def _written(touched: set[int] | None) -> Iterator[tuple[Row, int]]:
    for some in _parts("descendant", touched):
        rows = Lineage.objects.filter(some)
        for row in rows.values_list("ancestor", "descendant", "depth", "valid_from", "valid_to", "pk"):
            yield row[:5], row[5]


def _children(units: list[int]) -> Iterable[int]:
    return UnitVersion.objects.order_by().filter(parent__in=units).values_list("unit", flat=True)


def _parents(units: list[int]) -> Iterable[int]:
    with_parent = UnitVersion.objects.order_by().filter(unit__in=units, parent__isnull=False)
    return (parent for parent in with_parent.values_list("parent", flat=True) if parent)


def closure(units: set[int], step: Callable[[list[int]], Iterable[int]]) -> set[int]:
    """The units and all that the step leads to, level by level."""
    found, frontier = set(units), set(units)
    while frontier:
        frontier = {pk for batch in batches(frontier) for pk in step(batch)} - found
        found |= frontier
    return found


def _parts(field: str, units: set[int] | None) -> list[Q]:
    return [Q()] if units is None else [Q(**{f"{field}__in": batch}) for batch in batches(units)]
