"""Bringing the country in: the units and links that are missing, below whatever was entered by hand.

Where an old unit begins. The old list says how things stood on 30/06/2025 and nothing about the days before. Its units
are written from START, the day from which the reference units are kept, because offices have figures of 2012–2024 and
need their unit on those days; `known_on` = 30/06/2025 says of every one that until then it is an assumption, and the
page of the unit and the tree say so. Whoever knows better puts down since when it was so, and
another person confirms it (`units/verifying`).
Two things cut the assumed span: a parent that, as entered by hand, began later, and another unit
that had the code before.

A commune that alone became one new commune with the same code, nothing added, goes on as the same unit with a new
parent; so does a province that kept its name, whatever code it got. Every other new commune is a new unit.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from hocTap.lib import vi
from units import workflow
from units.country.account import Account
from units.country.linking import changes
from units.country.matching import Standing, key_of, new_units, spelling
from units.country.source import LAST_OLD, LEVELS, ListedUnit, Passing, Source, UnitList
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.rules import OPEN, Span, merged, without

START = dt.date(2004, 1, 1)
"""From here on the reference units are kept; see the module."""

NEW_PROVINCE = "Nghị quyết 202/2025/QH15"
NEW_COMMUNE = (
    "Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp đơn vị hành chính cấp xã năm 2025 (nguồn không ghi số)"
)


@transaction.atomic
def load(source: Source) -> Account:
    """Add what is missing, all or nothing; a second load adds nothing. Raises Refused as the workflow does."""
    workflow.one_tree_writer_at_a_time()
    loading = Loading(source, Account(source))
    old = loading.take(source.before, {})
    new = loading.take(source.after, continuing(source, old))
    workflow.write_versions(loading.versions)
    workflow.record_changes(changes(source, old, new, loading.account))
    return loading.account


def continuing(source: Source, old: dict[str, Unit]) -> dict[str, Unit]:
    """New places that are old units going on: provinces by their name, communes that alone became one, code kept."""
    before = {place.ref: place for place in source.before.places}
    provinces = {spelling(place.name): place for place in source.before.of_kind(UnitKind.PROVINCE)}
    olds: dict[str, list[Passing]] = defaultdict(list)
    for passing in source.passings:
        if before[passing.old].kind == UnitKind.WARD:
            olds[passing.new].append(passing)
    found = {}
    for place in source.after.places:
        if place.kind == UnitKind.PROVINCE:
            one = provinces.get(spelling(place.name))
        else:
            one = _alone(olds[place.ref], before, place.code)
        if one:
            found[place.ref] = old[one.ref]
    return found


def _alone(passings: list[Passing], before: dict[str, ListedUnit], code: str) -> ListedUnit | None:
    one = before[passings[0].old] if len(passings) == 1 and passings[0].whole else None
    return one if one and one.code == code else None


@dataclass
class Loading:
    """One load while it runs: the versions to write, and the days on which units and codes are taken."""

    source: Source
    account: Account
    versions: list[UnitVersion] = field(default_factory=list)
    days: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[tuple[str, str], list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        rows = UnitVersion.objects.order_by().exclude(kind=UnitKind.COMMUNITY)
        for unit, kind, code, first, last in rows.values_list("unit", "kind", "code", "valid_from", "valid_to"):
            self._note(unit, kind, code, Span.of(first, last))

    def _note(self, unit: int, kind: str, code: str, span: Span) -> None:
        self.days[unit].append(span)
        if code:
            self.codes[kind, code].append((unit, span))

    def take(self, asked: UnitList, going_on: dict[str, Unit]) -> dict[str, Unit]:
        """The unit of every place of the list: recognised, going on, or new; versions for those that do not stand."""
        standing, units = Standing(asked), dict[str, Unit]()
        for kind in LEVELS:
            places = asked.of_kind(kind)
            missing = []
            for place in places:
                self.account.level(asked, kind).read += 1
                found = standing.find(place, _above(place, units), key_of(place, _above(place, units)))
                if found:
                    units[place.ref] = found.unit
                    self._keep(asked, place, found)
                elif (unit := going_on.get(place.ref)) and unit.pk in standing.units:
                    units[place.ref] = unit
                    self._keep(asked, place, None)
                else:
                    missing.append(place)
            fresh = [place for place in missing if place.ref not in going_on]
            wanted = {place.ref: (key_of(place, _above(place, units)), place.code) for place in fresh}
            units |= new_units(wanted) | {place.ref: going_on[place.ref] for place in missing if place.ref in going_on}
            for place in missing:
                self._add(asked, place, units[place.ref], _above(place, units))
        return units

    def _keep(self, asked: UnitList, place: ListedUnit, found: UnitVersion | None) -> None:
        self.account.level(asked, place.kind).kept += 1
        if found is None:
            self._doubt(asked, place, "đơn vị cũ còn ghi đến nay, giữ như đã ghi")
        elif found.code and found.code != place.code:
            self._doubt(asked, place, f"mã đã ghi là {found.code}, giữ như đã ghi")
        elif spelling(found.name) != spelling(place.name):
            self._doubt(asked, place, f"tên đã ghi là {found.name}, giữ như đã ghi")

    def _add(self, asked: UnitList, place: ListedUnit, unit: Unit, parent: Unit | None) -> None:
        span = self._span(asked.day, unit, parent)
        if span is None:
            self.account.level(asked, place.kind).left_out += 1
            self._doubt(asked, place, f"{parent} đã ghi là không còn vào ngày này, nên không thêm")
            return
        code, span = self._coded(asked, place, unit, span)
        self._note(unit.pk, place.kind, code, span)
        self.versions.append(self._version(asked, place, unit, parent, code, span))
        self.account.level(asked, place.kind).added += 1

    def _span(self, day: dt.date, unit: Unit, parent: Unit | None) -> Span | None:
        """Days around the list's day on which the unit may stand: its parent does, and no other version of it."""
        asked = Span(START, LAST_OLD) if day == LAST_OLD else Span(day, OPEN)
        if parent:
            above = next((each for each in merged(self.days[parent.pk]) if each.first <= day <= each.last), None)
            if above is None:
                return None
            asked = Span(max(asked.first, above.first), min(asked.last, above.last))
        free = without(asked, self.days[unit.pk])
        return next((each for each in free if each.first <= day <= each.last), None)

    def _coded(self, asked: UnitList, place: ListedUnit, unit: Unit, span: Span) -> tuple[str, Span]:
        """The code and the days on which no other unit of the level has it; without the code if one has it that day."""
        others = [taken for other, taken in self.codes[place.kind, place.code] if other != unit.pk]
        free = next((each for each in without(span, others) if each.first <= asked.day <= each.last), None)
        if free:
            return place.code, free
        self._doubt(asked, place, f"mã {place.code} đã ghi cho đơn vị khác vào ngày này, nên để trống mã")
        return "", span

    def _version(
        self, asked: UnitList, place: ListedUnit, unit: Unit, parent: Unit | None, code: str, span: Span
    ) -> UnitVersion:
        old = asked.day == LAST_OLD
        return UnitVersion(
            unit=unit,
            code=code,
            name=place.name,
            kind=place.kind,
            parent=parent,
            valid_from=span.first,
            start_unknown=old,
            known_on=LAST_OLD if old else None,
            valid_to=span.valid_to,
            decision="" if old else NEW_PROVINCE if place.kind == UnitKind.PROVINCE else NEW_COMMUNE,
            source=f"{self.source.label}, danh mục ngày {vi.day(asked.day)}",
        )

    def _doubt(self, asked: UnitList, place: ListedUnit, what: str) -> None:
        above = {each.ref: each.name for each in asked.places if each.kind != UnitKind.WARD}.get(place.parent or "")
        path = f"{place.name}, {above}" if above else place.name
        self.account.doubts.append(f"{path} (mã {place.code}, ngày {vi.day(asked.day)}): {what}.")


def _above(place: ListedUnit, units: dict[str, Unit]) -> Unit | None:
    return units[place.parent] if place.parent else None
