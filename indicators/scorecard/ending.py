"""Of a unit that is no more: its last day, by which decision, and who took what it had."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hocTap.lib import vi
from indicators.restating.breaks import cited
from units.models import ChangeEvent, Unit, UnitVersion
from units.standing import Lives, heirs_of
from units.words import joined, named


@dataclass(frozen=True)
class Ending:
    """How a unit ended, as it is told on the day of asking."""

    name: str
    last_day: dt.date
    decisions: str
    heirs: tuple[UnitVersion, ...]
    """As they stand on the day of asking."""
    whole: bool
    """Whether one unit took all of it."""

    @property
    def sentence(self) -> str:
        """Example: "Phường Khương Trung kết thúc sau ngày 30/06/2025 (NQ 1656/…): địa bàn chia về A và B."."""
        by = f" ({self.decisions})" if self.decisions else ""
        said = f"{self.name} kết thúc sau ngày {vi.day(self.last_day)}{by}"
        names = [named(each) for each in self.heirs]
        if not names:
            return f"{said}. Danh mục chưa ghi nơi nào tiếp nhận."
        ground = "nay thuộc" if self.whole else "nay chia về"
        return f"{said}; địa bàn {ground} {joined(names)}."

    @property
    def units(self) -> list[Unit]:
        return [each.unit for each in self.heirs]


def ending_of(unit: Unit, version: UnitVersion, on: dt.date) -> Ending | None:
    """How the unit ended before the day; nothing while it stands, and then without a query where no name ends."""
    if version.valid_to is None or version.valid_to >= on:
        return None
    last = Lives([unit.pk]).ended_before(unit.pk, on)
    if last is None or last.valid_to is None:
        return None
    events = ChangeEvent.objects.filter(links__predecessor=unit, effective_on=last.valid_to + dt.timedelta(days=1))
    heirs = heirs_of(unit.pk, on)
    units = Unit.objects.in_bulk(each.unit_id for each in heirs.versions)
    for each in heirs.versions:
        each.unit = units[each.unit_id]
    decisions = cited(dict.fromkeys(events.order_by("pk").values_list("decision", flat=True)))
    return Ending(named(last), last.valid_to, decisions, tuple(heirs.versions), heirs.whole)
