"""Coming in with an account that the province keeps (OpenID Connect); only for people whom the site knows already.

Authlib speaks the protocol: authorization code with PKCE, state and nonce. The answer's claim named in the settings
(`preferred_username`, or `email` where the provider says that it was verified) must be the log-in name, or the address,
of exactly one person; nobody is made by coming in.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from hocTap.lib.heavy import Later
from hocTap.lib.steps import Refused
from units.models import User

requests, oauth, oauth_errors = (
    Later("requests"),
    Later("authlib.integrations.requests_client"),
    Later("authlib.common.errors"),
)
jwt, jose_errors, jwk = Later("joserfc.jwt"), Later("joserfc.errors"), Later("joserfc.jwk")

ASKED = "province_asked"
"""In the session: what belongs to the one question that was sent to the provider."""
SECONDS = 10
LASTS = 600
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""Signatures of the provider's own key; none that a client could make with the shared secret, and never none."""

UNREACHED = "Hệ thống tài khoản của tỉnh chưa trả lời. Hãy thử lại sau, hoặc đăng nhập bằng mật khẩu."
NOT_RIGHT = "Lần đăng nhập qua tài khoản của tỉnh không khớp hoặc đã quá lâu. Hãy bấm lại từ trang đăng nhập."
UNKNOWN = (
    "Tài khoản của tỉnh đúng, nhưng chưa có người dùng nào ở đây ứng với tài khoản ấy. Hãy báo người quản trị hệ thống."
)


def is_there() -> bool:
    return bool(settings.OIDC)


def described() -> dict[str, Any]:
    """What the provider says of itself. Raises Refused while it does not answer, or says it is somebody else."""
    try:
        answer = requests.get(
            f"{settings.OIDC['issuer'].rstrip('/')}/.well-known/openid-configuration", timeout=SECONDS
        )
        answer.raise_for_status()
        facts: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as silent:
        raise Refused(UNREACHED) from silent
    if str(facts.get("issuer", "")).rstrip("/") != settings.OIDC["issuer"].rstrip("/"):
        raise Refused(UNREACHED)
    return facts


def client(request: HttpRequest, state: str = "") -> Any:
    """Authlib's session for the provider, for one question and its answer."""
    return oauth.OAuth2Session(
        settings.OIDC["client"],
        settings.OIDC["secret"],
        scope="openid profile email",
        redirect_uri=request.build_absolute_uri(reverse("province-back")),
        state=state or None,
        code_challenge_method="S256",
    )


def begin(request: HttpRequest, next_page: str) -> str:
    """Where to send the browser; what was asked is kept in its session. Raises Refused."""
    facts, verifier, nonce = described(), secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    address, state = client(request).create_authorization_url(
        facts["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    request.session[ASKED] = {
        "state": state,
        "verifier": verifier,
        "nonce": nonce,
        "next": next_page,
        "at": int(time.time()),
    }
    return str(address)


def finish(request: HttpRequest) -> tuple[User, str]:
    """The person whom the provider sends back, and the page that was asked for first. Raises Refused.

    The question is used up whatever the answer is.
    """
    asked = request.session.pop(ASKED, None)
    state = request.GET.get("state", "")
    if (
        not asked
        or int(time.time()) - asked["at"] > LASTS
        or not secrets.compare_digest(asked["state"].encode(), state.encode())
    ):
        raise Refused(NOT_RIGHT)
    claims = _claims(request, asked)
    return person_of(claims), str(asked["next"])


def _claims(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    facts = described()
    try:
        token = client(request, asked["state"]).fetch_token(
            facts["token_endpoint"],
            authorization_response=request.build_absolute_uri(),
            code_verifier=asked["verifier"],
            timeout=SECONDS,
        )
        keys = requests.get(facts["jwks_uri"], timeout=SECONDS).json()
        decoded = jwt.decode(token["id_token"], jwk.KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        wanted = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": facts["issuer"]},
            aud={"essential": True, "value": settings.OIDC["client"]},
            exp={"essential": True},
            nonce={"essential": True, "value": asked["nonce"]},
        )
        wanted.validate(decoded.claims)
    except requests.RequestException as silent:
        raise Refused(UNREACHED) from silent
    except (oauth_errors.AuthlibBaseError, jose_errors.JoseError, KeyError, ValueError) as wrong:
        raise Refused(NOT_RIGHT) from wrong
    return dict(decoded.claims)


def person_of(claims: dict[str, Any]) -> User:
    """The one person of the site with this name or address. Raises Refused for none, several, or an idle account."""
    name = str(claims.get(settings.OIDC["claim"]) or "").strip()
    if settings.OIDC["claim"] == "email":
        verified = claims.get("email_verified") is True
        found = list(User.objects.filter(email__iexact=name)[:2]) if name and verified else []
    else:
        found = list(User.objects.filter(username=name)[:2]) if name else []
    if len(found) != 1 or not found[0].is_active:
        raise Refused(UNKNOWN)
    return found[0]
