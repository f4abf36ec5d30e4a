"""Units by their full names, so that nobody takes one "Phường 4" for another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from hocTap.lib import vi
from units.models import Lineage, Unit, UnitVersion


def full_name(unit: Unit, day: dt.date | None = None) -> str:
    """The unit with all above it on the day: "Phường 4, Quận 11, Thành phố Hồ Chí Minh"; see `full_names`."""
    return full_names([unit.pk], day)[unit.pk]


def full_names(units: Collection[int], day: dt.date | None = None) -> dict[int, str]:
    """The full names of many units on a day (today, if none is given), in two queries whatever their number.

    One that ended before goes by its last day and says so: "Phường 4, Quận 11, … (đến 31/12/2024)". One that begins
    later goes by its first day.
    """
    day = day or timezone.localdate()
    lines = list(Lineage.objects.filter(descendant__in=units).order_by("depth"))
    versions: dict[int, list[UnitVersion]] = defaultdict(list)
    for version in UnitVersion.objects.filter(unit__in={line.ancestor_id for line in lines}).order_by("valid_from"):
        versions[version.unit_id].append(version)
    above: dict[int, list[Lineage]] = defaultdict(list)
    for line in lines:
        above[line.descendant_id].append(line)
    return {unit: _named(above[unit], versions, day) or f"({unit})" for unit in units}


def latest_names(units: Iterable[int | None]) -> dict[int, str]:
    """The last name that each unit had, in one query: where all stand under one parent and no day is asked."""
    versions = UnitVersion.objects.filter(unit__in={unit for unit in units if unit}).order_by("valid_from")
    return dict(versions.values_list("unit", "name"))


def _named(lines: list[Lineage], versions: Mapping[int, list[UnitVersion]], day: dt.date) -> str:
    if not lines:
        return ""
    own = versions[lines[0].descendant_id]
    begun = [version for version in own if version.valid_from <= day]
    asked = min(day, begun[-1].valid_to or day) if begun else own[0].valid_from
    names = [
        version.name
        for line in lines
        if line.valid_from <= asked and (line.valid_to is None or asked <= line.valid_to)
        for version in versions[line.ancestor_id]
        if version.stood_on(asked)
    ]
    return ", ".join(names) + (f" (đến {vi.day(asked)})" if asked < day else "")


class UnitIterator(ModelChoiceIterator):
    """Choices whose full names are read at once, whatever their number."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        units = list(self.queryset)
        names = full_names([unit.pk for unit in units])
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for unit in units:
            yield self.field.prepare_value(unit), names[unit.pk]


class UnitChoice(forms.ModelChoiceField[Unit]):
    """One of a few units, each by its full name."""

    iterator = UnitIterator

    def label_from_instance(self, obj: Any) -> str:
        return full_name(obj)
