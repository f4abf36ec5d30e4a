"""Pages on a phone: a sheet that is no endless strip, people typed line by line, a picture that is whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from indicators.models import Submission
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import enter, sideways
from tests.browser.test_entry import Open, address, number, open_sheet, row, sheet, story
from tests.factories import make_user
from tests.indicators.factories import Story
from tests.indicators.test_series_page import Town
from units.enums import Role
from units.models import User

__all__ = ["open_sheet", "sheet", "story"]

PASSWORD = "chim-non-tap-bay-9"
CELL = 135
"""So high may a line of the sheet be on a phone, on the average; a card of all its fields was 280."""


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def test_sheet_is_short_and_opens_what_is_rarely_filled_where_somebody_types(open_sheet: Open, story: Story) -> None:
    page = open_sheet(size=PHONE)
    line = row(page, "household-total")
    rows = page.locator("tr.cell-row")

    heights = rows.evaluate_all("all => all.map((each) => each.getBoundingClientRect().height)")
    assert sum(heights) / len(heights) < CELL
    assert sideways(page) == 0
    expect(line.locator("textarea")).to_be_hidden()
    number(page, "household-total").click()
    expect(line.locator("textarea")).to_be_visible()
    expect(line.locator("select")).to_be_visible()
    line.locator("textarea").fill("Theo sổ của khu phố")
    number(page, "household-persons").click()
    expect(line.locator("textarea")).to_be_visible()


def test_a_note_that_is_there_is_shown(open_sheet: Open, story: Story, sheet: Submission) -> None:
    page = open_sheet(size=PHONE)
    number(page, "household-total").fill("1.200")
    row(page, "household-total").locator("textarea").fill("Theo sổ")
    number(page, "household-persons").click()
    expect(row(page, "household-total").locator("td.status")).to_contain_text("Đã lưu")

    page.goto(address(sheet))

    expect(row(page, "household-total").locator("textarea")).to_be_visible()
    expect(row(page, "household-persons").locator("textarea")).to_be_hidden()


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def opened(open_window: OpenWindow, person: User, where: str, size: tuple[int, int] = PHONE) -> Page:
    page = open_window(size)
    enter(page, with_password(person))
    page.goto(where)
    return page


def test_people_are_typed_line_by_line_within_the_screen(
    open_window: OpenWindow, live_server: LiveServer, town: Town
) -> None:
    office = make_user("pgd", (Role.DISTRICT_OFFICE, town.district))
    page = opened(open_window, office, f"/bat-dau/{town.district.pk}/can-bo/")

    rights = page.locator("[data-grid] :is(input, select)").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().right)"
    )

    assert max(rights) <= PHONE[0]
    assert sideways(page) == 0
    wrap = page.locator(".table-wrap").first
    assert wrap.evaluate("(each) => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize(("size", "shown", "hidden"), [(PHONE, "phone", "desk"), (DESK, "desk", "phone")])
def test_picture_of_a_series_is_whole_on_any_screen(
    open_window: OpenWindow, live_server: LiveServer, town: Town, size: tuple[int, int], shown: str, hidden: str
) -> None:
    office = town.person(Role.DISTRICT_OFFICE, town.district)
    page = opened(open_window, office, f"/so-lieu/chuoi/{town.one.pk}/", size)

    expect(page.locator(f".on-a-{shown} svg")).to_be_visible()
    expect(page.locator(f".on-a-{hidden} svg")).to_be_hidden()
    box = page.locator(f".on-a-{shown} svg").bounding_box()
    assert box
    assert box["x"] + box["width"] <= size[0]
    letters = page.locator(f".on-a-{shown} svg text").first.evaluate("(each) => each.getBoundingClientRect().height")
    assert letters > 10


def test_measures_are_found_as_typed_without_marks(
    open_window: OpenWindow, live_server: LiveServer, town: Town
) -> None:
    office = town.person(Role.DISTRICT_OFFICE, town.district)
    page = opened(open_window, office, f"/so-lieu/chuoi/{town.one.pk}/", DESK)
    options = page.locator("#id_measure option")
    all_ = options.count()

    page.get_by_label("Tìm chỉ tiêu").fill("trung tam luot nguoi")

    assert options.all_text_contents() == ["Số lượt người tham gia"]
    expect(page.get_by_text("1 chỉ tiêu khớp.")).to_be_visible()
    page.get_by_label("Tìm chỉ tiêu").fill("xyz")
    expect(page.get_by_text("Không có chỉ tiêu nào khớp.")).to_be_visible()
    page.get_by_label("Tìm chỉ tiêu").fill("")
    assert options.count() == all_
    page.get_by_label("Tìm chỉ tiêu").fill("trung tam luot nguoi")
    page.get_by_role("button", name="Xem chuỗi số liệu").click()
    assert "measure=centre-attendances" in page.url
