"""Recording decisions and those commended: lock, check, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from awards.commendations.enums import AwardingLevel, Commended
from awards.commendations.models import Commendation, CommendationDecision, CommendationKind
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import UnitKind
from units.models import Unit, User

Made = TypeVar("Made", bound=models.Model)

DECIDED_BY = {
    AwardingLevel.WARD: (UnitKind.WARD,),
    AwardingLevel.DISTRICT: (UnitKind.DISTRICT,),
    AwardingLevel.PROVINCE: (UnitKind.WARD, UnitKind.DISTRICT, UnitKind.PROVINCE),
    AwardingLevel.CENTRAL: (UnitKind.WARD, UnitKind.DISTRICT, UnitKind.PROVINCE),
}
"""In whose register a decision stands: its own unit's, or, for higher bodies, that of whoever was commended."""


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
    """Whoever is to be commended, as a form or a generator brings it."""

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
    standing = unit.on(decided_on)
    if standing is None or standing.kind not in DECIDED_BY[AwardingLevel(kind.level)]:
        raise Refused(f"Đơn vị không ra quyết định “{kind}” vào ngày {vi.day(decided_on)}. Hãy chọn lại.")
    return _checked(
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


@transaction.atomic
def commend(decision: CommendationDecision, named: ToCommend) -> Commendation:
    """Add somebody to a decision.

    Raises RewardedBefore when the same was commended for years that meet these and no note explains why again;
    Refused for years or sums that cannot be, a ward that did not stand, or the same twice in one decision.
    """
    locked = CommendationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    standing = named.ward.on(locked.decided_on)
    if standing is None or standing.kind != UnitKind.WARD:
        raise Refused(f"Không có phường đó vào ngày {vi.day(locked.decided_on)}. Hãy chọn lại phường.")
    if named.last_year > locked.decided_on.year:
        raise Refused("Năm cuối của thành tích ở sau năm của quyết định. Hãy ghi lại.")
    made = Commendation(
        decision=locked,
        kind=named.kind,
        name=named.name,
        ward=named.ward,
        achievement=vi.nfc(named.achievement),
        first_year=named.first_year,
        last_year=named.last_year,
        money=named.money,
        note=vi.nfc(named.note),
    )
    if not made.note and (earlier := rewarded_before(named)):
        raise RewardedBefore(earlier)
    return _checked(made)


def rewarded_before(named: ToCommend) -> list[Commendation]:
    """Earlier commendations of the same name, sort and ward for years that meet these, in whatever form."""
    same = Commendation.objects.filter(kind=named.kind, ward=named.ward, folded=vi.fold(named.name))
    met = same.for_same_years(named.first_year, named.last_year)
    return list(met.select_related("decision__kind").order_by("decision__decided_on", "pk"))


@transaction.atomic
def commend_many(decision: CommendationDecision, all_named: Iterable[ToCommend]) -> list[Commendation]:
    """Add a list to a new decision in one statement; for generators, who know that nobody is on it twice."""
    made = [
        Commendation(
            decision=decision,
            kind=named.kind,
            name=named.name,
            ward=named.ward,
            achievement=named.achievement,
            first_year=named.first_year,
            last_year=named.last_year,
            money=named.money,
            note=named.note,
        )
        for named in all_named
    ]
    for each in made:
        each.key_name()
    return Commendation.objects.bulk_create(made)


def _checked(made: Made) -> Made:
    """Save a row that its own constraints find in order; what they say is what the person reads."""
    if isinstance(made, Commendation):
        made.key_name()
    try:
        made.full_clean()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    made.save()
    return made
