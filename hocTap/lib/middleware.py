"""Login by default on every page."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from hocTap.lib.http import wants_json


class LoginRequired(LoginRequiredMiddleware):
    """A page goes to the login; the entry page's script is told so in JSON and keeps what was typed."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:  # type: ignore[override]
        if wants_json(request):
            return JsonResponse({"error": "login", "sentence": "Phiên làm việc đã hết. Hãy đăng nhập lại."}, status=401)
        return super().handle_no_permission(request, view_func)
