"""The smallest decision that holds together."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from awards.commendations import reference, workflow
from awards.commendations.enums import Commended
from awards.commendations.models import Commendation, CommendationDecision, CommendationKind
from awards.commendations.workflow import ToCommend
from tests.factories import make_user
from units.models import Unit, User

DAY = dt.date(2020, 10, 29)


def kind(code: str = "giay-khen-ubnd-quan") -> CommendationKind:
    reference.load()
    return CommendationKind.objects.get(code=code)


def make_decision(
    unit: Unit, number: int = 1, decided_on: dt.date = DAY, code: str = "giay-khen-ubnd-quan"
) -> CommendationDecision:
    by = User.objects.filter(username="thuky").first() or make_user("thuky")
    signed = workflow.SignedDecision(unit, kind(code), number, decided_on, "Người Ký", "Tổng kết")
    return workflow.record_decision(signed, by=by, at=timezone.now())


def commend(
    decision: CommendationDecision,
    ward: Unit,
    name: str = "Chi hội Khuyến học Khu phố 1",
    who: Commended = Commended.COLLECTIVE,
    first: int = 2012,
    last: int = 2020,
    note: str = "",
    money: int | None = None,
) -> Commendation:
    return workflow.commend(
        decision, ToCommend(who, name, ward, "Xây dựng xã hội học tập", first, last, money=money, note=note)
    )
