"""On which days of a period a unit stood: a sheet speaks of these and says so."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from hocTap.lib import vi
from indicators.models import Period, Submission
from units.models import Unit, UnitVersion


@dataclass(frozen=True)
class OwnDays:
    """The days of a period on which a unit stood; no day where it stood from before or stands on."""

    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def words(self) -> str:
        """What a sheet must say of itself: "chỉ từ ngày 01/07/2025"; nothing where it covers the whole period."""
        if self.first and self.last:
            return f"chỉ từ ngày {vi.day(self.first)} đến hết ngày {vi.day(self.last)}"
        if self.first:
            return f"chỉ từ ngày {vi.day(self.first)}"
        return f"chỉ đến hết ngày {vi.day(self.last)}" if self.last else ""


def standing_in(unit: Unit, period: Period) -> UnitVersion | None:
    """The unit as it last stood within the period; None if it did not."""
    within = Q(valid_to__isnull=True) | Q(valid_to__gte=period.starts_on)
    return unit.versions.filter(within, valid_from__lte=period.ends_on).order_by("-valid_from").first()


def standings_in(units: Iterable[int], period: Period) -> dict[int, UnitVersion]:
    """The same for many units, by their ids, in one query; a unit that did not stand is not there."""
    within = Q(valid_to__isnull=True) | Q(valid_to__gte=period.starts_on)
    versions = UnitVersion.objects.filter(within, unit__in=list(units), valid_from__lte=period.ends_on)
    return {each.unit_id: each for each in versions.order_by("valid_from")}


def own_days(submission: Submission) -> OwnDays:
    """Which of the period's days the sheet speaks of. Asks the database only where its unit did not stand for all."""
    return days_of([submission.unit_as], submission.period)[submission.unit_id]


def days_of(versions: Iterable[UnitVersion], period: Period) -> dict[int, OwnDays]:
    """The same for many units as they last stood within the period: in one query, or none where all stood for all."""
    chosen = list(versions)
    partly = {each.unit_id for each in chosen if _begins(each, period) or _ends(each, period)}
    spans: dict[int, list[UnitVersion]] = defaultdict(list)
    if partly:
        for each in UnitVersion.objects.filter(unit__in=partly).order_by("valid_from"):
            spans[each.unit_id].append(each)
    return {each.unit_id: _days(spans.get(each.unit_id, []), period) for each in chosen}


def _begins(version: UnitVersion, period: Period) -> bool:
    return version.valid_from > period.starts_on


def _ends(version: UnitVersion, period: Period) -> bool:
    return version.valid_to is not None and version.valid_to < period.ends_on


def _days(versions: list[UnitVersion], period: Period) -> OwnDays:
    """Of a unit's whole life: a new name within the period is neither an end nor a beginning."""
    if not versions:
        return OwnDays()
    first, last = versions[0], versions[-1]
    new = _begins(first, period) and not first.start_unknown
    return OwnDays(first.valid_from if new else None, last.valid_to if _ends(last, period) else None)
