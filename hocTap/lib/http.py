"""How a request asks to be answered, and how pages travel."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


def wants_json(request: HttpRequest) -> bool:
    """The entry page's script asks for JSON; a person's browser asks for a page."""
    return "application/json" in request.headers.get("Accept", "")


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def own_transaction(view: View) -> View:
    """Mark a view whose POSTs see to their own transaction, and to being done once (the cells of the entry page)."""
    view.keeps_own_transaction = True  # type: ignore[attr-defined]
    return view


def keeps_own_transaction(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether the view was marked so; every other POST is one transaction."""
    return getattr(view, "keeps_own_transaction", False)


class CompressedPages(GZipMiddleware):
    """Pages and their data travel compressed; PDF and Excel are so already.

    An eavesdropper could guess secrets from the length of compressed pages (BREACH): Django adds bytes of random number
    to each, and the token of a form is masked anew in each answer.
    """

    COMPRESSED = ("text/html", "application/json")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(self.COMPRESSED):
            return response
        return super().process_response(request, response)
