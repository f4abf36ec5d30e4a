"""A unit's figures opened to everybody or closed again; keys for other systems made, counted, revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F

from hocTap.lib.refusals import Stale
from hocTap.lib.steps import Refused, checked, needed
from indicators.models import ApiKey, ApiUse, Opening
from units.models import Unit, User
from units.standing import must_not_be_over

CALLS_AN_HOUR = 1_000
BEGINS = "htk"
PREFIX_LENGTH = 12
LABEL_LENGTH = 120
KEY_DAYS = 366
MOST_KEYS = 20
KEPT_HOURS = dt.timedelta(days=2)


@transaction.atomic
def switch_opening(unit: Unit, is_open: bool, *, by: User, at: dt.datetime) -> Opening:
    """Open the unit's approved figures to everybody, or close the page again. Raises Stale where it is so."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    latest = Opening.objects.filter(unit=unit).first()
    if (latest.is_open if latest else False) == is_open:
        raise Stale(f"Trang công khai của {unit} đã {'mở' if is_open else 'tắt'} rồi.")
    return checked(Opening(unit=unit, is_open=is_open, switched_by=by, switched_at=at))


@transaction.atomic
def make_key(unit: Unit, label: str, may_write: bool, *, by: User, at: dt.datetime, on: dt.date) -> tuple[ApiKey, str]:
    """A new key and its words, which are told once and kept nowhere. It works for a year, in the person's name.

    Raises Refused without a name for the system, for too many keys of a unit, and of a unit that is no more for one
    that writes.
    """
    label = needed(label, "Hãy ghi tên hệ thống dùng mã.", name="Tên hệ thống", longest=LABEL_LENGTH)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if may_write:
        must_not_be_over(unit.pk, on, "lập mã được ghi số liệu")
    if ApiKey.objects.filter(unit=unit, revoked_at__isnull=True, ends_on__gte=on).count() >= MOST_KEYS:
        raise Refused(f"{unit} đã có {MOST_KEYS} mã đang dùng. Hãy thu hồi mã không dùng nữa.")
    words = f"{BEGINS}_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    facts = {"prefix": words[:PREFIX_LENGTH], "digest": digest_of(words), "made_at": at}
    ends_on = on + dt.timedelta(days=KEY_DAYS)
    return checked(ApiKey(unit=unit, person=by, label=label, may_write=may_write, ends_on=ends_on, **facts)), words


def digest_of(words: str) -> str:
    """The key's words hold 256 bits of chance, so that a plain digest cannot be guessed back."""
    return hashlib.sha256(words.encode()).hexdigest()


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User, at: dt.datetime) -> ApiKey:
    """From now on the key opens nothing. Raises Stale where it was revoked already."""
    locked = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if locked.revoked_at:
        raise Stale("Mã này đã được thu hồi.")
    locked.revoked_at, locked.revoked_by = at, by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    return locked


def count_call(key: ApiKey, *, at: dt.datetime) -> bool:
    """Count one call of the key; False once it made more than `CALLS_AN_HOUR` in the hour. One statement mostly."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    rows = ApiUse.objects.filter(key=key, hour=hour)
    if not rows.update(calls=F("calls") + 1):
        try:
            with transaction.atomic():
                ApiUse.objects.create(key=key, hour=hour, calls=1)
        except IntegrityError:
            rows.update(calls=F("calls") + 1)
        ApiUse.objects.filter(key=key, hour__lt=at - KEPT_HOURS).delete()
    return not rows.filter(calls__gt=CALLS_AN_HOUR).exists()
