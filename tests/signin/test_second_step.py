"""The second step of logging in: app, codes on paper, who must, what happens when the phone is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.steps import Refused
from tests.factories import make_district, make_user, make_ward
from units.accounts.issuing import issue
from units.enums import Role
from units.models import SecondFactor, SignInTry, Unit, User
from units.signin import second
from units.signin.enums import Outcome

PASSWORD = "chim-non-tap-bay-9"

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return make_district()


@pytest.fixture
def office(district: Unit) -> User:
    person = make_user("phong", (Role.DISTRICT_OFFICE, district))
    person.set_password(PASSWORD)
    person.save()
    return person


def with_app(person: User) -> pyotp.TOTP:
    secret = second.new_secret()
    app, before = pyotp.TOTP(secret), timezone.now() - dt.timedelta(seconds=300)
    second.add_app(person, secret, app.at(before), name="điện thoại", now=before)
    return app


def log_in(client: Client, person: User, **more: str) -> Any:
    return client.post(reverse("login"), {"username": person.username, "password": PASSWORD, **more})


def test_right_password_alone_opens_nothing_once_an_app_is_set_up(client: Client, office: User) -> None:
    app = with_app(office)

    first = log_in(client, office, next="/don-vi/")
    between = client.get("/don-vi/")
    last = client.post(reverse("second-step"), {"code": app.now()})

    assert first["Location"] == reverse("second-step")
    assert between["Location"].startswith(reverse("login"))
    assert last["Location"] == "/don-vi/"
    assert client.get("/don-vi/").status_code == 200


def test_a_code_works_once(client: Client, office: User) -> None:
    app = with_app(office)
    now = timezone.now()

    assert second.passes(office, app.at(now), now)
    assert not second.passes(office, app.at(now), now)
    assert not second.passes(office, app.at(now - dt.timedelta(seconds=30)), now)


@pytest.mark.parametrize("typed", ["", "000000", "12345", "١٢٣٤٥٦", "abc", "9" * 60])
def test_wrong_codes_are_refused_noted_and_at_last_wait(client: Client, office: User, typed: str) -> None:
    with_app(office)
    log_in(client, office)

    answers = [client.post(reverse("second-step"), {"code": typed or " "}).status_code for _ in range(11)]

    noted = SignInTry.objects.filter(person=office, outcome=Outcome.WRONG).count()
    assert answers == ([422] * 10 + [429] if typed else [422] * 11)
    assert noted == (10 if typed else 0)
    assert client.get("/don-vi/").status_code == 302


def test_a_paper_code_opens_once_and_new_paper_ends_the_old(client: Client, office: User) -> None:
    with_app(office)
    old = second.print_codes(office, now=timezone.now())
    codes = second.print_codes(office, now=timezone.now())
    log_in(client, office)

    answers = [
        client.post(reverse("second-step"), {"code": code}).status_code
        for code in (old[0], codes[0].lower().replace("-", " "))
    ]

    assert answers == [422, 302]
    assert second.codes_left(office) == 9
    assert not second.passes(office, codes[0], timezone.now())


def test_paper_of_one_person_opens_no_other_account(office: User, district: Unit) -> None:
    other = make_user("khac", (Role.DISTRICT_OFFICE, district))
    with_app(office), with_app(other)
    (code, *_) = second.print_codes(office, now=timezone.now())

    assert not second.passes(other, code, timezone.now())


def test_setting_up_an_app_shows_a_drawing_and_takes_its_code(client: Client, office: User) -> None:
    client.force_login(office)
    page = client.get(reverse("account:app-add")).content.decode()
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert sealed and "<svg" in page and "style=" not in page.split("<svg")[1].split("</svg>")[0]
    app = pyotp.TOTP(second.unsealed(sealed[1]))
    typed = {"sealed": sealed[1], "name": "máy", "password": PASSWORD}

    wrong = client.post(reverse("account:app-add"), typed | {"code": "000000"})
    alone = client.post(reverse("account:app-add"), typed | {"code": app.now(), "password": "sai"})
    forged = client.post(reverse("account:app-add"), typed | {"sealed": "A" * 40, "code": app.now()})
    right = client.post(reverse("account:app-add"), typed | {"code": app.now()})

    assert (wrong.status_code, alone.status_code, forged.status_code) == (422, 422, 422)
    assert "Mật khẩu đang dùng chưa đúng" in alone.content.decode()
    assert sealed[1] in wrong.content.decode()
    assert right["Location"] == reverse("account:codes")
    assert app.secret not in SecondFactor.objects.get().secret


def test_codes_are_shown_once_and_only_with_the_password(client: Client, office: User) -> None:
    with_app(office)
    client.force_login(office)

    wrong = client.post(reverse("account:codes"), {"password": "sai"})
    right = client.post(reverse("account:codes"), {"password": PASSWORD})

    codes = re.findall(r"<code>([^<]+)</code>", right.content.decode())
    assert wrong.status_code == 422 and len(codes) == 10
    assert codes[0] not in client.get(reverse("account:codes")).content.decode()
    assert second.passes(office, codes[0], timezone.now())


@pytest.mark.parametrize(
    ("role", "demanded"),
    [
        (Role.DISTRICT_OFFICE, True),
        (Role.TITLE_APPROVER, True),
        (Role.FUND_OFFICER, True),
        (Role.NAMES_EXPORTER, True),
        (Role.ADMINISTRATOR, True),
        (Role.WARD_OFFICER, False),
        (Role.READER, False),
    ],
)
def test_an_office_demands_it_of_guarded_posts_below_it_only(
    district: Unit, office: User, role: Role, demanded: bool
) -> None:
    ward, elsewhere = make_ward("Phường 5", under=district), make_ward("Phường lạ", under=make_district("Quận 10"))
    inside, outside = make_user("trong", (role, ward)), make_user("ngoai", (role, elsewhere))
    day, now = timezone.localdate(), timezone.now()

    second.rule(district, True, by=office, reason="quy chế", now=now)
    assert [second.is_demanded_of(each, day) for each in (inside, outside)] == [demanded, False]

    second.rule(None, True, by=office, reason="cả hệ thống", now=now)
    assert second.is_demanded_of(User.objects.get(pk=outside.pk), day) is demanded

    second.rule(None, False, by=office, reason="thôi", now=now)
    second.rule(district, False, by=office, reason="thôi", now=now)
    assert not second.is_demanded_of(User.objects.get(pk=inside.pk), day)


def test_whoever_owes_it_sees_only_the_page_to_set_it_up(client: Client, office: User, district: Unit) -> None:
    second.rule(district, True, by=office, reason="quy chế", now=timezone.now())
    log_in(client, office)

    pages = [client.get(page)["Location"] for page in ("/", "/don-vi/", "/so-lieu/")]
    setup = client.get(reverse("account:app-add"))
    secret = second.unsealed(str(setup.context["form"].initial["sealed"]))
    client.post(
        reverse("account:app-add"),
        {
            "sealed": second.sealed(secret),
            "name": "máy",
            "code": pyotp.TOTP(secret).now(),
            "password": PASSWORD,
        },
    )

    assert set(pages) == {reverse("account:app-add")}
    assert client.get("/don-vi/").status_code == 200


def test_lost_phone_is_let_go_by_an_administrator_with_a_reason_that_the_person_reads(
    client: Client, office: User, district: Unit
) -> None:
    with_app(office)
    codes = second.print_codes(office, now=timezone.now())
    keeper = make_user("quantri", (Role.ADMINISTRATOR, district))
    User.objects.filter(pk=keeper.pk).update(is_staff=True)
    client.force_login(keeper)
    address = reverse("account:reset", args=[office.pk])

    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "mất điện thoại"})["Location"] == reverse(
        "units:person-detail", args=[office.pk]
    )
    assert not second.has_one(office) and not second.passes(office, codes[0], timezone.now())
    client.force_login(office)
    assert "mất điện thoại" in client.get(reverse("account:own")).content.decode()


def test_nobody_resets_who_is_not_theirs(client: Client, office: User, district: Unit) -> None:
    with_app(office)
    colleague = make_user("ban", (Role.DISTRICT_OFFICE, district))
    ward = make_user("canbo", (Role.WARD_OFFICER, make_ward("Phường 5", under=district)))

    statuses = []
    for person in (colleague, ward, office):
        client.force_login(person)
        statuses.append(client.post(reverse("account:reset", args=[office.pk]), {"reason": "x"}).status_code)

    assert statuses == [403, 404, 404]
    assert second.has_one(office)


def test_a_slip_does_not_pass_by_the_second_step(client: Client, office: User) -> None:
    app = with_app(office)
    (slip,) = issue([office], by=None, now=timezone.now())
    new = "tram-nam-bia-da-7"

    answer = client.post(reverse("enter-code", args=[slip.code]), {"password1": new, "password2": new})

    assert answer["Location"] == reverse("second-step")
    assert client.get("/don-vi/").status_code == 302
    assert client.post(reverse("second-step"), {"code": app.now()})["Location"] == reverse("home")


def test_a_changed_password_ends_the_waiting_second_step(client: Client, office: User) -> None:
    app = with_app(office)
    log_in(client, office)
    office.set_password("tram-nam-bia-da-7")
    office.save()

    assert client.post(reverse("second-step"), {"code": app.now()})["Location"] == reverse("login")


def test_a_second_rule_that_changes_nothing_is_refused(office: User, district: Unit) -> None:
    with pytest.raises(Refused, match="Hiện đã không buộc"):
        second.rule(district, False, by=office, reason="x", now=timezone.now())


def test_rules_page_says_how_many_it_touches_before_it_does(client: Client, office: User, district: Unit) -> None:
    client.force_login(office)
    asked = client.post(reverse("account:rules"), {"unit": district.pk, "demanded": "1", "reason": "quy chế"})
    everybody = client.post(reverse("account:rules"), {"unit": "0", "demanded": "1", "reason": "quy chế"})

    assert "1 người giữ nhiệm vụ" in asked.content.decode()
    assert everybody.status_code == 422
    assert not second.rules_now()
