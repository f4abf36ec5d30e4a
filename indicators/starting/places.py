"""Units as people write them: "Phường 4, Quận 10, Thành phố Hồ Chí Minh", found in the catalogue or founded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from awards.uploads.words import not_there
from hocTap.lib import vi
from hocTap.lib.steps import Refused, needed
from units import words, workflow
from units.communities.rules import key_of, may_mean
from units.enums import UnitKind
from units.looking import spelt_out
from units.models import Unit, UnitVersion
from units.naming import full_names

LONG_AGO = dt.date(2004, 1, 1)
"""Where the catalogue begins: a unit of which nobody says since when it stands is written from here on, marked so."""

DISTRICTS_ENDED = words.TWO_TIERS - dt.timedelta(days=1)
LONGEST_NAME = 120
OFFICES = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.WARD)
"""Who may be an office; a khu phố is on the list of its commune."""
KEY_LENGTH = 60
LOOKED_AT = 4
"""So many times the units that are offered are looked through for those that fit best."""
EXAMPLE = "ví dụ: “Quận 10, Thành phố Hồ Chí Minh” hoặc “Xã Long Thành, Tỉnh Vĩnh Long”"


@dataclass(frozen=True)
class Typed:
    """A unit as typed: its own name first, then those above it; the level of each."""

    names: tuple[str, ...]
    levels: tuple[UnitKind, ...]

    def __str__(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True)
class Facts:
    """What is known of a unit's standing; nothing is unknown."""

    first: dt.date | None = None
    last: dt.date | None = None
    decision: str = ""
    entered_by: str = ""


@dataclass
class Found:
    """The unit that a path leads to: itself when it is there, and the names that are not there yet."""

    unit: Unit | None
    new: list[tuple[str, UnitKind]] = field(default_factory=list)


def read_path(text: str, *, below: UnitKind | None = None) -> Typed:
    """The path and its levels. Raises Refused for a path that names no level, or does not begin at a province.

    `below` is the level of the unit under which the path hangs; without it the path must end with a province.
    """
    names = tuple(
        needed(part, f"Hãy ghi tên đơn vị, {EXAMPLE}.", name="Tên", longest=LONGEST_NAME) for part in text.split(",")
    )
    levels: list[UnitKind] = []
    above = below
    for name in reversed(names):
        level = _level(name, above)
        levels.insert(0, level)
        above = level
    return Typed(names, tuple(levels))


def read_office(text: str) -> Typed:
    """The path of an office. Raises Refused as `read_path`, and for a khu phố, which is none."""
    typed = read_path(text)
    if typed.levels[0] not in OFFICES:
        raise Refused(
            f"“{typed.names[0]}” không phải là cơ quan. Hãy ghi phường, xã, quận, huyện hoặc tỉnh, thành phố; khu phố, "
            "thôn, ấp thì ghi ở danh sách của phường, xã."
        )
    return typed


def _level(name: str, above: UnitKind | None) -> UnitKind:
    """The level by the word that the name begins with: "Thành phố" is a province at the top, a district below one."""
    order = list(UnitKind)
    possible = [kind for kind in order if words.designation_in(name, kind)]
    if above is None:
        if UnitKind.PROVINCE in possible:
            return UnitKind.PROVINCE
        if possible:
            raise Refused(f"“{name}”: hãy ghi cả tỉnh, thành phố sau dấu phẩy, {EXAMPLE}.")
    lower = [kind for kind in possible if above is None or order.index(kind) > order.index(above)]
    if lower:
        return lower[0]
    if possible and above is not None:
        word = words.designation_in(name, possible[0])
        raise Refused(f"“{name}”: {word} không trực thuộc {above.label}.")
    raise Refused(f"“{name}”: hãy ghi cả loại hình (tỉnh, thành phố, quận, huyện, phường, xã…), {EXAMPLE}.")


def same_name(version: UnitVersion, name: str) -> bool:
    """Whether the two are one name as people write it: "Phường 01" is "phuong 1"."""
    return key_of(name) in (key_of(words.named(version)), key_of(version.name))


