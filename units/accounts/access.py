"""Who gave somebody the way in: a password set by another is changed first, and for three days nobody's second eye.

The rule of four eyes against an administrator who takes a colleague's log-in: an account that had been used, and to
which somebody else set a password or issued the slip that was used, does no second person's act (approve, sign,
confirm, agree, issue, pay) for 72 hours. The person is told at once by e-mail and at every log-in meanwhile, so that
there is time to say "it was not I". An account that nobody had used yet may do so at once, so that an office can begin;
but while one may be behind both accounts neither confirms what the other proposes (`refuse_opened_by`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.http import wants_json
from hocTap.lib.refusals import Refused
from units.models import AccessSlip, EmailCorrection, SignInTry, User
from units.signin.enums import Outcome

HOLD = dt.timedelta(hours=72)

OWN = frozenset(
    {
        *("login", "logout", "password_change", "enter", "enter-code", "second-step"),
        *("account:app-add", "account:key-add", "account:own", "account:codes", "desk:number"),
    }
)
"""Where somebody may be before the password is one's own: coming in, and the second step that is owed first."""

SECOND = frozenset(
    {
        *("indicators:submission-approve", "indicators:figures-approve", "indicators:submission-check"),
        *("indicators:submission-reopen", "indicators:figures-check"),
        *("titles:recognise", "titles:decision-sign", "titles:decision-unsign", "titles:nomination-revoke"),
        *("titles:criteria-confirm", "titles:slip-confirm", "titles:procedure-confirm", "titles:job-resume"),
        "titles:nomination-reinstate",
        *("scholarships:school-year-agree", "scholarships:books-agree", "scholarships:grant-pay"),
        *("scholarships:sheet-pay", "scholarships:campaign-look", "scholarships:expense-add"),
        *("scholarships:gift-add", "scholarships:move-add"),
        *("commendations:draft-sign", "commendations:decision-add", "decision-reward"),
        *("papers:document-issue", "papers:document-withdraw", "reports:report-issue", "reports:report-withdraw"),
        *("units:verification-answer", "units:proposal-list", "units:handover-part"),
        "admin:units_postproposal_changelist",
    }
)
"""Addresses where one person answers for another's work, signs for the office or pays out. Lists from Excel that do so
ask `refuse_second_eye` themselves (`Importer.second_eye`)."""


def held_until(person: User) -> dt.datetime | None:
    """Until when the person does no second person's act; None when there is no such bar."""
    return person.access_from_at + HOLD if person.access_from_at else None


def given_by(person: User, by: User | None, at: dt.datetime, *, typed: bool) -> None:
    """Note that somebody else gave the person the way in; `typed`: that other one knows the password."""
    if by is not None and by.pk == person.pk:
        return
    person.must_change = typed
    User.objects.filter(pk=person.pk).update(must_change=typed)
    opened_by(person, by, at)


def opened_by(person: User, by: User | None, at: dt.datetime) -> None:
    """Note that somebody else opened a way into an account in use: a slip, another address, no second step any more."""
    if by is None or by.pk == person.pk or person.last_login is None:
        return
    person.access_from, person.access_from_at = by, at
    User.objects.filter(pk=person.pk).update(access_from=by, access_from_at=at)
    told, address = sentence(person), person.email  # the address until now: a new one may be somebody else's
    if told and address:
        transaction.on_commit(lambda: _mail(told, address))


def own_now(person: User) -> None:
    """The password is the person's own: nobody else knows it."""
    if person.must_change:
        person.must_change = False
        person.save(update_fields=["must_change"])


def sentence(person: User) -> str:
    """Who gave a new way in and when, as the person is told; empty when nobody did lately."""
    until = held_until(person)
    if until is None or person.access_from is None or until <= timezone.now():
        return ""
    at = vi.moment(timezone.localtime(person.access_from_at)) if person.access_from_at else ""
    return (
        f"Lúc {at}, {person.access_from} đã cấp lại đường vào (mật khẩu, phiếu, hộp thư hoặc bước hai) cho tài khoản "
        f"“{person.username}” của ông, bà. Nếu ông, bà không yêu cầu, hãy báo ngay cơ quan phụ trách. Đến "
        f"{vi.moment(timezone.localtime(until))}, tài khoản này chưa duyệt, ký, xác nhận, phát hành, chi tiền được."
    )


def refuse_second_eye(person: User) -> None:
    """Raise PermissionDenied, with the sentence that the person reads, while somebody else's way in is fresh."""
    if why := sentence(person):
        raise PermissionDenied(why)


