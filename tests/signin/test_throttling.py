"""Guessing is slowed; nobody can lock a colleague out; what happened is read and undone by the administrator."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_district, make_user
from units.enums import Role
from units.models import SignInTry, User
from units.signin import throttle
from units.signin.enums import Door, Outcome

PASSWORD = "chim-non-tap-bay-9"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("canbo.p5", password=PASSWORD, full_name="Nguyễn Thị Đào")


def try_in(client: Client, password: str, name: str = "canbo.p5", machine: str = "10.0.0.1") -> Any:
    return client.post(reverse("login"), {"username": name, "password": password}, REMOTE_ADDR=machine)


def earlier(seconds: int) -> None:
    """As if what was noted so far had been so long ago."""
    for row in SignInTry.objects.all():
        row.at -= dt.timedelta(seconds=seconds)
        row.save()


def test_a_colleague_who_locks_the_account_does_not_lock_out_the_persons_own_browser(officer: User) -> None:
    own, enemy = Client(), Client()
    try_in(own, PASSWORD)
    own.post(reverse("logout"))

    wrong = [try_in(enemy, "sai").status_code for _ in range(settings.AXES_FAILURE_LIMIT + 2)]

    assert wrong[-1] == 429
    assert try_in(enemy, PASSWORD).status_code == 429
    assert try_in(own, PASSWORD).status_code == 302


def test_the_own_browser_is_slowed_and_never_locked(officer: User) -> None:
    own = Client()
    try_in(own, PASSWORD)
    own.post(reverse("logout"))

    answers = []
    for _ in range(15):
        answers.append(try_in(own, "sai").status_code)
        earlier(61)
    last = try_in(own, "sai").status_code
    earlier(-600)  # however slow the machine is, the last wrong one is not yet past
    at_once = [last, try_in(own, PASSWORD).status_code]
    earlier(661)

    assert set(answers) == {200}
    assert at_once == [200, 429]
    assert try_in(own, PASSWORD).status_code == 302


def test_a_cookie_of_one_person_or_of_a_former_password_is_no_known_browser(officer: User) -> None:
    User.objects.create_user("canbo.p6", password=PASSWORD, full_name="Trần Văn Ân")
    own = Client()
    try_in(own, PASSWORD, name="canbo.p6")
    own.post(reverse("logout"))
    try_in(own, "sai")
    officer.set_password("khac-hoan-toan-8")
    officer.save()
    try_in(own, "sai")

    assert list(SignInTry.objects.filter(person=officer).values_list("known_device", flat=True)) == [False, False]


def test_one_password_over_many_accounts_waits_from_any_machine(officer: User) -> None:
    for number in range(throttle.ACCOUNTS_OF_A_PASSWORD):
        User.objects.create_user(f"nguoi{number}", password="x-y-z-rat-dai-1", full_name=f"Người {number}")
        assert try_in(Client(), PASSWORD, name=f"nguoi{number}", machine=f"10.0.1.{number}").status_code == 200

    sprayed = try_in(Client(), PASSWORD, machine="10.0.1.99")
    another = try_in(Client(), "mot-mat-khau-khac", machine="10.0.1.98")
    earlier(int(throttle.PASSWORD_WAITS.total_seconds()) + 1)

    assert (sprayed.status_code, another.status_code) == (429, 200)
    assert try_in(Client(), PASSWORD, machine="10.0.1.97").status_code == 302


def test_many_accounts_from_one_machine_wait_and_other_machines_do_not(officer: User) -> None:
    for number in range(throttle.ACCOUNTS_OF_A_MACHINE):
        try_in(Client(), f"thu-{number}", name=f"khong-co-{number}")

    assert try_in(Client(), PASSWORD).status_code == 429
    assert try_in(Client(), PASSWORD, machine="10.0.0.2").status_code == 302


def test_many_machines_on_one_account_wait_half_a_minute(officer: User) -> None:
    for number in range(throttle.EVERYWHERE):
        assert try_in(Client(), f"thu-{number}", machine=f"10.0.2.{number}").status_code == 200

    assert try_in(Client(), PASSWORD, machine="10.0.3.1").status_code == 429
    earlier(31)
    assert try_in(Client(), PASSWORD, machine="10.0.3.1").status_code == 302


def test_made_up_proxy_header_is_no_other_machine(officer: User) -> None:
    for number in range(settings.AXES_FAILURE_LIMIT):
        Client().post(
            reverse("login"),
            {"username": "canbo.p5", "password": "sai"},
            REMOTE_ADDR="10.0.0.1",
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )

    assert try_in(Client(), PASSWORD).status_code == 429
    assert set(SignInTry.objects.values_list("address", flat=True)) == {"10.0.0.1"}


def test_old_password_at_the_change_is_slowed(client: Client, officer: User) -> None:
    client.force_login(officer)
    new = {"new_password1": "cay-da-gieng-nuoc-8", "new_password2": "cay-da-gieng-nuoc-8"}

    wrong = [
        client.post(reverse("password_change"), {"old_password": f"sai-{number}", **new}).status_code
        for number in range(throttle.FREE)
    ]
    earlier(-600)  # however slow the machine is, the last wrong one is not yet past
    right = client.post(reverse("password_change"), {"old_password": PASSWORD, **new}).status_code
    earlier(661)

    assert (wrong, right) == ([200] * throttle.FREE, 429)
    assert client.post(reverse("password_change"), {"old_password": PASSWORD, **new}).status_code == 302


def test_a_name_that_is_no_account_and_passwords_are_not_kept(client: Client, officer: User) -> None:
    try_in(client, "sai", name="mat-khau-go-nham")
    try_in(client, "gan-dung-roi")

    kept = str(list(SignInTry.objects.values()))
    assert "mat-khau-go-nham" not in kept and "gan-dung-roi" not in kept


def test_administrator_reads_who_failed_and_unlocks(client: Client, officer: User) -> None:
    keeper = make_user("quantri", (Role.ADMINISTRATOR, make_district()))
    User.objects.filter(pk=keeper.pk).update(is_staff=True)
    enemy = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        try_in(enemy, "sai")
    client.force_login(keeper)

    page = client.get(reverse("account:journal")).content.decode()
    answer = client.post(reverse("account:unlock", args=[officer.pk]))

    assert "10 lần" in page and "canbo.p5" in page and "10.0.0.1" in page
    assert answer["Location"] == reverse("account:journal")
    assert SignInTry.objects.get(outcome=Outcome.UNLOCKED).by == keeper
    assert try_in(enemy, PASSWORD).status_code == 302


def test_nobody_else_reads_the_journal_or_unlocks(client: Client, officer: User) -> None:
    client.force_login(officer)

    assert client.get(reverse("account:journal")).status_code == 403
    assert client.post(reverse("account:unlock", args=[officer.pk])).status_code == 403


def test_sessions_are_listed_and_ended_elsewhere(officer: User) -> None:
    here, there = Client(), Client()
    try_in(here, PASSWORD)
    try_in(there, PASSWORD, machine="10.0.0.9")

    page = here.get(reverse("account:own")).content.decode()
    here.post(reverse("account:sessions-end"))

    assert "10.0.0.9" in page and "Đây là phiên này" in page
    assert there.get("/don-vi/").status_code == 302
    assert here.get("/don-vi/").status_code == 200


def test_nobody_ends_the_session_of_another(officer: User) -> None:
    own, enemy = Client(), Client()
    try_in(own, PASSWORD)
    User.objects.create_user("canbo.p6", password=PASSWORD, full_name="Trần Văn Ân")
    try_in(enemy, PASSWORD, name="canbo.p6")

    enemy.post(reverse("account:sessions-end"), {"phien": officer.sessions.get().pk})

    assert own.get("/don-vi/").status_code == 200


def test_a_changed_password_closes_the_pages_elsewhere_and_keeps_this_browser_known(officer: User) -> None:
    here, there = Client(), Client()
    try_in(here, PASSWORD)
    try_in(there, PASSWORD)
    new = "cay-da-gieng-nuoc-8"
    here.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert there.get("/don-vi/").status_code == 302
    assert here.get("/don-vi/").status_code == 200
    here.post(reverse("logout"))
    try_in(here, new)
    assert SignInTry.objects.filter(door=Door.PASSWORD, outcome=Outcome.IN).latest("pk").known_device


@pytest.mark.parametrize(("shared", "status"), [("1", 302), ("", 200)])
def test_shared_pc_left_alone_asks_again_though_its_page_asks_by_itself(
    officer: User, shared: str, status: int
) -> None:
    client = Client()
    client.post(reverse("login"), {"username": "canbo.p5", "password": PASSWORD, "shared": shared})
    session = client.session
    if shared:
        session["seen_at"] = timezone.now().timestamp() - settings.SHARED_PC_IDLE.total_seconds() + 30
        session.save()
        assert client.get(reverse("desk:number")).status_code == 200
        session["seen_at"] -= 60
        session.save()

    assert client.get("/don-vi/").status_code == status


def test_a_form_sent_after_the_shared_pc_was_left_alone_is_kept(officer: User) -> None:
    client = Client()
    client.post(reverse("login"), {"username": "canbo.p5", "password": PASSWORD, "shared": "1"})
    session = client.session
    session["seen_at"] = 0
    session.save()

    answer = client.post("/viec/nhac-viec/", {"on_site": "weekly"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403 and 'name="kept"' in answer.content.decode()
