"""A wrong e-mail address put right on the site, with its history; a link that went to the wrong one works no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.steps import Refused
from tests.factories import make_district, make_post, make_user, make_ward
from units.accounts import mailing
from units.accounts.access import behind
from units.accounts.addresses import correct_email
from units.accounts.issuing import issue, live_slips
from units.enums import Role
from units.models import AccessSlip, EmailCorrection, Unit, User

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "an@xa.example.vm", "an@xa.example.vn"
SITE = "https://xhht.example.vn/"


@pytest.fixture
def district() -> Unit:
    return make_district()


@pytest.fixture
def an(district: Unit) -> User:
    person = make_user("annv", (Role.WARD_OFFICER, make_ward("Phường 1", district)), full_name="Nguyễn Văn An")
    person.email = WRONG
    person.save()
    return person


@pytest.fixture
def office(district: Unit) -> User:
    return make_user("phong", (Role.DISTRICT_OFFICE, district))


def address_of(person: User) -> str:
    return User.objects.get(pk=person.pk).email


def send(client: Client, who: User, person: User, **typed: str) -> tuple[int, str]:
    client.force_login(who)
    sent = {"email": RIGHT, "reason": "gõ nhầm tên miền", **typed}
    answer = client.post(reverse("units:person-email", args=[person.pk]), sent, follow=True)
    return answer.status_code, answer.content.decode()


def test_office_puts_an_address_right_and_the_page_shows_what_it_was(client: Client, an: User, office: User) -> None:
    status, page = send(client, office, an)

    kept = EmailCorrection.objects.get()
    assert (status, address_of(an)) == (200, RIGHT)
    assert (kept.before, kept.after, kept.by, kept.reason) == (WRONG, RIGHT, office, "gõ nhầm tên miền")
    assert f"trước ghi {WRONG}, sửa thành {RIGHT}. Lý do: gõ nhầm tên miền" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": WRONG}, "chưa có gì khác"),
        ({"email": "an@@xa"}, "Nhập địa chỉ email."),
        ({"reason": " "}, "Hãy điền ô này."),
    ],
)
def test_what_is_no_address_or_says_no_reason_is_refused(
    client: Client, an: User, office: User, typed: dict[str, str], sentence: str
) -> None:
    status, page = send(client, office, an, **typed)

    assert (status, address_of(an)) == (422, WRONG)
    assert sentence in page
    assert not EmailCorrection.objects.exists()


def test_an_address_may_be_taken_away(client: Client, an: User, office: User) -> None:
    assert send(client, office, an, email="")[0] == 200
    assert address_of(an) == ""
    with pytest.raises(Refused, match="không phải địa chỉ"):
        correct_email(an, "khong-phai", by=office, at=timezone.now(), reason="thử")


@pytest.mark.parametrize(
    ("who", "status"),
    [("office", 200), ("administrator", 200), ("other office", 404), ("the officer", 404), ("a reader above", 404)],
)
def test_only_who_keeps_the_person_puts_the_address_right(
    client: Client, an: User, office: User, district: Unit, who: str, status: int
) -> None:
    people: dict[str, Callable[[], User]] = {
        "office": lambda: office,
        "administrator": lambda: make_user("quantri", (Role.ADMINISTRATOR, district)),
        "other office": lambda: make_user("phong12", (Role.DISTRICT_OFFICE, make_district("Quận 12"))),
        "the officer": lambda: an,
        "a reader above": lambda: make_user("lanhdao", (Role.READER, district)),
    }
    client.force_login(people[who]())

    assert client.get(reverse("units:person-email", args=[an.pk])).status_code == status


def test_office_touches_no_address_of_its_own_people_or_of_who_works_elsewhere_too(
    client: Client, an: User, office: User
) -> None:
    make_post(an, make_ward("Phường Xa", make_district("Quận 12")), Role.WARD_OFFICER)

    assert [send(client, office, person)[0] for person in (an, office)] == [403, 403]
    assert address_of(an) == WRONG


def test_link_that_went_to_the_wrong_address_works_no_more_and_the_page_says_so(
    client: Client, an: User, office: User
) -> None:
    issue([an], by=office, now=timezone.now())
    mailing.ask([an.pk], site=SITE, now=timezone.now())
    mailing.send(AccessSlip.objects.get().pk, SITE, get_connection())
    (before,) = live_slips([an.pk], timezone.now())

    _, page = send(client, office, an)

    assert mail.outbox[0].to == [WRONG]
    assert "Đường dẫn đã gửi tới địa chỉ cũ không dùng được nữa: hãy cấp phiếu mới." in page
    assert live_slips([an.pk], timezone.now()) == []
    client.logout()
    assert client.get(reverse("enter-code", args=[before.code])).status_code == 422


def test_link_that_still_waits_for_the_worker_does_not_go_to_the_wrong_address(an: User, office: User) -> None:
    issue([an], by=office, now=timezone.now())
    mailing.ask([an.pk], site=SITE, now=timezone.now())

    correct_email(an, RIGHT, by=office, at=timezone.now(), reason="gõ nhầm")

    assert not mailing.send(AccessSlip.objects.get().pk, SITE, get_connection())
    assert mail.outbox == []


def test_slip_on_paper_or_not_delivered_stays(an: User, office: User) -> None:
    issue([an], by=office, now=timezone.now())
    AccessSlip.objects.update(mail_to=WRONG, mail_asked_at=timezone.now(), mail_failed=mailing.FAILED)

    _, revoked = correct_email(an, RIGHT, by=office, at=timezone.now(), reason="gõ nhầm")

    assert not revoked
    assert mailing.ask([an.pk], site=SITE, now=timezone.now()) == 1
    assert AccessSlip.objects.get().mail_to == RIGHT


def test_administration_keeps_the_history_too(client: Client, an: User) -> None:
    boss = User.objects.create_superuser("goc", full_name="Gốc")
    client.force_login(boss)
    where = reverse("admin:units_user_change", args=[an.pk])
    form = client.get(where).context["adminform"].form
    posts = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}
    sent = {name: form[name].value() for name in ("username", "full_name")} | posts | {"is_active": "on"}

    client.post(where, {**sent, "email": RIGHT})

    assert (address_of(an), EmailCorrection.objects.get().before) == (RIGHT, WRONG)


@pytest.mark.parametrize("typed", [{"email": RIGHT}, {"username": "goc.tinh"}], ids=str)
def test_address_or_name_to_log_in_with_written_in_the_administration_is_a_way_in(
    client: Client, an: User, typed: dict[str, str], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """The one gets the links, the other is whom the province's accounts stand for: for three days no second eye."""
    boss, month_ago = User.objects.create_superuser("goc", full_name="Gốc"), timezone.now() - dt.timedelta(days=30)
    User.objects.filter(pk=an.pk).update(last_login=month_ago)
    client.force_login(boss)
    where = reverse("admin:units_user_change", args=[an.pk])
    form = client.get(where).context["adminform"].form
    posts = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}
    sent = {name: form[name].value() for name in ("username", "full_name", "email")} | posts | {"is_active": "on"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(where, {**sent, **typed})

    an.refresh_from_db()
    assert (an.access_from, behind(an, timezone.now())) == (boss, {an.pk, boss.pk})
    User.objects.filter(pk=an.pk).update(last_login=None, access_from=None, access_from_at=None)
    assert behind(an, timezone.now()) == {an.pk, boss.pk}
    assert mail.outbox[-1].to == [WRONG]


def test_database_keeps_no_correction_that_says_nothing(an: User, office: User) -> None:
    facts = {"person": an, "by": office, "at": timezone.now(), "before": WRONG}
    for wrong in ({"after": WRONG, "reason": "x"}, {"after": RIGHT, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmailCorrection.objects.create(**facts, **wrong)
