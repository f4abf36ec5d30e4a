"""The request of a page behind the login."""

from django.http import HttpRequest

from units.models import User


class UserRequest(HttpRequest):
    """A request whose user is known: the login middleware has seen to it."""

    user: User
