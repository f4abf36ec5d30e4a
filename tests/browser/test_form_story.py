"""A ward's form filled three ways – by Excel, by paste, by hand – then checked, sent and approved; at a desk and on a
phone, without the demonstration.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from indicators import reference
from indicators.enums import State
from indicators.models import Form, Submission
from indicators.sheet import load_sheet
from indicators.workbook.writing import CODE, NUMBER
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.browser.test_entry import SAVED, expect_state, paste, preview, put, row
from tests.indicators.factories import Story, make_story, numbers_of

pytestmark = pytest.mark.story
BY_PASTE = {"household-registered-new": 40, "household-registered-again": 560}
"""Of the lines that are pasted, with the words that the ward's own table has for them."""
BY_HAND = {"household-assessed": 600, "household-recognised": 540}
WORDS = {"household-registered-new": "Hộ đăng ký mới", "household-registered-again": "Hộ đăng ký lại"}
TOTAL = 700


@pytest.fixture
def story(transactional_db: None) -> Story:
    found = make_story()
    reference.load()
    found.form = Form.objects.get(code="xhht-nam")
    return found


def filled(content: bytes, apart: set[str]) -> tuple[bytes, dict[str, int]]:
    """The site's own form with a number in every cell to fill but these; 0 where nothing is known better."""
    book = load_workbook(io.BytesIO(content))
    page: Any = book["Biểu"]
    given: dict[str, int] = {}
    for line in page.iter_rows():
        code = str(line[CODE].value or "")
        if code and not line[NUMBER].protection.locked and code not in apart:
            given[code] = {"household-total": TOTAL, "household-persons": 4 * TOTAL}.get(code, 0)
            line[NUMBER].value = given[code]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), given


def bring(page: Page, sheet: Submission, folder: Path) -> dict[str, int]:
    """Take the form out as a workbook, fill most of it, bring it back, look at each cell, save."""
    page.get_by_role("link", name="Nhập từ tệp Excel").click()
    address = page.get_by_role("link", name="Tải biểu Excel").get_attribute("href")
    answer = page.request.get(address or "")
    assert answer.ok
    content, given = filled(answer.body(), {*BY_PASTE, *BY_HAND})
    file = folder / "bieu.xlsx"
    file.write_bytes(content)
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Gửi và xem trước").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{len(given)} ô trong tệp khác với số đang có")
    expect(main).to_contain_text("Chưa lưu gì")
    assert numbers_of(sheet) == {}
    usable(page)
    page.get_by_role("button", name="Lưu các ô đã chọn").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Đã lưu {len(given)} ô từ tệp")
    assert numbers_of(sheet) == given
    return given


def paste_block(page: Page) -> None:
    """Two lines of the ward's own table: a running number, its own shorter words, the number."""
    lines = [f"{place}\t{WORDS[code]}\t{number}" for place, (code, number) in enumerate(BY_PASTE.items(), start=1)]
    paste(page, "household-total", "\r\n".join(lines))
    expect(preview(page)).to_contain_text("Sẽ ghi 2 ô, theo tên chỉ tiêu")
    usable(page)
    preview(page).get_by_role("button", name="Ghi 2 ô").click()
    for code in BY_PASTE:
        expect_state(page, code, SAVED)


def type_rest(page: Page) -> None:
    """By hand, with one slip that the page tells of beside its cell."""
    put(page, "household-assessed", str(BY_HAND["household-assessed"]))
    put(page, "household-recognised", str(BY_HAND["household-assessed"] + 1))
    expect(row(page, "household-recognised").locator(".says")).to_contain_text("Hãy xem lại hai ô này")
    for code, number in BY_HAND.items():
        put(page, code, str(number))
        expect_state(page, code, SAVED)


def send(page: Page) -> None:
    page.get_by_role("button", name="Kiểm tra và gửi").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và gửi")
    usable(page)
    for words in page.locator("textarea").all():
        words.fill("Đã đối chiếu với sổ của phường.")
    page.get_by_role("button", name="Gửi báo cáo lên cấp trên").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi báo cáo")


def usable(page: Page) -> None:
    """Nothing hidden from somebody who reads it aloud, nothing beyond the edge of the screen."""
    assert (axe(page), sideways(page)) == ([], 0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_wards_form_is_filled_by_excel_by_paste_and_by_hand(
    open_window: OpenWindow, live_server: LiveServer, story: Story, size: tuple[int, int], tmp_path: Path
) -> None:
    officer, office = open_window(size), open_window(size)
    enter(officer, story.officer)
    enter(office, story.office)
    sheet = story.start()

    officer.goto(f"/so-lieu/{sheet.pk}/nhap/")
    given = bring(officer, sheet, tmp_path)
    officer.goto(f"/so-lieu/{sheet.pk}/nhap/")
    paste_block(officer)
    type_rest(officer)
    usable(officer)
    send(officer)
    office.goto(sheet.get_absolute_url())
    usable(office)
    office.get_by_role("button", name="Duyệt báo cáo").click()
    expect(office.get_by_role("status").first).to_contain_text("Đã duyệt báo cáo")

    sheet.refresh_from_db()
    assert sheet.state == State.APPROVED
    assert numbers_of(sheet) == given | BY_PASTE | BY_HAND
    assert all(each.number is not None for each in load_sheet(sheet).rows)
