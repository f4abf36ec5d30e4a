"""The pages that everyone meets, on a PC and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, login, sideways
from units.models import User

PASSWORD = "chim-non-tap-bay-9"


@pytest.fixture(autouse=True)
def officer(transactional_db: None) -> User:
    return User.objects.create_user("canbo.p5", password=PASSWORD, full_name="Nguyễn Thị Đào")


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("address", ["/dang-nhap/", "/khong-co/"])
def test_pages_before_login_are_usable_by_everyone(
    open_window: OpenWindow, address: str, size: tuple[int, int]
) -> None:
    page = open_window(size)
    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert axe(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("address", ["/", "/doi-mat-khau/", "/khong-co/"])
def test_pages_after_login_are_usable_by_everyone(open_window: OpenWindow, address: str, size: tuple[int, int]) -> None:
    page = open_window(size)
    login(page, "canbo.p5", PASSWORD)
    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert axe(page) == []
    assert sideways(page) == 0


def test_login_leads_to_the_page_first_asked_for(page: Page) -> None:
    page.goto("/doi-mat-khau/")
    login(page, "canbo.p5", PASSWORD)

    expect(page).to_have_url("/doi-mat-khau/")


def test_wrong_password_is_explained_and_the_name_is_kept(page: Page) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("canbo.p5")
    page.get_by_label("Mật khẩu", exact=True).fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.get_by_role("alert")).to_contain_text("bộ gõ tiếng Việt")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("canbo.p5")
    assert axe(page) == []


def test_first_tab_leads_to_the_main_content(page: Page) -> None:
    login(page, "canbo.p5", PASSWORD)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_phone_menu_opens_with_the_keyboard_and_logs_out(phone: Page) -> None:
    login(phone, "canbo.p5", PASSWORD)
    phone.get_by_text("Mục lục").focus()
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("link", name="Việc đang chờ")).to_be_visible()
    assert axe(phone) == []
    assert sideways(phone) == 0
    phone.get_by_role("button", name="Đăng xuất").click()
    expect(phone).to_have_url("/dang-nhap/")


@pytest.mark.parametrize("address", ["/", "/dang-nhap/", "/doi-mat-khau/"])
def test_what_one_presses_is_at_least_44_pixels_high(phone: Page, address: str) -> None:
    if address != "/dang-nhap/":
        login(phone, "canbo.p5", PASSWORD)
    phone.goto(address)

    buttons = phone.locator("button:visible, .btn:visible, summary:visible, input:visible")

    assert buttons.count() > 0
    assert [box for each in buttons.all() if (box := each.bounding_box()) and box["height"] < 44] == []
