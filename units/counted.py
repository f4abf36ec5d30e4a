"""The numbers of every page: what waits, beside the first line of the menu, and notices that are not read yet, beside
the person's name; counted once a minute, not on every page.

They are kept in the person's own browser (a cookie), with whose they are and when they were counted, so that showing
them asks nothing. Whatever the person sends drops them; the page that follows has them counted anew
(`static/js/badge.js`), and so does a page that finds them older than a minute. Without the script they are as old as
the last look at the first page, and say so. Nothing hangs on them: what somebody writes into his own cookie, he alone
reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from units.models import User

COOKIE = "viec"
KEPT_FOR = 12 * 60 * 60
LONGEST = 40

Answer = TypeVar("Answer", bound=HttpResponseBase)


@dataclass(frozen=True)
class Counted:
    """So many things wait for the person, and so many notices are not read yet, counted at that moment."""

    number: int
    at: dt.datetime
    unread: int = 0

    @property
    def words(self) -> str:
        """ "12 việc đang chờ, đếm lúc 14:05"."""
        return f"{self.number} việc đang chờ, đếm lúc {timezone.localtime(self.at):%H:%M}"

    @property
    def unread_words(self) -> str:
        """ "3 thông báo chưa đọc, đếm lúc 14:05"."""
        return f"{self.unread} thông báo chưa đọc, đếm lúc {timezone.localtime(self.at):%H:%M}"


def told(answer: Answer, user: User, counted: Counted) -> Answer:
    """The answer with the numbers for the pages that follow."""
    answer.set_cookie(
        COOKIE,
        f"{user.pk}.{counted.number}.{int(counted.at.timestamp())}.{counted.unread}",
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,  # no script reads it: badge.js asks the server
        samesite="Lax",
    )
    return answer


def known(request: HttpRequest, now: dt.datetime) -> Counted | None:
    """What was last counted for the person who asks; None when nothing was, or for somebody else."""
    parts = (request.COOKIES.get(COOKIE, "")[:LONGEST] + "...").split(".")[:4]
    whose, count, moment, unread = (int(each) if each.isascii() and each.isdigit() else None for each in parts)
    if whose is None or count is None or moment is None or whose != request.user.pk:
        return None
    age = now.timestamp() - moment
    return Counted(count, dt.datetime.fromtimestamp(moment, dt.UTC), unread or 0) if 0 <= age < KEPT_FOR else None


def dropped(answer: Answer) -> Answer:
    """The answer after which the numbers are counted anew."""
    answer.delete_cookie(COOKIE)
    return answer


class CountAnew:
    """Middleware: what a person sends may change what waits, so the numbers are dropped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if request.method == "POST" and COOKIE in request.COOKIES and COOKIE not in answer.cookies:
            return dropped(answer)
        return answer
