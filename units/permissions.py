"""Who may do what with units, centres and people; page and POST ask the same."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from units.models import User


def can_administer(user: User | AnonymousUser) -> bool:
    """Keep the catalogue and the people: administrators in office today."""
    return isinstance(user, User) and user.is_active and user.is_staff and user.is_administrator
