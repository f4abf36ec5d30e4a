"""Where a group of measures of a series comes from."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.models import Form
from indicators.restating.counts import Point
from indicators.restating.mapping import Region
from indicators.rules.restating import Ground
from units.rules.succession import Share


@dataclass(frozen=True)
class Source:
    """Figures of one form over one part of the country: what a group of measures of a series is made of."""

    form: Form
    points: tuple[Point, ...]
    region: Region
    ground: Ground

    def units(self, point: Point) -> dict[int, Share]:
        """The units that count in the period whose ground lies in the target or may, each with how much of it."""
        found = {unit: self.ground.share(unit, point.ends) for unit in self.region.of_level(point.ends)}
        return {unit: share for unit, share in found.items() if share.high}
