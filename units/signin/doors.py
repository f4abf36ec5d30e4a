"""Pages before the door besides the password: the province's accounts, a forgotten password."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib.answers import posted
from hocTap.lib.steps import Refused
from hocTap.lib.watching import address_of
from units.accounts import mailing
from units.accounts.issuing import issue
from units.models import AccessSlip, SignInTry, User
from units.signin import coming, journal, province
from units.signin.enums import Door, Outcome
from units.signin.forms import ForgottenForm

MAIL_PAUSE = dt.timedelta(minutes=15)
MAILS_FROM_A_MACHINE = 5
SENT = (
    "Nếu tài khoản này có thư điện tử, đường dẫn đặt mật khẩu đang được gửi tới đó. Vài phút nữa chưa thấy thì tài"
    " khoản chưa có thư điện tử: hãy gặp người quản trị để xin phiếu đặt mật khẩu."
)


@login_not_required
@never_cache
@require_safe
def province_begin(request: HttpRequest) -> HttpResponse:
    """To the province's page of logging in."""
    if not province.is_there():
        raise Http404
    try:
        return redirect(province.begin(request, coming.safe(request, request.GET.get("next", ""))))
    except Refused as reason:
        return _refused(request, reason)


@login_not_required
@never_cache
@require_safe
def province_back(request: HttpRequest) -> HttpResponse:
    """From the province's page: inside, or on to the second step; or why not."""
    if not province.is_there():
        raise Http404
    try:
        person, next_page = province.finish(request)
    except Refused as reason:
        journal.note(request, None, Door.PROVINCE, Outcome.WRONG, timezone.now())
        return _refused(request, reason)
    return coming.come_in(request, person, Door.PROVINCE, next_page=next_page)


def _refused(request: HttpRequest, reason: Refused) -> HttpResponse:
    messages.error(request, str(reason))
    return redirect("login")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A link by mail to set a new password; the answer is the same whether there is such an account or not."""
    if settings.MAIL != "smtp":
        raise Http404
    form = ForgottenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        person = journal.person_named(form.cleaned_data["username"].strip())
        if asks_too_often(request, now):
            form.add_error(None, "Máy này đã xin nhiều lần. Hãy chờ 15 phút rồi thử lại.")
            return render(request, "registration/forgotten.html", {"form": form}, status=HTTPStatus.TOO_MANY_REQUESTS)
        journal.note(request, person, Door.SLIP, Outcome.ASKED, now)
        if person is not None:
            send_link(request, person, now)
        messages.info(request, SENT)
        return redirect("login")
    return render(request, "registration/forgotten.html", {"form": form})


def asks_too_often(request: HttpRequest, now: dt.datetime) -> bool:
    rows = SignInTry.objects.filter(outcome=Outcome.ASKED, at__gt=now - MAIL_PAUSE, address=address_of(request)[:45])
    return rows.count() >= MAILS_FROM_A_MACHINE


def send_link(request: HttpRequest, person: User, now: dt.datetime) -> None:
    """A slip by mail, at most one in a quarter of an hour; a slip on paper that still waits is not taken away."""
    if not person.email or not person.is_active:
        return
    waiting = AccessSlip.objects.filter(person=person, used_at__isnull=True, revoked_at__isnull=True)
    if (
        waiting.filter(issued_at__gt=now - MAIL_PAUSE).exists()
        or waiting.filter(mail_to="", expires_at__gt=now).exists()
    ):
        return
    issue([person], by=None, now=now, lasts=dt.timedelta(days=1))
    mailing.ask([person.pk], site=request.build_absolute_uri("/"), now=now)
