"""One-time links by mail: once for each slip, to whom there is an address, and what became of it is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import make_district, make_user, make_ward
from units.accounts import mailing
from units.accounts.issuing import issue, live_slips, revoke, set_password
from units.enums import Role
from units.models import AccessSlip, User

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 29, 9, 30, tzinfo=dt.UTC)
SITE = "https://xhht.example.vn/"


@pytest.fixture
def an(db: None) -> User:
    person = make_user("annv", (Role.WARD_OFFICER, make_ward("Phường 1")), full_name="Nguyễn Văn An")
    person.email = "an@xa.example.vn"
    person.save()
    return person


def send_all() -> list[bool]:
    return [mailing.send(pk, SITE, get_connection()) for pk in AccessSlip.objects.values_list("pk", flat=True)]


def test_link_goes_once_to_whoever_has_an_address(an: User) -> None:
    other = make_user("ba")
    issue([an, other], by=None, now=dt.datetime.now(dt.UTC))

    asked = [mailing.ask([an.pk, other.pk], site=SITE, now=dt.datetime.now(dt.UTC)) for _ in range(2)]

    assert asked == [1, 0]
    assert [sorted(send_all()), send_all()] == [[False, True], [False, False]]
    (letter,) = mail.outbox
    (slip,) = live_slips([an.pk], dt.datetime.now(dt.UTC))
    assert letter.to == ["an@xa.example.vn"]
    assert f"https://xhht.example.vn{reverse('enter-code', args=[slip.code])}" in letter.body
    assert "Kính gửi ông, bà Nguyễn Văn An" in letter.body
    assert slip.mail.startswith("Đã gửi thư tới an@xa.example.vn lúc ")


def test_used_or_revoked_slip_is_not_mailed(an: User) -> None:
    now = dt.datetime.now(dt.UTC)
    issue([an], by=None, now=now)
    mailing.ask([an.pk], site=SITE, now=now)
    revoke([an], by=None, now=now)
    (second,) = issue([an], by=None, now=now)
    mailing.ask([an.pk], site=SITE, now=now)
    set_password(second.code, "Mot mat khau dai 77", now=now)

    assert send_all() == [False, False]
    assert mail.outbox == []


class Refusing:
    """A mail server that is not there."""

    def send_messages(self, letters: Any) -> int:
        raise ConnectionRefusedError("111")

    def close(self) -> None:
        """Nothing is open."""


def test_failed_mail_is_said_and_may_be_asked_for_again(an: User) -> None:
    now = dt.datetime.now(dt.UTC)
    issue([an], by=None, now=now)
    mailing.ask([an.pk], site=SITE, now=now)

    assert not mailing.send(AccessSlip.objects.get().pk, SITE, Refusing())  # type: ignore[arg-type]

    (slip,) = live_slips([an.pk], now)
    assert slip.mail.startswith("Không gửi được thư tới an@xa.example.vn: máy chủ thư không nhận.")
    assert mailing.ask([an.pk], site=SITE, now=now) == 1
    assert send_all() == [True]


def test_without_a_mail_server_in_production_nothing_is_asked_for(an: User, settings: Any) -> None:
    settings.MAIL = ""
    now = dt.datetime.now(dt.UTC)
    issue([an], by=None, now=now)

    assert mailing.ask([an.pk], site=SITE, now=now) == 0
    assert AccessSlip.objects.get().mail_to == ""


def test_page_issues_and_leaves_the_mails_to_the_worker_once(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    district = make_district()
    ward = make_ward("Phường 1", district)
    person = make_user("annv", (Role.WARD_OFFICER, ward))
    person.email = "an@xa.example.vn"
    person.set_unusable_password()
    person.save()
    client.force_login(make_user("pgd", (Role.DISTRICT_OFFICE, district)))
    address = reverse("starting:slips", args=[district.pk])
    assert "Cấp phiếu cho 1 người, gửi thư cho 1 người" in client.get(address).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
        client.post(address)

    (job,) = DBTaskResult.objects.all()
    mailing.send_links.call(*job.args_kwargs["args"])
    assert len(mail.outbox) == 1
    assert "Đã gửi thư tới an@xa.example.vn" in client.get(address).content.decode()


def test_database_keeps_mails_with_where_to(an: User) -> None:
    issue([an], by=None, now=NOW)

    with pytest.raises(IntegrityError, match="mail_says"), transaction.atomic():
        AccessSlip.objects.update(mailed_at=NOW)
