"""A person's deadlines as a calendar: as a file, or at a secret address that a calendar program asks by itself."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hocTap.lib.calendars import Day, calendar_of
from hocTap.lib.refusals import Stale
from hocTap.lib.waiting import Waiting, deadlines_of
from units.models import CalendarAddress, User

NAME = "Hạn việc trên hocTap"
SHORTEST_TOKEN = 64


def token_of(address: CalendarAddress) -> str:
    """The secret in the address: 256 bits that only this installation can compute."""
    signed = salted_hmac("hocTap.calendar.token", f"{address.person_id}:{address.nonce}", algorithm="sha256")
    return signed.hexdigest()


def digest_of(token: str) -> str:
    """By what an address is found; nobody gets back from it to the address."""
    return salted_hmac("hocTap.calendar.digest", token, algorithm="sha256").hexdigest()


def live_of(person: User) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(person=person, revoked_at__isnull=True).first()


@transaction.atomic
def make(person: User, at: dt.datetime) -> CalendarAddress:
    """A new address; the one before, if there was one, shows nothing from now on. Raises Stale when two are made at
    once.
    """
    CalendarAddress.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=at)
    address = CalendarAddress(person=person, nonce=secrets.token_hex(32), made_at=at)
    address.digest = digest_of(token_of(address))
    try:
        with transaction.atomic():
            address.save()
    except IntegrityError as twice:
        raise Stale("Địa chỉ lịch vừa được tạo ở một lần bấm khác. Hãy tải lại trang.") from twice
    return address


@transaction.atomic
def revoke(person: User, at: dt.datetime) -> None:
    """Whoever asks the address finds nothing any more. Raises Stale when none is in use."""
    if not CalendarAddress.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=at):
        raise Stale("Không có địa chỉ lịch nào đang dùng. Hãy tải lại trang.")


def person_at(token: str) -> User | None:
    """Whose calendar the address is; nobody's once it was revoked, or the person may not log in any more."""
    if len(token) != SHORTEST_TOKEN:
        return None
    live = CalendarAddress.objects.filter(digest=digest_of(token), revoked_at__isnull=True, person__is_active=True)
    found = live.select_related("person").first()
    return found.person if found else None


def file_for(person: User, site: str, now: dt.datetime) -> bytes:
    """The person's deadlines from a year ago on; titles of things and units, no names of people."""
    today = timezone.localdate(now)
    days = [_day(each, site) for each in deadlines_of(person, today) if each.due and (today - each.due).days <= 365]
    return calendar_of(days, name=NAME, host=settings.CALENDAR_HOST, now=now)


def _day(each: Waiting, site: str) -> Day:
    assert each.due is not None  # noqa: S101
    url = "" if each.sends else each.url
    return Day(each.deadline, each.due, _title(each), "\n".join(each.facts), site.rstrip("/") + (url or "/"))


def _title(each: Waiting) -> str:
    """ "Hạn: Báo cáo năm – Năm 2025 (Phường 14)": of two units in one calendar each says which it is."""
    words = each.sentence if each.sentence.startswith("Hạn ") else f"Hạn: {each.sentence}"
    return f"{words} ({each.facts[0]})" if each.facts else words
