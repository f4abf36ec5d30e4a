"""Recording decisions and those commended: lock, check, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from awards.commendations.enums import AwardingLevel, Commended
from awards.commendations.models import FIRST_YEAR, Commendation, CommendationDecision, CommendationKind, Voiding
from hocTap.lib import resting, vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, words
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User
from units.standing import Lives, must_stand

DECIDED_BY = {
    AwardingLevel.WARD: (UnitKind.WARD,),
    AwardingLevel.DISTRICT: (UnitKind.DISTRICT,),
    AwardingLevel.PROVINCE: (UnitKind.WARD, UnitKind.DISTRICT, UnitKind.PROVINCE),
    AwardingLevel.CENTRAL: (UnitKind.WARD, UnitKind.DISTRICT, UnitKind.PROVINCE),
}
"""Which kinds of unit may record a decision of each level in their register.

A ward's or district's decision stands in its own register. A province's or the centre's decision is recorded by a ward
or district, because those bodies keep no register here: Phường 5 records the bằng khen that one of its citizens got.
"""


class RewardedBefore(Refused):
    """The same was commended before for the same years: to go on, the person explains in a note."""

    def __init__(self, earlier: Sequence[Commendation]) -> None:
        self.earlier = list(earlier)
        told = "; ".join(
            f"{each.decision.kind.name}, quyết định {each.decision}, thành tích {each.years}" for each in self.earlier
        )
        super().__init__(
            f"Thành tích này đã được khen: {told}. Một thành tích không khen nhiều lần; nếu là thành tích khác, "
            "hãy ghi rõ ở ô giải trình."
        )


@dataclass(frozen=True)
class ToCommend:
    """Whoever is to be commended, as a form or a list brings it; the note answers what is doubted."""

    kind: Commended
    name: str
    ward: Unit
    achievement: str
    first_year: int
    last_year: int
    money: int | None = None
    note: str = ""


@transaction.atomic
def record_decision(
    unit: Unit,
    kind: CommendationKind,
    number: int,
    *,
    decided_on: dt.date,
    signer: str,
    occasion: str,
    by: User,
    at: dt.datetime,
    illustrative: bool = False,
) -> CommendationDecision:
    """Record a decision that was signed.

    Raises Refused for a day to come, a kind that nobody could decide on that day or at that unit, or a number used in
    that year before.
    """
    if decided_on > timezone.localtime(at).date():
        raise Refused(f"Ngày quyết định {vi.day(decided_on)} ở sau hôm nay. Hãy ghi lại ngày.")
    if not CommendationKind.objects.on(decided_on).filter(pk=kind.pk).exists():
        raise Refused(f"“{kind}” không áp dụng vào ngày {vi.day(decided_on)}. Hãy chọn hình thức khác.")
    standing = must_stand(unit.pk, decided_on, "ghi quyết định khen thưởng")
    if standing.kind not in DECIDED_BY[AwardingLevel(kind.level)]:
        raise Refused(f"{standing.name} không ra quyết định “{kind}” vào ngày {vi.day(decided_on)}. Hãy chọn lại.")
    return checked(
        CommendationDecision(
            unit=unit,
            kind=kind,
            number=number,
            year=decided_on.year,
            decided_on=decided_on,
            signer=vi.nfc(signer),
            occasion=vi.nfc(occasion),
            recorded_by=by,
            recorded_at=at,
            illustrative=illustrative,
        )
    )


def commend(decision: CommendationDecision, named: ToCommend) -> Commendation:
    """Add somebody to a decision. Raises what `commend_all` raises."""
    return commend_all(decision, [named])[0]


@transaction.atomic
def commend_all(decision: CommendationDecision, all_named: Sequence[ToCommend]) -> list[Commendation]:
    """Add a list to a decision, all or none.

    Raises RewardedBefore when the same was commended for years that meet these and no note explains why again;
    Doubtful when the day was reported already and no note says why somebody is added; Refused for a decision that was
    voided, years or sums that cannot be, a ward that did not stand, or the same twice in one decision.
    """
    desk = _Desk(decision, all_named)
    made = [desk.judge(named, place) for place, named in enumerate(all_named, start=1)]
    return insert_many(made)


class _Desk:
    """What those to be commended are judged against, read once under the decision's lock."""

    def __init__(self, decision: CommendationDecision, all_named: Sequence[ToCommend]) -> None:
        self.decision = CommendationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if self.decision.voiding:
            raise Stale(f"Quyết định {self.decision} đã hủy ({self.decision.voiding}); không thêm được ai.")
        self.alone = len(all_named) == 1
        day, units = self.decision.decided_on, {named.ward.pk for named in all_named}
        self.lives = Lives(units)
        stood = {unit: self.lives.on(unit, day) for unit in units}
        self.wards = frozenset(unit for unit, version in stood.items() if version and version.kind == UnitKind.WARD)
        self.there = {(each.kind, each.ward_id, each.name) for each in self.decision.commendations.standing()}
        self.earlier: dict[tuple[str, int, str], list[Commendation]] = {}
        folded = {vi.fold(named.name) for named in all_named}
        same = Commendation.objects.standing().filter(ward__in=self.wards, folded__in=folded)
        for each in same.select_related("decision__kind").order_by("decision__decided_on", "pk"):
            self.earlier.setdefault((each.kind, each.ward_id, each.folded), []).append(each)
        units = {self.decision.unit_id, *self.wards}
        rests = resting.rests_on(units, self.decision.decided_on, self.decision.decided_on)
        self.issued = [rest for rest in rests if rest.issued]

    def judge(self, named: ToCommend, place: int) -> Commendation:
        """The row for one of the list. Raises Refused, with the number of the line when there are several."""
        try:
            return self._judge(named)
        except Refused as reason:
            if self.alone:
                raise
            raise Refused(f"Dòng {place}, {named.name}: {reason}") from reason

    def _judge(self, named: ToCommend) -> Commendation:
        day = self.decision.decided_on
        self.lives.must_stand(named.ward.pk, day, "ghi khen thưởng ở đó")
        if named.ward.pk not in self.wards:
            raise Refused(f"{named.ward} không phải là phường, xã vào ngày {vi.day(day)}. Hãy chọn lại nơi.")
        if named.last_year > day.year:
            raise Refused("Năm cuối của thành tích ở sau năm của quyết định. Hãy ghi lại.")
        if not FIRST_YEAR <= named.first_year <= named.last_year:
            raise Refused("Năm đầu của thành tích phải trước hoặc bằng năm cuối.")
        if named.money is not None and not 1 <= named.money < vi.LARGEST:
            raise Refused("Tiền thưởng phải lớn hơn 0 và dưới 10^15 đồng, hoặc để trống.")
        made = Commendation(
            decision=self.decision,
            kind=named.kind,
            name=needed(named.name, "Tên đang trống. Hãy ghi tên được khen.", name="Tên", longest=160),
            ward=named.ward,
            achievement=needed(named.achievement, "Hãy ghi thành tích.", name="Thành tích", longest=300),
            first_year=named.first_year,
            last_year=named.last_year,
            money=named.money,
            note=words(named.note, name="Giải trình", longest=500),
        )
        made.key_name()
        self._once(made)
        if not made.note:
            self._doubt(made)
        return made

    def _once(self, made: Commendation) -> None:
        key = (made.kind, made.ward_id, made.name)
        if key in self.there:
            raise Refused(f"Quyết định này đã khen đối tượng đó: {made.name}.")
        self.there.add(key)

    def _doubt(self, made: Commendation) -> None:
        """What takes a note: the same achievement rewarded before, or a day that was reported already."""
        same = self.earlier.get((made.kind, made.ward_id, made.folded), [])
        met = [each for each in same if each.first_year <= made.last_year and made.first_year <= each.last_year]
        if met:
            raise RewardedBefore(met)
        if self.issued:
            day = vi.day(self.decision.decided_on)
            raise Doubtful(
                [f"Ngày {day} đã được báo cáo. {resting.in_words(self.issued)}", "Lý do ghi ở ô giải trình."]
            )