def refuse_opened_by(person: User, other: User, at: dt.datetime) -> None:
    """Raise Refused where the person would confirm what the other proposed, and one may be behind both accounts.

    So it is where one of the two opened the other's account lately, or somebody opened both (`behind`).
    """
    both = behind(person, at) & behind(other, at)
    if not both:
        return
    others = "Hãy để người quản trị khác, hoặc cơ quan phụ trách đơn vị, trả lời"
    if person.pk in both:
        raise Refused(f"Đường vào tài khoản của người đề nghị ({other}) vừa do chính ông, bà cấp. {others}.")
    then = _from_when(person, at)
    if other.pk in both:
        opened = f"Tài khoản của ông, bà mới dùng, đường vào do chính người đề nghị ({other}) cấp"
    else:
        third = User.objects.get(pk=min(both))
        opened = f"Đường vào tài khoản của ông, bà và của người đề nghị ({other}) đều vừa do {third} cấp"
    raise Refused(f"{opened}. {others}; ông, bà trả lời được {then}.")


def refuse_giving_to_oneself(by: User, person: User, at: dt.datetime) -> None:
    """Raise Refused where the post would be given, or asked for, through an account that somebody else opened lately:
    for that one, or for another account that the same one opened (`behind`). Who opened it is to give it oneself.
    """
    both = (behind(by, at) - {by.pk}) & behind(person, at)
    if not both:
        return
    if person.pk in both:
        opened = f"Đường vào tài khoản của ông, bà vừa do chính người được giao ({person}) cấp"
    else:
        third = User.objects.get(pk=min(both))
        opened = f"Đường vào tài khoản của ông, bà và của người được giao ({person}) đều vừa do {third} cấp"
    raise Refused(
        f"{opened}, mà không ai tự giao nhiệm vụ cho mình. Hãy để người quản trị khác giao; "
        f"ông, bà giao được {_from_when(by, at)}."
    )


def refuse_giving_while_held(by: User) -> None:
    """Raise Refused, with the sentence that the person reads, while somebody else's way in is fresh."""
    if why := sentence(by):
        raise Refused(f"{why} Nhiệm vụ này giao một mình thì cũng chưa giao được.")


def _from_when(person: User, at: dt.datetime) -> str:
    """From when on nobody else is behind the account."""
    until = held_until(person)
    if until is None or until <= at:
        first = _log_ins(person.pk).order_by("at").values_list("at", flat=True).first()
        until = first + HOLD if first else None
    return f"từ {vi.moment(timezone.localtime(until))}" if until else "sau ba ngày từ lần đăng nhập đầu"


def behind(person: User, at: dt.datetime) -> set[int]:
    """Who may act through an account: its person, whoever gave a way in lately, and who may act through theirs.

    Opened: by a slip that was used, a password or a log-in name typed for it, or an address for its mail. A log-in
    older than `HOLD` shows that somebody uses the account who could have said "it was not I"; what was given before
    counts no more.
    """
    found, waiting = set[int](), [person.pk]
    while waiting:
        if (account := waiting.pop()) not in found:
            found.add(account)
            waiting += _openers(account, at)
    return found


def _log_ins(account: int) -> QuerySet[SignInTry]:
    return SignInTry.objects.filter(person=account, outcome__in=(Outcome.IN, Outcome.NEXT))


def _openers(account: int, at: dt.datetime) -> set[int]:
    """Who gave a way into the account: within `HOLD`, or ever while nobody has used it for so long."""
    lately = User.objects.filter(pk=account, access_from_at__gt=at - HOLD)
    found = set(lately.values_list("access_from", flat=True))
    if not _log_ins(account).filter(at__lte=at - HOLD).exists():
        ways = Q(change_message__contains="password") | Q(change_message__contains='"Username"')
        typed = Q(action_flag=ADDITION) | (Q(action_flag=CHANGE) & ways)
        log = LogEntry.objects.filter(typed, object_id=str(account), content_type__app_label="units")
        found |= set(log.filter(content_type__model="user").values_list("user", flat=True))
        slips = AccessSlip.objects.filter(person=account, used_at__isnull=False)
        found |= set(slips.values_list("issued_by", flat=True))
        found |= set(EmailCorrection.objects.filter(person=account).values_list("by", flat=True))
    return {each for each in found if each is not None} - {account}


def _mail(told: str, address: str) -> None:
    """A server of mail that does not answer stops nobody."""
    send_mail("Đường vào tài khoản vừa được cấp lại", told, settings.DEFAULT_FROM_EMAIL, [address], fail_silently=True)


class OwnAccess:
    """Middleware: a password that another set is changed first; a way in that another gave is no second eye."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Asked before the view runs, when it is known which one it is."""
        if not getattr(view, "login_required", True) or not isinstance(request.user, User):
            return None  # a page for everybody does not ask who comes
        where = request.resolver_match.view_name if request.resolver_match else ""
        if request.user.must_change and where not in OWN:
            if wants_json(request):
                raise PermissionDenied(FIRST)
            messages.warning(request, FIRST)
            return redirect("password_change")
        if request.method == "POST" and where in SECOND:
            refuse_second_eye(request.user)
        return None


FIRST = "Mật khẩu đang dùng do người khác đặt. Hãy đặt mật khẩu của riêng mình rồi làm tiếp."
