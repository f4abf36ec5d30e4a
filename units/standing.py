"""What is dated for a unit is dated while it stands: the one refusal, which names who takes the entry instead.

Every function of a workflow that books something of a day for a unit asks here; `tests/test_ended.py` finds one that
does not. An entry of a day before the unit's end is a correction of its own days, and stays possible to whoever
answers for it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from hocTap.lib.refusals import Refused
from units.models import UnitVersion
from units.succession import answering_for
from units.words import joined, named

NO_HEIR = "Danh mục chưa ghi nơi nào thay thế. Hãy nhờ người quản trị ghi việc sáp nhập, chia tách trước."


def must_stand(unit: int, day: dt.date, what: str) -> UnitVersion:
    """The unit, by its id, as it stands on the day of an entry; raises Refused when it does not. One query if it does.

    `what` is the act, for the sentence: "ghi phiếu thu". Example: "Phường 5 kết thúc ngày 30/06/2025 nên không ghi
    phiếu thu sau ngày đó được. Hãy ghi cho Phường Hòa Bình." A unit that has not begun names its first day.
    """
    return Lives([unit]).must_stand(unit, day, what)


def must_not_be_over(unit: int, day: dt.date, what: str) -> None:
    """The same for what may begin before the unit does, as a post that is prepared."""
    Lives([unit]).must_not_be_over(unit, day, what)


def over(unit: int, day: dt.date, what: str) -> str:
    """The sentence of the refusal, where it is one of many; nothing when the unit has not ended before the day."""
    return Lives([unit]).over(unit, day, what)


SPANS = Prepared(lambda unit: UnitVersion.objects.filter(unit=unit).order_by().values_list("valid_from", "valid_to"))


def stands(unit: int, day: dt.date) -> bool:
    """Whether the unit stands on the day, for what is asked with every key: one cheap query, no sentence."""
    return any(first <= day and (last is None or day <= last) for first, last in SPANS.rows(unit))


class Lives:
    """On which days units stood, read once for a whole list of entries."""

    def __init__(self, units: Iterable[int]) -> None:
        self.versions: dict[int, list[UnitVersion]] = defaultdict(list)
        for version in UnitVersion.objects.filter(unit__in=set(units)).order_by("valid_from"):
            self.versions[version.unit_id].append(version)

    def on(self, unit: int, day: dt.date) -> UnitVersion | None:
        """The unit as it stood on the day."""
        return next((version for version in self.versions.get(unit, ()) if version.stood_on(day)), None)

    def ended_before(self, unit: int, day: dt.date) -> UnitVersion | None:
        """The unit as it stood last, when it has ended before the day."""
        begun = [version for version in self.versions.get(unit, ()) if version.valid_from <= day]
        return None if not begun or begun[-1].stood_on(day) else begun[-1]

    def must_stand(self, unit: int, day: dt.date, what: str) -> UnitVersion:
        """The unit as it stands on the day. Raises Refused when it has ended, or not begun."""
        self.must_not_be_over(unit, day, what)
        if stands := self.on(unit, day):
            return stands
        first = next(iter(self.versions.get(unit, ())), None)
        if first is None:
            raise Refused(f"Đơn vị không có trong danh mục vào ngày {vi.day(day)}. Hãy chọn lại đơn vị.")
        raise Refused(
            f"{named(first)} có từ ngày {vi.day(first.valid_from)} nên không {what} trước ngày đó được. "
            "Hãy xem lại ngày."
        )

    def must_not_be_over(self, unit: int, day: dt.date, what: str) -> None:
        """Raise Refused, naming the heirs of the day, when the unit has ended before it."""
        if sentence := self.over(unit, day, what):
            raise Refused(sentence)

    def over(self, unit: int, day: dt.date, what: str) -> str:
        """The sentence of the refusal; nothing when the unit has not ended before the day."""
        last = self.ended_before(unit, day)
        if last is None or last.valid_to is None:
            return ""
        return (
            f"{named(last)} kết thúc ngày {vi.day(last.valid_to)} nên không {what} sau ngày đó được. "
            f"{heirs_of(unit, day).instead}"
        )


@dataclass(frozen=True)
class Heirs:
    """Who takes what a unit would have taken on a day after its end."""

    versions: Sequence[UnitVersion]
    whole: bool

    @property
    def instead(self) -> str:
        """Where the entry goes: to the heir of the whole, or to the one of the heirs of parts that it concerns."""
        names = [named(version) for version in self.versions]
        if not names:
            return NO_HEIR
        if self.whole:
            return f"Hãy ghi cho {names[0]}."
        return f"Hãy ghi cho đơn vị đã nhận phần liên quan: {joined(names, 'hoặc')}."


def heirs_of(unit: int, day: dt.date) -> Heirs:
    """The heirs of a unit that is no more, as they stand on the day: the one of the whole, or those of parts."""
    answer = answering_for(unit, day)
    versions = UnitVersion.objects.on(day).filter(unit__in=answer.units).order_by("sort_key", "unit")
    return Heirs(list(versions), answer.whole is not None)
