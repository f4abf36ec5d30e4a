"""Browsers on which a person has come in before: a signed cookie that lasts a year and opens nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from units.models import User

COOKIE = "hoctap_device"
LASTS = 365 * 24 * 60 * 60
MOST = 12
"""So many people of one office share a PC; the one who came first is forgotten."""


def sign_of(person: User) -> str:
    """Changes with the password: a browser that knew the former one is a stranger again."""
    return salted_hmac("hocTap.device", f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()[:20]


def read(request: HttpRequest) -> dict[str, str]:
    try:
        found: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def knows(request: HttpRequest, person: User) -> bool:
    """Whether the person came in on this browser with the password of today."""
    return constant_time_compare(read(request).get(str(person.pk), ""), sign_of(person))


def remember(request: HttpRequest, response: HttpResponse, person: User) -> None:
    people = {pk: sign for pk, sign in read(request).items() if pk != str(person.pk)}
    kept = dict(list(people.items())[-(MOST - 1) :]) | {str(person.pk): sign_of(person)}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=COOKIE, compress=True),
        max_age=LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
