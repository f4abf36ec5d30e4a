"""Illustrative commendations of 29/10/2020: as many collectives and individuals of each ward as the figures say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from awards.commendations import reference, workflow
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationDecision, CommendationKind
from awards.commendations.workflow import SignedDecision, ToCommend
from reports.demo.figures import FIRST, LAST, WARDS, figures
from units.models import Unit, User

DAY = dt.date(2020, 10, 29)
ACHIEVEMENT = "Xây dựng xã hội học tập giai đoạn 2012–2020 (minh họa)"
WORDS = {
    Commended.COLLECTIVE: ("commended-collectives", "Tập thể minh họa {number} Phường {ward}"),
    Commended.INDIVIDUAL: ("commended-individuals", "Nguyễn Văn Minh Họa {ward}-{number:02d}"),
}


@transaction.atomic
def load(wards: Mapping[int, Unit], district: Unit, by: User) -> None:
    """The kinds, and one decision of the district with everybody on it; nothing when it is there already."""
    reference.load()
    if CommendationDecision.objects.filter(unit=district).exists():
        return
    signed = SignedDecision(
        district,
        CommendationKind.objects.get(code="giay-khen-ubnd-quan"),
        1,
        decided_on=DAY,
        signer="Chủ tịch minh họa",
        occasion="Tổng kết xây dựng xã hội học tập giai đoạn 2012–2020 (minh họa)",
        illustrative=True,
    )
    decision = workflow.record_decision(signed, by=by, at=timezone.now())
    workflow.commend_all(
        decision,
        [
            ToCommend(kind, words.format(ward=ward, number=number), wards[ward], ACHIEVEMENT, FIRST, LAST)
            for kind, (code, words) in WORDS.items()
            for ward in range(1, WARDS + 1)
            for number in range(1, figures()[ward, LAST][code] + 1)
        ],
    )
