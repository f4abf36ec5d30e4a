"""The posts of people at the old unit: proposed one by one at the heir, never given by themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.accounts.giving import ONESELF, give, needs_second
from units.enums import Role
from units.handover.changes import Change, not_yet
from units.handover.registry import Line, Part
from units.models import Post, PostProposal, Unit, User
from units.words import named
from units.workflow import appoint


@dataclass(frozen=True)
class Proposal:
    """Somebody who held a post at the old unit on its last day, and the heirs where it is held already."""

    post: Post
    held_at: list[str]
    open_at: list[tuple[int, str]]


def proposals(change: Change, today: dt.date) -> list[Proposal]:
    """Every post of the old unit on its last day, with the heirs that could give it again; two queries."""
    posts = Post.objects.on(change.last_day).filter(unit=change.old).select_related("user")
    there = Post.objects.filter(unit__in=change.receivers).exclude(valid_to__lt=today)
    held = set(there.values_list("user", "role", "unit"))
    return [
        Proposal(
            post,
            [named(heir) for heir in change.heirs if (post.user_id, post.role, heir.unit_id) in held],
            [
                (heir.unit_id, named(heir))
                for heir in change.heirs
                if (post.user_id, post.role, heir.unit_id) not in held
            ],
        )
        for post in posts.order_by("role", "user__sort_key", "pk")
    ]


@transaction.atomic
def appoint_at_heir(
    change: Change, post: Post, heir: int, *, by: User, at: dt.datetime, today: dt.date
) -> Post | PostProposal:
    """The same role at the heir from the day of the change; what takes a second administrator is proposed from today.

    Raises Refused for one's own post, before the day, for a unit that is no heir, and for a post that was not held on
    the last day. The old post stays as it was: it tells who answered for the old unit.
    """
    if sentence := not_yet(change, today):
        raise Refused(sentence)
    if not change.heir(heir) or post.unit_id != change.old:
        raise Refused(f"Đơn vị được chọn không kế tiếp {named(change.unit)}. Hãy chọn lại.")
    if not Post.objects.on(change.last_day).filter(pk=post.pk).exists():
        raise Refused(
            f"{post.user} không giữ nhiệm vụ này vào ngày cuối của {named(change.unit)} ({vi.day(change.last_day)}), "
            "nên không giao lại ở đây được. Nếu cần, hãy giao nhiệm vụ mới ở trang Cán bộ của đơn vị nhận."
        )
    if not post.user.is_active:
        raise Refused(f"Tài khoản của {post.user} đã khóa, nên không giao nhiệm vụ được.")
    if by.pk == post.user_id:
        raise Refused(ONESELF)
    taker, role, from_day = Unit.objects.get(pk=heir), Role(post.role), max(change.on, post.valid_from)
    if needs_second(by, role, taker.pk, today):
        return give(post.user, taker, role, by=by, at=at, today=today, from_day=max(from_day, today))
    return appoint(post.user, taker, role, from_day=from_day, by=by, noted=True)


class Posts(Part):
    """People: each is proposed at the heir, with a button of its own."""

    code = "posts"
    title = "nhiệm vụ của cán bộ"
    lead = "Không tự động giao lại: quản trị hệ thống giao từng nhiệm vụ tại đơn vị mới."
    order = 70
    moves = False
    elsewhere = "giao từng nhiệm vụ"

    def lines(self, change: Change, user: User) -> list[Line]:
        number = Post.objects.on(change.last_day).filter(unit=change.old).count()
        return [Line("Nhiệm vụ tại đơn vị cũ vào ngày cuối", number, "nhiệm vụ")] if number else []
