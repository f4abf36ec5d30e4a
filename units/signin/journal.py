"""Every try to come in is noted, and where people are inside. The only writer of `SignInTry` and `OpenSession`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from hocTap.lib.watching import address_of
from units.models import OpenSession, SignInTry, User
from units.signin import devices
from units.signin.enums import Door, Outcome

KEPT_FOR = dt.timedelta(days=365)
"""The law wants logs for some months at least; after a year they are dropped."""
MARK_KEPT_FOR = dt.timedelta(days=1)


def mark_of(password: str) -> str:
    """Equal wrong passwords have equal marks; nobody gets from a mark to the password without the key."""
    return salted_hmac("hocTap.signin.mark", password, algorithm="sha256").hexdigest()[:12]


def person_named(username: str) -> User | None:
    return User.objects.filter(username=username[:150]).first()


def note(
    request: HttpRequest,
    person: User | None,
    door: Door,
    outcome: Outcome,
    now: dt.datetime,
    *,
    password: str = "",
) -> SignInTry:
    """Write down a try; a wrong password with its mark, a right one never."""
    return SignInTry.objects.create(
        at=now,
        person=person,
        address=address_of(request)[:45],
        door=door,
        outcome=outcome,
        known_device=person is not None and devices.knows(request, person),
        mark=mark_of(password) if outcome == Outcome.WRONG and password else "",
    )


def forget_old(now: dt.datetime) -> None:
    """Tries older than a year go; marks of passwords after a day."""
    SignInTry.objects.filter(at__lt=now - KEPT_FOR).delete()
    SignInTry.objects.filter(at__lt=now - MARK_KEPT_FOR).exclude(mark="").update(mark="")


def opened(request: HttpRequest, person: User, now: dt.datetime) -> None:
    """The person is inside in this browser."""
    if not request.session.session_key:
        request.session.save()
    key = request.session.session_key or ""
    facts = {"person": person, "began_at": now, "address": address_of(request)[:45]}
    OpenSession.objects.update_or_create(
        key=key, defaults={**facts, "browser": request.headers.get("User-Agent", "")[:200]}
    )


def sessions_of(person: User, now: dt.datetime) -> list[OpenSession]:
    """Where the person is inside now, the latest first; those that ended by themselves are dropped."""
    rows = OpenSession.objects.filter(person=person)
    live = set(
        Session.objects.filter(session_key__in=rows.values("key"), expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    rows.exclude(key__in=live).delete()
    return list(rows.order_by("-began_at", "-pk"))


def end_sessions(person: User, *, keep: str = "", only: int | None = None) -> int:
    """End the person's sessions in other browsers (or one of them); how many there were."""
    rows: Any = OpenSession.objects.filter(person=person).exclude(key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def unlocked(request: HttpRequest, person: User, *, by: User, now: dt.datetime) -> None:
    """An administrator lets the person try at once."""
    SignInTry.objects.create(
        at=now, person=person, address=address_of(request)[:45], door=Door.PASSWORD, outcome=Outcome.UNLOCKED, by=by
    )
