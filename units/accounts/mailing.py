"""One-time links by e-mail: asked for once for each slip, sent by the worker, and what became of each is kept.

A slip is marked as sent before it is handed to the mail server, so that two workers, or a worker that is started again,
never send the same link twice; a server that refuses it takes the mark back, and the page says so.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Collection

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from units.accounts import codes
from units.accounts.issuing import Slip
from units.accounts.paper import printed
from units.models import AccessSlip

SUBJECT = "Đường dẫn để đặt mật khẩu trên trang số liệu xã hội học tập"
FAILED = "máy chủ thư không nhận. Hãy đưa phiếu giấy, hoặc kiểm tra địa chỉ rồi gửi lại."

logger = logging.getLogger(__name__)


def is_configured() -> bool:
    """Whether mails go out (or, on one PC, are printed to the console)."""
    return bool(settings.MAIL)


def has_server() -> bool:
    """Whether mails reach people; on one PC they are only printed to the console."""
    return bool(settings.MAIL == "smtp")


def unsent(people: Collection[int], now: dt.datetime) -> list[AccessSlip]:
    """The live slips of those with an address to whom none was sent, nor is about to be; a failed one may go again."""
    live = AccessSlip.objects.filter(
        person__in=people, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now, person__is_active=True
    )
    waiting = live.filter(Q(mail_asked_at__isnull=True) | ~Q(mail_failed=""), mailed_at__isnull=True)
    return list(waiting.exclude(person__email="").select_related("person").order_by("pk"))


@transaction.atomic
def ask(people: Collection[int], *, site: str, now: dt.datetime) -> int:
    """Leave the links of these people to the worker; to how many. Nothing where no mail goes out."""
    if not is_configured():
        return 0
    rows = unsent(people, now)
    for row in rows:
        row.mail_to, row.mail_asked_at, row.mail_failed = row.person.email, now, ""
    AccessSlip.objects.bulk_update(rows, ["mail_to", "mail_asked_at", "mail_failed"])
    if chosen := [row.pk for row in rows]:
        transaction.on_commit(lambda: send_links.enqueue(chosen, site))
    return len(chosen)


@task()
def send_links(slips: list[int], site: str) -> None:
    """The worker's part: over one connection, each link for itself."""
    connection = get_connection()
    try:
        for pk in slips:
            send(pk, site, connection)
    finally:
        connection.close()


def send(pk: int, site: str, connection: BaseEmailBackend) -> bool:
    """One link, unless it was sent, used or revoked meanwhile; whether it went out."""
    row = _marked(pk, timezone.now())
    if row is None:
        return False
    slip = Slip(row.person, codes.code_of(row.person_id, row.nonce), row.expires_at)
    (words,) = printed([slip], site)
    text = render_to_string("units/accounts/mail/link.txt", {"slip": words, "by": row.issued_by})
    try:
        connection.send_messages([EmailMessage(SUBJECT, text, to=[row.mail_to], connection=connection)])
    except (OSError, smtplib.SMTPException):
        logger.exception("A one-time link could not be sent")
        connection.close()
        AccessSlip.objects.filter(pk=pk).update(mailed_at=None, mail_failed=FAILED)
        return False
    return True


@transaction.atomic
def _marked(pk: int, now: dt.datetime) -> AccessSlip | None:
    """The slip, marked as sent under its lock; nothing where it must not go out (any more)."""
    rows = AccessSlip.objects.select_for_update(of=("self",)).select_related("person", "issued_by")
    row = rows.filter(pk=pk).exclude(mail_to="").first()
    if row is None or row.mailed_at or row.mail_failed or not row.is_live(now) or not row.person.is_active:
        return None
    if codes.digest_of(codes.code_of(row.person_id, row.nonce)) != row.digest:
        return None
    row.mailed_at = now
    row.save(update_fields=["mailed_at"])
    return row
