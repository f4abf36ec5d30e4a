"""A treasurer's year in a real browser: opening balance → drive → grant list → sheet → payments with two absent →
transfer → closing → printed books, whose sums are the ledger's.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from awards.scholarships import cashbook
from awards.scholarships.enums import Book, FundLevel
from awards.scholarships.models import BookClosing, Entry, Fund, Grant, PaySheet
from awards.scholarships.workflow import open_fund
from hocTap.lib import vi
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.browser.test_scholarship import fill
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import User

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
CHILDREN = ("Lê Văn An", "Trần Thị Bé", "Phạm Văn Cảnh", "Võ Thị Dung", "Đặng Văn Em")
ABSENT = ("Trần Thị Bé", "Võ Thị Dung")


@dataclass
class Desk:
    """The treasurer's window, on the page of the fund."""

    page: Page
    fund: Fund

    def open(self, link: str) -> None:
        """From the fund's page by one of its links."""
        self.page.goto(self.fund.get_absolute_url())
        self.page.get_by_role("link", name=link, exact=True).first.click()
        assert axe(self.page) == []

    def press(self, button: str = "Ghi") -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def agree(self, *numbers: str) -> None:
        """The page says in numbers what will happen; then yes."""
        for number in numbers:
            expect(self.page.locator("p.lead")).to_contain_text(number)
        self.press("Đồng ý, thực hiện")

    def printed(self, link: str) -> str:
        """What the PDF behind a link of this page says."""
        address = self.page.get_by_role("link", name=link).evaluate("link => link.href")
        answer = self.page.request.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        pages = PdfReader(io.BytesIO(answer.body())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def fund(transactional_db: None) -> Fund:
    return open_fund(make_ward("Phường 5", make_district()), "Quỹ khuyến học Phường 5", FundLevel.WARD)


@pytest.fixture
def treasurer(fund: Fund) -> User:
    return make_user("quy5", (Role.FUND_OFFICER, fund.unit))


@pytest.fixture
def desk(open_window: OpenWindow, fund: Fund, treasurer: User) -> Desk:
    page = open_window()
    enter(page, treasurer)
    return Desk(page, fund)


@pytest.mark.story
def test_treasurers_year_from_the_opening_balance_to_the_printed_books(desk: Desk) -> None:
    begin_and_raise(desk)
    grant_list(desk)
    pay_all_but_two(desk)
    to_the_bank(desk)
    close(desk)
    books_say_the_ledger(desk)


def begin_and_raise(desk: Desk) -> None:
    desk.open("Ghi số dư đầu kỳ")
    fill(desk.page, opened_on="01/01/2020", cash="10 triệu", bank="20 triệu", basis="Biên bản kiểm quỹ 01")
    desk.press("Ghi số dư đầu kỳ")
    desk.open("Mở đợt vận động")
    fill(desk.page, name="Tiếp bước 2020", starts_on="01/02/2020", ends_on="20/11/2020", target="60 triệu")
    desk.press()
    desk.page.get_by_role("link", name="Xem lại tên đợt").click()
    desk.press("Cho hiện như vậy")
    for number, amount, day in (("PT-01", "30 triệu", "10/03/2020"), ("PT-02", "6 triệu", "12/04/2020")):
        desk.open("Ghi phiếu thu")
        fill(desk.page, amount=amount, receipt_no=number, received_on=day, donor="Công ty Minh Họa")
        fill(desk.page, campaign="Tiếp bước 2020", about="Ủng hộ quỹ")
        desk.press()
    desk.page.goto(desk.fund.get_absolute_url())
    expect(desk.page.get_by_text("46.000.000 đồng").first).to_be_visible()


def grant_list(desk: Desk) -> None:
    """One decision, a row for each child, by the keyboard."""
    desk.open("Cấp suất theo danh sách")
    fill(desk.page, campaign="Tiếp bước 2020", school_year="2020", level="tiểu học", ward="Phường 5")
    fill(desk.page, amount="1,2 triệu", decision_no="12/QĐ-HKH", decided_on="25/08/2020")
    for place, name in enumerate(CHILDREN):
        fill(desk.page, **{f"name-{place}": name, f"birth_year-{place}": "2011", f"class_name-{place}": "4A"})
    desk.press("Cấp các suất này")
    desk.agree("5 suất", "6.000.000 đồng")
    desk.page.wait_for_load_state()
    assert Grant.objects.count() == len(CHILDREN)


def pay_all_but_two(desk: Desk) -> None:
    """The sheet is printed and signed; two do not come, and come another day; the school year is closed after them."""
    desk.open("Danh sách chi")
    desk.page.get_by_role("link", name="Lập danh sách chi").click()
    desk.press("Lập danh sách")
    expect(desk.page.get_by_role("heading", name="Danh sách chi số 1")).to_be_visible()
    said = desk.printed("In để ký nhận (PDF)")
    assert "6.000.000" in said
    assert "Sáu triệu đồng" in said
    assert all(name in said for name in CHILDREN)

    for absent, day, number, total in (
        (ABSENT, "05/09/2020", "3 suất", "3.600.000"),
        ((), "12/09/2020", "2", "2.400.000"),
    ):
        desk.page.goto(PaySheet.objects.get().get_absolute_url())
        desk.page.get_by_role("link", name="Ghi đã chi", exact=True).click()
        assert axe(desk.page) == []
        fill(desk.page, on=day, handed_by="Thủ quỹ", signature="cha mẹ, người giám hộ", sheet_no="PC-01")
        for name in absent:
            desk.page.get_by_label(f"{name} chưa nhận").check()
        desk.press("Ghi đã chi cả danh sách")
        desk.agree(number, total)
        expect(desk.page.get_by_text("đã chi").first).to_be_visible()
        if absent:
            desk.open("Khóa sổ năm học")
            fill(desk.page, school_year="2020")
            desk.press("Khóa sổ năm học")
            expect(desk.page.get_by_role("alert").first).to_contain_text("Còn 2 suất chưa chi đủ")


def to_the_bank(desk: Desk) -> None:
    desk.open("Chuyển tiền, chuyển quỹ")
    fill(desk.page, amount="15 triệu", number="GNT-01", on="01/10/2020")
    desk.press("Chuyển")
    expect(desk.page.get_by_text("15.000.000 đồng").first).to_be_visible()


def close(desk: Desk) -> None:
    desk.open("Khóa sổ quỹ")
    fill(desk.page, last_day="31/12/2020")
    desk.press("Khóa sổ quỹ")
    desk.agree("sổ tiền mặt 25.000.000 đồng", "sổ tiền gửi 35.000.000 đồng")
    expect(desk.page.get_by_text("Đã khóa sổ quỹ.")).to_be_visible()
    assert BookClosing.objects.get().last_day == LAST


def books_say_the_ledger(desk: Desk) -> None:
    """Each book on paper and the report of the year, number by number beside the lines themselves."""
    for book in (Book.CASH, Book.BANK):
        lines = list(Entry.objects.filter(fund=desk.fund, book=book))
        sums = cashbook.sums_of(cashbook.Span(desk.fund, book, FIRST, LAST))
        assert (
            sums.closing == sum(line.amount for line in lines) == {Book.CASH: 25_000_000, Book.BANK: 35_000_000}[book]
        )
        desk.page.goto(f"{reverse('scholarships:book', args=[desk.fund.pk])}?so={book}&tu=01/01/2020&den=31/12/2020")
        assert axe(desk.page) == []
        assert sideways(desk.page) == 0
        expect(desk.page.get_by_text(vi.money(sums.closing)).first).to_be_visible()
        said = desk.printed("In sổ (PDF)")
        moved = " ".join(vi.whole(each) for each in (sums.came, sums.went) if each)
        assert f"Cộng phát sinh trong kỳ {moved}" in said
        assert f"Số dư cuối kỳ {vi.whole(sums.closing)}" in said

    desk.page.goto(f"{reverse('scholarships:statement')}?so=cash&tu=01/01/2020&den=31/12/2020&theo=quy")
    assert axe(desk.page) == []
    said = desk.printed("In báo cáo (PDF)")
    for number in ("10.000.000", "36.000.000", "6.000.000", "15.000.000", "25.000.000"):
        assert number in said
