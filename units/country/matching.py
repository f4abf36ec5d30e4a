"""Which unit of a list is which unit of the catalogue, on the list's day.

What was entered by hand stands above the list: a unit that stands on the day is recognised and left as it is. It is
known by its code together with its name; then by the key that an earlier load gave it; then by its name under the same
parent, whatever its code; then by its code where the name is only spelled otherwise ("Đắc Lua", "Đak Lua").
"""

from __future__ import annotations

import re
from collections import defaultdict

from django.utils.text import slugify

from hocTap.lib import vi
from units.country.source import ListedUnit, UnitList
from units.enums import UnitKind
from units.models import Unit, UnitVersion

KEY_LENGTH = 60
_SPELLED_ALIKE = str.maketrans({"y": "i", "k": "c"})
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def spelling(name: str) -> str:
    """The name without marks, spaces and signs, i and y, c and k the same: "Ia H'Leo" and "Ya Hleo" are alike."""
    return _NO_LETTER.sub("", vi.fold(name)).translate(_SPELLED_ALIKE)


class Standing:
    """The units of the catalogue that stand on a list's day, to be found by code, key, or name and parent."""

    def __init__(self, asked: UnitList) -> None:
        self.units: set[int] = set()
        self.by_code: dict[tuple[str, str], UnitVersion] = {}
        self.by_key: dict[tuple[str, str], UnitVersion] = {}
        self.by_name: dict[tuple[str, int | None, str], list[UnitVersion]] = defaultdict(list)
        kinds = {place.kind for place in asked.places}
        for version in UnitVersion.objects.on(asked.day).filter(kind__in=kinds).select_related("unit").order_by():
            self.units.add(version.unit_id)
            self.by_key[version.kind, version.unit.key] = version
            self.by_name[version.kind, version.parent_id, spelling(version.name)].append(version)
            if version.code:
                self.by_code[version.kind, version.code] = version

    def find(self, place: ListedUnit, parent: Unit | None, key: str) -> UnitVersion | None:
        """The version that the place is, or None: then the catalogue has no such unit on the day."""
        coded = self.by_code.get((place.kind, place.code))
        alike = coded is not None and spelling(coded.name) == spelling(place.name)
        if coded and vi.fold(coded.name) == vi.fold(place.name):
            return coded
        if kept := self.by_key.get((place.kind, key)):
            return kept
        named = self.by_name.get((place.kind, parent.pk if parent else None, spelling(place.name)), ())
        return named[0] if len(named) == 1 else coded if alike else None


def key_of(place: ListedUnit, parent: Unit | None) -> str:
    """The key for a place under a unit: the parent's key and its own name, "hcm-quan-10-phuong-4".

    A province goes by its bare name ("tinh-" and "thanh-pho-" left out); too long a key ends in the code.
    """
    bare = slugify(vi.fold(place.name))
    if place.kind == UnitKind.PROVINCE:
        bare = bare.removeprefix("tinh-").removeprefix("thanh-pho-")
    key = f"{parent.key}-{bare}" if parent else bare
    return key if len(key) <= KEY_LENGTH else f"{key[: KEY_LENGTH - len(place.code) - 1].rstrip('-')}-{place.code}"


def new_units(wanted: dict[str, tuple[str, str]]) -> dict[str, Unit]:
    """Units for these places, each by its key, or by key and code where the key is another unit's."""
    keys = {key for key, _ in wanted.values()}
    taken = set(Unit.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    units = {}
    for ref, (key, code) in wanted.items():
        units[ref] = Unit(key=_free(key, code, taken))
        taken.add(units[ref].key)
    Unit.objects.bulk_create(units.values(), batch_size=500)
    return units


def _free(key: str, code: str, taken: set[str]) -> str:
    candidate, number = key, 1
    while candidate in taken:
        end = f"-{code}" if number == 1 else f"-{code}-{number}"
        candidate, number = f"{key[: KEY_LENGTH - len(end)]}{end}", number + 1
    return candidate
