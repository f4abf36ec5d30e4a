"""Who only reads changes nothing: held for every address at once, whatever its page forgot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from units.models import User

SAFE = ("GET", "HEAD", "OPTIONS")
OWN_BUSINESS = frozenset(
    {
        *("login", "logout", "password_change", "enter", "enter-code"),
        *(
            "second-step",
            "forgotten",
            "account:app-add",
            "account:key-add",
            "account:codes",
            "account:factor-end",
            "account:sessions-end",
        ),
        *("desk:notices-read", "desk:settings", "desk:calendar-make", "desk:calendar-revoke", "desk:job-cancel"),
    }
)
"""What a reader sends for himself: coming in, going out, a password of his own, his reminders, his own jobs,
the devices of his second step."""

SENTENCE = (
    "Ông, bà được giao quyền xem, không ghi và không đổi gì. Nếu cần ghi, hãy báo người quản trị giao nhiệm vụ khác."
)


class OnlyReads:
    """Middleware: a person whose only posts are those of a reader (lãnh đạo, người xem) sends nothing but 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Asked before the view runs, when it is known which one it is."""
        if request.method in SAFE or not isinstance(request.user, User):
            return None
        where = request.resolver_match.view_name if request.resolver_match else ""
        if where not in OWN_BUSINESS and request.user.only_reads:
            raise PermissionDenied(SENTENCE)
        return None
