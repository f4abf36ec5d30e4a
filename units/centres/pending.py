"""Centres that await a decision: all wards they served have ended, and nobody has decided what becomes of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from hocTap.lib import vi
from units.models import ChangeLink, LearningCentre, UnitVersion, User


@dataclass(frozen=True)
class Pending:
    """A centre, the wards it served with their last days, and the units that these went into and that stand now."""

    centre: LearningCentre
    wards: list[tuple[str, dt.date]]
    successors: list[str]

    @property
    def since(self) -> dt.date:
        return max(day for _, day in self.wards) + dt.timedelta(days=1)


def pending(user: User, day: dt.date) -> list[Pending]:
    """The centres in the person's remit that await a decision on the day, by name.

    A fixed number of queries, and one for each generation of successors.
    """
    centres = list(LearningCentre.objects.visible_to(user).awaiting(day).prefetch_related("services"))
    served = {centre.pk: {each.ward_id for each in centre.services.all() if not each.valid_to} for centre in centres}
    wards = {ward for each in served.values() for ward in each}
    links = successors(wards)
    names = latest_names(wards | {heir for heirs in links.values() for heir in heirs})
    return [
        Pending(
            centre,
            sorted(((names[pk].name, names[pk].valid_to or day) for pk in served[centre.pk]), key=by_name),
            sorted(
                {names[pk].name for pk in heirs(served[centre.pk], links) if names[pk].stood_on(day)}, key=vi.sort_key
            ),
        )
        for centre in sorted(centres, key=lambda centre: centre.sort_key)
    ]


def by_name(ward: tuple[str, dt.date]) -> str:
    return vi.sort_key(ward[0])


def successors(units: set[int]) -> dict[int, set[int]]:
    """What each unit, and each of their heirs in turn, went into."""
    found: dict[int, set[int]] = defaultdict(set)
    seen, frontier = set(units), set(units)
    while frontier:
        pairs = ChangeLink.objects.filter(predecessor__in=frontier).values_list("predecessor", "successor")
        for old, new in pairs:
            if old != new:
                found[old].add(new)
        frontier = {new for old in frontier for new in found[old]} - seen
        seen |= frontier
    return found


def heirs(units: set[int], links: dict[int, set[int]]) -> set[int]:
    """All units that these went into, however many steps on."""
    result: set[int] = set()
    frontier = set(units)
    while frontier:
        frontier = {new for old in frontier for new in links.get(old, ())} - result
        result |= frontier
    return result


def latest_names(units: set[int]) -> dict[int, UnitVersion]:
    """The last version of each unit."""
    versions = UnitVersion.objects.filter(unit__in=units).order_by("valid_from")
    return {version.unit_id: version for version in versions}
