"""Giving posts: what opens names, money, signatures or approvals takes two people. The writer of proposals.

An administrator asks for it; another administrator answers, or the office in charge of the unit, which knows its people
better. Officers who enter figures read the register's names too; the office in charge names those of its own units
itself, since it reads all of it already. Who administers is the administrators' affair alone.

The very first start: as long as nobody else administers the installation, its only administrator gives posts alone,
first of all a second administrator's. From then on two are needed, and no administrator can be alone again by taking
the other's post away: that is done by the administrator concerned, or on the server (`manage.py end_administrator`).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, checked
from units.accounts.access import behind, refuse_giving_to_oneself, refuse_giving_while_held, refuse_opened_by
from units.accounts.permissions import GIVEN_BY_OFFICES, is_office_over
from units.enums import Role
from units.models import Post, PostProposal, Unit, User
from units.trails.reading import last_done_by, under
from units.workflow.people import appoint, check_post, end_post

SENSITIVE = frozenset(Role) - {Role.READER}
"""All but leaders, who read sums and no names: posts that open names, money, signatures, approvals, administration."""

ONESELF = "Không ai tự giao nhiệm vụ cho mình. Hãy nhờ người quản trị khác giao."
LAST = (
    "Ông, bà là người quản trị duy nhất nên không tự thôi được: sẽ không còn ai vào phần quản trị. "
    "Hãy giao nhiệm vụ quản trị cho người thứ hai trước."
)
TWO = (
    "Nhiệm vụ này cần người thứ hai xác nhận: người quản trị khác, hoặc cơ quan phụ trách. "
    "Hãy giao lại bằng một dòng mới."
)
COLLEAGUE = (
    "Không tự mình cho một người quản trị khác thôi việc. Người ấy tự ghi ngày cuối, hoặc người giữ máy chủ chạy lệnh "
    "manage.py end_administrator."
)


def administrators(today: dt.date) -> QuerySet[User]:
    """Those who administer the installation today."""
    posts = Post.objects.on(today).filter(user=OuterRef("pk"), role=Role.ADMINISTRATOR)
    return User.objects.filter(Q(is_superuser=True) | Exists(posts), is_active=True)


def is_alone(person: User, today: dt.date) -> bool:
    """Whether nobody else administers the installation."""
    return not administrators(today).exclude(pk=person.pk).exists()


def needs_second(by: User | None, role: str, unit_id: int, today: dt.date) -> bool:
    """Whether a post is only proposed; commands of the server (`by` None) act for whoever keeps the machine."""
    if by is None or role not in SENSITIVE or is_alone(by, today):
        return False
    return not (role in GIVEN_BY_OFFICES and is_office_over(by, unit_id))


@transaction.atomic
def give(
    person: User,
    unit: Unit,
    role: Role,
    *,
    by: User | None,
    at: dt.datetime,
    today: dt.date,
    from_day: dt.date,
    to_day: dt.date | None = None,
) -> Post | PostProposal:
    """Give a post, or propose it where a second administrator is needed.

    Raises Refused for one's own post, also through an account that one opened (`refuse_giving_to_oneself`), for one
    that is given alone while somebody else's way in is fresh, for a first day in the past (of a unit that has ended:
    other than its last day), and as `appoint` does.
    """
    if by is not None and by.pk == person.pk:
        raise Refused(ONESELF)
    if from_day < today and not _ended_on(unit, from_day):
        raise Refused(f"Nhiệm vụ không bắt đầu trước hôm nay, {vi.day(today)}: chưa ai làm việc đó dưới tên này.")
    two = needs_second(by, role, unit.pk, today)
    if by is not None and role in SENSITIVE and not is_alone(by, today):
        refuse_giving_to_oneself(by, person, at)
        if not two:
            refuse_giving_while_held(by)
    if not two:
        return appoint(person, unit, role, from_day=from_day, to_day=to_day, by=by, noted=True)
    check_post(unit, role, from_day, to_day)
    if held := person.posts.on(from_day).filter(unit=unit, role=role).first():
        return held
    waiting = PostProposal.objects.filter(person=person, unit=unit, role=role, agreed__isnull=True).first()
    return waiting or checked(
        PostProposal(
            person=person, unit=unit, role=role, valid_from=from_day, valid_to=to_day, asked_by=by, asked_at=at
        )
    )


def _ended_on(unit: Unit, day: dt.date) -> bool:
    return unit.versions.filter(valid_to=day).exists() and not unit.versions.filter(valid_from__gt=day).exists()


def proposals_for(user: User) -> QuerySet[PostProposal]:
    """Proposals that wait for this person's answer: not the own ones, nor those for oneself."""
    found = PostProposal.objects.filter(agreed__isnull=True).exclude(asked_by=user).exclude(person=user)
    if user.is_administrator:
        return found
    lines = user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=OuterRef("unit"))
    return found.exclude(role=Role.ADMINISTRATOR).filter(Exists(lines))


def _may_answer(proposal: PostProposal, by: User) -> bool:
    if by.is_administrator:
        return True
    lines = by.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=proposal.unit_id)
    return proposal.role != Role.ADMINISTRATOR and lines.exists()