def wards_on(day: dt.date, units: Collection[int]) -> list[int]:
    """Those of the units that stood as wards on the day."""
    return list(UnitVersion.objects.on(day).filter(kind=UnitKind.WARD, unit__in=units).values_list("unit", flat=True))


@transaction.atomic
def void_decision(decision: CommendationDecision, *, reason: str, by: User, at: dt.datetime) -> CommendationDecision:
    """Void a decision that was recorded wrongly, with all whom it commends: readable still, counted nowhere.

    The number is free again. Raises Refused without a reason, Stale when it is voided already.
    """
    why = needed(reason, "Hãy ghi lý do hủy.")
    locked = CommendationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if locked.voiding:
        raise Stale(f"Quyết định {locked} đã hủy trước đó ({locked.voiding}).")
    locked.voiding = Voiding.objects.create(by=by, at=at, reason=why)
    locked.commendations.standing().update(voiding=locked.voiding)
    locked.save(update_fields=["voiding"])
    return locked


@transaction.atomic
def void_commendation(commendation: Commendation, *, reason: str, by: User, at: dt.datetime) -> Commendation:
    """Void one commendation that was recorded wrongly.

    Raises Refused without a reason, Stale when it is voided already.
    """
    why = needed(reason, "Hãy ghi lý do hủy.")
    CommendationDecision.objects.select_for_update(of=("self",)).get(pk=commendation.decision_id)
    locked = Commendation.objects.get(pk=commendation.pk)
    if locked.voiding:
        raise Stale(f"{locked} đã hủy trước đó ({locked.voiding}).")
    locked.voiding = Voiding.objects.create(by=by, at=at, reason=why)
    locked.save(update_fields=["voiding"])
    return locked
