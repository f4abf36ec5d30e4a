"""Steps on second factors: set up, check, codes on paper, end; where they are demanded. Their only writer.

The protocol is of a library: pyotp counts the codes of apps (RFC 6238).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hocTap.lib.steps import Refused, needed
from units.accounts import codes
from units.accounts.access import opened_by
from units.enums import Role
from units.models import Lineage, Post, RecoveryCode, SecondFactor, SecondRule, Unit, User
from units.signin.enums import FactorKind

GUARDED = (
    Role.DISTRICT_OFFICE,
    Role.TITLE_APPROVER,
    Role.FUND_OFFICER,
    Role.NAMES_EXPORTER,
    Role.ADMINISTRATOR,
)
"""Posts that approve, sign, pay, take names out or administer."""

CODES_ON_PAPER = 10
STEP = 30
"""Seconds for which a code of an app is good; the one before and the one after pass too, for clocks that go wrong."""
LONGEST_NAME = 60


def locksmith() -> Fernet:
    """Seals what is kept of a device with the key of the installation: the database alone opens no account."""
    key = hashlib.sha256(f"hocTap.second:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(secret: str) -> str:
    return locksmith().encrypt(secret.encode()).decode()


def unsealed(kept: str) -> str:
    """What was sealed; empty when it was tampered with, or the installation has another key now."""
    try:
        return locksmith().decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def live(person: User) -> list[SecondFactor]:
    return list(SecondFactor.objects.filter(person=person, ended_at__isnull=True).order_by("made_at", "pk"))


def has_one(person: User) -> bool:
    return SecondFactor.objects.filter(person=person, ended_at__isnull=True).exists()


def has_app(person: User) -> bool:
    return SecondFactor.objects.filter(person=person, kind=FactorKind.APP, ended_at__isnull=True).exists()


def new_secret() -> str:
    return pyotp.random_base32()


def address_for_app(person: User, secret: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name="hocTap")


def count_of(secret: str, typed: str, now: dt.datetime) -> int | None:
    """Which code of the app this is, counted since 1970; None when it is none of the three that are good now."""
    digits = "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
    at = int(now.timestamp()) // STEP
    if len(digits) != 6 or not secret:
        return None
    app = pyotp.TOTP(secret)
    return next((count for count in (at, at - 1, at + 1) if app.verify(digits, for_time=count * STEP)), None)


@transaction.atomic
def add_app(person: User, secret: str, typed: str, *, name: str, now: dt.datetime) -> SecondFactor:
    """The person's app, once it showed a right code. Raises Refused for a wrong one, and for a second app."""
    label = needed(name, "Hãy ghi tên thiết bị, ví dụ: điện thoại của tôi.", name="Tên thiết bị", longest=LONGEST_NAME)
    count = count_of(secret, typed, now)
    if count is None:
        raise Refused("Mã chưa đúng. Hãy gõ 6 chữ số ứng dụng đang hiện; giờ trên điện thoại phải đúng.")
    locked = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if has_app(locked):
        raise Refused("Tài khoản đã có ứng dụng sinh mã. Muốn đổi điện thoại, hãy bỏ ứng dụng cũ trước.")
    return SecondFactor.objects.create(
        person=locked, kind=FactorKind.APP, name=label, secret=sealed(secret), made_at=now, last_count=count
    )


@transaction.atomic
def passes(person: User, typed: str, now: dt.datetime) -> bool:
    """Whether this is a right code of the person's app, or one of the codes on paper; each works once."""
    rows = SecondFactor.objects.select_for_update(of=("self",)).filter(person=person, ended_at__isnull=True)
    for factor in rows.filter(kind=FactorKind.APP):
        count = count_of(unsealed(factor.secret), typed, now)
        if count is not None and count > factor.last_count:
            factor.last_count, factor.used_at = count, now
            factor.save(update_fields=["last_count", "used_at"])
            return True
    return _use_paper(person, typed, now)


def _use_paper(person: User, typed: str, now: dt.datetime) -> bool:
    digest = codes.digest_of(f"recovery:{person.pk}:{codes.tidy(typed)}")
    unused = RecoveryCode.objects.filter(person=person, digest=digest, used_at__isnull=True, dropped_at__isnull=True)
    return bool(unused.update(used_at=now))