@transaction.atomic
def answer(proposal: PostProposal, *, agreed: bool, by: User, at: dt.datetime, today: dt.date) -> PostProposal:
    """The second person's word; whoever asked may take it back, and agrees to nothing.

    A post that was to begin while it waited begins on the day of the answer. Raises Stale when it was answered
    already, Refused for the one who asked, for the person concerned, who may also be behind the account that answers,
    where one person may be behind both accounts (`refuse_opened_by`), for anybody but administrators and the office in
    charge, and as `appoint` does.
    """
    locked = PostProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.agreed is not None:
        raise Stale("Đề nghị này vừa được người khác trả lời.")
    if agreed and by.pk in (locked.asked_by_id, locked.person_id):
        raise Refused("Phải là người quản trị khác, không phải người đề nghị hay người được giao.")
    if agreed:
        refuse_opened_by(by, locked.asked_by, at)
        if locked.person_id in behind(by, at):
            raise Refused(f"Đường vào tài khoản của ông, bà vừa do chính người được giao ({locked.person}) cấp.")
    if not _may_answer(locked, by):
        raise Refused("Chỉ người quản trị hoặc cơ quan phụ trách đơn vị xác nhận được nhiệm vụ này.")
    locked.agreed, locked.answered_by, locked.answered_at = agreed, by, at
    if agreed:
        first = locked.valid_from if _ended_on(locked.unit, locked.valid_from) else max(locked.valid_from, today)
        locked.post = appoint(locked.person, locked.unit, Role(locked.role), from_day=first, to_day=locked.valid_to)
    locked.save(update_fields=["agreed", "answered_by", "answered_at", "post"])
    return locked


def set_end(post: Post, last_day: dt.date | None, *, by: User | None, today: dt.date) -> Post:
    """Another last day for a post. What was done until today was done by whoever held it.

    Raises Refused for a day before today, for an administrator's post by anybody but its holder, for the last
    administrator, and for a longer post that would need a second administrator.
    """
    kept = Post.objects.get(pk=post.pk)
    if last_day == kept.valid_to:
        return kept
    longer = kept.valid_to is not None and (last_day is None or last_day > kept.valid_to)
    if longer and needs_second(by, kept.role, kept.unit_id, today):
        raise Refused(TWO)
    if longer and by is not None and by.pk == kept.user_id:
        raise Refused(ONESELF)
    if last_day is not None and last_day < today:
        raise Refused(f"Ngày cuối không được trước hôm nay, {vi.day(today)}: việc đã làm vẫn là của nhiệm vụ này.")
    if kept.role == Role.ADMINISTRATOR and last_day is not None and by is not None:
        if kept.user_id != by.pk:
            raise Refused(COLLEAGUE)
        if is_alone(by, last_day + dt.timedelta(days=1)):
            raise Refused(LAST)
    return end_post(post, last_day=last_day, by=by)


def may_be_disabled(person: User, *, by: User, today: dt.date) -> None:
    """Raise Refused for an account that its administrator may not switch off: one's own, a colleague's."""
    if person.pk == by.pk:
        raise Refused("Không tự ngừng tài khoản của mình. Hãy nhờ người quản trị khác.")
    if administrators(today).filter(pk=person.pk).exists():
        raise Refused(COLLEAGUE)


def may_correct(
    post: Post, unit: Unit, role: Role, first: dt.date, last: dt.date | None, *, by: User, today: dt.date
) -> None:
    """Raise Refused for a correction that would give more, or tell the past otherwise, than one administrator may.

    A misprint is put right: a later first day, another unit or role of the same weight. A sensitive post elsewhere is
    a new post for two, and where one may give it alone it begins today at the earliest; a first day earlier than it
    was, and a last day before today, would rewrite who could do what. What the person did under the post stays under
    it: neither another unit or role nor a later first day leaves a step behind.
    """
    other = (unit.pk, role) != (post.unit_id, post.role)
    longer = first < post.valid_from or (post.valid_to is not None and (last is None or last > post.valid_to))
    if other and needs_second(by, role, unit.pk, today):
        raise Refused(
            f"“{role.label}” cần người thứ hai xác nhận. Hãy ghi ngày cuối cho nhiệm vụ cũ và giao nhiệm vụ mới."
        )
    if post.role == Role.ADMINISTRATOR and (other or last is not None):
        raise Refused(COLLEAGUE)
    if first < min(post.valid_from, today) and not _ended_on(unit, first):
        raise Refused(f"Ngày đầu không được sớm hơn ngày đã ghi, {vi.day(post.valid_from)}.")
    if other and role in SENSITIVE and first < today and not _ended_on(unit, first):
        raise Refused(f"Nhiệm vụ sửa sang đơn vị hoặc vai trò khác bắt đầu sớm nhất hôm nay, {vi.day(today)}.")
    if last is not None and last < today and last != post.valid_to:
        raise Refused(f"Ngày cuối không được trước hôm nay, {vi.day(today)}.")
    if longer and needs_second(by, role, unit.pk, today):
        raise Refused(TWO)
    tomorrow = today + dt.timedelta(days=1)
    _must_leave_nothing_behind(post, tomorrow if other else min(first, tomorrow))


def _must_leave_nothing_behind(post: Post, until: dt.date) -> None:
    """Raise Refused when the person did or saw something under the post before the day."""
    if post.valid_to is not None:
        until = min(until, post.valid_to + dt.timedelta(days=1))
    done = last_done_by(post.user_id, under(post.unit_id), since=post.valid_from, until=until)
    if done:
        raise Refused(
            f"{post.user} đã làm việc dưới nhiệm vụ này, gần nhất là ngày {vi.day(timezone.localdate(done.at))}: "
            f"{done.did}, {done.what}. Việc đã làm vẫn là của nhiệm vụ này: hãy ghi ngày cuối cho nhiệm vụ, rồi giao "
            "nhiệm vụ mới."
        )
