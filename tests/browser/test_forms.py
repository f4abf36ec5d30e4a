"""What every form promises, in the browser: sent once, nothing typed is lost, Back shows nothing old as if true."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from awards.commendations.models import CommendationDecision
from awards.scholarships.models import Fund
from tests.awards.commendations.factories import kind, make_decision
from tests.browser.pages import login
from tests.factories import make_district, make_user, make_ward
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

    assert kept(form) == []


@pytest.fixture
def office(transactional_db: None) -> User:
    user = make_user("pgd", (Role.DISTRICT_OFFICE, make_district()))
    user.set_password(PASSWORD)
    user.save()
    return user


def sent(page: Page) -> None:
    page.locator("form.panel button[type=submit]").last.click()


def kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('hoctap-form'))")
    return names


def test_whoever_leaves_a_question_finds_what_was_typed_and_a_yes_clears_it(page: Page, office: User) -> None:
    decision = make_decision(office.posts.get().unit)
    address = reverse("commendations:decision-void", args=[decision.pk])
    login(page, "pgd", PASSWORD)
    page.goto(address)
    page.locator("[name=reason]").fill("Ghi nhầm số")
    sent(page)
    page.get_by_role("link", name="Thôi, quay lại").click()
    page.goto(address)
    expect(page.locator("[name=reason]")).to_have_value("Ghi nhầm số")
    sent(page)
    page.go_back()
    expect(page.locator("[name=reason]")).to_have_value("Ghi nhầm số")
    sent(page)
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    expect(page.get_by_text("Đã hủy quyết định.")).to_be_visible()

    assert kept(page) == []
    assert CommendationDecision.objects.get().voiding


def test_rows_that_a_table_grew_are_there_again(page: Page, office: User) -> None:
    unit = office.posts.get().unit
    make_ward("Phường 5", unit)
    address = reverse("commendations:draft-add", args=[unit.pk, kind().pk])
    login(page, "pgd", PASSWORD)
    page.goto(address)
    rows = page.locator("table[data-grid] tbody tr")
    begun = rows.count()
    page.locator(f"[name=name-{begun - 1}]").press("Enter")
    page.locator(f"[name=name-{begun}]").fill("Lê Văn An")
    page.goto("/")
    page.goto(address)

    expect(rows).to_have_count(begun + 1)
    expect(page.locator(f"[name=name-{begun}]")).to_have_value("Lê Văn An")
