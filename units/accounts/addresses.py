"""A person's e-mail address put right, with what it was before; a link that went to the wrong one works no more."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hocTap.lib.steps import Refused, needed, words
from units.accounts.access import opened_by
from units.models import AccessSlip, EmailCorrection, User

LONGEST = 254


def tidied(typed: str, place: str = "") -> str:
    """The address as it is kept; empty for none. Raises Refused for what is no address; `place` names the line."""
    email = words(typed, name=f"{place}thư điện tử", longest=LONGEST)
    if email:
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise Refused(f"{place}“{email}” không phải địa chỉ thư điện tử. Không có thì để trống.") from wrong
    return email


@transaction.atomic
def correct_email(person: User, typed: str, *, by: User, at: dt.datetime, reason: str) -> tuple[EmailCorrection, bool]:
    """Put a person's address right; and whether a link that was mailed to the former one was revoked.

    Whoever owns the wrong address could set the person's password with the link: it must not work any more. Raises
    Refused without a reason, for what is no address and where nothing differs.
    """
    why = needed(reason, "Hãy ghi lý do sửa địa chỉ.", longest=500)
    email = tidied(typed)
    locked = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if email == locked.email:
        raise Refused("Địa chỉ này là địa chỉ đang ghi, chưa có gì khác.")
    kept = EmailCorrection.objects.create(person=locked, before=locked.email, after=email, by=by, at=at, reason=why)
    opened_by(locked, by, at)
    locked.email = email
    locked.save(update_fields=["email"])
    return kept, _revoke_mailed(locked, by=by, at=at)


def _revoke_mailed(person: User, *, by: User, at: dt.datetime) -> bool:
    """Revoke the slip that waits to be used if its link went, or is about to go, out by mail; not one handed out."""
    live = AccessSlip.objects.filter(person=person, used_at__isnull=True, revoked_at__isnull=True, mail_failed="")
    return bool(live.exclude(mail_to="").update(revoked_at=at, revoked_by=by))
