"""Steps on people's posts; a post is ended, never deleted, so that it stays known who could do what and when."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from units.enums import Role
from units.models import Post, Unit, User


@transaction.atomic
def appoint(user: User, unit: Unit, role: Role, *, from_day: dt.date, to_day: dt.date | None = None) -> Post:
    """Give a person a role at a unit; the post already held on the day, if there is one, is returned as it is.

    Raises Refused when the last day is before the first.
    """
    if to_day and to_day < from_day:
        raise Refused("Ngày cuối phải sau hoặc bằng ngày đầu.")
    if role == Role.ADMINISTRATOR and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    held = user.posts.on(from_day).filter(unit=unit, role=role).first()
    return held or Post.objects.create(user=user, unit=unit, role=role, valid_from=from_day, valid_to=to_day)


@transaction.atomic
def end_post(post: Post, *, last_day: dt.date | None) -> Post:
    """The person holds the post for the last time on this day; None takes the end back.

    Raises Refused when the day is before the post began.
    """
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if last_day and last_day < locked.valid_from:
        raise Refused(f"Nhiệm vụ bắt đầu từ {vi.day(locked.valid_from)}, sau ngày cuối.")
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    return locked
