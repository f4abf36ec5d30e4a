"""Who may give posts and slips to whom: administrators to everybody, an office to the officers of its own units.

An office (`Role.DISTRICT_OFFICE`) gives only the posts of officers who enter figures and of readers, at its own unit
and at those that stood under it; so it can give nobody more than it has, and nobody the office's own post. A slip it
gives only to people all of whose posts are such: it cannot set the password of an administrator, of a colleague in the
office, or of somebody who also works elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from units.enums import Role
from units.models import Post, User
from units.permissions import can_administer

GIVEN_BY_OFFICES = (Role.WARD_OFFICER, Role.READER)


def can_manage_people(user: User, unit_id: int) -> bool:
    """Whether the person keeps the people of the unit: an administrator, or the office at it or above it."""
    return can_administer(user) or is_office_over(user, unit_id)


def is_office_over(user: User, unit_id: int) -> bool:
    """Whether the person works in the office at the unit or above it."""
    return unit_id in _below(user, [unit_id])


def roles_given_by(user: User) -> tuple[Role, ...]:
    return tuple(Role) if can_administer(user) else GIVEN_BY_OFFICES


def can_appoint(user: User, role: str, unit_id: int) -> bool:
    """Whether the person may give the post."""
    return can_administer(user) or (role in GIVEN_BY_OFFICES and is_office_over(user, unit_id))


def cannot_be_issued_to(user: User, people: Iterable[User]) -> list[User]:
    """Of these people those to whom the person may give no slip."""
    if can_administer(user):
        return []
    listed = list(people)
    posts: dict[int, list[Post]] = {person.pk: [] for person in listed}
    for post in Post.objects.filter(user__in=posts):
        posts[post.user_id].append(post)
    seen = _below(user, {post.unit_id for each in posts.values() for post in each})
    return [
        person
        for person in listed
        if person.is_staff
        or person.is_superuser
        or person.pk == user.pk
        or not posts[person.pk]
        or any(post.role not in GIVEN_BY_OFFICES or post.unit_id not in seen for post in posts[person.pk])
    ]


def _below(user: User, units: Iterable[int]) -> set[int]:
    """Of these units those at or, on any day, under one where the person is the office today."""
    lines = user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant__in=list(units))
    return set(lines.values_list("descendant_id", flat=True))
