"""Accounts of a province: tried against a real provider in a process of its own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from units.models import SignInTry, User
from units.signin.enums import Door, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider's address; it knows four people, whoever asks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    claims: dict[str, dict[str, Any]] = {
        "dao": {"preferred_username": "canbo.p5", "email": "dao@tinh.vn", "email_verified": True},
        "la": {"preferred_username": "nguoi.la"},
        "gia": {"preferred_username": "ai.do", "email": "dao@tinh.vn", "email_verified": False},
    }
    people = [json.dumps({"sub": sub, **each}) for sub, each in claims.items()]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen([*command, *(part for each in people for part in ("--user-claims", each))])
    address = f"http://localhost:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(autouse=True)
def province(provider: str, settings: Any) -> None:
    settings.OIDC = {
        "issuer": provider,
        "client": "hoctap",
        "secret": "bi-mat",
        "claim": "preferred_username",
        "name": "Tài khoản của tỉnh",
    }


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("canbo.p5", full_name="Nguyễn Thị Đào", email="dao@tinh.vn")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def say_yes(address: str, sub: str) -> str:
    """As a person who logs in on the provider's page: the address to which it sends the browser back."""
    try:
        urllib.request.build_opener(NoRedirect).open(address, urlencode({"sub": sub}).encode(), timeout=20)
    except urllib.error.HTTPError as led:
        parts = urlsplit(led.headers["Location"])
        return f"{parts.path}?{parts.query}"
    raise AssertionError("the provider did not lead back")


def come(client: Client, sub: str, next_page: str = "") -> Any:
    asked = client.get(reverse("province-begin"), {"next": next_page})
    return client.get(say_yes(asked["Location"], sub))


def test_a_person_known_here_comes_in_and_goes_on(client: Client, officer: User) -> None:
    answer = come(client, "dao", "/don-vi/")

    assert answer["Location"] == "/don-vi/"
    assert client.get("/don-vi/").status_code == 200
    assert SignInTry.objects.get(outcome=Outcome.IN).door == Door.PROVINCE


def test_nobody_is_made_by_coming_in(client: Client, officer: User) -> None:
    answer = come(client, "la")

    assert answer["Location"] == reverse("login")
    assert "chưa có người dùng nào" in client.get(reverse("login")).content.decode()
    assert User.objects.count() == 1 and client.get("/don-vi/").status_code == 302


@pytest.mark.parametrize(("sub", "inside"), [("dao", 200), ("gia", 302)])
def test_an_address_counts_only_when_the_provider_verified_it(
    client: Client, officer: User, settings: Any, sub: str, inside: int
) -> None:
    settings.OIDC = {**settings.OIDC, "claim": "email"}
    come(client, sub)

    assert client.get("/don-vi/").status_code == inside


def test_an_account_no_longer_used_does_not_come_in(client: Client, officer: User) -> None:
    User.objects.update(is_active=False)
    come(client, "dao")

    assert client.get("/don-vi/").status_code == 302


def test_an_answer_to_another_browser_or_used_before_opens_nothing(client: Client, officer: User) -> None:
    back = say_yes(client.get(reverse("province-begin"))["Location"], "dao")
    stranger = Client()
    stranger.get(reverse("province-begin"))

    assert stranger.get(back)["Location"] == reverse("login")
    assert stranger.get("/don-vi/").status_code == 302
    client.get(back)
    client.post(reverse("logout"))
    assert client.get(back)["Location"] == reverse("login")
    assert client.get("/don-vi/").status_code == 302


def test_an_answer_for_another_question_is_refused(client: Client, officer: User) -> None:
    """The state is right but the code was given for another nonce and verifier."""
    other = say_yes(Client().get(reverse("province-begin"))["Location"], "dao")
    mine = client.get(reverse("province-begin"))["Location"]
    code, state = parse_qs(urlsplit(other).query)["code"][0], parse_qs(urlsplit(mine).query)["state"][0]

    client.get(reverse("province-back"), {"code": code, "state": state})

    assert client.get("/don-vi/").status_code == 302


def test_a_provider_that_is_down_is_said_in_a_sentence(client: Client, settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "issuer": "http://127.0.0.1:9"}
    client.get(reverse("province-begin"))

    assert "chưa trả lời" in client.get(reverse("login")).content.decode()


def test_without_a_province_the_door_is_not_there(client: Client, settings: Any) -> None:
    settings.OIDC = {}

    assert client.get(reverse("province-begin")).status_code == 404
    assert not re.search("dang-nhap/tinh", client.get(reverse("login")).content.decode())
