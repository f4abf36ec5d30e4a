"""Units by their full names, so that nobody takes one "Phường 4" for another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from units.enums import UnitKind
from units.models import Lineage, Unit, UnitVersion, User
from units.querysets import UnitQuerySet


def full_name(unit: Unit, day: dt.date | None = None) -> str:
    """The unit with all above it on the day: "Phường 4, Quận 11, Thành phố Hồ Chí Minh"; see `full_names`."""
    return full_names([unit.pk], day)[unit.pk]


def full_names(units: Collection[int], day: dt.date | None = None) -> dict[int, str]:
    """The full names of many units on a day (today, if none is given), in two queries whatever their number.

    One that ended before goes by its last day and says so: "Phường 4, Quận 11, … (đến 31/12/2024)". One that begins
    later goes by its first day. Names that are only assumed of the day say by which list: "Xã A, … (theo danh mục
    30/06/2025, chưa đối chiếu)".
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
    return dict(NAMES.rows(sorted({unit for unit in units if unit})))


NAMES = Prepared(
    lambda units: UnitVersion.objects.filter(unit__in=units).order_by("valid_from").values_list("unit", "name")
)


def _named(lines: list[Lineage], versions: Mapping[int, list[UnitVersion]], day: dt.date) -> str:
    if not lines:
        return ""
    own = versions[lines[0].descendant_id]
    begun = [version for version in own if version.valid_from <= day]
    asked = min(day, begun[-1].valid_to or day) if begun else own[0].valid_from
    standing = [
        version
        for line in lines
        if line.valid_from <= asked and (line.valid_to is None or asked <= line.valid_to)
        for version in versions[line.ancestor_id]
        if version.stood_on(asked)
    ]
    return ", ".join(version.name for version in standing) + _said(standing, asked, day)


def _said(standing: Iterable[UnitVersion], asked: dt.date, day: dt.date) -> str:
    """What has to be known beside the names: that the unit is no more, that nobody compared them with a source."""
    said = [f"đến {vi.day(asked)}"] if asked < day else []
    listed = [version.known_on for version in standing if version.known_on and version.assumed_on(asked)]
    if listed:
        said.append(f"theo danh mục {vi.day(max(listed))}, chưa đối chiếu")
    return f" ({'; '.join(said)})" if said else ""


MOST_LISTED, MOST_OFFERED = 15, 20
"""So many units are a list to choose from; more are looked for by typing, which offers so many at once."""

FEWEST_SIGNS = 2
"""One letter is in the names of half the country."""


@dataclass(frozen=True)
class Scope:
    """Which units a form lets a person choose from; the form and the suggestions while typing ask the same.

    Of the kinds, at any time under one of the units (none: anywhere), standing on the day (none: at any time), one left
    out. `beyond` is for what is offered outside a person's remit: the wards that a household may move to.
    """

    kinds: tuple[str, ...] = ()
    under: tuple[int, ...] = ()
    on: dt.date | None = None
    without: int | None = None
    beyond: bool = False

    def units(self, user: User) -> UnitQuerySet:
        found = Unit.objects.all() if self.beyond else Unit.objects.visible_to(user)
        versions = UnitVersion.objects.order_by().filter(unit=OuterRef("pk"))
        if self.on:
            versions = versions.on(self.on)
        if self.kinds:
            versions = versions.filter(kind__in=self.kinds)
        if self.kinds or self.on:
            found = found.filter(Exists(versions))
        if self.under:
            lines = Lineage.objects.filter(ancestor__in=self.under, descendant=OuterRef("pk"))
            found = found.filter(Exists(lines.on(self.on) if self.on else lines))
        return found.exclude(pk=self.without) if self.without else found

    def signed(self) -> str:
        """As it is carried in a page: nobody widens what a form offers."""
        on = self.on.isoformat() if self.on else ""
        return signing.dumps([self.kinds, self.under, on, self.without, self.beyond], salt=SALT, compress=True)

    @classmethod
    def opened(cls, text: str) -> Scope | None:
        """What `signed` made; None for anything else."""
        try:
            kinds, under, on, without, beyond = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            return None
        return cls(tuple(kinds), tuple(under), dt.date.fromisoformat(on) if on else None, without, beyond)


ABOVE_COMMUNITIES = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.WARD)
SALT = "units.naming.Scope"


class Suggestions(NamedTuple):
    """The first units that words may mean, each by its whole path, and whether there are more."""

    units: list[tuple[int, str]]
    more: bool


