"""People of an office, entered as a list: each with a post, and an account that has no password yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.steps import Refused, needed, words
from units import workflow
from units.accounts.names import login_name, names_like
from units.enums import Role
from units.models import Post, Unit, User

LONGEST_NAME, LONGEST_EMAIL = 120, 254


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
    """What became of a line."""

    post: Post
    is_new_person: bool
    is_new_post: bool


@transaction.atomic
def enter_people(list_: Sequence[Newcomer], *, today: dt.date) -> list[Entered]:
    """All or nothing. Somebody of the same name and e-mail who works for the same unit is the same person.

    So a list entered twice changes nothing. A post at a unit that has ended begins on the unit's last day: whoever
    holds it answers for the unit's past. Raises Refused, naming the line.
    """
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
            post = held or workflow.appoint(person, each.unit, each.role, from_day=first)
        except Refused as refused:
            raise Refused(f"{each.where}: {refused}" if each.where else str(refused)) from refused
        entered.append(Entered(post, is_new, held is None))
    return entered


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
    email = words(each.email, name=f"{place}thư điện tử", longest=LONGEST_EMAIL)
    if email:
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise Refused(f"{place}“{email}” không phải địa chỉ thư điện tử. Không có thì để trống.") from wrong
    return Newcomer(name, each.role, each.unit, email, each.where)


def _known(list_: Sequence[Newcomer]) -> dict[str, list[tuple[User, set[int]]]]:
    """People of these names who are there already, with the units of their posts; two queries."""
    found: dict[str, list[tuple[User, set[int]]]] = defaultdict(list)
    names = {each.full_name for each in list_}
    for user in User.objects.filter(full_name__in=names).prefetch_related("posts").order_by("pk"):
        found[user.full_name].append((user, {post.unit_id for post in user.posts.all()}))
    return found


def _same(known: Sequence[tuple[User, set[int]]], each: Newcomer) -> User | None:
    """The person of this name whom the line means: by the e-mail, or by working for the same unit."""
    for user, units in known:
        same_mail = each.email and vi.fold(user.email) == vi.fold(each.email)
        if same_mail or (each.unit.pk in units and (not each.email or not user.email)):
            return user
    return None
