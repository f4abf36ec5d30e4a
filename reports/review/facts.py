"""Everything a review is made of, read from the database in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import Rounding
from indicators.models import Indicator, Target
from indicators.series import Series, Ward, load
from reports.models import PublishedFigure
from reports.paper.parts import Heading
from reports.review import spec
from units.models import CentreService, Unit, UnitVersion


@dataclass(frozen=True)
class Setting:
    """How a review is to be made: recorded with it."""

    rounding: Rounding
    at: dt.datetime
    revision: int = 1


@dataclass(frozen=True)
class Facts:
    """What was found for a unit and a stage; building the document from it asks the database nothing."""

    unit: str
    unit_name: str
    as_of: dt.date
    series: Series
    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    published: tuple[PublishedFigure, ...]
    served: Mapping[int, bool]
    heading: Heading

    @property
    def uncovered(self) -> list[Ward]:
        """The wards at the end of the stage that no centre serves."""
        return [ward for ward in self.series.wards_at_end if ward.pk not in self.served]


def gather(unit: Unit, standing: UnitVersion, first: int, last: int, as_of: dt.date, heading: Heading) -> Facts:
    """Read what a review needs. Raises Refused as `indicators.series.load`, and when no ward stood under the unit."""
    series = load(unit, first, last, own_name=f"{standing.name} (trực tiếp)")
    if not series.wards_at_end:
        raise Refused(f"{standing.name} không có phường nào vào ngày {vi.day(as_of)} nên chưa lập được báo cáo.")
    return Facts(
        unit=unit.key,
        unit_name=standing.name,
        as_of=as_of,
        series=series,
        indicators={each.code: each for each in Indicator.objects.select_related("numerator", "base")},
        targets=_targets(unit, first, last, as_of),
        published=_published(unit, first, last),
        served=_served(series.wards_at_end, as_of),
        heading=heading,
    )


def _targets(unit: Unit, first: int, last: int, as_of: dt.date) -> tuple[Target, ...]:
    """Targets for years of the stage: the nation's, and those of the units above this one."""
    above = UnitVersion.objects.on(as_of).filter(unit__lines_down__descendant=unit).values_list("name", flat=True)
    scopes = {spec.NATIONAL, *(form for name in above for form in _scope_names(name))}
    wanted = Target.objects.filter(year__gte=first, year__lte=last, scope__in=scopes)
    return tuple(wanted.select_related("indicator").order_by("framework", "year", "pk"))


def _scope_names(name: str) -> tuple[str, str]:
    """How decisions name a unit: "Thành phố Hà Nội" is also "TP Hà Nội"."""
    return name, name.replace("Thành phố ", "TP ", 1)


def _published(unit: Unit, first: int, last: int) -> tuple[PublishedFigure, ...]:
    same_stage = Q(source__unit=unit, source__first_year=first, source__last_year=last)
    wanted = PublishedFigure.objects.filter(same_stage).select_related("source")
    return tuple(wanted.order_by("source__published_on", "source_id", "ordinal"))


def _served(wards: tuple[Ward, ...], day: dt.date) -> dict[int, bool]:
    """The wards that a learning centre served on the day; True where a record is illustrative."""
    rows = CentreService.objects.on(day).filter(ward__in=[ward.pk for ward in wards])
    found: dict[int, bool] = {}
    for ward, illustrative in rows.values_list("ward_id", "centre__illustrative"):
        found[ward] = found.get(ward, False) or illustrative
    return found
