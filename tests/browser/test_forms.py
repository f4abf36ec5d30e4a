"""What every form promises, in the browser: sent once, nothing typed is lost, Back shows nothing old as if true."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from awards.scholarships.models import Fund
from tests.browser.pages import login
from tests.factories import make_user, make_ward
from units.enums import Role
from units.models import User

PASSWORD = "chim-non-tap-bay-9"
PAGE = "/hoc-bong/quy/moi/"
NAME = "Quỹ Bến Thành"
MADE = re.compile(r"/quy/\d+/$")
PRESS_TWICE = "() => [1, 2].forEach(() => document.querySelector('form.panel').requestSubmit())"


@pytest.fixture
def treasurer(transactional_db: None) -> User:
    user = make_user("quy5", (Role.FUND_OFFICER, make_ward("Phường 5")))
    user.set_password(PASSWORD)
    user.save()
    return user


def name_of(page: Page) -> Locator:
    return page.locator("form.panel [name=name]")


@pytest.fixture
def form(page: Page, treasurer: User) -> Page:
    """The form for a new fund, filled in and not sent."""
    login(page, "quy5", PASSWORD)
    page.goto(PAGE)
    page.locator("[name=unit]").select_option(label="Phường 5")
    page.locator("[name=branch]").fill("Chi hội 1")
    name_of(page).fill(NAME)
    return page


def test_what_was_typed_is_there_again_after_leaving_the_page(form: Page) -> None:
    form.goto("/")
    form.goto(PAGE)

    expect(name_of(form)).to_have_value(NAME)
    expect(form.get_by_text("Đã điền lại những gì gõ lúc")).to_be_visible()
    form.get_by_role("button", name="Bỏ đi").click()
    expect(name_of(form)).to_have_value("")


def test_two_presses_on_a_slow_line_book_once(form: Page) -> None:
    form.evaluate(PRESS_TWICE)
    form.wait_for_url(MADE)

    assert Fund.objects.count() == 1


def test_back_after_sending_shows_an_empty_form(form: Page) -> None:
    form.get_by_role("button", name="Ghi", exact=True).click()
    form.wait_for_url(MADE)
    form.go_back()

    expect(name_of(form)).to_have_value("")


def test_session_ended_while_typing_loses_nothing(form: Page) -> None:
    form.context.clear_cookies(name="sessionid")
    form.get_by_role("button", name="Ghi", exact=True).click()
    expect(form.get_by_text("Phiên làm việc đã hết nên chưa ghi được")).to_be_visible()
    form.get_by_label("Tên đăng nhập").fill("quy5")
    form.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    form.get_by_role("button", name="Đăng nhập").click()
    expect(form.get_by_text(NAME)).to_be_visible()
    form.get_by_role("button", name="Gửi tiếp").click()
    form.wait_for_url(MADE)

    assert Fund.objects.get().name == NAME


def test_browser_that_forgot_all_its_cookies_still_has_what_was_typed(form: Page) -> None:
    """The server cannot know whose words these were; the browser does, once the same person is back."""
    form.context.clear_cookies()
    form.get_by_role("button", name="Ghi", exact=True).click()
    form.get_by_label("Tên đăng nhập").fill("quy5")
    form.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    form.get_by_role("button", name="Đăng nhập").click()

    expect(name_of(form)).to_have_value(NAME)
    form.get_by_role("button", name="Ghi", exact=True).click()
    form.wait_for_url(MADE)
    form.goto(PAGE)
    expect(name_of(form)).to_have_value("")


def test_logging_out_leaves_nothing_typed_on_the_computer(form: Page) -> None:
    form.get_by_role("button", name="Đăng xuất").first.click()
    form.get_by_label("Tên đăng nhập").wait_for()

    assert form.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('hoctap-form'))") == []
