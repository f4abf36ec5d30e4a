"""From an empty installation to an issued review: Quận 10 of the past and a commune of today, by the guide alone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from hocTap.lib import vi
from indicators.enums import State
from indicators.models import Period, Submission
from indicators.workbook.writing import CODE, NUMBER
from reports.demo.figures import figures
from reports.enums import Slot
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, login, sideways
from units.enums import Role
from units.models import Post, UnitVersion, User

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


def enter_and_send(officer: Page, year: int, *, button: str = "Gửi báo cáo lên cấp trên") -> Submission:
    """The first sheet of the year: the made-up numbers of a ward are typed down the table, and the sheet is sent."""
    numbers = figures()[5, 2020]
    officer.locator(".task", has_text=f"Năm {year}").get_by_role("button", name="Bắt đầu nhập").click()
    fields = officer.locator("input.number-input")
    fields.first.focus()
    for _ in range(fields.count()):
        code = str(officer.evaluate("document.activeElement.id")).removeprefix("so-")
        officer.keyboard.type(str(numbers.get(code, 0)))
        officer.keyboard.press("Enter")
    expect(officer.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")
    return send(officer, year, button)


def bring_and_send(officer: Page, year: int, folder: Path) -> Submission:
    """The sheet of another year as a workbook: taken out, filled at a desk without the site, brought back, sent."""
    officer.goto("/")
    officer.locator(".task", has_text=f"Năm {year}").get_by_role("button", name="Bắt đầu nhập").click()
    officer.get_by_role("link", name="Nhập từ tệp Excel").click()
    address = officer.get_by_role("link", name="Tải biểu Excel").get_attribute("href")
    book = openpyxl.load_workbook(io.BytesIO(officer.request.get(address or "").body()))
    numbers = figures()[5, 2020]
    for line in book["Biểu"].iter_rows():
        code = str(line[CODE].value or "")
        if code and not line[NUMBER].protection.locked:
            line[NUMBER].value = numbers.get(code, 0)
    book.save(folder / "bieu.xlsx")
    officer.set_input_files("input[type=file]", folder / "bieu.xlsx")
    officer.get_by_role("button", name="Gửi và xem trước").click()
    officer.get_by_role("button", name="Lưu các ô đã chọn").click()
    expect(officer.get_by_role("status").first).to_contain_text("ô từ tệp")
    return send(officer, year, "Gửi báo cáo lên cấp trên")


def send(officer: Page, year: int, button: str) -> Submission:
    officer.get_by_role("button", name="Kiểm tra và gửi").first.click()
    for words in officer.locator("textarea").all():
        words.fill("Đã đối chiếu với sổ.")
    officer.get_by_role("button", name=button).click()
    expect(officer.get_by_role("status")).to_contain_text("Đã gửi báo cáo")
    return Submission.objects.get(period__year=year)


def approve(office: Page, sheet: Submission) -> None:
    office.goto(sheet.get_absolute_url())
    office.get_by_role("button", name="Duyệt báo cáo").click()
    expect(office.get_by_role("status")).to_contain_text("Đã duyệt báo cáo")
    sheet.refresh_from_db()
    assert sheet.state == State.APPROVED


def issue_review(office: Page, years: tuple[int, int], signer: str) -> str:
    """Make the review of the years from the menu, write what only people know, issue it; the words of the kept PDF."""
    first, last = years
    office.goto("/")
    office.get_by_role("link", name="Báo cáo", exact=True).click()
    office.get_by_role("link", name="Lập báo cáo").first.click()
    office.get_by_label("Từ năm").fill(str(first))
    office.get_by_label("Đến năm").fill(str(last))
    office.get_by_role("button", name="Lập dự thảo").click()
    expect(office.get_by_role("status")).to_contain_text("Đã lập dự thảo")
    office.get_by_role("link", name="Viết ngay").click()
    for slot in Slot:
        office.locator(f"#id_{slot.value}").fill(f"Đã làm theo kế hoạch năm {last}.")
    office.get_by_role("button", name="Lưu lời văn").click()
    office.get_by_role("link", name="Phát hành").click()
    office.get_by_label("Số", exact=True).fill("7")
    office.get_by_label("Ngày ban hành").fill(vi.day(timezone.localdate()))
    office.get_by_label("Người ký").fill(signer)
    office.get_by_role("button", name="Phát hành").click()
    expect(office.get_by_role("status")).to_contain_text("Đã phát hành")
    address = office.get_by_role("link", name="PDF").first.get_attribute("href")
    answer = office.request.get(address or "", timeout=120_000)  # the whole report is laid out; no test of speed
    assert answer.ok
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.story
def test_quan_10_of_the_past_from_nothing_to_an_issued_review(
    administrator: User, page: Page, open_window: OpenWindow, tmp_path: Path
) -> None:
    begin(page, "Quận 10, Thành phố Hồ Chí Minh", 2012, 2024)
    page.get_by_label("Tên đơn vị, dòng 1", exact=True).fill("Phường 1–2")
    page.get_by_label("Tên đơn vị, dòng 2", exact=True).fill("Phường 4–15")
    page.get_by_role("button", name="Ghi và tiếp").click()
    open_periods(page)
    assert UnitVersion.objects.filter(kind="ward").count() == 14
    assert list(Period.objects.values_list("year", flat=True)) == list(range(2012, 2025))

    links = name_people(page, "Trần Thị Duyệt", "Nguyễn Văn Nhập")
    page.get_by_role("link", name="Tiếp: còn thiếu gì").click()
    expect(page.locator("main")).to_contain_text("13 phường chưa có người nhập số liệu")
    assert axe(page) == []
    assert sideways(page) == 0

    officer = come_in(open_window, links["Nguyễn Văn Nhập"])
    sheets = [enter_and_send(officer, 2023), bring_and_send(officer, 2012, tmp_path)]
    office = come_in(open_window, links["Trần Thị Duyệt"])
    for sheet in sheets:
        approve(office, sheet)
    printed = issue_review(office, (2012, 2024), "Trần Thị Duyệt")

    assert "GIAI ĐOẠN 2012 - 2024" in printed.upper()
    assert "1/14 phường" in printed
    assert "tự duyệt" not in printed


@pytest.mark.story
def test_commune_of_today_from_nothing_to_an_issued_review(
    administrator: User, page: Page, open_window: OpenWindow
) -> None:
    begin(page, "Xã Long Thành, Tỉnh Vĩnh Long", 2025, 2026)
    page.get_by_role("link", name="Tiếp: biểu và kỳ").click()
    open_periods(page)

    links = name_people(page, "Kim Thị Duyệt", "Thạch Văn Nhập")
    assert set(Post.objects.values_list("user__full_name", "role")) == {
        ("Kim Thị Duyệt", Role.DISTRICT_OFFICE),
        ("Thạch Văn Nhập", Role.WARD_OFFICER),
    }
    page.get_by_role("link", name="Tiếp: còn thiếu gì").click()
    expect(page.locator("main")).to_contain_text("Tỉnh Vĩnh Long chưa có người dùng hệ thống")

    officer = come_in(open_window, links["Thạch Văn Nhập"])
    sheet = enter_and_send(officer, 2025, button="Gửi báo cáo để duyệt")
    leader = come_in(open_window, links["Kim Thị Duyệt"])
    approve(leader, sheet)
    expect(leader.locator("main")).to_contain_text("Tỉnh Vĩnh Long chưa kiểm tra")
    printed = issue_review(leader, (2025, 2025), "Kim Thị Duyệt")

    assert "Số liệu năm 2025 do Xã Long Thành tự duyệt, người nhập và người duyệt là hai người;" in printed
    assert "Tỉnh Vĩnh Long chưa kiểm tra." in printed
    assert UnitVersion.objects.count() == 2  # the province, under which it stands, and the commune
