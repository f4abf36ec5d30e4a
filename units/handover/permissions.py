"""Who may do what with a hand-over; page and POST ask the same. Each presumes that the change is in the remit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from units.enums import Role
from units.handover.changes import Change, Place
from units.handover.registry import Part
from units.models import Lineage, User
from units.permissions import can_administer
from units.querysets import standing
from units.words import named


def can_confirm(user: User, change: Change, part: Part) -> bool:
    """The heir's own people where there is one heir; else the office above all heirs, or an administrator.

    Whoever keeps the part at the heir (its officer, its fund's officer) confirms it. Of a divided unit nobody takes
    what another heir might claim: that is for the office above both.
    """
    return user.is_administrator or bool(confirmable(user, [change], part))


def confirmable(user: User, changes: Sequence[Change], part: Part) -> set[Place]:
    """The same of many changes, for whoever is no administrator; one query, or none.

    Who stands over the heirs is asked for today; for a change to come, which is asked alone, for its day. For an heir
    that is no more itself (Phường 12 went into Phường 8, which was divided half a year later) its own heir of all
    stands in, and who stood over it on its last day.
    """
    own = set(user.units_kept(part.role))
    found = {each.place for each in changes if not each.is_divided and set(each.receivers) <= own}
    others = [each for each in changes if each.place not in found]
    roles = (Role.DISTRICT_OFFICE, *([part.role] if part.role == Role.FUND_OFFICER else []))
    if not others or not user.units_as(*roles):
        return found
    concerned = {unit for each in others for unit in _concerned(each)}
    day = max(timezone.localdate(), *(each.on for each in others))
    over = user.lines_in_remit(*roles).filter(on_day_or_last(day), descendant__in=concerned)
    farthest: dict[int, int] = {}
    for unit, depth in over.values_list("descendant", "depth"):
        farthest[unit] = max(depth, farthest.get(unit, depth))
    return found | {
        each.place for each in others if all(farthest.get(u, -1) >= int(each.is_divided) for u in _concerned(each))
    }


def on_day_or_last(day: dt.date) -> Q:
    """Lines of the tree on the day, and of units that ended before it those of their last day."""
    own = Lineage.objects.filter(descendant=OuterRef("descendant"), depth=0)
    last = own.order_by(F("valid_to").desc(nulls_first=True)).values("valid_to")[:1]
    return standing(day) | Q(valid_to__lt=day, valid_to=Subquery(last))


def who_confirms(change: Change, part: Part) -> str:
    """Who confirms the part, in a sentence for somebody who does not: never a part that waits for nobody knows whom."""
    heirs = ", ".join(named(heir) for heir in change.heirs)
    if not change.is_divided:
        return (
            f"Phần này do {part.role.label} của {heirs} bàn giao; cơ quan phụ trách cấp trên của {heirs} hoặc quản trị "
            "hệ thống cũng làm được."
        )
    keeps = f" và {named(change.unit)} giữ một phần" if change.stays else ""
    by_fund = f", {part.role.label} ở cấp đó" if part.role == Role.FUND_OFFICER else ""
    return (
        f"Phần này phải chia ({heirs}{keeps}), nên do cơ quan phụ trách cấp trên của các đơn vị ấy{by_fund} hoặc quản "
        "trị hệ thống bàn giao, không phải từng đơn vị nhận."
    )


def _concerned(change: Change) -> set[int]:
    """The units above which somebody must stand: the heirs, and an old unit that goes on."""
    return set(change.receivers) | ({change.old} if change.stays else set())


def can_appoint(user: User) -> bool:
    """Posts are given by administrators."""
    return can_administer(user)
