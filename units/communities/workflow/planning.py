"""A change worked out: what is closed, what is new, what is refused or doubted; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from hocTap.lib import resting, vi
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.communities import registry
from units.communities.enums import CommunityAct
from units.communities.reading import ONE_DAY, commune_of, communities_of
from units.communities.rules import (
    Commune,
    in_words,
    key_of,
    refuse_code_signs,
    refuse_day,
    refuse_shares,
    said,
    spelled,
)
from units.communities.workflow.shared import CHANGES, DECISION, iso, names_of, numbers_in
from units.enums import UnitKind
from units.models import CommunityStep, Unit, UnitVersion
from units.standing import must_not_be_over
from units.words import counted


@dataclass(frozen=True)
class Result:
    """What a merger or a division makes: its name and kind, its code, and which part of the old one it takes."""

    name: str
    designation: str = ""
    code: str = ""
    share: Fraction | None = None


@dataclass(frozen=True)
class Asked:
    """A change as an officer asks for it; `decided_on` is the day of the decision, where it is said."""

    act: CommunityAct
    olds: Sequence[int]
    on: dt.date
    decision: str
    results: Sequence[Result] = ()
    names: Mapping[int, Result] = field(default_factory=dict)
    decided_on: dt.date | None = None
    reason: str = ""
    edition: int | None = None


@dataclass
class Plan:
    """A change worked out: what is closed, what is new, who passes to whom; nothing of it is written yet."""

    ward: Unit
    asked: Asked
    decision: str
    olds: list[UnitVersion]
    closed: list[UnitVersion]
    added: list[UnitVersion]
    stays: list[UnitVersion]
    ends: dict[int, str | None] = field(default_factory=dict)
    doubts: str = ""
    reason: str = ""

    @property
    def receivers(self) -> list[UnitVersion]:
        """All that take something, in the order asked."""
        return [*self.stays, *self.added]

    @property
    def words(self) -> str:
        """What becomes of what: "Khu phố 3, Khu phố 4 → Khu phố 3"."""
        if self.asked.act is CommunityAct.RENAME:
            return "; ".join(f"{old.name} → {new.name}" for old, new in zip(self.olds, self.added, strict=True))
        after = names_of(self.receivers) or "không còn"
        return f"{names_of(self.olds)} → {after}"


def edition_of(ward: Unit) -> int:
    """A number that moves with everything that is written about the commune's communities."""
    last = CommunityStep.objects.filter(ward=ward).order_by("-pk").first()
    if last is None:
        return 0
    return last.pk * 2 + (last.undone_at is not None)


def plan(ward: Unit, asked: Asked, today: dt.date) -> Plan:
    """Work a change out and refuse, in a sentence, what cannot be. Doubtful changes need a reason (`Doubtful`)."""
    if asked.edition is not None and asked.edition != edition_of(ward):
        last = CommunityStep.objects.filter(ward=ward).select_related("by").order_by("-pk").first()
        what = f": {last.by} {last.get_act_display()}, {last.summary}" if last else ""
        raise Stale(f"Người khác vừa ghi thay đổi{what}"[:400] + ". Hãy xem lại rồi ghi lần nữa.")
    commune = commune_of(ward, {each.code for each in _all_results(asked)})
    must_not_be_over(ward.pk, asked.on, CHANGES)
    refuse_day(asked.on, commune, today)
    standing = list(communities_of(ward))
    olds = [_old(pk, standing, asked, commune) for pk in dict.fromkeys(asked.olds)]
    if not olds:
        raise Refused("Chưa chọn khu phố, thôn, ấp nào.")
    made = Plan(ward, asked, _decision(asked), olds, [], [], [])
    beside = [each for each in standing if each.stood_on(asked.on)]
    _work_out(made, beside, commune)
    made.doubts, made.reason = settle([*_doubts(ward, asked, today), *_near(made, beside)], asked.reason)
    return made


def _near(made: Plan, beside: Sequence[UnitVersion]) -> list[str]:
    """A new name that differs by marks alone from one that stands on; a person says whether it is one."""
    stands = {key_of(each.name): each.name for each in beside if each not in made.closed}
    new = [(each.name, stands[key_of(each.name)]) for each in made.added if key_of(each.name) in stands]
    return [f"{name} chỉ khác dấu với {old} đã có. Nếu là một, hãy ghi đúng tên đã có." for name, old in new]


def _all_results(asked: Asked) -> list[Result]:
    return [*asked.results, *asked.names.values()]


