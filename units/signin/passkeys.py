"""Keys that a device holds (khóa truy cập, passkey): a fingerprint, a face, the PIN of a phone, a stick in the PC.

A second step like the codes of an app, with nothing to type; the device signs a number drawn for this one time, and for
this site's name only, so that a page that looks like ours learns nothing. The protocol (WebAuthn) is of Yubico's
library; what the browser is told and what it answers travel as JSON.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ipaddress
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.request import split_domain_port

from hocTap.lib.heavy import Later
from hocTap.lib.steps import Refused, needed
from units.models import SecondFactor, User
from units.signin import second
from units.signin.enums import FactorKind

fido2_server = Later("fido2.server")
webauthn = Later("fido2.webauthn")

MOST = 5
"""Keys of one person: two phones, a PC at work, a stick and one to spare."""
LONGEST_ANSWER = 20_000
AGAIN = "Thiết bị chưa xác nhận được. Hãy mở lại trang này rồi thử lại."


def site_of(request: HttpRequest) -> str:
    """The name for which keys are made; empty where browsers make none: by a bare number, or without https."""
    host = split_domain_port(request.get_host())[0]
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host if request.is_secure() or host == "localhost" else ""
    return ""


def _server(site: str) -> Any:
    return fido2_server.Fido2Server({"id": site, "name": "hocTap"}, attestation="none")


def _keys(person: User) -> list[SecondFactor]:
    return [row for row in second.live(person) if row.kind == FactorKind.KEY]


def _kept(row: SecondFactor) -> Any:
    """The public half of a key; None when what is kept was tampered with."""
    sealed = second.unsealed(row.secret)
    return webauthn.AttestedCredentialData(base64.b64decode(sealed)) if sealed else None


def _known(rows: list[SecondFactor]) -> dict[bytes, tuple[SecondFactor, Any]]:
    found = ((row, _kept(row)) for row in rows)
    return {kept.credential_id: (row, kept) for row, kept in found if kept is not None}


def has_one(person: User) -> bool:
    return SecondFactor.objects.filter(person=person, kind=FactorKind.KEY, ended_at__isnull=True).exists()


def ask_to_make(person: User, site: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is told to make a new key, and what is kept in the session until it answers."""
    handle = hashlib.sha256(f"hocTap.passkey:{settings.SECRET_KEY}:{person.pk}".encode()).digest()
    told, state = _server(site).register_begin(
        {"id": handle, "name": person.username, "displayName": str(person)},
        credentials=[kept for _, kept in _known(_keys(person)).values()],
        resident_key_requirement="preferred",
        user_verification="preferred",
    )
    return dict(told)["publicKey"], state


@transaction.atomic
def add(person: User, site: str, state: dict[str, Any] | None, answer: str, *, name: str, now: dt.datetime) -> None:
    """The person's new key, once it signed. Raises Refused for a wrong answer, a key known already, a sixth key."""
    label = needed(
        name, "Hãy ghi tên thiết bị, ví dụ: máy ở cơ quan.", name="Tên thiết bị", longest=second.LONGEST_NAME
    )
    locked = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    keys = _keys(locked)
    if len(keys) >= MOST:
        raise Refused(f"Tài khoản đã có {MOST} khóa truy cập. Hãy bỏ một khóa không dùng nữa rồi thêm.")
    if state is None or not site:
        raise Refused(AGAIN)
    try:
        said = _server(site).register_complete(state, _read(answer))
    except (ValueError, TypeError, KeyError) as wrong:
        raise Refused(AGAIN) from wrong
    made = said.credential_data
    if made.credential_id in _known(keys):
        raise Refused("Thiết bị này đã được thêm rồi.")
    SecondFactor.objects.create(
        person=locked,
        kind=FactorKind.KEY,
        name=label,
        secret=second.sealed(base64.b64encode(bytes(made)).decode()),
        made_at=now,
        last_count=said.counter,
    )


def ask_to_show(person: User, site: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is told to sign with a key of the person, and what is kept in the session until it answers."""
    kept = [kept for _, kept in _known(_keys(person)).values()]
    told, state = _server(site).authenticate_begin(kept, user_verification="preferred")
    return dict(told)["publicKey"], state


@transaction.atomic
def passes(person: User, site: str, state: dict[str, Any] | None, answer: str, now: dt.datetime) -> bool:
    """Whether a key of the person signed what was drawn for this log-in.

    A device counts its signatures: a count that goes back is of a copied key and opens nothing.
    """
    if state is None or not site:
        return False
    rows = SecondFactor.objects.select_for_update(of=("self",)).filter(person=person, ended_at__isnull=True)
    known = _known(list(rows.filter(kind=FactorKind.KEY)))
    try:
        said = webauthn.AuthenticationResponse.from_dict(_read(answer))
        shown = _server(site).authenticate_complete(state, [kept for _, kept in known.values()], said)
    except (ValueError, TypeError, KeyError):
        return False
    row, count = known[shown.credential_id][0], said.response.authenticator_data.counter
    if (count or row.last_count) and count <= row.last_count:
        return False
    row.last_count, row.used_at = count, now
    row.save(update_fields=["last_count", "used_at"])
    return True


def _read(answer: str) -> dict[str, Any]:
    """The browser's answer. Raises ValueError for what is none."""
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any key answers")
    try:
        found = json.loads(answer)
    except RecursionError as wrong:
        raise ValueError("deeper than any key answers") from wrong
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found
