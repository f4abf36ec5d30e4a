"""How an indicator is counted in a year, and from which years on it was counted otherwise than the year before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass

from indicators.models import Indicator, Redefinition


@dataclass(frozen=True)
class Definitions:
    """The changed definitions of some indicators, each indicator's from the oldest on."""

    changes: Mapping[int, tuple[Redefinition, ...]]

    def of(self, indicator: Indicator, year: int) -> Indicator:
        """The indicator as it was defined in the year: itself, or a copy that nobody saves."""
        in_force = [each for each in self.changes.get(indicator.pk, ()) if each.first_year <= year]
        if not any(each.counts_other_things for each in in_force):
            return indicator
        told = copy(indicator)
        for each in in_force:
            if each.numerator is not None:
                told.numerator = each.numerator
            if each.base is not None:
                told.base, told.base_label = each.base, each.base_label
        return told

    def ever(self, indicator: Indicator, first: int, last: int) -> list[Indicator]:
        """Each definition that was in force in some of the years, the oldest first."""
        years = [first, *(each.first_year for each in self.after(indicator, first, last))]
        return [self.of(indicator, year) for year in years]

    def after(self, indicator: Indicator, first: int, last: int) -> list[Redefinition]:
        """What changed after the first year, up to the last: these stand between the two."""
        return [each for each in self.changes.get(indicator.pk, ()) if first < each.first_year <= last]


def read_definitions(indicators: Iterable[Indicator]) -> Definitions:
    """The changed definitions of the indicators; one query."""
    rows = Redefinition.objects.filter(indicator__in={each.pk for each in indicators})
    found: dict[int, list[Redefinition]] = {}
    for row in rows.select_related("numerator", "base").order_by("first_year"):
        found.setdefault(row.indicator_id, []).append(row)
    return Definitions({pk: tuple(each) for pk, each in found.items()})


def told(change: Redefinition) -> str:
    """A changed definition in words: "tử số nay là …; mẫu số nay là …; tính cả người tạm trú (TT 1/2025/TT-BGDĐT)"."""
    parts = [
        f"tử số nay là {change.numerator}" if change.numerator else "",
        f"mẫu số nay là {change.base}" if change.base else "",
        change.wording.rstrip("."),
    ]
    return f"{'; '.join(filter(None, parts))} ({change.decision})"
