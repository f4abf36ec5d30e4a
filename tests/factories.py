"""What tests are made of: the smallest objects that hold together, written through the same steps as in real life."""

from __future__ import annotations

import datetime as dt
import os
from itertools import count

from hocTap.lib import vi
from units import workflow
from units.enums import Role, UnitKind
from units.models import LearningCentre, Post, Unit, User

FIRST_DAY = dt.date(2004, 1, 1)

_number = count(os.getpid() * 10_000)
"""Of this process only: a scene may have been made by another."""


def make_unit(
    name: str,
    kind: UnitKind = UnitKind.WARD,
    parent: Unit | None = None,
    code: str = "",
    valid_from: dt.date = FIRST_DAY,
    valid_to: dt.date | None = None,
    key: str = "",
) -> Unit:
    key = key or f"{vi.fold(name).replace(' ', '-')}-{next(_number)}"
    unit = workflow.found_unit(key, name, kind, valid_from=valid_from, parent=parent, code=code)
    if valid_to:
        workflow.close_version(unit, last_day=valid_to)
    return unit


def make_ward(name: str, under: Unit | None = None) -> Unit:
    return make_unit(name, UnitKind.WARD, under)


def make_district(name: str = "Quận 11", under: Unit | None = None) -> Unit:
    return make_unit(name, UnitKind.DISTRICT, under)


def make_user(username: str, *posts: tuple[Role, Unit], full_name: str = "") -> User:
    """A person who holds these posts from the first day on; tests log in with `client.force_login`."""
    user = User(username=username, full_name=full_name or f"Người dùng {username}")
    user.set_unusable_password()
    user.save()
    for role, unit in posts:
        make_post(user, unit, role)
    return User.objects.get(pk=user.pk)


def make_post(user: User, unit: Unit, role: Role, from_day: dt.date = FIRST_DAY, to_day: dt.date | None = None) -> Post:
    return workflow.appoint(user, unit, role, from_day=from_day, to_day=to_day)


def make_centre(
    name: str, *wards: Unit, founded_on: dt.date = FIRST_DAY, seat: str = "", decision: str = ""
) -> LearningCentre:
    return workflow.found_centre(name, wards, founded_on=founded_on, seat=seat, decision=decision)
