"""Commendations stay what they are: history of the old unit, which its heirs read; nothing moves."""

from __future__ import annotations

from awards.commendations.models import Commendation
from units.handover.changes import Change
from units.handover.registry import Line, Part
from units.models import User


class Commendations(Part):
    """Told, never moved: who was commended stays commended for the unit of that time."""

    code = "commendations"
    title = "khen thưởng"
    lead = "Khen thưởng đã ghi ở lại trong lịch sử của đơn vị cũ; không có gì phải chuyển."
    order = 80
    moves = False
    elsewhere = "không phải chuyển"

    def lines(self, change: Change, user: User) -> list[Line]:
        number = Commendation.objects.filter(ward=change.old).count()
        return [Line("Lượt khen thưởng đã ghi", number, "lượt", "ở lại lịch sử")] if number else []
