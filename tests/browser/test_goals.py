"""Where a unit stands, for ward, office, approver, leader: each page clean, on a PC and on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

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

    def addresses(self, who: str) -> Iterator[str]:
        """What the person reads."""
        unit = self.ward.pk if who == "ward" else self.district.pk
        yield from (f"/bao-cao/muc-tieu/{unit}/{YEAR}", f"/bao-cao/muc-tieu/{unit}/household-rate/{YEAR}")
        yield from (f"/bao-cao/tom-tat/{unit}/{YEAR}", f"/bao-cao/so-sanh/{unit}/", f"/bao-cao/da-cong-bo/{unit}/")
        if who in ("office", "leader"):
            yield f"/so-lieu/quan/{unit}/kiem-tra/"
            yield f"/bao-cao/da-cong-bo/nguon/{self.source}/"


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
    return Scene(district, wards[0], people, source.pk)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["ward", "office", "approver", "leader"])
def test_each_page_of_goals_is_clean(open_window: OpenWindow, scene: Scene, who: str, size: tuple[int, int]) -> None:
    page = open_window(size)
    enter(page, scene.people[who])

    faults = {}
    for address in scene.addresses(who):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        faults[address] = (axe(page), sideways(page))

    assert {address: found for address, found in faults.items() if found != ([], 0)} == {}


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
