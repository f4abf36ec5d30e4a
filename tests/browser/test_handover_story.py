"""The story of 01/07/2025: two wards become Hòa Bình, Phường 8 is divided; register, money and centre go along.

It ends with the review of Hòa Bình over the years before and after, issued, and compared with what the wards counted.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from awards.scholarships.enums import Book
from awards.scholarships.models import Fund
from awards.scholarships.workflow import balance
from awards.titles.models import Candidate
from hocTap.lib import vi
from indicators import restating
from indicators.enums import State
from indicators.models import Submission
from reports.enums import Slot
from tests.awards.scholarships.factories import make_fund, make_grant
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.factories import make_centre, make_user
from tests.handover.factories import Town, make_holders, make_town
from tests.reports.factories import load_catalogue, report_figures, sign
from units.enums import Role
from units.models import LearningCentre, Unit, User

OPEN_SHEETS = "báo cáo số liệu còn mở"


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
    load_catalogue()
    for ward, year in sheets_of(made):
        state = State.DRAFT if (ward, year) == (made.hoa_binh, 2025) else State.APPROVED
        report_figures(ward, year, counted(str(ward), year), state=state)
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


@pytest.mark.story
def test_two_wards_become_one_and_one_is_divided(open_window: OpenWindow, town: Town) -> None:
    officer = opened(open_window, "hoabinh")
    for old in ("Phường 14", "Phường 5"):
        go_to(officer, old)
        part_of(officer, "khu phố, thôn, ấp")
        press(officer, "khu phố, thôn, ấp")
        part_of(officer, "sổ danh hiệu")
        press(officer, "sổ danh hiệu")
        expect(officer.get_by_text("6 hộ, 1 dòng họ")).to_be_visible()
        part_of(officer, OPEN_SHEETS)  # the year runs over the day: Hòa Bình's own sheet tells of all of it
        press(officer, OPEN_SHEETS)
    assert names_under(town.hoa_binh) == ["Khu phố 1", "Khu phố 2", "Khu phố 3", "Khu phố 4"]

    clerk = opened(open_window, "quyhoabinh")
    for number, old in (("01/BB-BG", "Phường 14"), ("02/BB-BG", "Phường 5")):
        go_to(clerk, old)
        part_of(clerk, "quỹ khuyến học")
        with_minutes(clerk, number)
        press(clerk, "quỹ khuyến học")
    expect(clerk.get_by_text("tiền mặt 34.050.000 đồng, 1 suất chưa chi đủ")).to_be_visible()
    assert cash(town.hoa_binh) == 34_050_000 + 58_750_000

    divide(opened(open_window, "xemso"), town)
    decide_on_the_centre(opened(open_window, "quantri"), town)
    expect_sheets_counted_once(town)

    officer.goto("/danh-hieu/so/")
    expect(officer.get_by_text("12 dòng")).to_be_visible()

    tell_the_years(opened(open_window, "xemso"), town)
    expect_parts_of_the_divided(town)


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
    part_of(page, OPEN_SHEETS)
    chosen = page.get_by_role("row").filter(has_text="Năm 2025").get_by_role("combobox")
    chosen.select_option("Phường 8 hoàn thành đến ngày 30/06/2025, Phường Phú Thọ làm thay")
    press(page, OPEN_SHEETS)
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


def expect_sheets_counted_once(town: Town) -> None:
    """The old wards' year went into Hòa Bình's sheet, which is then approved; Phường 8's is finished by Phú Thọ."""
    into = Submission.objects.get(unit=town.hoa_binh, period__year=2025)
    given = Submission.objects.filter(handed_to=into).values_list("unit", flat=True)
    assert set(given) == {town.five.pk, town.fourteen.pk}
    assert Submission.objects.get(unit=town.eight, period__year=2025).answered_by == town.phu_tho
    sign(into)


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


# The years 2012 – 2026 of Hòa Bình

KINDS = ("household", "clan", "community", "organisation")
RAISED_BY_FUNDS = {2020: 34_050_000 + 58_750_000}
"""The year in which both funds kept a book: it counts, and not what the sheets say."""


def sheets_of(town: Town) -> list[tuple[Unit, int]]:
    old = [(ward, year) for ward in (town.five, town.fourteen, town.eight) for year in range(2012, 2025)]
    return [*old, (town.hoa_binh, 2025), (town.hoa_binh, 2026)]


def counted(ward: str, year: int) -> dict[str, int | None]:
    """What a ward's sheet of the year says: every ward, year and measure another number."""
    base = {"Phường 5": 100, "Phường 14": 300, "Phường 8": 7_000, "Phường Hòa Bình": 500}[ward]
    found: dict[str, int | None] = {"fund-raised": 1_000_001 * (base + year - 2000), "centre-classes": year - 2000}
    for place, kind in enumerate(KINDS, start=1):
        found |= {f"{kind}-recognised": base + place * (year - 2011), f"{kind}-total": 3 * base + place}
    return found


