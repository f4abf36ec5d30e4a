"""The story of 01/07/2025: two wards become Hòa Bình, Phường 8 is divided; register, money and centre go along."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from awards.scholarships.enums import Book
from awards.scholarships.models import Fund
from awards.scholarships.workflow import balance
from awards.titles.models import Candidate
from tests.awards.scholarships.factories import make_fund, make_grant
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.factories import make_centre, make_user
from tests.handover.factories import Town, make_holders, make_town
from units.enums import Role
from units.models import LearningCentre, Unit, User

pytestmark = pytest.mark.story


@pytest.fixture
def town(transactional_db: None) -> Town:
    """Three old wards with households, clans, funds, an unpaid suất and a centre; people at the heirs and above."""
    made = make_town()
    for ward, cash in ((made.five, 34_050_000), (made.fourteen, 58_750_000), (made.eight, 1_000_001)):
        make_holders(made, ward)
        make_fund(ward, cash=cash, name=f"Quỹ khuyến học {ward}")
    make_grant(Fund.objects.get(unit=made.five), 500_000)
    make_centre("Trung tâm học tập cộng đồng Phường 5", made.five)
    make_user("quyhoabinh", (Role.FUND_OFFICER, made.hoa_binh))
    make_user("xemso", (Role.DISTRICT_OFFICE, made.province), (Role.FUND_OFFICER, made.province))
    return made


def opened(open_window: OpenWindow, name: str, size: tuple[int, int] = DESK) -> Page:
    page = open_window(size)
    enter(page, User.objects.get(username=name))
    return page


def go_to(page: Page, old: str) -> None:
    """As a newcomer finds it: the menu, the list, the change."""
    page.goto("/")
    page.get_by_role("link", name="Đơn vị", exact=True).first.click()
    page.get_by_role("link", name="Bàn giao khi sắp xếp").first.click()
    page.get_by_role("link", name=old, exact=True).click()


def press(page: Page, part: str) -> None:
    """The part's own button, then yes to the sentence with the numbers."""
    page.get_by_role("button", name=f"Bàn giao {part}").click()
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã ghi bàn giao phần {part}")


def part_of(page: Page, part: str) -> None:
    page.get_by_role("link", name=f"Bàn giao {part}", exact=True).click()


def with_minutes(page: Page, number: str) -> None:
    page.get_by_label("Số biên bản bàn giao").fill(number)
    page.get_by_label("Ngày biên bản").fill("10/07/2025")


def test_two_wards_become_one_and_one_is_divided(open_window: OpenWindow, town: Town) -> None:
    officer = opened(open_window, "hoabinh")
    for old in ("Phường 14", "Phường 5"):
        go_to(officer, old)
        part_of(officer, "khu phố, thôn, ấp")
        press(officer, "khu phố, thôn, ấp")
        part_of(officer, "sổ danh hiệu")
        press(officer, "sổ danh hiệu")
        expect(officer.get_by_text("6 hộ, 1 dòng họ")).to_be_visible()
    assert names_under(town.hoa_binh) == ["Khu phố 1", "Khu phố 2", "Khu phố 3", "Khu phố 4"]

    clerk = opened(open_window, "quyhoabinh")
    for number, old in (("01/BB-BG", "Phường 14"), ("02/BB-BG", "Phường 5")):
        go_to(clerk, old)
        part_of(clerk, "quỹ khuyến học")
        with_minutes(clerk, number)
        press(clerk, "quỹ khuyến học")
    expect(clerk.get_by_text("tiền 34.050.000 đồng, 1 suất chưa chi đủ")).to_be_visible()
    assert cash(town.hoa_binh) == 34_050_000 + 58_750_000

    divide(opened(open_window, "xemso"), town)
    decide_on_the_centre(opened(open_window, "quantri"), town)

    officer.goto("/danh-hieu/so/")
    expect(officer.get_by_text("12 dòng")).to_be_visible()


def divide(page: Page, town: Town) -> None:
    """The office above both heirs: khu phố by khu phố, the clan, and the money to the đồng."""
    go_to(page, "Phường 8")
    part_of(page, "khu phố, thôn, ấp")
    first, second = (
        page.get_by_role("row").filter(has_text="Khu phố 1"),
        page.get_by_role("row").filter(has_text="Khu phố 2"),
    )
    first.get_by_role("combobox").select_option("Phường Bình Thới")
    second.get_by_role("combobox").select_option("Phường Phú Thọ")
    press(page, "khu phố, thôn, ấp")
    part_of(page, "sổ danh hiệu")
    page.get_by_role("row").filter(has_text="Dòng họ Thử").get_by_role("combobox").select_option("Phường Phú Thọ")
    press(page, "sổ danh hiệu")
    part_of(page, "quỹ khuyến học")
    with_minutes(page, "03/BB-BG")
    sums = page.get_by_role("table").get_by_role("textbox")
    sums.nth(0).fill("600.000")
    sums.nth(1).fill("400.000")
    page.get_by_role("button", name="Bàn giao quỹ khuyến học").click()
    expect(page.get_by_role("alert")).to_contain_text("còn 1 đồng chưa chia")
    sums.nth(1).fill("400.001")
    press(page, "quỹ khuyến học")
    assert (cash(town.eight), cash(town.binh_thoi), cash(town.phu_tho)) == (0, 600_000, 400_001)
    wards = list(Candidate.objects.filter(ward__in=[town.binh_thoi, town.phu_tho]).values_list("ward", flat=True))
    assert (wards.count(town.binh_thoi.pk), wards.count(town.phu_tho.pk)) == (3, 4)


def decide_on_the_centre(page: Page, town: Town) -> None:
    """The hand-over leads to the centre's own page, where the decision is recorded."""
    go_to(page, "Phường 5")
    page.get_by_role("link", name="Trung tâm học tập cộng đồng Phường 5").click()
    centre = LearningCentre.objects.get()
    page.goto(f"{centre.get_absolute_url()}quyet-dinh/phuc-vu/")
    page.get_by_label("Phường Hòa Bình").check()
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("30/06/2025")
    page.get_by_label("Có hiệu lực từ ngày").fill("01/07/2025")
    page.get_by_role("button", name="Ghi quyết định").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi quyết định phục vụ thêm phường, xã")
    go_to(page, "Phường 5")
    expect(page.get_by_text("phục vụ Phường Hòa Bình")).to_be_visible()


def names_under(ward: Unit) -> list[str]:
    versions = ward.child_versions.on(dt.date(2025, 7, 1)).order_by("sort_key")
    return list(versions.values_list("name", flat=True))


def cash(unit: Unit) -> int:
    return sum(balance(fund, Book.CASH) for fund in Fund.objects.filter(unit=unit))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_pages_of_the_hand_over_are_usable_by_everyone(
    open_window: OpenWindow, town: Town, size: tuple[int, int]
) -> None:
    page = opened(open_window, "quantri", size)
    change = town.change(town.eight)
    base = f"/don-vi/ban-giao/{change.event.pk}/{change.old}/"

    for address in ("/don-vi/ban-giao/", base, f"{base}communities/", f"{base}titles/", f"{base}funds/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert (address, axe(page), sideways(page)) == (address, [], 0)