def is_meant(version: UnitVersion, name: str) -> bool:
    """Whether the name may be the unit's: "Xã Thạnh An" is never Xã Thanh An."""
    return may_mean(name, words.named(version)) or may_mean(name, version.name)


def find(typed: Typed, *, under: Unit | None = None, first: dt.date, last: dt.date) -> Found:
    """Where the path leads, among units that stood on some day from the first to the last; the later where two fit."""
    above = under
    path = list(zip(reversed(typed.names), reversed(typed.levels), strict=True))
    for place, (name, level) in enumerate(path):
        unit = _child(above, name, level, first, last)
        if unit is None:
            return Found(None, path[place:])
        above = unit
    return Found(above)


def _child(above: Unit | None, name: str, level: UnitKind, first: dt.date, last: dt.date) -> Unit | None:
    fits = _as_said(name, _alike(above, name, level))
    if not fits:
        return None
    meeting = [each for each in fits if each.valid_from <= last and (each.valid_to is None or first <= each.valid_to)]
    return (meeting or fits)[-1].unit


def _alike(above: Unit | None, name: str, level: UnitKind) -> list[UnitVersion]:
    """What stands there under the name, marks aside."""
    bare = key_of(name[len(words.designation_in(name, level)) :].strip())
    near = UnitVersion.objects.filter(kind=level, folded__contains=bare, parent=above)
    if above is None:
        near = UnitVersion.objects.filter(kind=level, folded__contains=bare)
    return [version for version in near.select_related("unit").order_by("valid_from") if same_name(version, name)]


def refuse_other_marks(typed: Typed, if_two: str, but: Collection[str] = (), *, under: Unit | None = None) -> None:
    """Raise Refused where a new unit would differ by marks alone from one that is there: more often it is that one.

    `if_two` says what to do when it is another; `but` are names that are said beside it: who names both Xã Thanh An
    and Xã Thạnh An means two.
    """
    there = find(typed, under=under, first=dt.date.min, last=dt.date.max)
    if not there.new:
        return
    above = under
    path = list(zip(reversed(typed.names), reversed(typed.levels), strict=True))
    for name, level in path[: len(path) - len(there.new)]:
        above = _child(above, name, level, dt.date.min, dt.date.max)
    name, level = there.new[0]
    said = {vi.same_name(each) for each in but}
    near = [each.name for each in _alike(above, name, level) if vi.same_name(each.name) not in said]
    if near:
        raise Refused(f"{not_there(name, list(dict.fromkeys(near)))} {if_two}")


def _as_said(name: str, fits: list[UnitVersion]) -> list[UnitVersion]:
    """Of those that have the name without marks those that it says: Xã Thạnh An is not Xã Thanh An.

    A name written without marks means the one that there is. Raises Refused where it may mean either of two.
    """
    exact = [each for each in fits if vi.same_name(name) in (vi.same_name(words.named(each)), vi.same_name(each.name))]
    if exact:
        return exact
    meant = [each for each in fits if is_meant(each, name)]
    names = {vi.same_name(each.name): each.name for each in meant}
    if len(names) > 1 and len({each.unit_id for each in meant}) > 1:
        raise Refused(f"“{name}” có thể là {' hoặc '.join(names.values())}. Hãy ghi đủ dấu.")
    return meant


def key_for(name: str, above: Unit | None) -> str:
    """A key that nobody has to think of: the parent's, and the name without marks."""
    start = f"{above.key}-" if above else ""
    base = f"{start}{vi.fold(name).replace(' ', '-')}"
    base = "".join(sign for sign in base if sign.isascii() and (sign.isalnum() or sign == "-"))[: KEY_LENGTH - 5].strip(
        "-"
    )
    taken = set(Unit.objects.filter(key__startswith=base).values_list("key", flat=True))
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return key


