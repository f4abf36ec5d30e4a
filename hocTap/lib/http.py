"""How a request asks to be answered, and how pages travel."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


def wants_json(request: HttpRequest) -> bool:
    """The entry page's script asks for JSON; a person's browser asks for a page."""
    return "application/json" in request.headers.get("Accept", "")


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
