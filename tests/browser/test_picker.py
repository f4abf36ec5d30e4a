"""A unit is found while its name is typed, by keyboard or mouse, and without a script when the form is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, login
from tests.factories import make_district, make_user, make_ward
from units.enums import Role

PASSWORD = "mot-mat-khau-thu"
PAGE = "/hoc-bong/tong-hop/"


@pytest.fixture(autouse=True)
def office(transactional_db: None) -> None:
    """An office over more wards than a list holds."""
    district = make_district("Quận 11")
    for number in range(1, 20):
        make_ward(f"Phường {number}", district)
    person = make_user("phonggd", (Role.DISTRICT_OFFICE, district))
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])


def offered(page: Page) -> Locator:
    return page.locator(".unit-options")


def test_a_unit_is_chosen_by_keyboard_from_what_the_words_may_mean(page: Page) -> None:
    login(page, "phonggd", PASSWORD)
    page.goto(PAGE)
    box = page.get_by_role("combobox", name="Đơn vị")

    box.fill("p5 q11")
    expect(offered(page).get_by_role("option")).to_have_text(["Phường 5, Quận 11"])
    assert axe(page) == []
    box.fill("phuong 1")
    expect(offered(page).get_by_role("option")).to_have_count(11)
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(offered(page).get_by_role("option", selected=True)).to_have_text("Phường 10, Quận 11")
    box.press("Enter")

    expect(box).to_have_value("Phường 10, Quận 11")
    expect(offered(page)).to_be_hidden()
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_role("heading", name="Phường 10, Quận 11")).to_be_visible()


def test_escape_closes_and_text_changed_after_a_choice_counts(page: Page) -> None:
    login(page, "phonggd", PASSWORD)
    page.goto(PAGE)
    box = page.get_by_role("combobox", name="Đơn vị")
    box.fill("p12")
    offered(page).get_by_role("option", name="Phường 12, Quận 11").click()

    box.fill("p7, q11")
    expect(offered(page).get_by_role("option")).to_have_text(["Phường 7, Quận 11"])
    box.press("Escape")
    expect(offered(page)).to_be_hidden()
    page.get_by_role("button", name="Xem").click()

    expect(page.get_by_role("heading", name="Phường 7, Quận 11")).to_be_visible()


def test_without_a_script_the_words_are_looked_up_when_the_form_is_sent(open_window: OpenWindow) -> None:
    page = open_window(java_script_enabled=False)
    login(page, "phonggd", PASSWORD)
    page.goto(PAGE)

    page.get_by_role("searchbox", name="Đơn vị").fill("p7")
    page.get_by_role("button", name="Xem").click()

    expect(page.get_by_role("heading", name="Phường 7, Quận 11")).to_be_visible()


def test_several_units_are_added_one_after_another(page: Page) -> None:
    person = make_user("quantri", (Role.ADMINISTRATOR, make_district("Quận 12")))
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    for number in range(20, 40):
        make_ward(f"Phường {number}", make_district(f"Quận {number}"))
    login(page, "quantri", PASSWORD)
    page.goto("/don-vi/trung-tam/moi/")
    box = page.get_by_role("combobox", name="Phục vụ các phường, xã")

    box.fill("p5 q11")
    offered(page).get_by_role("option", name="Phường 5, Quận 11").click()
    expect(box).to_have_value("")
    box.fill("phuong 25")
    expect(offered(page).get_by_role("option")).to_have_count(1)
    box.press("Enter")

    chosen = page.locator(".unit-chosen input:checked")
    expect(chosen).to_have_count(2)
    expect(page.locator(".unit-chosen")).to_contain_text("Phường 25, Quận 25")
    assert axe(page) == []
    page.get_by_label("Phường 5, Quận 11").uncheck()
    expect(chosen).to_have_count(1)
