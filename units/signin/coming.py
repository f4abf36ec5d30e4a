"""The way in, whatever door: the second step where there is one, then inside, noted and remembered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hocTap.lib import kept
from units.accounts import access
from units.files import workflow as files
from units.models import User
from units.once import forget_old
from units.signin import devices, journal, second
from units.signin.enums import Door, Outcome

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITS = "second_step"
"""In the session: who passed the first step, when, with which password, where to go on."""
DUE = "second_due"
"""In the session: the post demands a second step and the person has none yet; only the page to set it up opens."""
SHARED, SEEN_AT = "shared_pc", "seen_at"
STEP_LASTS = dt.timedelta(minutes=10)


def come_in(
    request: HttpRequest, person: User, door: Door, *, next_page: str = "", shared: bool = False
) -> HttpResponse:
    """The first step was right: ask for the second one if the person has one, else lead inside."""
    now = timezone.now()
    if second.has_one(person):
        journal.note(request, person, door, Outcome.NEXT, now)
        facts: dict[str, Any] = {"person": person.pk, "at": now.timestamp(), "sign": devices.sign_of(person)}
        request.session[WAITS] = facts | {"next": next_page, "shared": shared}
        return redirect("second-step")
    return inside(request, person, door, next_page=next_page, shared=shared)


def waiting_person(request: HttpRequest) -> User | None:
    """Who passed the first step in this browser in the last minutes, the password being the same still."""
    facts = request.session.get(WAITS)
    if not facts or timezone.now().timestamp() - facts["at"] > STEP_LASTS.total_seconds():
        return None
    person = User.objects.filter(pk=facts["person"], is_active=True).first()
    return person if person is not None and devices.sign_of(person) == facts["sign"] else None


def inside(
    request: HttpRequest, person: User, door: Door, *, next_page: str = "", shared: bool = False
) -> HttpResponse:
    """Log in, note it, remember the browser, and lead to the page that was asked for."""
    now = timezone.now()
    journal.note(request, person, door, Outcome.IN, now)
    login(request, person, backend=BACKEND)
    request.session.pop(WAITS, None)
    if shared:
        request.session[SHARED], request.session[SEEN_AT] = True, now.timestamp()
    if not second.has_one(person) and second.is_demanded_of(person, timezone.localdate(now)):
        request.session[DUE] = True
    journal.opened(request, person, now)
    if told := access.sentence(person):
        messages.warning(request, told)
    forget_old(person)
    files.forget_old(now)
    journal.forget_old(now)
    answer = redirect(safe(request, next_page))
    kept.remember_person(answer, person)
    if not shared:
        devices.remember(request, answer, person)
    return answer


def safe(request: HttpRequest, page: str) -> str:
    """The page asked for, if it is of this site; else the first page."""
    own = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return page if page and own else reverse("home")


def send_again(request: HttpRequest, packed: str) -> HttpResponse | None:
    """What the person typed before the session ended, with a button that sends it; None when nothing was kept."""
    found = kept.unpack(packed)
    if found is None or not kept.is_theirs(found, request.user):
        return None
    return render(request, "registration/kept.html", {"kept": found})


def carried_on(request: HttpRequest, answer: HttpResponse, packed: str) -> HttpResponse:
    """The answer to a right password, with what was typed before the session ended.

    Inside it is offered to be sent; before a second step it goes along in that step's page.
    """
    if not packed:
        return answer
    if not request.user.is_authenticated:
        request.session[WAITS] = request.session[WAITS] | {"kept": packed}
        return answer
    again = send_again(request, packed)
    if again is None:
        return answer
    again.cookies.update(answer.cookies)
    return again
