"""What was typed into a form that could not be taken: kept in the next page, to be sent again with one press.

A session may end, or a page stay open too long, while somebody types. The next page then carries what was sent,
signed, so that nobody else can put words into it. It is offered only for forms of this site (never for what another
site sent in a person's name), never for passwords, and only to the person who typed it.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse

FIELD = "kept"
PERSON = "hoctap_person"
"""Cookie that says who logged in last on this browser; it opens nothing."""

SALT = "hocTap.kept"
LASTS = 24 * 60 * 60
A_MONTH = 30 * 24 * 60 * 60


class Kept(NamedTuple):
    """A form that was sent in vain: where to, by whom (the id, or nothing), names and values, names of lost files."""

    path: str
    person: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def words(self) -> list[str]:
        """What a person typed, as they recognise it: without ids, marks and ticks."""
        hidden = ("_", "seen")
        return [value for name, value in self.fields if value.strip() and not name.startswith(hidden)]


def from_this_site(request: HttpRequest) -> bool:
    """Whether a page of this site sent the form, as the browser says; False when it does not say."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched == "same-origin"
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return source.scheme == request.scheme and source.netloc == request.get_host()


def page_of(request: HttpRequest) -> str:
    """Where a person goes on after logging in: the page that was asked for, or the one whose form was sent.

    The address of a form alone would answer "405", which browsers show as their own empty page.
    """
    if request.method != "POST":
        return request.get_full_path()
    came = urlsplit(request.headers.get("Referer", ""))
    if came.scheme != request.scheme or came.netloc != request.get_host():
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path


def pack(request: HttpRequest) -> str:
    """What was sent, signed; empty when it is not to be kept."""
    names = request.POST.keys()
    if request.method != "POST" or not from_this_site(request) or any("password" in name for name in names):
        return ""
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    if not fields:
        return ""
    files = [file.name or "" for _, sent in request.FILES.lists() for file in sent]
    person = request.COOKIES.get(PERSON, "")
    return signing.dumps([request.get_full_path(), person, fields, files], salt=SALT, compress=True)


def unpack(packed: str) -> Kept | None:
    """The form that was kept; None when it is older than a day or was tampered with."""
    try:
        path, person, fields, files = signing.loads(packed, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return Kept(path, person, [(name, value) for name, value in fields], files)


def remember_person(response: HttpResponse, user: Any) -> None:
    """Note on this browser who logged in, so that what one person typed is not shown to another."""
    response.set_cookie(PERSON, signing.dumps(user.pk, salt=PERSON), max_age=A_MONTH, httponly=True, samesite="Lax")


def is_theirs(kept: Kept, user: Any) -> bool:
    """Whether the person who is logged in now typed it."""
    try:
        return bool(signing.loads(kept.person, salt=PERSON) == user.pk)
    except signing.BadSignature:
        return False