@transaction.atomic
def print_codes(person: User, *, now: dt.datetime) -> list[str]:
    """Ten new codes to keep on paper; those before work no more. They are shown now and never again."""
    if not has_one(person):
        raise Refused("Hãy cài bước hai trước, rồi in mã dự phòng.")
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    drop_codes(person, now=now)
    made = [codes.code_of(person.pk, codes.new_nonce()) for _ in range(CODES_ON_PAPER)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=codes.digest_of(f"recovery:{person.pk}:{code}"), made_at=now)
        for code in made
    )
    return made


def drop_codes(person: User, *, now: dt.datetime) -> None:
    RecoveryCode.objects.filter(person=person, used_at__isnull=True, dropped_at__isnull=True).update(dropped_at=now)


def codes_left(person: User) -> int:
    return RecoveryCode.objects.filter(person=person, used_at__isnull=True, dropped_at__isnull=True).count()


@transaction.atomic
def end(person: User, *, by: User, reason: str, now: dt.datetime, only: int | None = None) -> int:
    """The person's devices (or one) open nothing any more; with the last of them the codes on paper go too.

    By the person, who lost or changed a phone, or by whoever may give the person a slip. Raises Refused without a
    reason, and where there is nothing to end.
    """
    why = needed(reason, "Hãy ghi lý do, ví dụ: mất điện thoại.", longest=500)
    rows = SecondFactor.objects.select_for_update(of=("self",)).filter(person=person, ended_at__isnull=True)
    found = list(rows.filter(pk=only) if only is not None else rows)
    if not found:
        raise Refused("Tài khoản này không có thiết bị nào đang dùng cho bước hai.")
    for factor in found:
        factor.ended_at, factor.ended_by, factor.end_reason = now, by, why
        factor.save(update_fields=["ended_at", "ended_by", "end_reason"])
    if not has_one(person):
        drop_codes(person, now=now)
    opened_by(person, by, now)
    return len(found)


def rules_now() -> dict[int | None, SecondRule]:
    """The newest rule of each unit that has one; under None that of the whole installation."""
    return {rule.unit_id: rule for rule in SecondRule.objects.select_related("by", "unit").order_by("at", "pk")}


def is_demanded_of(person: User, day: dt.date) -> bool:
    """Whether one of the person's posts of today asks for a second step: a guarded post at or below such an office.

    A superuser counts as administrator. The whole installation's rule covers every guarded post.
    """
    units = set(person.units_as(*GUARDED))
    demanded = {unit for unit, rule in rules_now().items() if rule.demanded}
    if not demanded or not (units or person.is_superuser):
        return False
    if None in demanded:
        return True
    lines = Lineage.objects.on(day).filter(ancestor__in=[unit for unit in demanded if unit], descendant__in=units)
    return bool(units & demanded) or lines.exists()


@transaction.atomic
def rule(unit: Unit | None, demanded: bool, *, by: User, reason: str, now: dt.datetime) -> SecondRule:
    """Demand a second step of an office's guarded posts, or no longer. Raises Refused where nothing would change."""
    why = needed(reason, "Hãy ghi lý do.", longest=500)
    before = rules_now().get(unit.pk if unit else None)
    if demanded == bool(before and before.demanded):
        raise Refused(f"Hiện đã {'buộc' if demanded else 'không buộc'} dùng bước hai, chưa có gì khác.")
    return SecondRule.objects.create(unit=unit, demanded=demanded, by=by, at=now, reason=why)


def people_without(unit: Unit | None, day: dt.date) -> tuple[int, int]:
    """How many people hold a guarded post there today, and how many of them have no second step yet."""
    people = User.objects.filter(is_active=True, posts__in=_guarded_posts(unit, day)).distinct()
    ready = SecondFactor.objects.filter(ended_at__isnull=True).values("person")
    return people.count(), people.exclude(pk__in=ready).count()


def _guarded_posts(unit: Unit | None, day: dt.date) -> QuerySet[Post]:
    rows = Post.objects.on(day).filter(role__in=GUARDED)
    if unit is not None:
        below = Lineage.objects.on(day).filter(ancestor=unit).values("descendant")
        rows = rows.filter(unit__in=below)
    return rows
