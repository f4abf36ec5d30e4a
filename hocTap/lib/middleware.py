"""What holds for every page: login by default, text cleaned as it comes in, nothing typed is lost, nothing is stale."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import render

from hocTap.lib import kept
from hocTap.lib.http import wants_json
from hocTap.lib.text import printable


class LoginRequired(LoginRequiredMiddleware):
    """A page goes to the login. What was typed goes with it; the entry page's script keeps it by itself.

    A page for everybody does not even ask who comes: its answer hangs on no cookie, and caches between may keep it.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:  # type: ignore[override]
        if wants_json(request):
            return JsonResponse({"error": "login", "sentence": "Phiên làm việc đã hết. Hãy đăng nhập lại."}, status=401)
        if packed := kept.pack(request):
            context = {"form": AuthenticationForm(request), "next": kept.page_of(request), "kept": packed}
            return render(request, "registration/login.html", context, status=403)
        if request.method == "POST":
            return redirect_to_login(kept.page_of(request))
        return super().handle_no_permission(request, view_func)


class NotThatWay:
    """Middleware: whoever opens the address of a button, from the address bar or a bookmark, is told where it stands.

    Without it the answer has no content, and browsers show a page of their own, in their own words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or response.status_code != 405 or response.content or wants_json(request):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class CleanText:
    """Middleware: signs that no file can hold, and signs without a shape, never come in through a form or an address.

    Also tells the browser to ask anew for every page when somebody goes Back, so that an old form never looks true.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = cleaned(request.GET)
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Only now, behind the login: what a stranger sends is not read."""
        if request.method == "POST":
            request.POST = cleaned(request.POST)


def cleaned(sent: Any) -> Any:
    """The same names and values without the signs that may not come in; the very same object when there are none."""
    if all(printable(text) == text for pair in sent.lists() for text in (pair[0], *pair[1])):
        return sent
    tidy = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        tidy.setlist(printable(name), [printable(value) for value in values])
    tidy._mutable = False
    return tidy
