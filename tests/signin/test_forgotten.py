"""A forgotten password, where letters can be sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from units.accounts.issuing import issue
from units.models import AccessSlip, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mails(settings: Any) -> None:
    settings.MAIL = "smtp"


def ask(name: str, machine: str = "10.0.0.1") -> Any:
    return Client().post(reverse("forgotten"), {"username": name}, REMOTE_ADDR=machine)


def test_a_link_is_mailed_once_and_strangers_learn_nothing(client: Client) -> None:
    User.objects.create_user("dao", full_name="Nguyễn Thị Đào", email="dao@tinh.vn")
    User.objects.create_user("an", full_name="Trần Văn Ân")

    answers = [ask(name) for name in ("dao", "dao", "an", "khong-co")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, reverse("login"))}
    assert list(AccessSlip.objects.values_list("person__username", "mail_to")) == [("dao", "dao@tinh.vn")]


def test_a_slip_on_paper_is_not_taken_away_by_somebody_who_asks(client: Client) -> None:
    person = User.objects.create_user("dao", full_name="Nguyễn Thị Đào", email="dao@tinh.vn")
    issue([person], by=None, now=timezone.now())

    ask("dao")

    assert AccessSlip.objects.get().revoked_at is None


def test_a_machine_that_asks_often_waits(client: Client) -> None:
    assert [ask(f"ten-{number}").status_code for number in range(6)] == [302] * 5 + [429]
    assert ask("ten", machine="10.0.0.2").status_code == 302


def test_without_a_mail_server_the_page_is_not_there(client: Client, settings: Any) -> None:
    settings.MAIL = ""

    assert client.get(reverse("forgotten")).status_code == 404
    assert "phiếu" in client.get(reverse("login")).content.decode()
