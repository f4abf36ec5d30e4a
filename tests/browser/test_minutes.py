"""Minutes of a khu phố in a real browser: exceptions looked for in a long list, jumping in a short one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.titles import ballots
from awards.titles.models import Nomination
from tests.awards.titles.factories import YEAR, World, assess, fresh, make_candidate, make_world, register
from tests.browser.conftest import PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.databases import made_once

NAMES = ("Đặng Thị Ba", "Lê Văn Bốn", "Nguyễn Thị Năm", "Phạm Văn Sáu")


@dataclass
class Scene:
    world: World
    rows: list[Nomination]

    @property
    def address(self) -> str:
        return reverse("titles:minutes", args=[self.world.ward.pk, "household", YEAR, self.world.community.pk])


def khu_pho() -> Scene:
    world = make_world()
    rows = register(world, *(make_candidate(world, name) for name in NAMES))
    assess(world, *rows)
    return Scene(world, rows)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return made_once("minutes", khu_pho)


def head(page: Page) -> None:
    page.get_by_label("Ngày họp").fill("01/10/2020")
    page.get_by_label("Số người dự").fill("50")
    page.get_by_label("Phiếu tán thành chung").fill("46")


def look_for(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


@pytest.mark.parametrize("size", [(1366, 768), PHONE])
def test_exceptions_of_a_long_khu_pho_are_looked_for_and_typed(
    open_window: OpenWindow, scene: Scene, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(ballots, "MOST_LINES", 3)
    page = open_window(size)
    enter(page, scene.world.officer)
    page.goto(scene.address)
    head(page)

    look_for(page, "sau")
    expect(page.get_by_label("Tán thành: Phạm Văn Sáu", exact=True)).to_be_focused()
    page.keyboard.type("40")
    look_for(page, "ba")
    expect(page.get_by_label("Tán thành: Đặng Thị Ba", exact=True)).to_be_focused()
    page.keyboard.type("-")
    look_for(page, "không có ai")
    expect(page.locator("#tim-thay")).to_contain_text("Không có ai chờ bình xét có “không có ai”")
    expect(page.get_by_label("Phiếu tán thành chung")).to_have_value("46")
    assert (axe(page), sideways(page)) == ([], 0)
    page.reload()
    expect(page.get_by_label("Tán thành: Phạm Văn Sáu", exact=True)).to_have_value("40")
    page.get_by_role("button", name="Lưu biên bản").click()

    expect(page.get_by_role("main")).to_contain_text("2 hồ sơ theo phiếu chung, 1 hồ sơ có phiếu riêng, 1 hồ sơ không")
    page.get_by_role("button", name="Đồng ý, thực hiện").click()
    expect(page.locator(".notice-success")).to_contain_text("Đã ghi biên bản bình xét 3 hộ")
    assert [row.in_favour for row in fresh(*scene.rows)] == [None, 46, 46, 40]


def test_searching_jumps_from_one_to_the_next_in_a_short_khu_pho(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window()
    enter(page, scene.world.officer)
    page.goto(scene.address)

    look_for(page, "van")
    expect(page.get_by_label("Tán thành: Lê Văn Bốn", exact=True)).to_be_focused()
    look_for(page, "van")
    expect(page.get_by_label("Tán thành: Phạm Văn Sáu", exact=True)).to_be_focused()
    assert (axe(page), sideways(page)) == ([], 0)
