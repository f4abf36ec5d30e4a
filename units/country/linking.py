"""The acts of 01/07/2025: from old units to new ones, whole or in parts, as far as the catalogue does not say it yet.

What was entered by hand stands above the list. Where a commune's links are there, they are all of them; a district or a
province may have further ones ("một phần địa bàn thuộc các phường khác ngoài danh mục"). A link that the catalogue
contradicts is not written, and the account says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hocTap.lib import vi
from units.country.account import Account
from units.country.source import FIRST_NEW, LAST_OLD, ListedUnit, Passing, Source
from units.enums import ChangeKind, UnitKind
from units.models import ChangeEvent, ChangeLink, Unit, UnitVersion
from units.workflow import Change, Move

RESOLUTIONS = {
    UnitKind.PROVINCE: "Nghị quyết 202/2025/QH15",
    UnitKind.DISTRICT: "Nghị quyết 203/2025/QH15",
    UnitKind.WARD: "Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp đơn vị hành chính cấp xã năm 2025",
}
UNNUMBERED = "Theo {source}; nguồn không ghi số nghị quyết của từng tỉnh."
NO_SHARE = " Phần của mỗi đơn vị mới chưa được công bố."
WHOLE, PARTS, DISTRICTS = "toàn bộ một đơn vị", "một phần đơn vị bị chia", "địa bàn của cấp huyện"


def changes(source: Source, old: dict[str, Unit], new: dict[str, Unit], account: Account) -> list[Change]:
    """The acts to write down: one for each new unit that others went into, each divided one, each district."""
    linking = Linking(source, account)
    wanted = [
        (passing, Move(old[passing.old], new[passing.new], passing.whole))
        for passing in source.passings
        if linking.is_wanted(passing, old[passing.old], new[passing.new])
    ]
    return [*linking.grouped(wanted), *linking.renamed(new)]


class Linking:
    """What the catalogue says of 30/06 and 01/07/2025, to judge each link of the source by."""

    def __init__(self, source: Source, account: Account) -> None:
        self.account, self.label = account, source.label
        self.before = {place.ref: place for place in source.before.places}
        self.after = {place.ref: place for place in source.after.places}
        self.stood = {version.unit_id: version for version in UnitVersion.objects.on(LAST_OLD).order_by()}
        self.stands = {version.unit_id: version for version in UnitVersion.objects.on(FIRST_NEW).order_by()}
        self.held: dict[int, dict[int, bool]] = defaultdict(dict)
        links = ChangeLink.objects.filter(event__effective_on=FIRST_NEW)
        for one, other, whole in links.values_list("predecessor", "successor", "whole"):
            self.held[one][other] = whole
        self.keys = set(ChangeEvent.objects.filter(key__isnull=False).values_list("key", flat=True))

    def is_wanted(self, passing: Passing, one: Unit, other: Unit) -> bool:
        """Whether the link is to be written; counts it in the account in any case."""
        place = self.before[passing.old]
        if one == other:
            self.account.same_unit += 1
            return False
        count = self.account.link(DISTRICTS if place.kind == UnitKind.DISTRICT else WHOLE if passing.whole else PARTS)
        count.read += 1
        if other.pk in self.held.get(one.pk, ()):
            count.kept += 1
            return False
        if why := self._against(place, passing.whole, one, other):
            count.left_out += 1
            self.account.doubts.append(f"{place.name} (mã {place.code}) → {self.after[passing.new].name}: {why}.")
            return False
        count.added += 1
        return True

    def _against(self, place: ListedUnit, whole: bool, one: Unit, other: Unit) -> str:
        """Why the catalogue contradicts the link; empty where it does not."""
        if one.pk not in self.stood:
            return "đơn vị cũ đã ghi là không còn vào ngày 30/06/2025, nên không nối"
        if other.pk not in self.stands:
            return "đơn vị mới không có vào ngày 01/07/2025, nên không nối"
        if whole and one.pk in self.stands:
            return "đơn vị cũ còn ghi sau ngày 30/06/2025, nên không nối; hãy ghi ngày cuối rồi nạp lại"
        others = {unit: all_of_it for unit, all_of_it in self.held.get(one.pk, {}).items() if unit != one.pk}
        if others and (whole or any(others.values()) or place.kind == UnitKind.WARD):
            return "đã ghi là chuyển sang đơn vị khác, giữ như đã ghi"
        return ""

    def grouped(self, wanted: Iterable[tuple[Passing, Move]]) -> list[Change]:
        """The links by act, each with what a merger says besides: that the unit which took others in was there."""
        acts: dict[tuple[ChangeKind, UnitKind, str], list[Move]] = defaultdict(list)
        for passing, move in wanted:
            place = self.before[passing.old]
            if place.kind == UnitKind.DISTRICT:
                acts[ChangeKind.ABOLISH, place.kind, place.code].append(move)
            elif passing.whole:
                acts[ChangeKind.MERGE, place.kind, self.after[passing.new].code].append(move)
            else:
                acts[ChangeKind.PART, place.kind, place.code].append(move)
        return [self._act(*facts, moves) for facts, moves in acts.items()]

    def _act(self, kind: ChangeKind, level: UnitKind, code: str, moves: list[Move]) -> Change:
        taker = moves[0].successor
        if kind == ChangeKind.MERGE and taker.pk in self.stood and taker.pk not in self.held.get(taker.pk, ()):
            moves = [Move(taker, taker), *moves]
        note = UNNUMBERED.format(source=self.label) if level == UnitKind.WARD else f"Theo {self.label}."
        note += NO_SHARE if kind == ChangeKind.PART else ""
        key = self._key(f"2025-07-01-{kind}-{level}-{code}")
        return Change(kind, FIRST_NEW, moves, RESOLUTIONS[level], note=note, key=key)

    def renamed(self, new: dict[str, Unit]) -> list[Change]:
        """New names and codes of units that went on, unless the catalogue already says that they went on."""
        acts = []
        for ref, unit in new.items():
            if unit.pk not in self.stood or unit.pk not in self.stands or unit.pk in self.held.get(unit.pk, ()):
                continue
            was, became = self.stood[unit.pk], self.stands[unit.pk]
            if vi.fold(was.name) != vi.fold(became.name):
                acts.append(self._act(ChangeKind.RENAME, self.after[ref].kind, became.code, [Move(unit, unit)]))
            if was.code != became.code:
                acts.append(self._act(ChangeKind.RECODE, self.after[ref].kind, became.code, [Move(unit, unit)]))
        return acts

    def _key(self, wanted: str) -> str | None:
        """The event's key, unless an act of that key was written before and somebody took its links away since."""
        return None if wanted in self.keys else wanted
