"""A fund's officer pays a campaign from the first receipt to the signed sheet, in a real browser."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from awards.scholarships.enums import FundLevel
from awards.scholarships.workflow import open_fund
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, login, sideways
from tests.factories import make_district, make_user, make_ward
from units.enums import Role

PASSWORD = "hoc-bong-2020"


@pytest.fixture(autouse=True)
def people(transactional_db: None) -> None:
    district = make_district()
    ward = make_ward("Phường 5", district)
    open_fund(ward, "Quỹ khuyến học Phường 5", FundLevel.WARD)
    for name, role, unit in (
        ("quy5", Role.FUND_OFFICER, ward),
        ("xetduyet", Role.TITLE_APPROVER, district),
    ):
        person = make_user(name, (role, unit))
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])


def fill(page: Page, **answers: str) -> None:
    for name, answer in answers.items():
        field = page.locator(f"[name={name}]").last
        if field.evaluate("field => field.tagName") == "SELECT":
            shown = field.locator("option").all_text_contents()
            field.select_option(label=next(each for each in shown if each == answer or each.startswith(f"{answer},")))
        else:
            field.fill(answer)


def send(page: Page) -> None:
    assert axe(page) == []
    page.get_by_role("button", name="Ghi", exact=True).click()


@pytest.mark.story
def test_campaign_is_paid_from_the_first_receipt_to_the_signed_sheet(open_window: OpenWindow) -> None:
    page = open_window()
    login(page, "quy5", PASSWORD)
    page.goto("/hoc-bong/")
    page.get_by_role("link", name="Quỹ khuyến học Phường 5").first.click()

    page.get_by_role("link", name="Mở đợt vận động").click()
    fill(page, name="Tiếp bước 2020", starts_on="01/02/2020", ends_on="20/11/2020", target="5 triệu")
    send(page)
    page.get_by_role("link", name="Quỹ khuyến học Phường 5").first.click()

    page.get_by_role("link", name="Ghi phiếu thu").click()
    fill(page, amount="2 triệu", receipt_no="PT-01", received_on="10/03/2020", donor="Công ty Minh Họa")
    fill(page, campaign="Tiếp bước 2020")
    send(page)
    expect(page.get_by_text("2.000.000 đồng")).to_be_visible()

    page.get_by_role("link", name="Tiếp bước 2020").click()
    expect(page.get_by_text("40% mục tiêu")).to_be_visible()
    page.get_by_role("link", name="Cấp suất học bổng").click()
    fill(page, campaign="Tiếp bước 2020", name="Lê Thị Học Trò", birth_year="2010", level="tiểu học")
    fill(page, school_year="2020", ward="Phường 5", amount="1,2 triệu", decision_no="12/QĐ-HKH")
    fill(page, decided_on="25/08/2020")
    send(page)
    expect(page.get_by_role("heading", name="Suất số 1")).to_be_visible()
    assert axe(page) == []
    assert "Học Trò" in page.content()

    page.get_by_role("link", name="Tiếp bước 2020").click()
    page.get_by_role("link", name="Lập danh sách chi").click()
    assert axe(page) == []
    page.get_by_role("button", name="Lập danh sách", exact=True).click()
    expect(page.get_by_role("heading", name="Danh sách chi số 1")).to_be_visible()
    assert axe(page) == []
    address = page.get_by_role("link", name="In để ký nhận (PDF)").get_attribute("href")
    printed = PdfReader(io.BytesIO(page.request.get(address or "").body())).pages[0].extract_text()
    assert "Một triệu hai trăm nghìn đồng" in " ".join(printed.split())

    page.goto("/hoc-bong/")
    page.get_by_role("link", name="Quỹ khuyến học Phường 5").first.click()
    page.get_by_role("link", name="Tiếp bước 2020").click()
    page.get_by_role("link", name="Các suất của đợt").click()
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.get_by_role("link", name="Chi tiền").click()
    fill(page, amount="3 triệu", on="05/09/2020", signature="cha mẹ, người giám hộ")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("còn được chi 1.200.000 đồng")
    fill(page, amount="1.200.000")
    send(page)
    expect(page.get_by_text("Đã ghi lần chi.")).to_be_visible()
    assert sideways(page) == 0

    page.get_by_role("link", name="Quỹ khuyến học Phường 5").first.click()
    expect(page.get_by_text("800.000 đồng").first).to_be_visible()
    assert axe(page) == []

    other = open_window()
    login(other, "xetduyet", PASSWORD)
    other.goto(page.url)
    expect(other.get_by_text("800.000 đồng").first).to_be_visible()
    expect(other.get_by_role("link", name="Ghi phiếu thu")).to_have_count(0)
    assert "Công ty Minh Họa" not in other.content()
