"""What the register of titles hands over: every holder with its history, titles in force, running nominations."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count

from awards.titles.enums import CandidateState
from awards.titles.kinds import IN_COMMUNITY, TitleKind
from awards.titles.models import Nomination
from awards.titles.querysets import TITLE_ROLES
from awards.titles.workflow.handing_over import (
    RUNNING,
    Holder,
    hand_holders,
    held_by,
    refuse_unsigned,
    running,
    since,
    take_holders_back,
)
from awards.titles.workflow.places import PART
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import UnitKind
from units.handover.changes import Change, Place
from units.handover.communities import CODE as COMMUNITIES
from units.handover.forms import STAYS, ChoiceRow, PartForm, receiver_field
from units.handover.registry import Doing, Line, Outcome, Part
from units.models import HandOverPart, UnitVersion, User
from units.words import in_text, joined, named

LISTED = 300
"""So many holders without a khu phố are chosen one by one; more go together, kind by kind."""
LOOSE = tuple(kind for kind in TitleKind if kind not in IN_COMMUNITY and not kind.holders.is_ward)


class HoldersForm(PartForm):
    """For a divided unit: who of those that belong to no khu phố goes where; the others follow their khu phố."""

    def __init__(self, change: Change, user: User, data: Any = None, *, edition: int = 0) -> None:
        super().__init__(change, data, edition=edition)
        self.first_head, self.heads = "Đối tượng không thuộc khu phố, thôn, ấp nào", ("Đơn vị nhận",)
        self.chosen: list[tuple[str, str, str]] = []
        if change.is_divided:
            self._choose(change, bool(user.units_as(*TITLE_ROLES)))

    def _choose(self, change: Change, reads_names: bool) -> None:
        loose = held_by(change.old).filter(kind__in=LOOSE).order_by("kind", "sort_key", "pk")
        numbers = Counter(loose.values_list("kind", flat=True))
        if reads_names and sum(numbers.values()) <= LISTED:
            for holder in loose:
                self._add(f"h-{holder.pk}", holder.name, TitleKind(holder.kind).label, change)
        else:
            for kind in [kind for kind in LOOSE if numbers[kind]]:
                self._add(f"k-{kind}", f"{vi.whole(numbers[kind])} {kind.holder}", kind.label, change)

    def _add(self, name: str, label: str, note: str, change: Change) -> None:
        self.fields[name] = receiver_field(change, label)
        self.chosen.append((name, label, note))

    @property
    def rows(self) -> list[ChoiceRow]:
        return [ChoiceRow(label, note, [self[name]]) for name, label, note in self.chosen]

    @property
    def choices(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name, _, _ in self.chosen}
        return {
            "holders": {name[2:]: to for name, to in given.items() if name.startswith("h-")},
            "kinds": {name[2:]: to for name, to in given.items() if name.startswith("k-")},
        }


class Titles(Part):
    """Households and all other holders, each with its whole history, titles in force and running nominations."""

    code = PART
    title = "sổ danh hiệu"
    lead = (
        "Hộ gia đình và cộng đồng đi theo nơi ở. Lịch sử, danh hiệu đã công nhận giữ nguyên; hồ sơ đang xét của năm "
        "chuyển sang đơn vị mới làm tiếp."
    )
    order = 20
    after = (COMMUNITIES,)

    def lines(self, change: Change, user: User) -> list[Line]:
        rows = held_by(change.old).order_by()
        by_kind = dict(rows.values_list("kind").annotate(number=Count("pk")))
        lines = [Line(kind.label, by_kind[kind], kind.holder) for kind in TitleKind if by_kind.get(kind)]
        over = rows.exclude(state=CandidateState.ACTIVE).count()
        if over:
            lines.append(Line("trong đó không còn hoặc đã gộp, đi theo để giữ lịch sử", over, "bản ghi"))
        if lines:
            if late := rows.filter(known_since__gte=change.on).count():
                note = "thay đổi được ghi sau ngày có hiệu lực; những đối tượng này chuyển cùng"
                lines.append(Line(f"trong đó ghi vào sổ từ ngày {vi.day(change.on)}", late, "đối tượng", note))
            held = Nomination.objects.in_force().filter(candidate__in=rows.values("pk"))
            lines.append(Line("Danh hiệu đã công nhận, đi theo người giữ", held.count(), "danh hiệu"))
            files = running(change.old, change.on)
            lines.append(Line(f"Hồ sơ đang xét từ năm {change.on.year}", files.count(), "hồ sơ"))
            earlier = Nomination.objects.filter(ward=change.old, year__lt=change.on.year, state__in=RUNNING)
            if number := earlier.count():
                note = f"năm trước {change.on.year}: ở lại với đơn vị cũ"
                lines.append(Line("Hồ sơ các năm trước chưa xong", number, "hồ sơ", note))
        return lines

    def holding(self, places: Collection[Place]) -> set[Place]:
        rows = held_by(*(old for old, _ in places)).order_by()
        units = set(rows.values_list("ward", flat=True).distinct())
        return {place for place in places if place[0] in units}

    def illustrative(self, change: Change) -> bool:
        return held_by(change.old).filter(illustrative=True).exists()

    def size(self, change: Change) -> int:
        return held_by(change.old).count()

    def form(self, change: Change, user: User, data: Any, edition: int) -> PartForm:
        return HoldersForm(change, user, data, edition=edition)

    def sentence(self, change: Change, choices: Mapping[str, Any]) -> str:
        parts = []
        heirs = _heirs(change, choices)
        kinds = dict(held_by(change.old).values_list("pk", "kind"))
        for heir in change.heirs:
            numbers = Counter(kinds[pk] for pk, to in heirs.items() if to == heir.unit_id)
            if words := joined([f"{vi.whole(numbers[kind])} {kind.holder}" for kind in TitleKind if numbers[kind]]):
                parts.append(f"{words} sang {in_text(heir)}")
        stay = len(kinds) - len(heirs)
        if stay:
            parts.append(f"{vi.whole(stay)} đối tượng ở lại {in_text(change.unit)}")
        return f"Sẽ chuyển từ ngày {vi.day(change.on)}: {'; '.join(parts)}."

    def hand(self, change: Change, choices: Mapping[str, Any], doing: Doing) -> Outcome:
        """Raises Refused for a holder whose khu phố has no heir, an heir that is none, an unsigned draft."""
        refuse_unsigned(change.old, change.on)
        heirs = _heirs(change, choices)
        reason = f"Bàn giao {named(change.unit)} ({change.event.decision})"[:300]
        found = hand_holders(change.old, change.on, heirs, reason=reason, by=doing.by, at=doing.at)
        if not found:
            raise Refused(f"Sổ của {named(change.unit)} không còn đối tượng nào chờ bàn giao.")
        received = {heir: _numbers(holders) for heir, holders in found.items()}
        return Outcome(received, {"at": doing.at.isoformat()})

    def rests(self, change: Change, row: HandOverPart) -> list[str]:
        found = since(change.old, change.on, handed_at(row))
        sentences = {
            f"{vi.whole(found.moved)} đối tượng đã chuyển đi nơi khác từ khi bàn giao.": found.moved,
            f"{vi.whole(found.happened)} đối tượng đã có việc ghi mới từ khi bàn giao.": found.happened,
            f"{vi.whole(found.registered)} hồ sơ đã đăng ký mới từ khi bàn giao.": found.registered,
            f"{vi.whole(found.worked)} hồ sơ đang xét đã được làm tiếp từ khi bàn giao.": found.worked,
        }
        return [words for words, number in sentences.items() if number]

    def take_back(self, change: Change, row: HandOverPart, doing: Doing) -> list[str]:
        reason = f"Hoàn tác bàn giao {named(change.unit)}"[:300]
        take_holders_back(change.old, change.on, handed_at(row), reason=reason, by=doing.by, at=doing.at)
        return []


def _numbers(holders: Iterable[Holder]) -> dict[str, int]:
    """ "970 hộ", "2 dòng họ" as they are kept."""
    numbers = Counter(holder.kind for holder in holders)
    return {kind.holder: numbers[kind] for kind in TitleKind if numbers[kind]}


CHOOSE = "Hãy chọn đơn vị nhận cho từng đối tượng không thuộc khu phố, thôn, ấp nào"


def _heirs(change: Change, choices: Mapping[str, Any]) -> dict[int, int]:
    """For each holder the heir: where its khu phố stands on the day, or what was chosen; those that stay are left out.

    Raises Refused when one has no heir.
    """
    rows = list(held_by(change.old).values_list("pk", "kind", "community_id"))
    places = _places({community for _, _, community in rows if community}, change)
    holders = {int(pk): to for pk, to in choices.get("holders", {}).items()}
    kinds: Mapping[str, Any] = choices.get("kinds", {})
    only = None if change.is_divided else change.receivers[0]
    found: dict[int, int] = {}
    lost: dict[tuple[bool, str], int] = defaultdict(int)
    for pk, kind, community in rows:
        to = places.get(community) if community else holders.get(pk, kinds.get(kind, only))
        if change.heir(to):
            found[pk] = int(to or 0)
        elif not (change.stays and str(to) in (STAYS, str(change.old))):
            lost[bool(community), TitleKind(kind).holder] += 1
    for in_a_community, advice in ((True, "Hãy bàn giao phần khu phố, thôn, ấp trước"), (False, CHOOSE)):
        if told := [f"{vi.whole(number)} {what}" for (below, what), number in lost.items() if below == in_a_community]:
            words = f"{joined(told)} của {named(change.unit)} chưa có đơn vị nhận ({change.an_heir_in_text})"
            raise Refused(f"{words}. {advice}.")
    return found


def _places(communities: set[int], change: Change) -> dict[int | None, int]:
    """For each khu phố the unit under which it stands on the day.

    One that ended before the day, as its holders who are no more, goes where the whole unit goes.
    """
    versions = UnitVersion.objects.on(change.on).of_kind(UnitKind.COMMUNITY).filter(unit__in=communities)
    found: dict[int | None, int] = {unit: parent for unit, parent in versions.values_list("unit", "parent") if parent}
    if not change.is_divided:
        ended = communities - set(found)
        stood = UnitVersion.objects.on(change.last_day).filter(unit__in=ended).values_list("unit", flat=True)
        found |= dict.fromkeys(ended - set(stood), change.receivers[0])
    return found


def handed_at(row: HandOverPart) -> dt.datetime:
    """The moment of the confirmation, by which the events of a hand-over are known again."""
    return dt.datetime.fromisoformat(row.made["at"])
