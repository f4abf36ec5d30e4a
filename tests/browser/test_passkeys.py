"""Keys that a device holds, by Chromium's own virtual device: added, used to come in, copied, used twice, ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.factories import make_district, make_user
from units.enums import Role
from units.models import SecondFactor, SignInTry, User
from units.signin import passkeys, second
from units.signin.enums import FactorKind, Outcome

PASSWORD = "chim-non-tap-bay-9"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> User:
    person = make_user("phong", (Role.DISTRICT_OFFICE, make_district()))
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Browsers make keys for a name, never for a bare number."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


def device(page: Page) -> tuple[CDPSession, str]:
    """A phone of one's own that says yes by itself; it keeps its keys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made: dict[str, Any] = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def add_key(page: Page, site: str, password: str = PASSWORD) -> None:
    page.goto(f"{site}/tai-khoan/khoa-truy-cap/")
    page.get_by_label("Tên thiết bị").fill("máy ở cơ quan")
    page.get_by_label("Mật khẩu đang dùng").fill(password)
    page.get_by_role("button", name="Thêm khóa truy cập").click()


def come_to_the_second_step(page: Page, site: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("phong")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("heading", name="Bước hai").wait_for()


def test_a_device_is_added_and_opens_by_a_touch(open_window: OpenWindow, office: User, site: str) -> None:
    page = open_window()
    device(page)
    page.goto(f"{site}/dang-nhap/")
    enter(page, office)

    add_key(page, site, "sai")
    expect(page.get_by_text("Mật khẩu đang dùng chưa đúng.").first).to_be_visible()
    assert not SecondFactor.objects.exists()
    add_key(page, site)
    page.get_by_role("heading", name="Mã dự phòng").first.wait_for()
    come_to_the_second_step(page, site)
    assert (axe(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_role("button", name="Đăng xuất").wait_for()

    (kept,) = SecondFactor.objects.all()
    assert (kept.kind, kept.name, kept.used_at is not None) == (FactorKind.KEY, "máy ở cơ quan", True)
    assert not SignInTry.objects.filter(outcome=Outcome.WRONG).exclude(door="old").exists()


def test_what_a_device_signed_opens_once_for_one_person_and_a_copied_key_opens_nothing(
    open_window: OpenWindow, office: User, site: str, client: Client
) -> None:
    page = open_window()
    device(page)
    page.goto(f"{site}/dang-nhap/")
    enter(page, office)
    add_key(page, site)
    page.get_by_role("heading", name="Mã dự phòng").first.wait_for()
    come_to_the_second_step(page, site)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_role("button", name="Đăng xuất").wait_for()
    said = str((sent.value.post_data_json or {})["shown"])
    kept = SecondFactor.objects.get()

    told, state = passkeys.ask_to_show(office, "localhost")
    again = passkeys.passes(office, "localhost", state, said, timezone.now())
    client.post(reverse("login"), {"username": "phong", "password": PASSWORD})
    resent = client.post(reverse("second-step"), {"shown": said})

    assert len(told["allowCredentials"]) == 1
    assert (again, resent.status_code) == (False, 422)
    assert client.get("/don-vi/").status_code == 302
    SecondFactor.objects.update(last_count=kept.last_count + 1_000)
    come_to_the_second_step(page, site)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_text("Thiết bị chưa xác nhận được. Hãy bấm lại").first).to_be_visible()


def test_an_ended_key_opens_nothing_and_a_device_that_says_no_writes_nothing(
    open_window: OpenWindow, office: User, site: str
) -> None:
    page = open_window()
    session, kept_by = device(page)
    page.goto(f"{site}/dang-nhap/")
    enter(page, office)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": kept_by, "isUserVerified": False})
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": kept_by})
    page.goto(f"{site}/tai-khoan/khoa-truy-cap/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new DOMException('no')) }")
    page.get_by_label("Mật khẩu đang dùng").fill(PASSWORD)
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    expect(page.get_by_text("Chưa có gì được ghi")).to_be_visible()
    assert not SecondFactor.objects.exists()

    device(page)
    add_key(page, site)
    page.get_by_role("heading", name="Mã dự phòng").first.wait_for()
    second.end(office, by=office, reason="đổi máy", now=timezone.now())
    page.context.clear_cookies()
    page.goto(f"{site}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("phong")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Đăng xuất").wait_for()
