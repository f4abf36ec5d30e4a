"""The khu phố, thôn, ấp of the old unit: each stands under its new unit from the day on, its name free there."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import DateField, Exists, OuterRef, Q, Value

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.communities.rules import said, spelled
from units.enums import UnitKind
from units.handover.changes import ONE_DAY, Change, Place, links_between
from units.handover.forms import STAYS, ChoiceRow, PartForm, receiver_field
from units.handover.registry import Doing, Line, Outcome, Part
from units.models import HandOverPart, Lineage, Post, Unit, UnitVersion, User
from units.words import counted, designation_in, in_text, kinds_word, named
from units.workflow import refresh_lineage, write_versions

CODE = "communities"
LONGEST = 120


def waiting(change: Change) -> list[UnitVersion]:
    """The khu phố that stood under the old unit on its last day and have no place from the day on.

    Where the old unit goes on, all that still stand under it: each may stay or go. One that was merged or divided
    on the day itself has heirs of its own.
    """
    last = UnitVersion.objects.on(change.last_day).of_kind(UnitKind.COMMUNITY).filter(parent=change.old)
    here = {version.unit_id: version for version in last.select_related("unit").order_by("sort_key", "pk")}
    later = UnitVersion.objects.filter(unit__in=here).filter(Q(valid_from__gte=change.on) | Q(valid_to__isnull=True))
    placed = {
        version.unit_id
        for version in later
        if version.valid_from >= change.on or (version.parent_id != change.old and version.stood_on(change.on))
    }
    merged = (
        links_between()
        .filter(predecessor__in=here, event__effective_on=change.on)
        .values_list("predecessor", flat=True)
    )
    return [version for unit, version in here.items() if unit not in {*placed, *merged}]


def names_taken(units: Collection[int], day: dt.date) -> dict[int, Counter[str]]:
    """How the khu phố of each unit are called on the day, so that "Khu phố 1" is not there twice, nor "khu pho 01"."""
    taken: dict[int, Counter[str]] = {unit: Counter() for unit in units}
    versions = UnitVersion.objects.on(day).of_kind(UnitKind.COMMUNITY).filter(parent__in=units).order_by()
    for parent, name in versions.values_list("parent", "name"):
        taken[parent or 0][said(name)] += 1
    return taken


def next_name(name: str, taken: Counter[str]) -> str:
    """The same kind of name with the next number that is free: "Khu phố 1" → "Khu phố 7"; empty without a number."""
    found = re.fullmatch(r"(.*\D)\d+", name)
    if not found:
        return ""
    stem = found[1]
    number = 1
    while taken[said(f"{stem}{number}")]:
        number += 1
    return f"{stem}{number}"


class CommunitiesForm(PartForm):
    """For each khu phố its new unit, and a new name where its own is taken there."""

    def __init__(self, change: Change, data: Any = None, *, edition: int = 0) -> None:
        super().__init__(change, data, edition=edition)
        self.waiting = waiting(change)
        self.first_head = "Khu phố, thôn, ấp"
        self.heads = ("Đơn vị nhận", "Tên từ ngày nhận")
        proposals = self._proposals()
        for version in self.waiting:
            self.fields[f"to-{version.unit_id}"] = receiver_field(change, version.name)
            self.fields[f"name-{version.unit_id}"] = forms.CharField(
                label=f"Tên mới của {version.name}",
                max_length=LONGEST,
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
                initial=proposals.get(version.unit_id, version.name),
            )

    def _proposals(self) -> dict[int, str]:
        """The next free numbers where everything goes to one unit that has khu phố of the same names."""
        if self.change.is_divided:
            return {}
        (heir,) = self.change.receivers
        taken = names_taken([heir], self.change.on)[heir]
        clashing = [version for version in self.waiting if taken[said(version.name)]]
        taken += Counter(said(version.name) for version in self.waiting if version not in clashing)
        found = {}
        for version in clashing:
            if name := next_name(version.name, taken):
                found[version.unit_id] = name
                taken[said(name)] += 1
        return found

    @property
    def rows(self) -> list[ChoiceRow]:
        return [
            ChoiceRow(version.name, "", [self[f"to-{version.unit_id}"], self[f"name-{version.unit_id}"]])
            for version in self.waiting
        ]

    @property
    def choices(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "to": {str(each.unit_id): given[f"to-{each.unit_id}"] for each in self.waiting},
            "names": {str(each.unit_id): given[f"name-{each.unit_id}"] for each in self.waiting},
        }


class Communities(Part):
    """Each khu phố to its successor; for a divided unit chosen one by one."""

    code = CODE
    title = "khu phố, thôn, ấp"
    lead = "Mỗi nơi thuộc đơn vị mới từ ngày có hiệu lực; lịch sử của nơi đó giữ nguyên."
    order = 10

    def lines(self, change: Change, user: User) -> list[Line]:
        found = waiting(change)
        return [Line("Khu phố, thôn, ấp chưa có nơi trực thuộc mới", len(found), kinds_word(found))] if found else []

    def holding(self, places: Collection[Place]) -> set[Place]:
        days = {day for _, day in places}
        asked = [
            UnitVersion.objects.on(day - ONE_DAY)
            .of_kind(UnitKind.COMMUNITY)
            .filter(parent__in=[old for old, on in places if on == day])
            .exclude(Exists(UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__gte=day).order_by()))
            .exclude(Exists(links_between().filter(predecessor=OuterRef("unit"), event__effective_on=day)))
            .order_by()
            .values_list("parent", Value(day, DateField()))
            for day in sorted(days)
        ]
        return set(asked[0].union(*asked[1:])) if asked else set()

    def form(self, change: Change, user: User, data: Any, edition: int) -> PartForm:
        return CommunitiesForm(change, data, edition=edition)

    def sentence(self, change: Change, choices: Mapping[str, Any]) -> str:
        parts = []
        here = {version.unit_id: version for version in waiting(change)}
        for heir in change.heirs:
            gone = [here[int(pk)] for pk, to in choices["to"].items() if to == heir.unit_id and int(pk) in here]
            if gone:
                parts.append(f"{counted(gone)} sang {in_text(heir)}")
        if stay := [pk for pk, to in choices["to"].items() if str(to) == STAYS]:
            parts.append(f"{vi.whole(len(stay))} ở lại {in_text(change.unit)}")
        return f"Sẽ chuyển từ ngày {vi.day(change.on)}: {'; '.join(parts)}."

    def hand(self, change: Change, choices: Mapping[str, Any], doing: Doing) -> Outcome:
        """Raises Refused for a unit that is no successor, a khu phố left out, a name that is there already."""
        here = {version.unit_id: version for version in waiting(change)}
        list(Unit.objects.select_for_update().filter(pk__in=[*here, *change.receivers]).order_by("pk"))
        chosen = {int(pk): to for pk, to in choices.get("to", {}).items()}
        _refuse_choice(change, here, chosen)
        names = _names(here, choices.get("names", {}))
        ends = _ends(change)
        added, closed = [], []
        for unit, version in here.items():
            if heir := change.heir(chosen[unit]):
                added.append(_version(version, change, heir, names.get(unit, version.name), ends[heir.unit_id]))
                if version.valid_to is None or version.valid_to >= change.on:
                    closed.append((version, version.valid_to))
                    version.valid_to = change.last_day
        _refuse_names(change, added)
        write_versions([*(version for version, _ in closed), *added])
        numbers = Counter(version.parent_id for version in added)
        made = {
            "added": [[version.unit_id, version.parent_id] for version in added],
            "closed": [[version.pk, last.isoformat() if last else None] for version, last in closed],
        }
        return Outcome({pk: {"khu phố, thôn, ấp": number} for pk, number in numbers.items() if pk}, made)

    def rests(self, change: Change, row: HandOverPart) -> list[str]:
        given = _added(change, row)
        units = [version.unit_id for version in given]
        later = UnitVersion.objects.filter(unit__in=units, valid_from__gt=change.on).count()
        below = Lineage.objects.filter(ancestor__in=units, depth__gt=0, valid_from__gte=change.on).count()
        posts = Post.objects.filter(unit__in=units, valid_from__gte=change.on).count()
        found = []
        if len(given) != len(row.made.get("added", [])) or later:
            found.append("Có khu phố, thôn, ấp đã đổi tên, sắp xếp hoặc bàn giao tiếp từ đó đến nay.")
        if below:
            found.append("Có đơn vị mới trực thuộc nơi đã bàn giao.")
        if posts:
            found.append(f"{vi.whole(posts)} nhiệm vụ đã giao tại các nơi này từ ngày bàn giao.")
        return found

    def take_back(self, change: Change, row: HandOverPart, doing: Doing) -> list[str]:
        given = _added(change, row)
        units = list(Unit.objects.filter(pk__in=[version.unit_id for version in given]))
        UnitVersion.objects.filter(pk__in=[version.pk for version in given]).delete()
        before = dict(row.made.get("closed", []))
        reopened = list(UnitVersion.objects.filter(pk__in=before))
        for version in reopened:
            last = before[version.pk]
            version.valid_to = dt.date.fromisoformat(last) if last else None
        if reopened:
            write_versions(reopened)
        if units:
            refresh_lineage(*units)
        return []


def _names(here: Mapping[int, UnitVersion], given: Mapping[str, str]) -> dict[int, str]:
    """The new names, each with its kind as in the list of khu phố. Raises Refused for what is no name there."""
    found = {}
    for pk, name in given.items():
        version = here.get(int(pk))
        if version and vi.nfc(name) not in ("", version.name):
            kind = "" if designation_in(vi.nfc(name), UnitKind.COMMUNITY) else version.designation
            try:
                found[version.unit_id] = spelled(name, kind)[0]
            except Refused as reason:
                raise Refused(f"{version.name}: {reason}") from reason
    return found


def _refuse_choice(change: Change, here: Mapping[int, UnitVersion], chosen: Mapping[int, int | None]) -> None:
    """Every khu phố goes to a successor, or stays where the old unit goes on."""
    for unit, version in here.items():
        to = chosen.get(unit)
        if to is None:
            raise Refused(f"{version.name} chưa chọn đơn vị nhận. Hãy chọn đủ rồi bàn giao.")
        if not change.heir(to) and not (change.stays and str(to) == STAYS):
            raise Refused(
                f"{version.name}: đơn vị được chọn không kế tiếp {in_text(change.unit)}. "
                f"Chỉ giao được cho {change.heirs_in_text}."
            )
    if not here:
        raise Refused(f"{named(change.unit)} không còn khu phố, thôn, ấp nào chờ bàn giao.")


def _refuse_names(change: Change, added: Collection[UnitVersion]) -> None:
    """No two khu phố of a unit have one name."""
    taken = names_taken(change.receivers, change.on)
    for version in added:
        mine = taken[version.parent_id or 0]
        name = said(version.name)
        mine[name] += 1
        if mine[name] > 1:
            heir = change.name_of(version.parent_id or 0)
            raise Refused(f"{heir} đã có {version.name} vào ngày {vi.day(change.on)}. Hãy ghi tên mới cho nơi này.")


def _ends(change: Change) -> dict[int, dt.date | None]:
    """The last day up to which each heir stands without a break from the day on; None while it goes on."""
    found: dict[int, dt.date | None] = {}
    versions = UnitVersion.objects.filter(unit__in=change.receivers, valid_to__gte=change.on) | (
        UnitVersion.objects.filter(unit__in=change.receivers, valid_to__isnull=True)
    )
    for version in versions.order_by("valid_from"):
        last = found.get(version.unit_id, change.last_day)
        if last is not None and version.valid_from <= last + ONE_DAY:
            found[version.unit_id] = version.valid_to
    return found


def _version(old: UnitVersion, change: Change, heir: UnitVersion, name: str, last: dt.date | None) -> UnitVersion:
    made = UnitVersion(unit=old.unit, kind=old.kind, name=name, parent_id=heir.unit_id, valid_from=change.on)
    made.valid_to, made.designation = last, old.designation
    made.decision = change.event_of(heir.unit_id).decision
    made.source = old.source
    return made


def _added(change: Change, row: HandOverPart) -> list[UnitVersion]:
    """The versions that the hand-over wrote, as far as they still stand as written."""
    pairs = dict(row.made.get("added", []))
    versions = UnitVersion.objects.filter(unit__in=pairs, valid_from=change.on)
    return [version for version in versions if version.parent_id == pairs[version.unit_id]]
