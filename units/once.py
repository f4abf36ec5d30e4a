"""A form is done once: sent a second time, it leads to what the first time made."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from hocTap.lib.answers import leads_to
from hocTap.lib.http import keeps_own_transaction
from units.models import SentForm, User

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
KEPT_FOR = dt.timedelta(days=2)
LONGEST_ANSWER = 2_000
AGAIN = "Nội dung này đã được ghi ở lần gửi trước; không ghi lần thứ hai."

View = Callable[..., HttpResponseBase]


class Once:
    """Middleware: every POST is one transaction, and the same rendered form with the same content is done once.

    The CSRF token of a page differs each time the page is made, so token, address, content and person together name
    one press of a button. A double press, a retried request, or Back and the same content again are led to the page
    that followed the first; Back and another content is a new act. Only an answer that leads on (a redirect, or a page
    `shown_once`) counts as done: what was refused may be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Runs the view itself, since its writes and the note that it was done are one transaction."""
        if request.method != "POST" or not isinstance(request.user, User):
            return None
        if keeps_own_transaction(view):
            return None
        if not request.POST.get(TOKEN):
            with transaction.atomic():
                return view(request, *args, **kwargs)
        return _once(request, request.user, lambda: view(request, *args, **kwargs))


def _once(request: HttpRequest, by: User, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    key = key_of(request, by)
    with transaction.atomic():
        try:
            with transaction.atomic():
                sent = SentForm.objects.create(key=key, by=by, at=timezone.now())
        except IntegrityError:
            messages.info(request, AGAIN)
            return redirect(SentForm.objects.get(key=key).answer)
        answer = act()
        if address := leads_to(answer):
            sent.answer = _within(address)
            sent.save(update_fields=["answer"])
        else:
            sent.delete()
        return answer


def _within(address: str) -> str:
    """The address as far as it can be kept; one with very long filters behind the "?" leads on without them."""
    return address if len(address) <= LONGEST_ANSWER else address.partition("?")[0]


def key_of(request: HttpRequest, by: User) -> str:
    """Names one press: who, where, which rendering of the form, and what was in it, files included."""
    digest = hashlib.sha256(f"{by.pk}\n{request.get_full_path()}\n".encode())
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def forget_old(by: User) -> None:
    """Presses of the days before yesterday are no longer remembered: their pages are long closed."""
    SentForm.objects.filter(by=by, at__lt=timezone.now() - KEPT_FOR).delete()