def _decision(asked: Asked) -> str:
    text = needed(asked.decision, "Hãy ghi căn cứ: số, ký hiệu văn bản.", name="Căn cứ", longest=DECISION - 20)
    return f"{text} ngày {vi.day(asked.decided_on)}" if asked.decided_on else text


def _old(pk: int, standing: Sequence[UnitVersion], asked: Asked, commune: Commune) -> UnitVersion:
    """The community as it stood the day before; it stands on the day itself, and nothing of it is written after."""
    own = [version for version in standing if version.unit_id == pk]
    if not own:
        raise Refused(f"Có khu phố, thôn, ấp được chọn không thuộc {commune.name}.")
    on, last = asked.on, own[-1]
    if last.valid_from >= on and len(own) == 1:
        raise Refused(
            f"{last.name} có từ ngày {vi.day(last.valid_from)}; thay đổi phải từ ngày sau đó, không phải {vi.day(on)}."
        )
    if last.valid_from >= on:
        raise Refused(f"{last.name} đã có thay đổi từ ngày {vi.day(last.valid_from)}. Hãy hoàn tác việc đó trước.")
    if last.valid_to and last.valid_to != commune.span.valid_to:
        into = next((each.into for each in commune.stood if each.unit == pk and each.into), "")
        now = f", nay là {into}" if into else ""
        raise Refused(f"{last.name} đã kết thúc ngày {vi.day(last.valid_to)}{now}. Không ghi lần nữa.")
    return last


def _doubts(ward: Unit, asked: Asked, today: dt.date) -> list[str]:
    """What looks wrong: decided after it took effect; documents that rest on the time since."""
    found = []
    if asked.decided_on and asked.decided_on > asked.on:
        found.append(
            f"Văn bản ngày {vi.day(asked.decided_on)}, sau ngày có hiệu lực {vi.day(asked.on)}: thay đổi có hiệu lực "
            "trở về trước."
        )
    if asked.on < today:
        found.append(resting.in_words(resting.rests_on([ward.pk], asked.on, today)))
    return [each for each in found if each]


def _work_out(made: Plan, beside: Sequence[UnitVersion], commune: Commune) -> None:
    match made.asked.act:
        case CommunityAct.MERGE:
            _merge(made, beside, commune)
        case CommunityAct.SPLIT:
            _split(made, beside, commune)
        case CommunityAct.RENAME:
            _rename(made, beside, commune)
        case CommunityAct.END:
            _end(made)
        case _:
            raise Refused("Hãy chọn việc cần ghi.")


def _merge(made: Plan, beside: Sequence[UnitVersion], commune: Commune) -> None:
    if len(made.asked.results) != 1:
        raise Refused("Nhập lại thì chỉ ghi một tên sau khi nhập.")
    _receive(made, beside, commune)
    if len(made.olds) + len([each for each in made.stays if each not in made.olds]) < 2:
        raise Refused("Nhập lại thì phải có ít nhất hai khu phố, thôn, ấp. Nếu chỉ đổi tên, hãy dùng trang đổi tên.")
    _close(made, [old for old in made.olds if old not in made.stays])


def _split(made: Plan, beside: Sequence[UnitVersion], commune: Commune) -> None:
    if len(made.olds) != 1:
        raise Refused("Mỗi lần chỉ chia một khu phố, thôn, ấp.")
    (old,) = made.olds
    if len(made.asked.results) < 2:
        raise Refused(f"Chia {old.name} thì phải ghi ít nhất hai nơi; nếu {old.name} vẫn còn, ghi cả tên đó.")
    _receive(made, beside, commune)
    refuse_shares([each.share for each in made.asked.results], old.name)
    if old not in made.stays:
        _close(made, [old])


def _receive(made: Plan, beside: Sequence[UnitVersion], commune: Commune) -> None:
    """The receivers by their names: one that stands beside goes on, any other name is a new unit.

    Raises Refused for one that has ended since, and for a new name that somebody else bears later.
    """
    seen: set[str] = set()
    for result in made.asked.results:
        name, designation = spelled(result.name, result.designation)
        key = said(name)
        if key in seen:
            raise Refused(f"{name} ghi hai lần. Mỗi nơi chỉ ghi một dòng.")
        seen.add(key)
        there = next((each for each in beside if said(each.name) == key), None)
        if there is not None:
            _refuse_ended(there, commune)
            made.stays.append(there)
            continue
        _refuse_later(key, made, commune)
        _refuse_code(result.code, made.asked.on, commune)
        added = UnitVersion(name=name, kind=UnitKind.COMMUNITY, parent=made.ward, designation=designation)
        added.code = result.code
        made.added.append(_dated(added, made, commune))


