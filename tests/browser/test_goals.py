"""Where a unit stands, for ward, office, approver, leader: each page clean, on a PC and on a phone."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdf
import pytest
from playwright.sync_api import Page, expect

from indicators.workflow.opening import switch_opening
from indicators.workflow.plans import Paper, start_plan, write_plan
from reports.statements import workflow as statements
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.databases import made_once
from tests.factories import make_district, make_user, make_ward
from tests.reports.factories import NOW, load_catalogue, report_figures, titles
from units.enums import Role
from units.models import Unit, User

SIZES = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]
YEAR = "?nam=2020"


@dataclass
class Scene:
    """A district of three wards with two years of figures, one of them over 100 %, and a published statement."""

    district: Unit
    ward: Unit
    people: dict[str, User]
    source: int
    plan: int

    def addresses(self, who: str) -> Iterator[str]:
        """What the person reads."""
        unit = self.ward.pk if who == "ward" else self.district.pk
        yield from (f"/bao-cao/muc-tieu/{unit}/{YEAR}", f"/bao-cao/muc-tieu/{unit}/household-rate/{YEAR}")
        yield from (f"/bao-cao/tom-tat/{unit}/{YEAR}", f"/bao-cao/so-sanh/{unit}/", f"/bao-cao/da-cong-bo/{unit}/")
        yield f"/so-lieu/ke-hoach/{unit}/"
        if who in ("office", "leader"):
            yield f"/so-lieu/ke-hoach/muc/{self.plan}/"
            yield f"/so-lieu/quan/{unit}/kiem-tra/"
            yield f"/bao-cao/da-cong-bo/nguon/{self.source}/"
            yield f"/bao-cao/so-sanh-van-ban/{unit}/"
        if who == "office":
            yield from (
                f"/so-lieu/ke-hoach/{unit}/moi/",
                f"/so-lieu/cong-khai/{unit}/",
                f"/so-lieu/cong-khai/{unit}/ma/",
            )
            yield from (f"/bao-cao/da-cong-bo/{unit}/moi/", f"/bao-cao/da-cong-bo/nguon/{self.source}/cau/")


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return made_once("goals", make_scene)


def make_scene() -> Scene:
    load_catalogue()
    district = make_district()
    wards = [make_ward(f"Phường {number}", district) for number in (5, 6, 7)]
    for ward, recognised in zip(wards, (60, 80, 120), strict=True):
        report_figures(ward, 2019, titles(50, 100))
        report_figures(ward, 2020, titles(recognised, 100))
    people = {
        "ward": make_user("phuong5", (Role.WARD_OFFICER, wards[0])),
        "office": make_user("phonggd", (Role.DISTRICT_OFFICE, district)),
        "approver": make_user("xetduyet", (Role.TITLE_APPROVER, district)),
        "leader": make_user("lanhdao", (Role.READER, district)),
    }
    paper = statements.Paper("Báo cáo tổng kết", "Quận 11", dt.date(2020, 10, 20), 2012, 2020)
    source = statements.add_source(district, paper, by=people["office"], at=NOW)
    said = statements.Statement("Gia đình học tập", "Trang 1", "53", "63", "85%", "household-rate")
    statements.add_statements(source, [said], by=people["office"], at=NOW)
    switch_opening(district, True, by=people["office"], at=NOW)
    decided = Paper("KH 45/KH-UBND 15/01/2020", "Xây dựng xã hội học tập", dt.date(2020, 1, 15), compared=True)
    plan = start_plan(district, decided, 2020, 2021, by=people["office"], at=NOW)
    write_plan(plan, {("household-rate", 2020): "90", ("clan-rate", 2021): "75 - 80"}, by=people["office"], at=NOW)
    return Scene(district, wards[0], people, source.pk, plan.pk)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["ward", "office", "approver", "leader"])
def test_each_page_of_goals_is_clean(open_window: OpenWindow, scene: Scene, who: str, size: tuple[int, int]) -> None:
    page = open_window(size)
    enter(page, scene.people[who])

    faults = {}
    for address in scene.addresses(who):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        faults[address] = (axe(page), sideways(page), cut(page))

    assert {address: found for address, found in faults.items() if found != ([], 0, 0)} == {}


def cut(page: Page) -> int:
    """How many tables that stand as cards on a phone are wider than it, so that their lines are cut."""
    wider = "each => innerWidth < 640 ? each.filter(one => one.offsetWidth > one.parentElement.clientWidth).length : 0"
    number: int = page.locator(".stacked-table").evaluate_all(wider)
    return number


@pytest.mark.parametrize("size", SIZES)
def test_public_page_is_clean_for_whoever_comes(open_window: OpenWindow, scene: Scene, size: tuple[int, int]) -> None:
    page = open_window(size)

    page.goto(f"/cong-khai/{scene.district.key}/2020/")

    expect(page.locator("h1")).to_contain_text("2020")
    assert (axe(page), sideways(page)) == ([], 0)


@pytest.mark.parametrize("who", ["ward", "office", "approver"])
def test_line_under_what_waits_leads_to_what_is_not_met_and_its_sheet(
    open_window: OpenWindow, scene: Scene, who: str
) -> None:
    """From the first page to the sheet behind a figure in five presses."""
    page = open_window(DESK)
    enter(page, scene.people[who])
    page.goto("/")

    page.get_by_role("link", name="Xem từng mục tiêu").click()
    page.get_by_role("link", name="chưa đạt (").first.click()
    rows = page.locator(".scorecard-table tbody tr")
    expect(rows.first).to_contain_text("chưa đạt")
    page.locator(".scorecard-table summary").first.click()
    page.locator(".scorecard-table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Qua các năm", exact=True)).to_be_visible()
    page.get_by_role("link", name="báo cáo của Phường 5").click()

    expect(page.locator("h1")).to_contain_text("Phường 5")


def test_leader_reads_the_page_of_the_meeting_and_takes_its_sheet(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window(PHONE)
    enter(page, scene.people["leader"])
    page.goto("/")
    expect(page.locator(".leading-sentences li")).to_have_count(5)
    assert (axe(page), sideways(page)) == ([], 0)

    page.get_by_role("link", name="Tóm tắt cho lãnh đạo").first.click()
    expect(page.locator(".leading-sentences li")).to_have_count(5)
    expect(page.locator("figure svg:visible")).to_have_count(2)
    address = str(page.get_by_role("link", name="Bản in một trang (PDF)").get_attribute("href"))
    sheet = page.request.get(address, timeout=120_000)
    assert len(pypdf.PdfReader(io.BytesIO(sheet.body())).pages) == 1
    page.get_by_role("link", name="Số của từng năm, từng đơn vị").first.click()

    expect(page.get_by_role("heading", name="Từng đơn vị, năm 2020")).to_be_visible()


def test_office_follows_a_finding_to_its_cell_and_narrows_the_list(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window(DESK)
    enter(page, scene.people["office"])
    page.goto(f"/so-lieu/quan/{scene.district.pk}/")

    page.get_by_role("link", name="Kiểm tra số liệu").click()
    page.get_by_label("Mức độ").select_option("lỗi")
    page.get_by_role("button", name="Lọc", exact=True).click()

    expect(page.get_by_role("row")).to_have_count(2)  # the head and what is over 100 %
    page.get_by_role("link", name="tỉ lệ quá 100%").click()
    expect(page.locator("h1")).to_contain_text("Hộ được công nhận gia đình học tập")
