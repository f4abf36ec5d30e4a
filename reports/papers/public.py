"""The page for strangers: whether a certificate holds. No login, nothing but what stands on the paper itself."""

from __future__ import annotations

from http import HTTPStatus

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.papers import codes

MOST = 60
"""So many questions of one machine within a minute are answered."""
MINUTE = 60


@login_not_required
@never_cache
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, revoked, replaced or unknown; what is unknown looks the same whatever was typed."""
    if asked_too_often(request):
        answer = render(request, "papers/check.html", {"throttled": True}, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(MINUTE)
    else:
        found = codes.ask(code, timezone.localdate()) if len(code) == codes.LENGTH else None
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        answer = render(request, "papers/check.html", {"found": found}, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def asked_too_often(request: HttpRequest) -> bool:
    key = f"check-{get_client_ip_address(request)}"
    cache.add(key, 0, timeout=MINUTE)
    try:
        return int(cache.incr(key)) > MOST
    except ValueError:  # its minute ended between the two
        return False
