"""Middleware: a shared PC that nobody touched asks for the password again; who owes a second step sets it up first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from units.signin.coming import DUE, SEEN_AT, SHARED

OPEN_TO_DEBTORS = {"account:app-add", "account:key-add", "account:own", "logout", "account:codes"}
BY_ITSELF = {"desk:number"}
"""What a page asks by itself, without anybody there."""
NOTED_EVERY = 60


class Gate:
    """Asks the session only, which every page behind the login has read anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.session.get(SHARED) and is_left_alone(request, name):
            request.session.flush()
            request.user = AnonymousUser()
            return None
        if request.session.get(DUE) and name not in OPEN_TO_DEBTORS | BY_ITSELF:
            return redirect("account:app-add")
        return None


def is_left_alone(request: HttpRequest, name: str) -> bool:
    """Whether nobody pressed anything for so long; what somebody presses is noted once a minute."""
    now, seen = timezone.now().timestamp(), float(request.session.get(SEEN_AT, 0))
    if now - seen > settings.SHARED_PC_IDLE.total_seconds():
        return True
    if name not in BY_ITSELF and now - seen > NOTED_EVERY:
        request.session[SEEN_AT] = now
    return False