@transaction.atomic
def found(typed: Typed, facts: Facts, *, under: Unit | None = None) -> Unit:
    """The unit that the path names, with those above it that are not there either; raises Refused as the workflow does.

    Without days: a province since long ago, a district from then until districts ended, a commune as long as what it
    stands under, one directly under a province since there are no districts.
    """
    workflow.one_tree_writer_at_a_time()
    first, last = facts.first or LONG_AGO, facts.last or dt.date.max
    there = find(typed, under=under, first=first, last=last)
    if there.unit:
        return there.unit
    path = list(zip(reversed(typed.names), reversed(typed.levels), strict=True))
    above = under
    for name, level in path[: len(path) - len(there.new)]:
        above = _child(above, name, level, first, last)
    for place, (name, level) in enumerate(there.new):
        own = facts if place == len(there.new) - 1 else Facts(entered_by=facts.entered_by)
        above = _founded(name, level, above, own)
    if above is None:
        raise Refused("Hãy ghi tên đơn vị.")
    return above


def _founded(name: str, level: UnitKind, above: Unit | None, facts: Facts) -> Unit:
    first, last = default_days(level, above)
    version = UnitVersion(unit=Unit.objects.create(key=key_for(name, above)), kind=level, parent=above)
    version.name = written(name)
    version.valid_from = facts.first or first
    version.start_unknown = facts.first is None and version.valid_from != words.TWO_TIERS
    version.valid_to = facts.last or last
    version.decision = needed(facts.decision, "", name="Căn cứ", longest=200) if facts.decision else ""
    version.source = f"Ghi khi bắt đầu dùng{f', {facts.entered_by}' if facts.entered_by else ''}"[:300]
    workflow.write_versions([version])
    return version.unit


def written(name: str) -> str:
    """The name as the catalogue has it: "xã Long Thành" and, from a letterhead, "XÃ LONG THÀNH" are Xã Long Thành."""
    return words.in_running_text(name) if name.isupper() else f"{name[:1].upper()}{name[1:]}"


def default_days(level: UnitKind, above: Unit | None) -> tuple[dt.date, dt.date | None]:
    """From when and until when a unit of which nobody says it stands."""
    spans = sorted(above.versions.order_by().values_list("valid_from", "valid_to")) if above else [(LONG_AGO, None)]
    kinds = set(above.versions.order_by().values_list("kind", flat=True)) if above else set()
    first, last = spans[0][0], spans[-1][1]
    if level == UnitKind.DISTRICT:
        return first, min(last or DISTRICTS_ENDED, DISTRICTS_ENDED)
    if level == UnitKind.WARD and kinds == {UnitKind.PROVINCE}:
        return max(first, words.TWO_TIERS), last
    return first, last


def similar(text: str, at_most: int = 8) -> list[Unit]:
    """Units that the words could mean, the closest first, so that nobody founds one that is there.

    Where the whole path of some has every word, only these: "phuong 5, quan 10" is no Phường 5 of Quận 11, nor Phường
    15. Where none has, what comes near, by the own name alone.
    """
    own = text.split(",")[0].strip()
    level = next((kind for kind in UnitKind if words.designation_in(own, kind)), None)
    bare = own[len(words.designation_in(own, level)) :].strip() if level else own
    rest = ", ".join(text.split(",")[1:])
    found_: list[Unit] = []
    for asked in dict.fromkeys([text, own, f"{bare}, {rest}" if rest else bare]):
        for unit in Unit.objects.matching(asked, OFFICES)[: at_most * LOOKED_AT]:
            if unit not in found_:
                found_.append(unit)
    typed = set(_words_in(text))
    paths = full_names([unit.pk for unit in found_])
    return ([unit for unit in found_ if typed <= set(_words_in(paths[unit.pk]))] or found_)[:at_most]


def _words_in(text: str) -> list[str]:
    """The words without marks and spelt out: "P.5, tphcm" is phuong, 5, ho, chi, minh."""
    return re.findall(r"\w+", " ".join(spelt_out(part) for part in text.split(",")))
