"""How a request asks to be answered, and how pages travel."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.http import content_disposition_header


def wants_json(request: HttpRequest) -> bool:
    """The entry page's script asks for JSON; a person's browser asks for a page."""
    return "application/json" in request.headers.get("Accept", "")


def download(content: bytes, kind: str, name: str, *, attached: bool = True) -> HttpResponse:
    """A file as the answer: saved under its name, or shown by the browser where it is not `attached`."""
    disposition = content_disposition_header(as_attachment=attached, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


BROWSERS = {
    "coc_coc_browser": "Cốc Cốc",
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "điện thoại Android",
    "Windows": "Windows",
    "Macintosh": "máy Mac",
    "Linux": "Linux",
}
"""By a word of `User-Agent`, the telling ones first: every browser calls itself Safari, every Android Linux."""


def browser_named(agent: str) -> str:
    """Which browser of which machine, as people call them: "Chrome trên Windows"; what is not known is left out."""
    browser = next((name for word, name in BROWSERS.items() if word in agent), "")
    system = next((name for word, name in SYSTEMS.items() if word in agent), "")
    return " trên ".join(filter(None, [browser, system]))


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
