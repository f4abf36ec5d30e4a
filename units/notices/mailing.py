"""Notices by e-mail: one letter for each person and turn, each notice in one letter only."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from hocTap.lib import vi
from units.models import Notice, User

TRIED_FOR = dt.timedelta(days=3)
"""A letter that the mail server refuses is tried again for so long."""

logger = logging.getLogger(__name__)


def send_waiting(now: dt.datetime) -> int:
    """Send what is to be mailed; to how many people a letter went out.

    A notice is marked before it is handed to the mail server, so that two workers never send it twice; a server that
    refuses takes the mark back, and the next turn tries again.
    """
    waiting = Notice.objects.filter(by_mail=True, mailed_at__isnull=True, made_at__gt=now - TRIED_FOR)
    persons = list(waiting.order_by("person").values_list("person", flat=True).distinct())
    if not persons:
        return 0
    connection = get_connection()
    try:
        return sum(_send(person, now, connection) for person in persons)
    finally:
        connection.close()


def _send(person_pk: int, now: dt.datetime, connection: BaseEmailBackend) -> bool:
    notices = _marked(person_pk, now)
    person = User.objects.filter(pk=person_pk, is_active=True).exclude(email="").first()
    if not notices or person is None:
        return False
    subject = notices[0].sentence if len(notices) == 1 else f"{vi.whole(len(notices))} việc cần biết"
    text = render_to_string("units/desk/mail/notices.txt", {"notices": notices, "site": settings.SITE.rstrip("/")})
    letter = EmailMessage(f"[hocTap] {subject}"[:200], text, to=[person.email], connection=connection)
    try:
        connection.send_messages([letter])
    except (OSError, smtplib.SMTPException):
        logger.exception("a letter with notices could not be sent")
        connection.close()
        Notice.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=None)
        return False
    return True


@transaction.atomic
def _marked(person: int, now: dt.datetime) -> list[Notice]:
    """The person's notices that nobody has mailed, marked under their lock, in the order in which they were made."""
    rows = Notice.objects.select_for_update(of=("self",)).filter(person=person, by_mail=True, mailed_at__isnull=True)
    found = list(rows.filter(made_at__gt=now - TRIED_FOR).order_by("made_at", "pk"))
    Notice.objects.filter(pk__in=[each.pk for each in found]).update(mailed_at=now)
    return found
