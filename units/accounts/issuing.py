"""Steps on slips: issue, revoke, set a password with one. The only writer of slips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from units.accounts import codes
from units.accounts.access import given_by
from units.models import AccessSlip, User

LASTS = dt.timedelta(days=30)
UNKNOWN = "Mã này không đúng. Hãy gõ lại từng chữ như trên phiếu; nếu vẫn không được, hãy xin cấp phiếu mới."


@dataclass(frozen=True)
class Slip:
    """What is handed to a person: the code, until when it works, and the name to log in with afterwards."""

    person: User
    code: str
    expires_at: dt.datetime
    mail: str = ""
    """What became of its mail, in a sentence; nothing when none was asked for."""
    mailed: bool = False


@transaction.atomic
def issue(people: Collection[User], *, by: User | None, now: dt.datetime, lasts: dt.timedelta = LASTS) -> list[Slip]:
    """A new slip for each person, in their order; a slip of theirs that was still good is revoked.

    Raises Refused for people whose account is no longer used.
    """
    list(User.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in people]).order_by("pk"))
    idle = [person.full_name for person in people if not person.is_active]
    if idle:
        raise Refused(f"Tài khoản đã ngừng dùng: {', '.join(idle)}. Không cấp phiếu.")
    revoke(people, by=by, now=now)
    rows, slips = [], []
    for person in people:
        nonce = codes.new_nonce()
        code = codes.code_of(person.pk, nonce)
        row = AccessSlip(person=person, nonce=nonce, digest=codes.digest_of(code), issued_by=by)
        row.issued_at, row.expires_at = now, now + lasts
        rows.append(row)
        slips.append(Slip(person, code, row.expires_at))
    AccessSlip.objects.bulk_create(rows)
    return slips


@transaction.atomic
def revoke(people: Iterable[User], *, by: User | None, now: dt.datetime) -> int:
    """The slips of these people that were not used work no more; how many there were."""
    open_ones = AccessSlip.objects.filter(person__in=[person.pk for person in people])
    return open_ones.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)


def live_slips(people: Iterable[int], now: dt.datetime) -> list[Slip]:
    """The slips that still wait to be used, by the people's names; they may be printed again."""
    rows = AccessSlip.objects.filter(person__in=list(people), used_at__isnull=True, revoked_at__isnull=True)
    waiting = rows.filter(expires_at__gt=now, person__is_active=True).select_related("person")
    slips = [
        (
            row,
            Slip(
                row.person,
                codes.code_of(row.person_id, row.nonce),
                row.expires_at,
                mail_words(row),
                row.mailed_at is not None,
            ),
        )
        for row in waiting
    ]
    good = [slip for row, slip in slips if codes.digest_of(slip.code) == row.digest]
    return sorted(good, key=lambda slip: (slip.person.sort_key, slip.person.pk))


def mail_words(row: AccessSlip) -> str:
    """What became of the mail with the link: "Đã gửi thư tới an@xa.vn lúc 09:30 29/11/2026."."""
    if row.mailed_at:
        return f"Đã gửi thư tới {row.mail_to} lúc {vi.moment(timezone.localtime(row.mailed_at))}."
    if row.mail_failed:
        return f"Không gửi được thư tới {row.mail_to}: {row.mail_failed}"
    return f"Đang gửi thư tới {row.mail_to}; mở lại trang để xem đã gửi chưa." if row.mail_to else ""


def slip_for(typed: str, now: dt.datetime, *, locked: bool = False) -> AccessSlip:
    """The slip that a code belongs to. Raises Refused, saying which, for a code unknown, used, revoked or too old."""
    rows = AccessSlip.objects.select_related("person")
    rows = rows.select_for_update(of=("self",)) if locked else rows
    slip = rows.filter(digest=codes.digest_of(codes.tidy(typed))).first()
    if slip is None or not slip.person.is_active:
        raise Refused(UNKNOWN)
    if slip.used_at:
        raise Refused(
            f"Phiếu này đã dùng lúc {vi.moment(timezone.localtime(slip.used_at))}. Hãy đăng nhập bằng mật khẩu đã đặt."
        )
    if slip.revoked_at:
        raise Refused("Phiếu này đã bị thay bằng phiếu mới hoặc bị hủy. Hãy dùng phiếu mới nhất.")
    if now >= slip.expires_at:
        raise Refused(f"Phiếu này hết hạn lúc {vi.moment(timezone.localtime(slip.expires_at))}. Hãy xin cấp phiếu mới.")
    return slip


@transaction.atomic
def set_password(typed: str, password: str, *, now: dt.datetime) -> User:
    """The person's own password, once; the slip works no more. Raises Refused as `slip_for`, and for weak passwords."""
    slip = slip_for(typed, now, locked=True)
    person = slip.person
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages)) from weak
    person.set_password(password)
    person.save(update_fields=["password"])
    given_by(person, slip.issued_by, now, typed=False)
    slip.used_at = now
    slip.save(update_fields=["used_at"])
    return person
