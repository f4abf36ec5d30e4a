"""Learning centres on a PC and on a phone: reading, coverage over time, a class entered by the ward's officer."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, login, sideways
from tests.factories import make_ward
from tests.units.centres.factories import course, enter, fund, make_work, term
from units.models import LearningCentre, Unit

PASSWORD = "chim-non-tap-bay-9"


@pytest.fixture(autouse=True)
def centre(transactional_db: None) -> LearningCentre:
    """A centre with something in each of its books; another ward has none."""
    centre, ward, officer = make_work()
    make_ward("Phường 6", Unit.objects.get(versions__name="Quận 11"))
    for row in (course(centre, ward), term(centre, ward), fund(centre, ward)):
        enter(row, officer)
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    return centre


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_pages_of_centres_are_usable_by_everyone(
    open_window: OpenWindow, centre: LearningCentre, size: tuple[int, int]
) -> None:
    page = open_window(size)
    login(page, "canbo", PASSWORD)
    below = ("do-bao-phu/", "lop/", "cho-quyet-dinh/", "moi/", f"{centre.pk}/", f"{centre.pk}/lop/moi/")

    decisions = [f"{centre.pk}/quyet-dinh/{slug}/" for slug in ("giai-the", "thoi-phuc-vu")]
    for address in ("", *below, f"{centre.pk}/tu-danh-gia/moi/", *decisions):
        page.goto(f"/don-vi/trung-tam/{address}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert (address, axe(page), sideways(page)) == (address, [], 0)


def test_an_officer_enters_a_class_and_mends_what_was_refused(open_window: OpenWindow, centre: LearningCentre) -> None:
    page = open_window(DESK)
    login(page, "canbo", PASSWORD)
    page.goto(centre.get_absolute_url())
    page.get_by_role("link", name="Ghi lớp, chuyên đề").click()
    page.get_by_label("tên lớp, chuyên đề").fill("Chuyên đề sức khỏe")
    page.get_by_label("nhóm nội dung").select_option("knowledge")
    page.get_by_label("Ngày khai giảng").fill(f"{dt.date(2019, 5, 4):%d/%m/%Y}")
    page.get_by_label("Số lượt người").fill("40")
    page.get_by_label("Số người", exact=True).fill("41")
    page.get_by_label("Số buổi").fill("1")
    page.get_by_role("button", name="Ghi", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("nhiều hơn số lượt người")
    page.get_by_label("Số người", exact=True).fill("40")
    page.get_by_role("button", name="Ghi", exact=True).click()

    expect(page.get_by_text("Chuyên đề sức khỏe")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi lớp")
