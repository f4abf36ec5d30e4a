"""Units by their full names, so that nobody takes one "Phường 4" for another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

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


MOST_LISTED, MOST_OFFERED = 50, 20
"""So many units are a list to choose from; more are looked for by typing, which offers so many at once."""


class UnitIterator(ModelChoiceIterator):
    """Choices whose full names are read at once, whatever their number; none where they are too many for a list."""

    @cached_property
    def few(self) -> list[Unit] | None:
        """The units, or None when they are too many for a list."""
        units = list(self.queryset[: MOST_LISTED + 1])
        return units if len(units) <= MOST_LISTED else None

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        units = self.few or []
        names = full_names([unit.pk for unit in units])
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for unit in units:
            yield self.field.prepare_value(unit), names[unit.pk]


class Typed(str):
    """What a person typed to find a unit, as against the id of a chosen one."""

    __slots__ = ()


class UnitPicker(forms.Select):
    """A list of few units; of many a box to type a name in, and then those that it may mean, each with its whole path.

    Works without a script: what is typed goes with the form, and where several units match the form comes back with
    them to choose from. `<name>_hoi` is the text that the choice answers; text changed since counts, not the choice.
    """

    offered: Mapping[int, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed, chosen = data.get(f"{name}_tim"), super().value_from_datadict(data, files, name)
        if typed is None or (chosen and typed.strip() == data.get(f"{name}_hoi", "").strip()):
            return chosen
        return Typed(typed.strip())

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        few = getattr(self.choices, "few", [])
        if few is None:
            return self.typing(name, value, attrs or {})
        if value in (None, "") and len(few) == 1 and self.is_required:
            value = few[0].pk
        return super().render(name, value, attrs, renderer)

    def typing(self, name: str, value: Any, attrs: Mapping[str, Any]) -> SafeString:
        chosen = None if value in (None, "") or isinstance(value, Typed) or not str(value).isdigit() else int(value)
        text = full_names([chosen])[chosen] if chosen else str(value or "")
        own = {"class": "form-control", "placeholder": "ví dụ: phuong 4, quan 11", **self.attrs, **attrs}
        box = {**own, "type": "search", "name": f"{name}_tim", "value": text, "autocomplete": "off"}
        parts = [format_html("<input{}>", flatatt(box))]
        if chosen or self.offered:
            parts.append(format_html('<input type="hidden" name="{}_hoi" value="{}">', name, text))
        if chosen:
            parts.append(format_html('<input type="hidden" name="{}" value="{}">', name, chosen))
        radio = '<div class="form-check"><label class="form-check-label">{} {}</label></div>'
        for pk, full in self.offered.items():
            one = flatatt({"class": "form-check-input", "type": "radio", "name": name, "value": str(pk)})
            parts.append(format_html(radio, format_html("<input{}>", one), full))
        return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


class UnitChoice(forms.ModelChoiceField[Unit]):
    """One unit by its full name: from a list, or by typing where they are many ("phuong 4, quan 11")."""

    iterator = UnitIterator
    widget = UnitPicker

    def label_from_instance(self, obj: Any) -> str:
        return full_name(obj)

    def to_python(self, value: Any) -> Unit | None:
        if not isinstance(value, Typed) or not value:
            return super().to_python(value)
        units: Any = self.queryset
        found = list(units.matching(value.partition(" (")[0])[: MOST_OFFERED + 1])
        exact = [unit for unit in found if unit.rank == 0]
        one = found if len(found) == 1 else exact
        if len(one) == 1:
            return one[0]  # type: ignore[no-any-return]
        if not found:
            raise ValidationError(f"Không có đơn vị nào tên “{value}” để chọn ở đây. Hãy gõ một phần của tên.")
        picker: Any = self.widget
        if isinstance(picker, UnitPicker):
            picker.offered = full_names([unit.pk for unit in found[:MOST_OFFERED]])
        more = ", mới kể một số" if len(found) > MOST_OFFERED else ""
        raise ValidationError(f"Có nhiều đơn vị khớp với “{value}”{more}. Hãy chọn một, hoặc gõ thêm nơi trực thuộc.")
