"""Which wards a learning centre served: on a day, ward by ward, and at the end of each year."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from units import rules
from units.enums import UnitKind
from units.models import CentrePause, CentreService, Unit, UnitVersion, User
from units.querysets import UnitVersionQuerySet
from units.rules import Span

YEARS_SHOWN = 16
TILES = 240


@dataclass(frozen=True)
class Tile:
    """A ward on the day with the centres that served it, and with those whose ward it was while suspended."""

    standing: UnitVersion
    services: list[CentreService]
    suspended: list[CentreService]
    district: str

    @property
    def covered(self) -> bool:
        return bool(self.services)


@dataclass(frozen=True)
class YearEnd:
    """Coverage on the last day of a year (of this year: today)."""

    year: int
    day: dt.date
    coverage: rules.Coverage

    @property
    def filled(self) -> int:
        """Height of the bar, of 38."""
        return 38 * self.coverage.covered // self.coverage.wards if self.coverage.wards else 0

    @property
    def empty(self) -> int:
        """Where the bar begins, from the top."""
        return 39 - self.filled


def wards_on(user: User, day: dt.date) -> UnitVersionQuerySet:
    """The wards that stood on the day in the person's remit, as people list them."""
    return UnitVersion.objects.visible_to(user).on(day).of_kind(UnitKind.WARD).order_by("sort_key", "pk")


def tiles(wards: UnitVersionQuerySet, day: dt.date, most: int | None = TILES) -> list[Tile]:
    """The first of these wards, as many as a page shows, with their centres; a fixed number of queries."""
    above = Prefetch("parent__versions", UnitVersion.objects.on(day))
    services: dict[int, list[CentreService]] = defaultdict(list)
    suspended: dict[int, list[CentreService]] = defaultdict(list)
    shown = list(wards.select_related("unit", "parent").prefetch_related(above)[:most])
    inside = CentreService.objects.assigned(day).filter(ward__in=[ward.unit_id for ward in shown])
    paused = Exists(CentrePause.objects.on(day).filter(centre=OuterRef("centre")))
    for service in inside.annotate(paused=paused).select_related("centre").order_by("centre__sort_key", "valid_from"):
        (suspended if vars(service)["paused"] else services)[service.ward_id].append(service)
    return [Tile(ward, services[ward.unit_id], suspended[ward.unit_id], district_of(ward)) for ward in shown]


def district_of(ward: UnitVersion) -> str:
    """The name that the unit above had on the day, from versions already read."""
    return ward.parent.versions.all()[0].name if ward.parent and ward.parent.versions.all() else ""


def year_ends(user: User, today: dt.date) -> list[YearEnd]:
    """Coverage at the end of each year since the first centre, newest last: three queries whatever the years."""
    versions = UnitVersion.objects.visible_to(user).of_kind(UnitKind.WARD).order_by()
    standing = [
        (unit, Span.of(first, last)) for unit, first, last in versions.values_list("unit", "valid_from", "valid_to")
    ]
    services = served_spans(user)
    begun = [span.first.year for spans in services.values() for span in spans]
    if not begun or not standing:
        return []
    years = range(max(min(begun), today.year - YEARS_SHOWN + 1), today.year + 1)
    days = {year: min(dt.date(year, 12, 31), today) for year in years}
    starts, ends = sorted(span.first for _, span in standing), sorted(span.last for _, span in standing)
    near = [(unit, span) for unit, span in standing if unit in services]
    found = []
    for year, day in days.items():
        wards = bisect_right(starts, day) - bisect_left(ends, day)
        found.append(YearEnd(year, day, rules.Coverage(covered=covered_on(day, near, services), wards=wards)))
    return found


def served_spans(user: User) -> dict[int, list[Span]]:
    """For each ward in the remit the days on which a centre served it: in the centre's own life, not suspended."""
    found: dict[int, list[Span]] = defaultdict(list)
    gaps: dict[int, list[Span]] = defaultdict(list)
    for centre, first, last in CentrePause.objects.order_by().values_list("centre", "valid_from", "valid_to"):
        gaps[centre].append(Span.of(first, last))
    rows = CentreService.objects.filter(ward__in=Unit.objects.visible_to(user).values("pk")).order_by()
    fields = ("centre", "ward", "valid_from", "valid_to", "centre__founded_on", "centre__ended_on")
    for centre, ward, first, last, founded, ended in rows.values_list(*fields):
        end = min(last or rules.OPEN, ended - dt.timedelta(days=1) if ended else rules.OPEN)
        span = Span(max(first, founded or first), end)
        if span.first <= span.last:
            found[ward] += rules.without(span, gaps[centre])
    return found


def covered_on(day: dt.date, standing: list[tuple[int, Span]], services: dict[int, list[Span]]) -> int:
    """Of these wards those that stood on the day and had a service that day."""
    there = {unit for unit, span in standing if span.first <= day <= span.last}
    return sum(1 for unit in there if any(span.first <= day <= span.last for span in services.get(unit, ())))


def illustrative_among(wards: UnitVersionQuerySet, day: dt.date) -> bool:
    """Whether a centre of one of these wards on the day is invented, shown or not."""
    assigned = CentreService.objects.assigned(day).filter(centre__illustrative=True)
    return assigned.filter(ward__in=wards.order_by().values("unit")).exists()
