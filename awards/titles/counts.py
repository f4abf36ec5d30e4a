"""The counts that the register gives to the ward's form: registered, assessed, recognised are three counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from awards.titles.enums import DecisionState, NominationState, Registration
from awards.titles.holders import holders_in, holders_of, moved_after
from awards.titles.kinds import ON_WARD_SHEET
from awards.titles.models import Nomination
from units.models import Lineage

YEAR_IS_OVER = 11
"""From November on a period stands for its whole year: decisions on a year are often signed in the next one."""


def register_counts(unit_id: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Counts by measure code for the year judged that ends with the period, over the unit and all below it.

    A title counts as recognised when its decision is signed and it was not revoked, or was in force on the period's
    last day and revoked only later; holders are those on the register that day, where they then belonged. A period
    that ends before November counts only what was done by its last day. Where nothing of the year was registered
    there are no numbers at all: nothing recorded is not zero. Once the year was begun, a title with holders on the
    register of which none was registered counts them in its total and is zero in its steps; one without holders
    gives no number.
    """
    wards = Lineage.objects.filter(ancestor=unit_id, valid_from__lte=last_day).exclude(valid_to__lt=first_day)
    inside = wards.values_list("descendant", flat=True)
    rows = Nomination.objects.registered().filter(ward__in=inside, year=last_day.year, kind__in=ON_WARD_SHEET)
    found = {row["kind"]: row for row in rows.order_by().values("kind").annotate(**tallies(last_day))}
    if not found:
        return {}
    holders = holders_in(last_day, ON_WARD_SHEET, inside)
    totals = {row["kind"]: row for row in holders.order_by().values("kind").annotate(**_holders())}
    return _told(found, totals)


def register_counts_by_ward(wards: Collection[int], last_day: dt.date) -> dict[int, dict[str, int]]:
    """The same for many wards, each by itself, in four queries whatever their number; a ward without any is left out.

    A holder that moved after the day is counted where it then belonged, as for a single ward.
    """
    rows = Nomination.objects.registered().filter(ward__in=wards, year=last_day.year, kind__in=ON_WARD_SHEET)
    found: dict[int, dict[str, Tally]] = defaultdict(dict)
    for row in rows.order_by().values("ward", "kind").annotate(**tallies(last_day)):
        found[row["ward"]][row["kind"]] = row
    moved = moved_after(last_day, ON_WARD_SHEET, wards)
    totals: dict[int, dict[str, Tally]] = defaultdict(dict)
    stayed = holders_of(last_day, ON_WARD_SHEET).filter(ward__in=wards).exclude(pk__in=list(moved))
    for row in stayed.order_by().values("ward", "kind").annotate(**_holders()):
        totals[row["ward"]][row["kind"]] = row
    had_been = holders_of(last_day, ON_WARD_SHEET).filter(pk__in=list(moved))
    for row in had_been.order_by().values("pk", "kind").annotate(**_holders()) if moved else ():
        ward, kind = moved[row["pk"]].ward_id, row["kind"]
        totals[ward][kind] = _added(totals[ward].get(kind), row)
    return {ward: _told(found[ward], totals[ward]) for ward in wards if ward in found}


Tally = Mapping[str, Any]
"""One row of a counted query: numbers by name."""


def _added(one: Tally | None, other: Tally) -> Tally:
    """Two tallies of holders of one ward and title together."""
    names = ("total", "counted", "persons")
    return {name: ((one or {}).get(name) or 0) + (other[name] or 0) for name in names}


def _told(found: Mapping[str, Tally], totals: Mapping[str, Tally]) -> dict[str, int]:
    """What was registered and who holds it, by title, as counts by code of measure."""
    counts: dict[str, int] = {}
    for kind in [kind for kind in ON_WARD_SHEET if kind in found or kind in totals]:
        total = totals.get(kind, {"total": 0, "counted": 0, "persons": 0})
        steps = found.get(kind, {})
        counts[f"{kind.value}-total"] = total["total"]
        counts |= {f"{kind.value}-{name}": steps.get(column, 0) for column, name in MEASURES.items()}
        if kind.holders.persons_measure and total["total"] and total["counted"] == total["total"]:
            counts[kind.holders.persons_measure] = total["persons"]
    return counts


MEASURES = {
    "registered_new": "registered-new",
    "registered_again": "registered-again",
    "assessed": "assessed",
    "recognised": "recognised",
}


def tallies(last_day: dt.date) -> dict[str, Count]:
    by_then = last_day.month < YEAR_IS_OVER
    registered = Q(registered_at__date__lte=last_day) if by_then else Q()
    voted = Q(minutes__held_on__lte=last_day) if by_then else Q(minutes__isnull=False)
    appraised = Q(appraised_at__date__lte=last_day) if by_then else Q(appraised_at__isnull=False)
    signed = Q(decision__signed_on__lte=last_day) if by_then else Q()
    held_then = Q(state=NominationState.REVOKED, decision__signed_on__lte=last_day, revocation__signed_on__gt=last_day)
    in_force = Q(decision__state=DecisionState.SIGNED) & (Q(state=NominationState.RECOGNISED) | held_then)
    return {
        "registered_new": Count("pk", filter=registered & Q(registration=Registration.NEW)),
        "registered_again": Count("pk", filter=registered & Q(registration=Registration.AGAIN)),
        "assessed": Count("pk", filter=voted | appraised),
        "recognised": Count("pk", filter=in_force & signed),
    }


def _holders() -> dict[str, Count | Sum]:
    bands = ("under_6", "aged_6_to_18", "aged_19_to_60", "over_60")
    known = Q()
    for band in bands:
        known |= Q(**{f"{band}__isnull": False})
    persons = Sum(sum((Coalesce(band, 0) for band in bands[1:]), Coalesce(bands[0], 0)))
    return {"total": Count("pk"), "counted": Count("pk", filter=known), "persons": persons}