def _refuse_ended(receiver: UnitVersion, commune: Commune) -> None:
    """A receiver goes on until today, or nobody would find again what it is given."""
    own = max((each for each in commune.stood if each.unit == receiver.unit_id), key=lambda each: each.span)
    if own.span.last < commune.span.last:
        now = f", nay là {own.into}" if own.into else ""
        raise Refused(
            f"{own.name} đã kết thúc ngày {vi.day(own.span.last)}{now}, nên không nhận thêm được. "
            "Hãy ghi nơi nhận còn đến nay."
        )


def _refuse_later(key: str, made: Plan, commune: Commune) -> None:
    """No two are called alike on a day to come either; those that change themselves left aside."""
    for each in commune.stood:
        if each.unit not in made.asked.olds and said(each.name) == key and made.asked.on < each.span.first:
            raise Refused(f"{commune.name} đã có {each.name} {in_words(each.span)}. Hãy chọn tên khác.")


def _dated(version: UnitVersion, made: Plan, commune: Commune) -> UnitVersion:
    version.valid_from, version.valid_to = made.asked.on, commune.span.valid_to
    version.decision = made.decision
    return version


def _refuse_code(code: str, on: dt.date, commune: Commune, own: int = 0) -> None:
    refuse_code_signs(code)
    from_then = type(commune.span)(on, commune.span.last)
    for name, days in commune.codes.get(code, ()) if code else ():
        if days.meets(from_then):
            raise Refused(f"Mã {code} là của {name} từ ngày {vi.day(days.first)}.")


def _close(made: Plan, olds: Sequence[UnitVersion]) -> None:
    for old in olds:
        made.ends[old.pk] = iso(old.valid_to)
        old.valid_to = made.asked.on - ONE_DAY
        made.closed.append(old)


def _rename(made: Plan, beside: Sequence[UnitVersion], commune: Commune) -> None:
    """New names for several at once, also in a ring (1 → 2, 2 → 1); no two are called alike afterwards."""
    called = {each.unit_id: said(each.name) for each in beside}
    for old in made.olds:
        result = made.asked.names[old.unit_id]
        name, designation = spelled(result.name, result.designation)
        if name == old.name and designation == old.designation:
            raise Refused(f"{old.name}: tên mới giống tên đang dùng.")
        added = UnitVersion(unit=old.unit, name=name, kind=UnitKind.COMMUNITY, parent=made.ward, code=old.code)
        added.designation = designation
        made.added.append(_dated(added, made, commune))
        called[old.unit_id] = said(name)
    for added in made.added:
        _refuse_later(said(added.name), made, commune)
        if list(called.values()).count(said(added.name)) > 1:
            raise Refused(f"Sau khi đổi, {commune.name} sẽ có hai nơi cùng tên {added.name}. Hãy chọn tên khác.")
    _close(made, made.olds)


def _end(made: Plan) -> None:
    """Ended without a successor; nobody may be left behind in it."""
    held = registry.held([old.unit_id for old in made.olds], made.asked.on)
    if left := numbers_in(held):
        raise Refused(
            f"{names_of(made.olds)} còn {left}. Hãy chuyển họ đi nơi khác trước, hoặc ghi là nhập vào nơi nhận họ."
        )
    _close(made, made.olds)


def sentence(made: Plan) -> str:
    """What the change will do, in numbers, for the person to say yes to."""
    act, on = made.asked.act, vi.day(made.asked.on)
    held = numbers_in(registry.held([old.unit_id for old in made.olds if old in made.closed], made.asked.on))
    told = f"Từ ngày {on}, theo {made.decision}: {made.words}."
    if act is CommunityAct.MERGE:
        went = f"{held} được chuyển" if held else "Chưa có hộ nào trong sổ, nên không chuyển hộ nào"
        into = f" sang {made.receivers[0].name}; danh hiệu và quá khứ của họ giữ nguyên." if held else "."
        lead = f"Sẽ nhập {counted(made.olds)} thành một."
        return f"{lead}\n{told}\n{went}{into}"
    if act is CommunityAct.SPLIT:
        ours = numbers_in(registry.held([made.olds[0].unit_id], made.asked.on))
        lead = f"Sẽ chia {made.olds[0].name} thành {vi.whole(len(made.receivers))} nơi."
        after = f"{ours} chờ ông, bà chọn nơi mới cho từng hộ ở trang sau." if ours else "Sổ chưa có hộ nào để chia."
        return f"{lead}\n{told}\n{after}"
    verb = "đổi tên" if act is CommunityAct.RENAME else "kết thúc"
    return f"Sẽ {verb} {counted(made.olds)}.\n{told}"
