"""From an empty installation to an approved sheet: Quận 10 of the past and a commune of today, by the guide alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from indicators.enums import State
from indicators.models import Period, Submission
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, login, sideways
from units.models import UnitVersion, User

PASSWORD = "Mot mat khau dai 77"


@pytest.fixture
def administrator(transactional_db: None) -> User:
    """All that `createsuperuser` leaves behind; not a unit, not a form."""
    return User.objects.create_superuser("quantri", password=PASSWORD, full_name="Lê Văn Bình")


def begin(page: Page, where: str, first: int, last: int) -> None:
    """Log in, be led to the guide, say who we are; agree to what will be written."""
    login(page, "quantri", PASSWORD)
    expect(page).to_have_url(re.compile("/bat-dau/$"))
    page.get_by_label("Cơ quan ở đâu").fill(where)
    page.get_by_label("Số liệu từ năm").fill(str(first))
    page.get_by_label("Đến năm").fill(str(last))
    page.get_by_role("button", name="Tiếp").click()
    expect(page.locator("main")).to_contain_text("Danh mục chưa có nơi này")
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đơn vị nào báo cáo cho mình")


def open_periods(page: Page) -> None:
    page.get_by_role("button", name="Dùng biểu mẫu có sẵn").click()
    page.get_by_role("button", name="Tiếp", exact=True).click()
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cán bộ")


def name_people(page: Page, *names: str) -> dict[str, str]:
    """Type the names down the grid, make the slips; the link of each person."""
    page.get_by_label("Họ và tên, dòng 1", exact=True).focus()
    for name in names:
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Ghi và tiếp").click()
    page.get_by_role("button", name=re.compile("Cấp phiếu cho")).click()
    expect(page.locator(".slip")).to_have_count(len(names))
    return {
        page.locator(".slip-name").nth(place).inner_text(): page.locator(".slip-link a").nth(place).inner_text()
        for place in range(len(names))
    }


def come_in(open_window: OpenWindow, link: str) -> Page:
    """Follow the link of a slip and set a password."""
    page = open_window()
    page.goto(link)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Gõ lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu và vào").click()
    expect(page.get_by_role("status")).to_contain_text("Đã đặt mật khẩu")
    return page


def enter_and_send(officer: Page, year: int) -> Submission:
    """The first sheet of the year: every line that must be filled gets a nought, and the sheet is sent."""
    officer.locator(".task", has_text=f"Năm {year}").get_by_role("button", name="Bắt đầu nhập").click()
    fields = officer.locator("input.number-input")
    fields.first.focus()
    for _ in range(fields.count()):
        officer.keyboard.type("0")
        officer.keyboard.press("Enter")
    expect(officer.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")
    officer.get_by_role("button", name="Kiểm tra và gửi").first.click()
    for words in officer.locator("textarea").all():
        words.fill("Đã đối chiếu, năm này chưa có số.")
    officer.get_by_role("button", name="Gửi báo cáo lên cấp trên").click()
    expect(officer.get_by_role("status")).to_contain_text("Đã gửi báo cáo")
    return Submission.objects.get(period__year=year)


def approve(office: Page, sheet: Submission) -> None:
    office.goto(sheet.get_absolute_url())
    office.get_by_role("button", name="Duyệt báo cáo").click()
    expect(office.get_by_role("status")).to_contain_text("Đã duyệt báo cáo")
    sheet.refresh_from_db()
    assert sheet.state == State.APPROVED


@pytest.mark.story
def test_quan_10_of_the_past_from_nothing_to_an_approved_sheet(
    administrator: User, page: Page, open_window: OpenWindow
) -> None:
    begin(page, "Quận 10, Thành phố Hồ Chí Minh", 2021, 2024)
    page.get_by_label("Tên đơn vị, dòng 1", exact=True).fill("Phường 1–2")
    page.get_by_label("Tên đơn vị, dòng 2", exact=True).fill("Phường 4–15")
    page.get_by_role("button", name="Ghi và tiếp").click()
    open_periods(page)
    assert UnitVersion.objects.filter(kind="ward").count() == 14
    assert list(Period.objects.values_list("year", flat=True)) == [2021, 2022, 2023, 2024]

    links = name_people(page, "Trần Thị Duyệt", "Nguyễn Văn Nhập")
    page.get_by_role("link", name="Tiếp: còn thiếu gì").click()
    expect(page.locator("main")).to_contain_text("13 phường chưa có người nhập số liệu")
    assert axe(page) == []
    assert sideways(page) == 0

    officer = come_in(open_window, links["Nguyễn Văn Nhập"])
    sheet = enter_and_send(officer, 2023)
    approve(come_in(open_window, links["Trần Thị Duyệt"]), sheet)


@pytest.mark.story
def test_commune_of_today_from_nothing_to_an_approved_sheet(
    administrator: User, page: Page, open_window: OpenWindow
) -> None:
    begin(page, "Xã Long Thành, Tỉnh Vĩnh Long", 2025, 2026)
    page.get_by_role("link", name="Tiếp: biểu và kỳ").click()
    open_periods(page)

    links = name_people(page, "Kim Thị Duyệt", "Thạch Văn Nhập")

    officer = come_in(open_window, links["Thạch Văn Nhập"])
    sheet = enter_and_send(officer, 2025)
    approve(come_in(open_window, links["Kim Thị Duyệt"]), sheet)
    assert UnitVersion.objects.count() == 2  # the province, which approves, and the commune