def expected(year: int, code: str) -> int:
    """By hand: the two old wards until their end, the new one since."""
    wards = ("Phường 5", "Phường 14") if year < 2025 else ("Phường Hòa Bình",)
    return sum(counted(ward, year)[code] or 0 for ward in wards)


def rate(numerator: int, denominator: int) -> Decimal:
    return (Decimal(numerator) * 100 / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def tell_the_years(page: Page, town: Town) -> None:
    """The office makes Hòa Bình's review of the years before and after, writes, issues, and opens both files."""
    page.set_default_timeout(120_000)  # the paper is laid out when it is issued
    page.goto("/bao-cao/moi/")
    page.get_by_label("Đơn vị", exact=True).select_option(str(town.hoa_binh.pk))
    page.get_by_label("Từ năm").fill("2012")
    page.get_by_label("Đến năm").fill("2026")
    page.get_by_role("button", name="Lập dự thảo").click()
    page.get_by_role("button", name="Đồng ý, thực hiện").click()  # the year still runs
    expect(page.get_by_role("status")).to_contain_text("Đã lập dự thảo")
    page.get_by_role("link", name="Viết ngay").click()
    for slot in Slot:
        page.get_by_label(str(slot.label)).fill(f"Lời của cơ quan: {slot.label}.")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Phát hành").click()
    page.get_by_label("Số", exact=True).fill("7")
    page.get_by_label("Họ và tên người ký").fill("Nguyễn Văn Ký")
    page.get_by_role("button", name="Phát hành").click()
    expect(page.get_by_role("status")).to_contain_text("Đã phát hành báo cáo")
    expect_on_paper(downloaded(page, "Xem bản in PDF"))
    expect_in_workbook(downloaded(page, "Tải Excel"))


def downloaded(page: Page, link: str) -> bytes:
    address = page.get_by_role("link", name=link).get_attribute("href")
    answer = page.request.get(address or "", timeout=120_000)
    assert answer.ok
    return answer.body()


def expect_on_paper(pdf: bytes) -> None:
    words = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    for said in (
        "PHƯỜNG HÒA BÌNH",
        "Số: 07/BC-UBND",
        "Nguyễn Văn Ký",
        "Thay đổi địa bàn 01/07/2025: Phường 5, Phường 14",
    ):
        assert said in words
    assert "Phường Hòa Bình có trung tâm học tập cộng đồng đang hoạt động" in words
    assert "DỰ THẢO" not in words
    assert "Phường 8" not in words
    for year in range(2012, 2027):
        recognised, total = (expected(year, f"household-{part}") for part in ("recognised", "total"))
        said = f"{year} {vi.whole(recognised)} {vi.whole(total)} {vi.percent(rate(recognised, total))}"
        assert re.search(rf"{said} ?đúng", words), said
        assert vi.whole(RAISED_BY_FUNDS.get(year) or expected(year, "fund-raised")) in words


def expect_in_workbook(excel: bytes) -> None:
    """Every number of the two restated tables, year by year, with its word for how well it is known."""
    book = openpyxl.load_workbook(io.BytesIO(excel), data_only=True)
    rows = [row for row in book["Quy đổi"].iter_rows(values_only=True) if str(row[0])[:4].isdigit()]
    titles, flows = rows[:15], rows[15:]
    for year, title, flow in zip(range(2012, 2027), titles, flows, strict=True):
        made = [(expected(year, f"{kind}-recognised"), expected(year, f"{kind}-total")) for kind in KINDS]
        assert (title[0], flow[0]) == (str(year), str(year))
        assert [tuple(title[at : at + 2]) for at in range(1, 17, 4)] == made
        assert [rate(*each) / 100 for each in made] == [Decimal(str(title[at])) for at in range(3, 17, 4)]
        assert {title[at] for at in range(4, 17, 4)} == {"đúng"}
        assert flow[1:3] == (expected(year, "centre-classes"), "đúng")
        assert flow[5:7] == (RAISED_BY_FUNDS.get(year) or expected(year, "fund-raised"), "đúng")


def expect_parts_of_the_divided(town: Town) -> None:
    """Phường 8's money by the minutes, to the đồng; its titles between bounds, since no register of them was kept."""
    halves = {}
    for ward in (town.binh_thoi, town.phu_tho):
        asked = restating.ask(ward, dt.date(2026, 12, 31), 2024, 2024, ["fund-raised", "household-recognised"])
        series = restating.build(asked)
        halves[ward] = series.result("fund-raised", 2024).value
        bounds = series.result("household-recognised", 2024)
        assert (bounds.value, bounds.low, bounds.high) == (None, 0, counted("Phường 8", 2024)["household-recognised"])
    times = 7_000 + 24
    assert halves == {town.binh_thoi: 600_000 * times, town.phu_tho: 400_001 * times}
