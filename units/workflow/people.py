"""Steps on people's posts; a post is ended, never deleted, so that it stays known who could do what and when."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Refused, needed
from units import rules
from units.enums import Role
from units.models import CatalogueChange, Post, PostCorrection, Unit, User
from units.standing import must_not_be_over, must_stand

POSTS = "giao nhiệm vụ ở đó"
SAME = "Chưa có gì khác với nhiệm vụ đã ghi."


@transaction.atomic
def appoint(
    user: User,
    unit: Unit,
    role: Role,
    *,
    from_day: dt.date,
    to_day: dt.date | None = None,
    by: User | None = None,
    noted: bool = False,
) -> Post:
    """Give a person a role at a unit; the post already held on the day, if there is one, is returned as it is.

    A new one is `noted` with who gave it (nobody: a command did), so that one slipped in past the site is found; what
    fills an empty place before its first seal needs no note.

    Raises Refused when the last day is before the first, for a unit that has ended before it, and as `check_post`
    does. A post may be prepared before its unit begins.
    """
    check_post(unit, role, from_day, to_day)
    must_not_be_over(unit.pk, from_day, POSTS)
    if role == Role.ADMINISTRATOR and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # two who appoint at once: the second finds it held
    held = user.posts.on(from_day).filter(unit=unit, role=role).first()
    if held:
        return held
    made = Post.objects.create(user=user, unit=unit, role=role, valid_from=from_day, valid_to=to_day)
    if noted:
        _keep(made, {}, _said(made), by)
    return made


def _said(post: Post) -> dict[str, str]:
    return {
        "đơn vị": f"số {post.unit_id}",
        "vai trò": str(Role(post.role).label),
        "từ ngày": vi.day(post.valid_from),
        "đến hết ngày": vi.day(post.valid_to) if post.valid_to else "",
    }


def _keep(post: Post, before: dict[str, str], after: dict[str, str], by: User | None) -> None:
    """Write down that a post was given, or given another last day; one line of the edits of its person."""
    CatalogueChange.objects.create(
        at=timezone.now(),
        by=by,
        table=Post._meta.db_table,
        key=post.pk,
        of_table=User._meta.db_table,
        of_key=post.user_id,
        said=f"Nhiệm vụ {Role(post.role).label}"[:300],
        before=before,
        after=after,
    )


@transaction.atomic
def end_post(post: Post, *, last_day: dt.date | None, by: User | None = None) -> Post:
    """The person holds the post for the last time on this day; None takes the end back. Who said so is kept.

    Raises Refused when the day is before the post began.
    """
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if last_day and last_day < locked.valid_from:
        raise Refused(f"Nhiệm vụ bắt đầu từ {vi.day(locked.valid_from)}, sau ngày cuối.")
    was = _said(locked)["đến hết ngày"]
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    now = _said(locked)["đến hết ngày"]
    if now != was:
        _keep(locked, {"đến hết ngày": was}, {"đến hết ngày": now}, by)
    return locked


def check_post(unit: Unit, role: str, from_day: dt.date, to_day: dt.date | None) -> None:
    """Raise Refused for a post that ends before it begins, or of an office at what was only ever a khu phố."""
    if to_day and to_day < from_day:
        raise Refused("Ngày cuối phải sau hoặc bằng ngày đầu.")
    if not rules.may_hold(role, unit.versions.order_by().values_list("kind", flat=True)):
        sentence = "{unit}: “{role}” là nhiệm vụ của cơ quan cấp xã trở lên, không giao ở khu phố, thôn, ấp."
        raise Refused(sentence.format(unit=unit, role=Role(role).label))


@transaction.atomic
def correct_post(
    post: Post,
    *,
    unit: Unit,
    role: Role,
    from_day: dt.date,
    to_day: dt.date | None,
    by: User,
    at: dt.datetime,
    reason: str,
) -> Post:
    """Put right a post that was written down wrong; what it said before is kept with who, when and why.

    For a post that was right until a day, `end_post` and `appoint` are the steps.
    Raises Refused without a reason, when nothing differs, when the person holds the corrected post already, when the
    unit did not stand on the first day, and as `check_post` does.
    """
    why = needed(reason, "Hãy ghi lý do sửa nhiệm vụ.")
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    check_post(unit, role, from_day, to_day)
    must_stand(unit.pk, from_day, POSTS)
    if (locked.unit_id, locked.role, locked.valid_from, locked.valid_to) == (unit.pk, role, from_day, to_day):
        raise Refused(SAME)
    others = Post.objects.exclude(pk=locked.pk).filter(user=locked.user_id, unit=unit, role=role)
    if other := others.meeting(from_day, to_day).first():
        raise Refused(f"{locked.user} đã có nhiệm vụ này từ {vi.day(other.valid_from)}.")
    correction = PostCorrection(post=locked, by=by, at=at, reason=why)
    correction.unit_before_id, correction.role_before = locked.unit_id, locked.role
    correction.from_before, correction.to_before = locked.valid_from, locked.valid_to
    correction.unit_after, correction.role_after = unit, role
    correction.from_after, correction.to_after = from_day, to_day
    correction.save()
    locked.unit, locked.role, locked.valid_from, locked.valid_to = unit, role, from_day, to_day
    locked.save(update_fields=["unit", "role", "valid_from", "valid_to"])
    if role == Role.ADMINISTRATOR and not locked.user.is_staff:
        locked.user.is_staff = True
        locked.user.save(update_fields=["is_staff"])
    return locked
