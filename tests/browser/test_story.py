"""The whole job, as people do it: a ward types its year, the office returns and approves it, the review is printed."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from indicators.models import Submission
from reports.demo import load as demo
from reports.demo.figures import figures
from tests import scenes
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, login

WARD, YEAR = 5, 2020
REASON = "Số lượt người tham gia lớp học chưa khớp với sổ của trung tâm."
SUMMED = {
    "Gia đình học tập": ("hộ", 10_798, 14_996, 0.72),
    "Dòng họ học tập": ("dòng họ", 4, 8, 0.5),
    "Cộng đồng học tập": ("khu phố", 53, 63, 0.8412),
    "Đơn vị học tập": ("đơn vị", 75, 78, 0.9615),
}


@pytest.fixture
def numbers(transactional_db: None) -> dict[str, int]:
    """The demonstration without the sheet of Phường 5 for 2020, whose numbers are handed to the officer."""
    scenes.demonstration()
    return figures()[WARD, YEAR]


def log_in(open_window: OpenWindow, username: str) -> Page:
    page = open_window()
    login(page, username, demo.PASSWORD)
    return page


def type_sheet(page: Page, numbers: dict[str, int]) -> None:
    """Down the table by Enter alone, as from a paper; a line without a number is passed over."""
    fields = page.locator("input.number-input")
    fields.first.focus()
    for _ in range(fields.count()):
        code = str(page.evaluate("document.activeElement.id")).removeprefix("so-")
        if code in numbers:
            page.keyboard.type(str(numbers[code]))
        page.keyboard.press("Enter")
    expect(page.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")


def mend(page: Page, code: str, number: int) -> None:
    page.locator(f"#so-{code}").fill(str(number))
    page.locator(f"#so-{code}").press("Enter")
    expect(page.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")


def check(page: Page) -> None:
    page.get_by_role("button", name="Kiểm tra và gửi").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và gửi")


def send_up(page: Page) -> None:
    """Explain what is unusual, and send."""
    for words in page.locator("textarea").all():
        words.fill("Đã đối chiếu với sổ của phường.")
    page.get_by_role("button", name="Gửi báo cáo lên cấp trên").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi báo cáo")


def start_and_send(officer: Page, numbers: dict[str, int]) -> Submission:
    """The officer types with one slip and one wrong number, is told of the slip, mends it, and sends."""
    task = officer.locator(".task", has_text=f"Năm {YEAR}")
    task.get_by_role("button", name="Bắt đầu nhập").click()
    assessed = numbers["household-assessed"]
    typed = numbers | {
        "household-recognised": assessed + 1,
        "centre-attendances": numbers["centre-attendances"] + 100,
    }
    type_sheet(officer, typed)
    expect(officer.locator('tr[data-code="household-recognised"] .says')).to_contain_text("Hãy xem lại hai ô này")

    check(officer)
    expect(officer.locator("li.finding-error")).to_contain_text("lớn hơn số hộ được bình xét")
    expect(officer.get_by_role("button", name="Gửi báo cáo")).to_have_count(0)
    officer.locator("li.finding-error a").click()
    expect(officer.locator("#so-household-recognised")).to_be_focused()
    mend(officer, "household-recognised", numbers["household-recognised"])
    check(officer)
    send_up(officer)
    return Submission.objects.get(unit__key=demo.ward_key(WARD), period__year=YEAR)


def return_with_reason(office: Page) -> None:
    office.goto("/")
    waiting = office.locator(".task", has_text=f"Phường {WARD} – Năm {YEAR}")
    waiting.get_by_role("link", name="Xem và duyệt").click()
    office.get_by_label("Lý do trả lại").fill(REASON)
    office.get_by_role("button", name="Trả lại để sửa").click()
    expect(office.get_by_role("status")).to_contain_text("Đã trả lại báo cáo")


def correct_and_send(officer: Page, numbers: dict[str, int]) -> None:
    officer.goto("/")
    officer.get_by_role("link", name="Xem lý do và sửa").first.click()
    expect(officer.get_by_role("note")).to_contain_text(REASON)
    mend(officer, "centre-attendances", numbers["centre-attendances"])
    check(officer)
    send_up(officer)


def approve(office: Page, sheet: Submission) -> None:
    office.goto(sheet.get_absolute_url())
    office.get_by_role("button", name="Duyệt báo cáo").click()
    expect(office.get_by_role("status")).to_contain_text("Đã duyệt báo cáo")


def make_review(office: Page) -> str:
    """The review of the stage, rates cut as the published ones; returns its address."""
    office.goto("/bao-cao/moi/")
    office.get_by_label("Từ năm").fill("2012")
    office.get_by_label("Đến năm").fill("2020")
    office.get_by_label("Cắt bớt").check()
    office.get_by_role("button", name="Lập dự thảo").click()
    expect(office.get_by_role("status")).to_contain_text("Đã lập dự thảo")
    return office.url


def expect_whole_on_paper(page: Page) -> None:
    """The page as a browser prints it across A4: no table reaches over the edge."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    widths = "each => each.map((wrap) => [wrap.scrollWidth, wrap.clientWidth])"
    tables = page.locator(".report-table-wrap").evaluate_all(widths)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})

    assert len(tables) > 5
    assert [(inner, paper) for inner, paper in tables if inner > paper + 1] == []


