"""What is no answer of a device opens nothing and is added nowhere; browsers make keys for names by https alone."""

from __future__ import annotations

import json

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.steps import Refused
from tests.factories import make_district, make_user
from units.enums import Role
from units.models import SecondFactor, User
from units.signin import passkeys, second
from units.signin.enums import FactorKind

PASSWORD = "chim-non-tap-bay-9"
NO_ANSWERS = [
    "",
    "null",
    "[]",
    "{",
    "{}",
    '"x"',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps({"id": 1, "rawId": None, "type": [], "response": "x"}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "!!!!"}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "attestationObject": "_w",
                "authenticatorData": "AA",
                "signature": "",
            },
        }
    ),
    "[" * 15_000,
    "9" * 30_000,
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    person = make_user("phong", (Role.DISTRICT_OFFICE, make_district()))
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_is_no_answer_is_refused_in_a_sentence(office: User, answer: str) -> None:
    _, state = passkeys.ask_to_make(office, "localhost")

    with pytest.raises(Refused, match="Hãy mở lại trang này"):
        passkeys.add(office, "localhost", state, answer, name="máy", now=timezone.now())

    assert not passkeys.passes(office, "localhost", state, answer, timezone.now())
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_the_pages_refuse_it_as_well(client: Client, office: User, answer: str) -> None:
    client.force_login(office)
    address = reverse("account:key-add")
    client.get(address, HTTP_HOST="localhost")

    sent = client.post(address, {"name": "máy", "password": PASSWORD, "made": answer}, HTTP_HOST="localhost")

    assert sent.status_code == 422


@pytest.mark.parametrize(
    ("host", "secure", "site"),
    [
        ("hoctap.example:8443", True, "hoctap.example"),
        ("hoctap.example", False, ""),
        ("localhost:8000", False, "localhost"),
        ("127.0.0.1:8000", True, ""),
        ("[::1]:8000", True, ""),
        ("192.168.1.5", True, ""),
    ],
)
def test_browsers_make_keys_for_a_name_by_https(host: str, secure: bool, site: str, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]

    assert passkeys.site_of(RequestFactory().get("/", HTTP_HOST=host, secure=secure)) == site


def test_the_page_says_where_keys_cannot_be_made(client: Client, office: User) -> None:
    client.force_login(office)

    by_number = client.get(reverse("account:key-add"), HTTP_HOST="127.0.0.1").content.decode()
    by_name = client.get(reverse("account:key-add"), HTTP_HOST="localhost").content.decode()

    assert ("không tạo khóa truy cập" in by_number, "passkey-told" in by_number) == (True, False)
    assert ("không tạo khóa truy cập" in by_name, "passkey-told" in by_name) == (False, True)


def test_five_keys_are_enough_and_a_tampered_one_opens_nothing(office: User) -> None:
    now = timezone.now()
    for number in range(passkeys.MOST):
        SecondFactor.objects.create(
            person=office, kind=FactorKind.KEY, name=f"máy {number}", secret="tampered", made_at=now
        )
    _, state = passkeys.ask_to_make(office, "localhost")

    with pytest.raises(Refused, match="đã có 5 khóa"):
        passkeys.add(office, "localhost", state, "{}", name="máy", now=now)

    assert second.has_one(office) and passkeys.has_one(office)
    assert passkeys.ask_to_show(office, "localhost")[0]["allowCredentials"] == []