def suggestions(user: User, scope: Scope, words: str) -> Suggestions:
    """Units of the scope by a part of their name, or their code, the closest first, in a fixed number of queries."""
    asked = words.partition(" (")[0].strip()
    if len(vi.fold(asked).strip(", ")) < FEWEST_SIGNS:
        return Suggestions([], False)
    found = list(scope.units(user).matching(asked, scope.kinds)[: MOST_OFFERED + 1])
    names = full_names([unit.pk for unit in found[:MOST_OFFERED]], scope.on)
    return Suggestions(list(names.items()), len(found) > MOST_OFFERED)


class UnitIterator(ModelChoiceIterator):
    """Choices whose full names are read at once, whatever their number; none where they are too many for a list."""

    field: UnitChoice

    @property
    def few(self) -> list[int] | None:
        return self.field.few

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from self.field.listed


class Typed(str):
    """What a person typed to find a unit, as against the id of a chosen one."""

    __slots__ = ()


class UnitPicker(forms.Select):
    """A list of few units; of many a box to type a name in, and then those that it may mean, each with its whole path.

    Works without a script: what is typed goes with the form, and where several units match the form comes back with
    them to choose from. `<name>_hoi` is the text that the choice answers; text changed since counts, not the choice.
    """

    offered: Mapping[int, str] = {}
    scope = Scope()
    day: dt.date | None = None
    unchosen = ""
    """What stands for no choice: "mọi phường"."""

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
            value = few[0]
        return super().render(name, value, attrs, renderer)

    def typing(self, name: str, value: Any, attrs: Mapping[str, Any]) -> SafeString:
        chosen = None if value in (None, "") or isinstance(value, Typed) or not str(value).isdecimal() else int(value)
        text = full_names([chosen], self.day)[chosen] if chosen else str(value or "")
        hint = f"{self.unchosen}; gõ để tìm, ví dụ: p5 q11" if self.unchosen else "gõ để tìm, ví dụ: phuong 5, quan 11"
        own = {"class": "form-control", "placeholder": hint, **self.attrs, **attrs}
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
        asked = f"{reverse('units:suggest')}?{urlencode({'trong': self.scope.signed()})}"
        script = format_html('<script src="{}" defer></script>', static("js/units.js"))
        inner = mark_safe("".join([*parts, script]))  # noqa: S308 - each part is escaped
        return format_html('<div class="unit-picker" data-suggest="{}" data-name="{}">{}</div>', asked, name, inner)


class UnitChoice(forms.ModelChoiceField[Unit]):
    """One unit by its full name: from a list, or by typing where they are many ("phuong 4, quan 11")."""

    iterator = UnitIterator
    widget = UnitPicker
    day: dt.date | None = None
    _read: tuple[Any, list[int]] | None = None
    _listed: tuple[Any, list[tuple[int, str]]] | None = None

    def __init__(self, queryset: Any = None, *, scope: Scope | None = None, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none() if queryset is None else queryset, **kwargs)
        if scope:
            self.offer(self.queryset, scope)

    def offer(self, units: Any, scope: Scope) -> None:
        """Let these units be chosen; the scope says which are suggested while typing, by their names of its day."""
        self.day = scope.on
        picker: Any = self.widget
        if isinstance(picker, UnitPicker):
            picker.scope, picker.day, picker.unchosen = scope, scope.on, str(self.empty_label or "")
        self.queryset = units

    @property
    def few(self) -> list[int] | None:
        """The units, read once for a form; None when they are too many for a list."""
        units: Any = self.queryset
        if self._read is None or self._read[0] is not units:
            self._read = units, list(units.values_list("pk", flat=True)[: MOST_LISTED + 1])
        return self._read[1] if len(self._read[1]) <= MOST_LISTED else None

    @property
    def listed(self) -> list[tuple[int, str]]:
        """The units of a list with their full names, read once for a form; none when they are too many for one."""
        units: Any = self.queryset
        if self._listed is None or self._listed[0] is not units:
            names = list(full_names(self.few, self.day).items()) if self.few else []
            self._listed = units, names if units.ordered else sorted(names, key=lambda one: vi.sort_key(one[1]))
        return self._listed[1]

    def label_from_instance(self, obj: Any) -> str:
        return full_name(obj, self.day)

    def to_python(self, value: Any) -> Unit | None:
        if isinstance(value, Typed) and value:
            return self._found(value)
        return super().to_python(value)

    def _found(self, value: str) -> Unit:
        """The one unit that the words mean; raises ValidationError, and offers those that they may mean, otherwise."""
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
            picker.offered = full_names([unit.pk for unit in found[:MOST_OFFERED]], self.day)
        more = ", mới kể một số" if len(found) > MOST_OFFERED else ""
        raise ValidationError(f"Có nhiều đơn vị khớp với “{value}”{more}. Hãy chọn một, hoặc gõ thêm nơi trực thuộc.")
