"""Centres that await a decision: all wards they served have ended, and nobody has decided what becomes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hocTap.lib import vi
from units.models import LearningCentre, UnitVersion, User
from units.succession import answers_for


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

    A fixed number of queries.
    """
    centres = list(LearningCentre.objects.visible_to(user).awaiting(day).prefetch_related("services"))
    served = {centre.pk: {each.ward_id for each in centre.services.all() if not each.valid_to} for centre in centres}
    answers = answers_for({ward for wards in served.values() for ward in wards}, day)
    names = latest_names({*answers, *(heir for each in answers.values() for heir in each.units)})
    return [
        Pending(
            centre,
            sorted(((names[pk].name, names[pk].valid_to or day) for pk in served[centre.pk]), key=by_name),
            sorted({names[heir].name for pk in served[centre.pk] for heir in answers[pk].units}, key=vi.sort_key),
        )
        for centre in sorted(centres, key=lambda centre: centre.sort_key)
    ]


def by_name(ward: tuple[str, dt.date]) -> str:
    return vi.sort_key(ward[0])


def latest_names(units: set[int]) -> dict[int, UnitVersion]:
    """The last version of each unit."""
    versions = UnitVersion.objects.filter(unit__in=units).order_by("valid_from")
    return {version.unit_id: version for version in versions}
