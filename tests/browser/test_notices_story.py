"""Nothing is forgotten: a sheet comes back, its officer is told once, reads, and switches off what is not wanted."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from indicators import workflow as sheets
from indicators.enums import State
from indicators.models import Submission
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.indicators.factories import Story, make_story
from units.models import Notice, User
from units.notices import jobs

REASON = "Số hộ chưa khớp với sổ của khu phố."
BACK = "Bị trả lại để sửa: báo cáo số liệu của Phường 5, Năm 2020"


@pytest.fixture
def story(transactional_db: None) -> Story:
    found = make_story()
    User.objects.filter(pk=found.officer.pk).update(email="phuong5@example.vn")
    found.bring_to(State.SUBMITTED)
    return found


def send_back(office: Page, story: Story) -> None:
    enter(office, story.office)
    office.goto("/")
    office.get_by_role("link", name="Xem và duyệt").first.click()
    office.get_by_label("Lý do trả lại").fill(REASON)
    office.get_by_role("button", name="Trả lại để sửa").click()
    expect(office.get_by_role("status")).to_contain_text("Đã trả lại báo cáo")


@pytest.mark.story
def test_return_is_told_once_read_by_its_link_and_switched_off(
    story: Story, page: Page, phone: Page, open_window: OpenWindow
) -> None:
    send_back(open_window(), story)
    for _ in range(2):
        jobs.run(timezone.now())
    letters = [letter for letter in mail.outbox if letter.to == ["phuong5@example.vn"]]
    assert [BACK in letter.body for letter in letters] == [True]
    assert REASON not in letters[0].body

    enter(page, story.officer)
    page.goto("/")
    told = page.locator(".account-wide [data-unread-number]")
    number = Notice.objects.filter(person=story.officer).count()
    expect(told).to_have_text(str(number))
    page.locator(".account-wide").get_by_role("link", name="Thông báo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thông báo")
    assert (axe(page), sideways(page)) == ([], 0)
    page.get_by_role("link", name=f"Mở: {BACK}").click()
    expect(page.get_by_role("note")).to_contain_text(REASON)
    expect(told).to_have_text(str(number - 1)) if number > 1 else expect(told).to_be_hidden()

    enter(phone, story.officer)
    phone.goto("/viec/thong-bao/")
    assert (axe(phone), sideways(phone)) == ([], 0)
    phone.get_by_role("link", name="Nhắc việc của tôi").click()
    assert (axe(phone), sideways(phone)) == ([], 0)
    phone.get_by_label("Báo cáo, hồ sơ bị trả lại").first.uncheck()
    phone.get_by_label("Báo cáo, hồ sơ bị trả lại").last.uncheck()
    phone.get_by_role("button", name="Ghi lựa chọn").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã ghi lựa chọn nhắc việc")

    story_goes_on(story, office=open_window())
    jobs.run(timezone.now())
    assert Notice.objects.filter(person=story.officer, sentence=BACK).count() == 1
    assert Notice.objects.filter(person=story.colleague, sentence=BACK).count() == 2


def story_goes_on(story: Story, office: Page) -> None:
    """The sheet goes up again, and comes back a second time."""
    sheets.submit(Submission.objects.get(unit=story.ward), by=story.colleague, at=timezone.now())
    send_back(office, story)


@pytest.mark.story
def test_deadlines_go_into_a_calendar_by_an_address_that_is_taken_back(story: Story, page: Page) -> None:
    enter(page, story.officer)
    page.goto("/viec/nhac-viec/")
    page.get_by_role("link", name="Tạo địa chỉ để lịch tự cập nhật").click()
    page.get_by_role("button", name="Tạo địa chỉ").click()
    address = page.get_by_label("Địa chỉ riêng của ông, bà").input_value()

    stranger = page.context.browser.new_context()  # type: ignore[union-attr]
    answer = stranger.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert Calendar.from_ical(answer.body())["x-wr-calname"] == "Hạn việc trên hocTap"

    page.get_by_role("link", name="Hủy địa chỉ").click()
    page.get_by_role("button", name="Hủy địa chỉ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã hủy địa chỉ lịch")
    assert stranger.request.get(address).status == 404
    stranger.close()
