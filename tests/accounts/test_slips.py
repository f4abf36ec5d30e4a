"""Slips: used once, replaced, revoked, expired; never a second password by the same paper."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.steps import Refused
from tests.factories import make_district, make_user, make_ward
from units.accounts import codes
from units.accounts.issuing import issue, live_slips, revoke, set_password, slip_for
from units.accounts.permissions import cannot_be_issued_to
from units.enums import Role
from units.models import AccessSlip, User

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PASSWORD = "Mot mat khau dai 77"


def test_slip_sets_a_password_once() -> None:
    person = make_user("annv")
    (slip,) = issue([person], by=None, now=NOW)

    set_password(slip.code.lower().replace("-", " "), PASSWORD, now=NOW)

    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    with pytest.raises(Refused, match="đã dùng"):
        set_password(slip.code, "Mot mat khau khac 88", now=NOW)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


@pytest.mark.parametrize(("days", "sentence"), [(30, "hết hạn"), (-1, "")])
def test_slip_ends_on_its_day(days: int, sentence: str) -> None:
    (slip,) = issue([make_user("annv")], by=None, now=NOW)
    when = NOW + dt.timedelta(days=days)

    if sentence:
        with pytest.raises(Refused, match=sentence):
            slip_for(slip.code, when)
    else:
        assert slip_for(slip.code, when)


def test_new_slip_replaces_the_old_and_a_revoked_one_is_dead() -> None:
    person = make_user("annv")
    (first,), (second,) = (issue([person], by=None, now=NOW) for _ in range(2))
    with pytest.raises(Refused, match="bị thay"):
        slip_for(first.code, NOW)
    assert [slip.code for slip in live_slips([person.pk], NOW)] == [second.code]

    assert revoke([person], by=None, now=NOW) == 1

    with pytest.raises(Refused, match="bị hủy"):
        slip_for(second.code, NOW)
    assert live_slips([person.pk], NOW) == []


def test_weak_password_leaves_the_slip_good() -> None:
    (slip,) = issue([make_user("annv")], by=None, now=NOW)

    with pytest.raises(Refused, match="quá ngắn"):
        set_password(slip.code, "ngan", now=NOW)

    assert slip_for(slip.code, NOW).used_at is None


def test_code_is_kept_nowhere_and_needs_the_key_of_the_installation(settings: object) -> None:
    person = make_user("annv")
    (slip,) = issue([person], by=None, now=NOW)
    row = AccessSlip.objects.get()

    assert slip.code not in (row.nonce, row.digest)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert codes.code_of(person.pk, row.nonce) != slip.code
    assert live_slips([person.pk], NOW) == []


def test_database_holds_one_live_slip_for_each_person() -> None:
    person = make_user("annv")
    issue([person], by=None, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessSlip.objects.create(
            person=person, nonce="x", digest="y", issued_at=NOW, expires_at=NOW + dt.timedelta(days=1)
        )


def test_pages_lead_from_the_code_to_the_inside(client: Client) -> None:
    person = make_user("annv", (Role.WARD_OFFICER, make_ward("Phường 1")))
    (slip,) = issue([person], by=None, now=NOW)

    led = client.post(reverse("enter"), {"ma": slip.code.lower()})
    page = client.get(led["Location"])
    done = client.post(led["Location"], {"password1": PASSWORD, "password2": PASSWORD})

    assert "annv" in page.content.decode()
    assert done["Location"] == reverse("home")
    assert client.get(reverse("home")).wsgi_request.user == person
    assert client.get(led["Location"]).status_code == 422


def test_wrong_codes_are_counted_as_wrong_passwords_are(client: Client) -> None:
    (slip,) = issue([make_user("annv")], by=None, now=NOW)

    statuses = [
        client.post(reverse("enter"), {"ma": f"AAAA-AAAA-AAAA-AA{number:02}"}).status_code for number in range(22, 32)
    ]

    assert set(statuses) <= {422, 429}
    assert client.post(reverse("enter"), {"ma": slip.code}).status_code == 429
    assert client.get(reverse("enter-code", args=[slip.code])).status_code == 429


def test_office_gives_slips_only_to_officers_of_its_own_units() -> None:
    district, other = make_district(), make_district("Quận 10")
    ward, ward_beyond = make_ward("Phường 1", district), make_ward("Phường 2", other)
    office = make_user("pgd", (Role.DISTRICT_OFFICE, district))
    people = {
        "own": make_user("own", (Role.WARD_OFFICER, ward)),
        "beyond": make_user("beyond", (Role.WARD_OFFICER, ward_beyond)),
        "both": make_user("both", (Role.WARD_OFFICER, ward), (Role.WARD_OFFICER, ward_beyond)),
        "colleague": make_user("colleague", (Role.DISTRICT_OFFICE, district)),
        "fund": make_user("fund", (Role.FUND_OFFICER, ward)),
        "admin": make_user("admin", (Role.ADMINISTRATOR, district)),
        "nobody": make_user("nobody"),
    }

    barred = {user.username for user in cannot_be_issued_to(office, people.values())}

    assert barred == people.keys() - {"own"}