def downloaded(page: Page, link: str) -> bytes:
    address = page.get_by_role("link", name=link).get_attribute("href")
    answer = page.request.get(address or "", timeout=120_000)  # the whole report is laid out; no test of speed
    assert answer.ok
    return answer.body()


def expect_printed(pdf: bytes) -> None:
    words = re.sub(r"\s+", " ", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    for said in (
        "16/16 phường",
        "10.798 hộ gia đình được công nhận Gia đình học tập, đạt 72,00%",
        "4 dòng họ được công nhận Dòng họ học tập, đạt 50,00%",
        "đạt 84,12% trên tổng số khu phố",
        "đạt 96,15% trên tổng số đơn vị thuộc diện xét",
        "5.994 suất học bổng",
        "8.012.400.000 đồng",
        "19 tập thể và 19",
    ):
        assert said in words
    for numbers in (r"10\.798 14\.996 72,00%", r"4 8 50,00%", r"53 63 84,12%", r"75 78 96,15%"):
        assert re.search(numbers, words)


def expect_counted(excel: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(excel), data_only=True)
    rows = [row[1:] for row in book["Tổng hợp"].iter_rows(values_only=True)]
    assert {str(row[0]): row[1:5] for row in rows if row[0] in SUMMED} == SUMMED
    assert any(row[1:4] == (16, 16, 1) for row in rows)
    total = next(row for row in book["Theo năm"].iter_rows(values_only=True) if row[0] == "Cộng")
    assert total[4:8] == (5_994, 8_012_400_000, 19, 19)


def expect_nothing_seen(stranger: Page, sheet: Submission, review: str) -> None:
    """The officer of the next ward finds neither the sheet nor the draft of the review, by address or in lists."""
    base = f"/so-lieu/{sheet.pk}"
    closed = [f"{base}/", f"{base}/nhap/", f"{base}/gui/", f"{base}/o/household-total/", review]
    assert {address: stranger.request.get(address).status for address in closed} == dict.fromkeys(closed, 404)
    for address in ("/", "/so-lieu/", f"/so-lieu/?q=Phường+{WARD}", "/bao-cao/"):
        stranger.goto(address)
        expect(stranger.get_by_role("main")).not_to_contain_text(re.compile(rf"Phường {WARD}\b"))
    stranger.goto("/so-lieu/")
    expect(stranger.get_by_role("main")).to_contain_text("Phường 6")


@pytest.mark.story
def test_ward_enters_district_returns_and_approves_and_the_review_is_printed(
    open_window: OpenWindow, numbers: dict[str, int]
) -> None:
    officer, office, stranger = (log_in(open_window, name) for name in ("phuong5", "phonggd", "phuong6"))

    sheet = start_and_send(officer, numbers)
    return_with_reason(office)
    correct_and_send(officer, numbers)
    approve(office, sheet)
    stored = dict(sheet.values.exclude(number=None).values_list("measure__code", "number"))
    assert stored == numbers

    review = make_review(office)
    assert axe(office) == []
    expect_whole_on_paper(office)
    expect_printed(downloaded(office, "Xem bản in PDF"))
    expect_counted(downloaded(office, "Tải Excel"))
    expect_nothing_seen(stranger, sheet, review)
