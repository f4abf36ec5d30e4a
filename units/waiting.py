"""What of units waits for a person: hand-overs, proposals about units to be confirmed, centres to be decided on."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.prepared import Prepared, how_many
from hocTap.lib.waiting import Waiting
from units.accounts.giving import proposals_for
from units.centres.permissions import can_decide_something
from units.enums import Role
from units.handover.waiting import waiting_for
from units.models import DataBreach, LearningCentre, PersonRequest, UnitVersion, User, Verification
from units.privacy.rights.books import books

SHOWN = 5
"""So many of a kind are named one by one; the others are one line with their number."""


def handovers_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Changes of units of which this person still has something to hand over."""
    found = waiting_for(user, today)
    lines = [
        Waiting(
            f"handover-{each.change.old}-{each.change.on}",
            "Bàn giao đang chờ",
            each.change.title,
            reverse("units:handover", args=[each.change.event.pk, each.change.old]),
            "Xem và bàn giao",
            facts=(f"từ ngày {vi.day(each.change.on)}", f"chưa bàn giao: {'; '.join(each.parts)}"),
        )
        for each in found[:SHOWN]
    ]
    if more := len(found) - len(lines):
        address = reverse("units:handover-list")
        words = f"Còn {vi.whole(more)} lần bàn giao khác chưa xong"
        lines.append(
            Waiting("handovers-more", "Bàn giao đang chờ", words, address, "Mọi lần bàn giao", tasks=more, count=more)
        )
    return lines


def verifications_waiting(user: User, today: dt.date) -> list[Waiting]:
    """What somebody else found out about units, to be confirmed by this person; one query, or none."""
    if not (user.is_administrator or user.holds(Role.DISTRICT_OFFICE)):
        return []
    rows = Verification.objects.filter(agreed__isnull=True).exclude(by=user)
    if not user.is_administrator:
        mine = user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=OuterRef("version__unit"))
        rows = rows.filter(Exists(mine))
    by_unit = rows.order_by("version__unit").values_list("version__unit").annotate(number=Count("pk"))
    asked: dict[int, int] = dict(by_unit)
    shown = list(asked)[:SHOWN]
    names = dict(UnitVersion.objects.filter(unit__in=shown).order_by("valid_from").values_list("unit", "name"))
    lines = [
        Waiting(
            f"verification-{unit}",
            "Đối chiếu đơn vị",
            f"{names[unit]}: {vi.whole(asked[unit])} đề nghị đối chiếu chờ xác nhận",
            reverse("units:verification-list", args=[unit]),
            "Xem và xác nhận",
            tasks=asked[unit],
            count=asked[unit],
        )
        for unit in shown
    ]
    if more := sum(asked.values()) - sum(asked[unit] for unit in shown):
        words = f"Còn {vi.whole(more)} đề nghị đối chiếu đơn vị khác"
        lines.append(
            Waiting(
                "verifications-more", "Đối chiếu đơn vị", words, reverse("units:tree"), "Mở danh mục đơn vị", tasks=more
            )
        )
    return lines


def posts_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Posts that another administrator asked for, to be confirmed by this person; one query, or none."""
    if not (user.is_administrator or user.holds(Role.DISTRICT_OFFICE)):
        return []
    number = PROPOSALS.number(user)
    if not number:
        return []
    who = "người quản trị thứ hai" if user.is_administrator else "cơ quan phụ trách"
    words = f"{vi.whole(number)} nhiệm vụ chờ {who} xác nhận"
    return [Waiting("posts", "Giao nhiệm vụ", words, reverse("units:proposal-list"), "Xem và xác nhận", count=number)]


PROPOSALS = Prepared(lambda user: how_many(proposals_for(user)))
AWAITING = Prepared(lambda user, today: how_many(LearningCentre.objects.visible_to(user).awaiting(today)))


def breaches_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Breaches of personal data whose notice waits, with the 72 hours of each; one query, or none."""
    if not (user.is_administrator or user.holds(Role.DISTRICT_OFFICE)):
        return []
    rows = DataBreach.objects.visible_to(user).waiting().select_related("unit").prefetch_related("unit__versions")
    return [
        Waiting(
            f"breach-{each.pk}",
            "Dữ liệu cá nhân",
            f"{each.unit}: thông báo vi phạm dữ liệu cá nhân trước {vi.moment(each.notice_by)}",
            each.get_absolute_url(),
            "Xem và thông báo",
            due=timezone.localtime(each.notice_by).date(),
            facts=("đã quá 72 giờ" if each.is_late else f"còn {vi.whole(each.hours_left)} giờ",),
        )
        for each in rows.order_by("notice_by", "pk")
    ]


ANSWERS = (Role.WARD_OFFICER, Role.FUND_OFFICER, Role.DISTRICT_OFFICE)
"""Who keeps records of people in a unit, and so answers what is asked of them."""


def requests_waiting(user: User, today: dt.date) -> list[Waiting]:
    """What people asked of their data in registers that the person reads: each with the clock that runs next, unnamed.

    Of the units whose records the person keeps, and of registers for which the person answers everywhere (accounts,
    for administrators). One query, or none.
    """
    units = user.units_kept(*ANSWERS)
    anywhere = tuple(book.name for book in books() if book.everywhere and book.is_open_to(user))
    if not units and not anywhere:
        return []
    rows = list(ASKED.rows(units, anywhere))
    mine = {book.name for book in books() if book.is_open_to(user)} if rows else set()
    return [
        Waiting(
            f"person-request-{each.pk}{'' if each.acknowledged_on else '-new'}",
            "Dữ liệu cá nhân",
            f"Yêu cầu về dữ liệu ({each.get_kind_display()}): {verb} trước hết ngày {vi.day(each.next_day)}",
            each.get_absolute_url(),
            "Xem và trả lời",
            due=each.next_day,
        )
        for each in rows
        if each.book in mine
        for verb in ("trả lời" if each.acknowledged_on else "báo đã tiếp nhận",)
    ]


def _asked(units: list[int], anywhere: tuple[str, ...]) -> QuerySet[PersonRequest]:
    of_units = Q(unit__in=units) | Q(book__in=anywhere)
    return PersonRequest.objects.waiting().filter(of_units).order_by("received_on", "pk")


ASKED = Prepared(_asked)


def centres_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Centres whose wards have all ended and on which nobody has decided; one query, or none."""
    if not can_decide_something(user):
        return []
    number = AWAITING.number(user, today)
    if not number:
        return []
    words = f"{vi.whole(number)} trung tâm học tập chờ quyết định vì địa bàn đã sắp xếp lại"
    address = reverse("units:centre-pending")
    return [Waiting("centres", "Trung tâm học tập", words, address, "Xem và quyết định", count=number)]
