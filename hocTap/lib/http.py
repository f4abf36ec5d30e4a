"""How a request asks to be answered."""

from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """The entry page's script asks for JSON; a person's browser asks for a page."""
    return "application/json" in request.headers.get("Accept", "")
