"""In which ward the ground of a khu phố lies on another day: khu phố are the parts by which wards were divided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from fractions import Fraction

from units.enums import UnitKind
from units.models import ChangeLink, UnitVersion
from units.querysets import standing
from units.rules.succession import Link, heirs, origins
from units.succession import LINK, days_stood


def wards_of(communities: Collection[int], then: dt.date, day: dt.date) -> dict[int, int]:
    """By khu phố, as they stood on one day: the ward in which their ground lies on another, earlier or later.

    One that was divided or merged since is in a ward where all that it became (or came from) is; where that is not so,
    or not known, it is left out. Four queries.
    """
    parts = _parts(communities, then, day)
    above = _wards_on(day, {part for found in parts.values() for part in found})
    places = {unit: {above.get(part) for part in found} for unit, found in parts.items()}
    return {unit: ward for unit, wards in places.items() if len(wards) == 1 and (ward := next(iter(wards))) is not None}


def _parts(units: Collection[int], then: dt.date, day: dt.date) -> dict[int, set[int]]:
    """What became of the units by a later day, or what they came from on an earlier one."""
    objects = ChangeLink.objects
    found = objects.leading_from(units, day) if day >= then else objects.leading_to(units, then)
    links = [
        Link(on, old, new, whole, Fraction(part, of) if part and of else None)
        for on, old, new, whole, part, of in found.order_by("pk").values_list(*LINK)
    ]
    stood = days_stood({*units, *(end for link in links for end in (link.old, link.new))})
    if day >= then:
        return {unit: set(heirs(unit, then, day, links, stood)) for unit in units}
    return {unit: set(origins(unit, day, then, links, stood)) for unit in units}


def _wards_on(day: dt.date, units: Collection[int]) -> dict[int, int]:
    """The ward directly above each of these units on the day, where it then stood."""
    wards = UnitVersion.objects.filter(standing(day), kind=UnitKind.WARD).order_by().values("unit")
    rows = UnitVersion.objects.on(day).filter(unit__in=units, parent__in=wards).order_by()
    return {unit: parent for unit, parent in rows.values_list("unit_id", "parent_id") if parent}
