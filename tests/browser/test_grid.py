"""The grid of scores in a real browser: keyboard, many rows at once, two officers, a lost line, a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from awards.titles.enums import NominationState
from awards.titles.models import Nomination
from tests.awards.titles.factories import (
    FULL,
    YEAR,
    World,
    assess,
    fresh,
    make_candidate,
    make_world,
    register,
    vote,
)
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.databases import made_once
from tests.factories import make_user
from units.enums import Role
from units.models import User

S = NominationState
CELLS = "**/cham/o/"
LINES = list(FULL)
Open = Callable[..., Page]


@dataclass
class Scene:
    world: World
    colleague: User
    rows: list[Nomination]

    @property
    def address(self) -> str:
        return reverse("titles:score-grid", args=[self.world.ward.pk, "household", YEAR, self.world.community.pk])


def khu_pho() -> Scene:
    world = make_world()
    names = ("Đặng Thị Ba", "Lê Văn Bốn", "Nguyễn Thị Năm")
    rows = register(world, *(make_candidate(world, name) for name in names))
    return Scene(world, make_user("phuong5-b", (Role.WARD_OFFICER, world.ward), full_name="Trần Thị Hai"), rows)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return made_once("score-grid", khu_pho)


@pytest.fixture
def open_grid(open_window: OpenWindow, live_server: LiveServer, scene: Scene) -> Open:
    def open_grid(by: User | None = None, size: tuple[int, int] = DESK) -> Page:
        page = open_window(size)
        enter(page, by or scene.world.officer)
        page.goto(scene.address)
        return page

    return open_grid


def cell(page: Page, row: Nomination, code: str) -> Locator:
    return page.locator(f'tr[data-pk="{row.pk}"] td.o').nth(LINES.index(code)).locator("input")


def saved(page: Page) -> None:
    expect(page.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def standing(page: Page, row: Nomination) -> Locator:
    return page.locator(f'tr[data-pk="{row.pk}"]')


def test_a_household_takes_at_most_twelve_keys(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    first, second, _ = scene.rows
    cell(page, first, "1.1").focus()

    keys = ["m", "m", "7", "Tab", "m", "5", "Shift+M"]
    press(page, *keys)
    saved(page)

    assert len(keys) <= 12
    expect(cell(page, second, "1.1")).to_be_focused()
    expect(standing(page, first)).to_contain_text("92")
    (kept,) = fresh(first)
    assert kept.answers == {**dict.fromkeys(LINES, "10"), "1.3": "7", "2.2": "5"}
    assert kept.state == S.SELF_ASSESSED


def keys_of(score: str) -> list[str]:
    """What is pressed for a score: its digits, r for half a point, and Tab where a further digit could follow."""
    if score.endswith(",5"):
        return [score.removesuffix(",5"), "r"]
    return [*score, "Tab"] if score == "1" else [*score]


def test_ten_different_scores_take_ten_to_twelve_keys(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    first, second, third = scene.rows
    cell(page, first, "1.1").focus()
    slips = ["7 8 9 6 5 7 8 9 6 7", "9 10 8 7 7 8 9 6 10 8", "7 8,5 9 6 5 1,5 8 9 6 3"]
    keys = [key for slip in slips for score in slip.split() for key in keys_of(score)]

    press(page, *keys)
    saved(page)

    assert max(sum(map(len, map(keys_of, slip.split()))) for slip in slips) <= 12, "the limit for a household on paper"
    assert len(keys) / len(slips) < 12
    read = [{code: text.replace(",", ".") for code, text in zip(LINES, slip.split(), strict=True)} for slip in slips]
    assert [row.answers for row in fresh(first, second, third)] == read
    assert {row.state for row in fresh(first, second, third)} == {S.SELF_ASSESSED}


@pytest.mark.parametrize(
    ("keys", "kept", "at"),
    [
        (["7"], {"1.1": "7"}, "1.2"),
        (["1"], {"1.1": "1"}, "1.1"),
        (["1", "0"], {"1.1": "10"}, "1.2"),
        (["7", ",", "5"], {"1.1": "7.5"}, "1.2"),
        (["7", "r"], {"1.1": "7.5"}, "1.2"),
        (["7", "+", "8"], {"1.1": "7.5", "1.2": "8"}, "1.3"),
        (["1", "r", "8"], {"1.1": "1.5", "1.2": "8"}, "1.3"),
        (["7", "r", "Tab", "8", "r"], {"1.1": "7.5", "1.2": "8.5"}, "1.3"),
        (["7", "r", "Backspace", "6"], {"1.1": "6"}, "1.2"),
        (["7", "r", "Escape"], {}, "1.1"),
        (["1", "0", "r", "Backspace", "8"], {"1.1": "8"}, "1.2"),
        (["Shift+Digit8", "Shift+Digit9"], {"1.1": "8.5", "1.2": "9.5"}, "1.3"),
        (["7", ",", "5", "Tab"], {"1.1": "7.5"}, "1.2"),
        (["7", ",", "5", "Backspace", "6"], {"1.1": "6"}, "1.2"),
        (["7", ",", "5", "8"], {"1.1": "7.5", "1.2": "8"}, "1.3"),
        (["7", ",", "2", "5", "Tab"], {"1.1": "7.25"}, "1.2"),
        (["7", "Tab", "8"], {"1.1": "7", "1.2": "8"}, "1.3"),
        (["7", "Backspace", "6"], {"1.1": "6"}, "1.2"),
        (["7", "Escape"], {}, "1.1"),
        (["7", "Tab", "Tab"], {"1.1": "7"}, "1.3"),
        (["7", "Control+z"], {}, "1.1"),
    ],
)
def test_a_digit_that_is_complete_goes_on_and_is_mended_easily(
    scene: Scene, open_grid: Open, keys: list[str], kept: dict[str, str], at: str
) -> None:
    page = open_grid()
    row = scene.rows[0]
    cell(page, row, "1.1").focus()

    press(page, *keys)

    expect(cell(page, row, at)).to_be_focused()
    press(page, "ArrowDown")
    saved(page)
    assert fresh(row)[0].answers == kept


def test_going_on_by_itself_can_be_switched_off_for_good(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    page.get_by_label("Gõ đủ số thì tự sang ô kế").uncheck()
    page.reload()
    expect(page.get_by_label("Gõ đủ số thì tự sang ô kế")).not_to_be_checked()
    cell(page, scene.rows[0], "1.1").focus()

    press(page, "7")
    expect(cell(page, scene.rows[0], "1.1")).to_be_focused()
    press(page, "Tab")
    expect(cell(page, scene.rows[0], "1.2")).to_be_focused()
    saved(page)


def test_the_end_of_a_row_goes_on_to_the_next_household_once(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    first, second, _ = scene.rows
    cell(page, first, "4.2").click()

    press(page, "8", "Enter")

    expect(cell(page, second, "1.1")).to_be_focused()
    saved(page)
    assert fresh(first)[0].answers == {"4.2": "8"}


def test_arrows_enter_and_tab_go_where_a_person_expects(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    first, second, third = scene.rows
    cell(page, first, "1.1").click()

    press(page, "9", "Tab", "8", "Enter")
    expect(cell(page, second, "1.1")).to_be_focused()
    press(page, "ArrowRight", "ArrowDown")
    expect(cell(page, third, "1.2")).to_be_focused()
    press(page, "ArrowUp", "ArrowLeft")
    expect(cell(page, second, "1.1")).to_be_focused()
    press(page, "Control+d", "Enter", "6", "Escape", "ArrowUp")
    saved(page)

    assert [row.answers for row in fresh(first, second, third)] == [{"1.1": "9", "1.2": "8"}, {"1.1": "9"}, {}]


def test_a_half_filled_row_is_there_again_and_says_what_is_missing(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    cell(page, scene.rows[0], "1.1").fill("9,5")
    press(page, "Tab")
    saved(page)

    page.reload()

    expect(cell(page, scene.rows[0], "1.1")).to_have_value("9,5")
    expect(standing(page, scene.rows[0])).to_contain_text("còn 9 mục")


def test_many_rows_are_asked_about_with_numbers_and_undone(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    first, second, third = scene.rows
    cell(page, first, "1.1").fill("4")
    press(page, "Tab")
    saved(page)

    page.locator(".many summary").click()
    page.get_by_label("Chọn mọi dòng").check()
    page.get_by_role("button", name="Điểm tối đa").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("cho 3 hộ")
    expect(box).to_contain_text("29 ô đang trống; 1 ô đang có điểm khác sẽ bị ghi đè")
    box.get_by_role("button", name="Chỉ ghi 29 ô trống").click()
    saved(page)
    filled = [row.answers.get("1.1") for row in fresh(first, second, third)]
    press(page, "Control+z")
    expect(cell(page, third, "4.2")).to_have_value("")
    saved(page)

    assert filled == ["4", "10", "10"]
    assert [row.answers for row in fresh(first, second, third)] == [{"1.1": "4"}, {}, {}]
    assert {row.state for row in fresh(first, second, third)} == {S.REGISTERED}


def test_two_officers_on_one_score_see_both(scene: Scene, open_grid: Open) -> None:
    mine, theirs = open_grid(), open_grid(scene.colleague)
    row = scene.rows[0]
    cell(theirs, row, "1.1").fill("7")
    press(theirs, "Tab")
    saved(theirs)

    cell(mine, row, "1.1").fill("9")
    press(mine, "Tab")

    expect(standing(mine, row)).to_contain_text("Trần Thị Hai vừa ghi 7 vào ô này")
    expect(mine.get_by_role("button", name="Giữ số của Trần Thị Hai: 7")).to_be_visible()
    mine.get_by_role("button", name="Ghi số của tôi: 9").click()
    saved(mine)
    assert fresh(row)[0].answers == {"1.1": "9"}


def test_a_lost_line_loses_nothing(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    row = scene.rows[0]

    def cut(route: Route) -> None:
        route.abort()

    page.route(CELLS, cut)
    cell(page, row, "1.1").fill("9")
    press(page, "Tab", "8", "Tab")
    expect(page.locator("#mat-mang")).to_contain_text("Mất kết nối")
    expect(page.locator("#tinh-trang-luu")).to_have_text("2 ô chờ gửi")
    assert fresh(row)[0].answers == {}

    page.unroute(CELLS, cut)
    page.reload()
    saved(page)

    expect(cell(page, row, "1.2")).to_have_value("8")
    assert fresh(row)[0].answers == {"1.1": "9", "1.2": "8"}


def test_a_vote_is_not_lost_by_typing(scene: Scene, open_grid: Open) -> None:
    row = scene.rows[0]
    assess(scene.world, row)
    vote(scene.world, row)
    page = open_grid()
    cell(page, row, "1.1").fill("9")
    press(page, "Tab")

    expect(standing(page, row)).to_contain_text("phiếu đã ghi không còn tính")
    assert fresh(row)[0].state == S.VOTED
    page.get_by_role("button", name="Ghi 9, bỏ phiếu đã ghi").click()
    saved(page)
    assert fresh(row)[0].state == S.SELF_ASSESSED


def test_searching_jumps_to_a_household(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    page.get_by_label("Tìm theo tên, địa chỉ").fill("nam")
    press(page, "Enter")
    expect(cell(page, scene.rows[2], "1.1")).to_be_focused()
    page.get_by_label("Tìm theo tên, địa chỉ").fill("không có ai")
    press(page, "Enter")
    expect(page.locator("#khong-thay")).to_contain_text("Không có ai tên hoặc địa chỉ có")


def test_a_phone_shows_one_household_at_a_time(scene: Scene, open_grid: Open) -> None:
    page = open_grid(size=PHONE)
    first, second, _ = scene.rows
    expect(standing(page, first)).to_be_visible()
    expect(standing(page, second)).to_be_hidden()
    cell(page, first, "1.1").fill("9")

    page.get_by_role("button", name="Sau ›").click()

    expect(standing(page, second)).to_be_visible()
    expect(standing(page, first)).to_be_hidden()
    saved(page)
    assert fresh(first)[0].answers == {"1.1": "9"}
    assert not sideways(page)
    assert axe(page) == []


def test_the_grid_can_be_read_by_everybody(scene: Scene, open_grid: Open) -> None:
    page = open_grid()
    assert not sideways(page)
    assert axe(page) == []
