"""People of an office, entered as a list: each with a post, and an account that has no password yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Refused, needed
from units import workflow
from units.accounts.addresses import tidied
from units.accounts.giving import give
from units.accounts.names import login_name, names_like
from units.enums import Role
from units.models import Post, PostProposal, Unit, User
from units.naming import full_name, full_names

LONGEST_NAME = 120


@dataclass(frozen=True)
class Newcomer:
    """A line of the list: who, as what, where; `where` names the line in what is refused ("dòng 3")."""

    full_name: str
    role: Role
    unit: Unit
    email: str = ""
    where: str = ""


@dataclass(frozen=True)
class Entered:
    """What became of a line; `person` is who was meant."""

    person: User
    is_new_person: bool
    is_new_post: bool
    waits: bool = False
    """Whether the post is only proposed: a second person has to agree."""


@transaction.atomic
def enter_people(list_: Sequence[Newcomer], *, today: dt.date, by: User | None = None) -> list[Entered]:
    """All or nothing. Somebody of the same name and e-mail who works for the same unit is the same person.

    So a list entered twice changes nothing. A post at a unit that has ended begins on the unit's last day: whoever
    holds it answers for the unit's past. `by` is who enters them on the site, where some posts take a second
    person (`giving`). Raises Refused, naming the line.
    """
    workflow.one_tree_writer_at_a_time()  # who is there already and which names are free is looked up once
    tidy = [_tidied(each) for each in list_]
    taken = names_like([each.full_name for each in tidy])
    known = _known(tidy)
    entered = []
    for each in tidy:
        try:
            person = _same(known[each.full_name], each)
            is_new = person is None
            if person is None:
                person = User(username=login_name(each.full_name, taken), full_name=each.full_name, email=each.email)
                person.set_unusable_password()
                person.save()
                taken.add(person.username)
                known[each.full_name].append((person, {each.unit.pk}))
            first = first_day(each.unit, today)
            held = person.posts.on(today).filter(unit=each.unit, role=each.role).first()
            facts: dict[str, Any] = {"by": by, "at": timezone.now(), "today": today, "from_day": first}
            given = held or give(person, each.unit, each.role, **facts)
        except Refused as refused:
            raise Refused(f"{each.where}: {refused}" if each.where else str(refused)) from refused
        waits = isinstance(given, PostProposal)
        entered.append(Entered(person, is_new, held is None and not waits, waits))
    return entered


@dataclass(frozen=True)
class Met:
    """Somebody of another unit whom a line means by name and e-mail, and the posts that she holds, in words."""

    line: Newcomer
    person: User
    holds: Sequence[str]

    @property
    def sentence(self) -> str:
        """Who it is, what she holds, and what she would be given."""
        held = "; ".join(self.holds) or "hiện không giữ nhiệm vụ nào"
        who = f"{self.person.full_name} ({self.person.email}, tên đăng nhập {self.person.username})"
        given = f"nhiệm vụ “{self.line.role.label}” tại {full_name(self.line.unit)}"
        return f"{who} đã có trong hệ thống: {held}. Sẽ giao thêm cho người này {given}."


def met_elsewhere(list_: Sequence[Newcomer], *, today: dt.date) -> list[Met]:
    """Those of the list who are there already and have never worked for the unit of their line, in its order.

    Each is told before she is given a post: the same name and e-mail may stand in the list by mistake. Three queries.
    """
    tidy = [_tidied(each) for each in list_]
    known = _known(tidy)
    found: dict[tuple[int, int, str], tuple[Newcomer, User]] = {}
    for each in tidy:
        person = _same(known[each.full_name], each)
        if person and each.unit.pk not in next(units for user, units in known[each.full_name] if user == person):
            found.setdefault((person.pk, each.unit.pk, each.role), (each, person))
    held: dict[int, list[str]] = defaultdict(list)
    posts = list(Post.objects.on(today).filter(user__in={user for user, _, _ in found}).order_by("role", "pk"))
    names = full_names({post.unit_id for post in posts})
    for post in posts:
        held[post.user_id].append(f"{Role(post.role).label} – {names[post.unit_id]}")
    return [Met(line, person, held[person.pk]) for line, person in found.values()]


def first_day(unit: Unit, today: dt.date) -> dt.date:
    """From when a new post at the unit is held: today, its last day when it has ended, its first when it is to come."""
    spans = sorted(unit.versions.order_by().values_list("valid_from", "valid_to"))
    if not spans:
        raise Refused(f"{unit} chưa có tên trong danh mục.")
    first, last = spans[0][0], spans[-1][1]
    return max(first, min(today, last or today))


def _tidied(each: Newcomer) -> Newcomer:
    place = f"{each.where}: " if each.where else ""
    name = needed(each.full_name, f"{place}hãy ghi họ và tên.", name=f"{place}họ và tên", longest=LONGEST_NAME)
    return Newcomer(name, each.role, each.unit, tidied(each.email, place), each.where)


def _known(list_: Sequence[Newcomer]) -> dict[str, list[tuple[User, set[int]]]]:
    """People of these names who are there already, with the units of their posts, waiting ones too; three queries."""
    found: dict[str, list[tuple[User, set[int]]]] = defaultdict(list)
    names = {each.full_name for each in list_}
    proposed: dict[int, set[int]] = defaultdict(set)
    waiting = PostProposal.objects.filter(agreed__isnull=True, person__full_name__in=names)
    for person, unit in waiting.values_list("person", "unit"):
        proposed[person].add(unit)
    for user in User.objects.filter(full_name__in=names).prefetch_related("posts").order_by("pk"):
        found[user.full_name].append((user, {post.unit_id for post in user.posts.all()} | proposed[user.pk]))
    return found


def _same(known: Sequence[tuple[User, set[int]]], each: Newcomer) -> User | None:
    """The person of this name whom the line means: by the e-mail, or by working for the same unit."""
    for user, units in known:
        same_mail = each.email and vi.fold(user.email) == vi.fold(each.email)
        if same_mail or (each.unit.pk in units and (not each.email or not user.email)):
            return user
    return None
