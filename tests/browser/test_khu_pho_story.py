"""A khu phố's own ugly workbook → register → scores from a second one, five corrected in the grid → minutes →
proposal → recognition; at a desk and on a phone, without the demonstration.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from awards.titles.enums import NominationState
from awards.titles.models import Candidate, Decision, Minutes, Nomination
from hocTap.lib import vi
from tests.awards.titles.factories import FULL, World, make_world
from tests.awards.uploads.books import Rows, workbook
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways

S = NominationState
YEAR = 2021
FAMILIES = ("NGUYỄN VĂN", "TRẦN THỊ", "LÊ VĂN", "PHẠM THỊ", "HUỲNH VĂN", "VÕ THỊ", "ĐẶNG VĂN", "BÙI THỊ")
GIVEN = ("AN", "BÉ", "CẢNH", "DUNG", "EM", "GẤM", "HẢI", "LÀNH")
POINTS = ("10", "9", "9,5", "10", "8", "8", "10", "8", "7,5", "10")
CORRECTED = {0: "7", 1: "6", 2: "8", 3: "10", 4: "8,5"}
"""Of the first five households, what the slip says of line 1.2 instead of 9."""
EXCEPTION = 5
"""Whose votes are typed on a line of its own."""
LEFT_OUT = 6
"""Whom the approver leaves out, with a reason."""


def written(place: int) -> str:
    return vi.nfc(f"{FAMILIES[place]} {GIVEN[place]}").title()


def list_of_households() -> bytes:
    """As a khu phố keeps it: titles above, a head of two lines with merged cells, a name in two columns and in
    capitals, an address in two, blank rows, a sum, a signature.
    """
    rows: list[tuple[Any, ...]] = [
        ("ỦY BAN NHÂN DÂN PHƯỜNG 5",),
        ("DANH SÁCH CÁC HỘ GIA ĐÌNH KHU PHỐ 1",),
        (),
        ("STT", "Họ đệm", "Tên", "Số nhà", "Đường", "Số người trong hộ", None, None, None, "Ghi chú"),
        (None, None, None, None, None, "Dưới 6 tuổi", "6 - 18 tuổi", "19 - 60 tuổi", "Trên 60 tuổi", None),
        *(
            (place + 1, FAMILIES[place], GIVEN[place], f"{place + 1}/2", "Lê Đại Hành", 0, 1, 2, 1)
            for place in range(8)
        ),
        (),
        (None, "Tổng cộng", None, None, None, 0, 8, 16, 8, None),
        ("Người lập danh sách",),
    ]

    def merge(sheet: Any) -> None:
        for cells in ("A1:J1", "A2:J2", *(f"{letter}4:{letter}5" for letter in "ABCDEJ"), "F4:I4"):
            sheet.merge_cells(cells)

    return workbook(("DS", rows), change=merge)


def list_of_scores() -> bytes:
    """The same people with points by the number of the line, a sum, a note."""
    heads = [f"TC {code}" for code in FULL]
    total = "90"
    rows: Rows = [
        ("BẢNG CHẤM ĐIỂM GIA ĐÌNH HỌC TẬP NĂM 2021 – KHU PHỐ 1",),
        (),
        ("TT", "Chủ hộ", "Địa chỉ", *heads, "Tổng điểm", "Ghi chú"),
        *((place + 1, written(place), f"{place + 1}/2 Lê Đại Hành", *POINTS, total, None) for place in range(8)),
    ]
    return workbook(("Điểm", rows))


@pytest.fixture
def world(transactional_db: None) -> World:
    """Phường 5 with its khu phố, people with posts, criteria compared with the original; an empty register."""
    return make_world()


Window = Callable[[Any], Page]


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def window(request: pytest.FixtureRequest, open_window: OpenWindow, world: World) -> Window:
    def window(user: Any) -> Page:
        page = open_window(request.param)
        enter(page, user)
        return page

    return window


def usable(page: Page) -> None:
    assert (axe(page), sideways(page)) == ([], 0)


def said(page: Page, words: str) -> None:
    expect(page.locator(".notice-success")).to_contain_text(words)
    usable(page)


def agree(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)
    usable(page)
    page.get_by_role("button", name="Đồng ý, thực hiện").click()


def take_in(page: Page, content: bytes, file: Path) -> None:
    """Send a workbook, look at how it was understood, have it written by the worker."""
    file.write_bytes(content)
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("heading", name="Mọi dòng đều hợp lệ")).to_be_visible()
    usable(page)
    page.get_by_role("button", name="Ghi 8 dòng vào sổ").click()
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)
    expect(page.get_by_role("heading", name="Đã ghi 8 dòng")).to_be_visible()


def address(world: World, page: str) -> str:
    place = [world.community.pk] if page in ("community", "register", "score-grid", "minutes") else []
    return reverse(f"titles:{page}", args=[world.ward.pk, "household", YEAR, *place])


def register(officer: Page, world: World, folder: Path) -> None:
    officer.goto(reverse("uploads:start", args=["households", world.ward.pk]))
    take_in(officer, list_of_households(), folder / "khu-pho-1.xlsx")
    assert list(Candidate.objects.order_by("pk").values_list("name", "address")) == [
        (written(place), f"{place + 1}/2 Lê Đại Hành") for place in range(8)
    ]
    officer.goto(address(world, "register"))
    officer.get_by_role("button", name="Đăng ký tất cả 8 hộ").click()
    agree(officer, "Sẽ đăng ký 8 hộ của Khu phố 1, Phường 5")
    said(officer, "Đã đăng ký 8 hộ")


def score(officer: Page, world: World, folder: Path) -> None:
    """The second workbook; then five slips turn out to say otherwise on line 1.2, and are put right in the grid."""
    officer.goto(reverse("uploads:start", args=["scores", world.ward.pk]) + f"?title=household&year={YEAR}")
    take_in(officer, list_of_scores(), folder / "diem.xlsx")
    assert set(Nomination.objects.values_list("state", flat=True)) == {S.SELF_ASSESSED}
    officer.goto(address(world, "score-grid"))
    for place, points in CORRECTED.items():
        officer.get_by_label("Tìm theo tên, địa chỉ").fill(written(place))
        officer.keyboard.press("Enter")
        officer.get_by_label(f"{written(place)}, mục 1.2", exact=True).click()
        officer.keyboard.press("Control+a")
        officer.keyboard.type(points)
        officer.keyboard.press("Tab")
    expect(officer.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")
    usable(officer)
    kept = {row.candidate.name: row.answers["1.2"] for row in Nomination.objects.select_related("candidate")}
    right = {written(place): text.replace(",", ".") for place, text in CORRECTED.items()}
    assert kept == {written(place): "9" for place in range(8)} | right


def meet(officer: Page, world: World) -> None:
    officer.goto(address(world, "minutes"))
    officer.get_by_label("Ngày họp").fill("15/11/2021")
    officer.get_by_label("Số người dự").fill("50")
    officer.get_by_label("Phiếu tán thành chung").fill("46")
    officer.get_by_label("Tìm trong danh sách").fill("gam")
    officer.keyboard.press("Enter")
    expect(officer.get_by_label(f"Tán thành: {written(EXCEPTION)}", exact=True)).to_be_focused()
    officer.keyboard.type("41")
    usable(officer)
    officer.get_by_role("button", name="Lưu biên bản").click()
    agree(officer, "7 hồ sơ theo phiếu chung, 1 hồ sơ có phiếu riêng")
    said(officer, "Đã ghi biên bản bình xét 8 hộ")
    assert sorted(votes or 0 for votes in Nomination.objects.values_list("in_favour", flat=True)) == [41, *[46] * 7]
    assert Minutes.objects.get().present == 50


def propose(officer: Page, world: World) -> None:
    officer.get_by_role("button", name="Thẩm định 8 hồ sơ đạt").click()
    agree(officer, "Sẽ ghi 8 hồ sơ")
    said(officer, "Đã thẩm định 8 hồ sơ")
    officer.goto(address(world, "ward-year"))
    officer.get_by_label("Số tờ trình").fill("12")
    officer.get_by_label("Ngày tờ trình").fill(vi.day(timezone.localdate()))
    officer.get_by_role("button", name="Trình cấp xét công nhận").click()
    agree(officer, "theo tờ trình số 12")
    said(officer, "Đã trình 8 hộ của Phường 5")
    expect(officer.get_by_role("main")).to_contain_text("8 trong 8 hồ sơ còn chờ xét")


def recognise(approver: Page, officer: Page, world: World) -> None:
    """One is left out; the others stand in a draft, and are recognised only once it is signed."""
    approver.goto("/danh-hieu/xet/")
    approver.get_by_role("link", name="Khu phố 1").click()
    approver.get_by_label(f"Lý do không công nhận: {written(LEFT_OUT)}").fill("Con bỏ học giữa năm.")
    usable(approver)
    approver.get_by_role("button", name="Công nhận, trừ các hồ sơ có lý do").click()
    agree(approver, "năm 2021 và ghi 1 hộ không đạt")
    officer.goto(address(world, "community"))
    expect(officer.get_by_role("table")).to_contain_text("Trong dự thảo quyết định")
    expect(officer.get_by_role("table")).not_to_contain_text("Được công nhận")

    approver.get_by_role("link", name="mở để ghi số, ngày ký").click()
    approver.get_by_label("Số quyết định").fill("35")
    approver.get_by_label("Ngày ký", exact=True).fill(vi.day(timezone.localdate()))
    approver.get_by_label("Họ tên người ký").fill("Trần Văn Ký")
    approver.get_by_role("button", name="Quyết định có hiệu lực").click()
    agree(approver, "cho 7 hộ")
    said(approver, "Đã ghi số, ngày ký")
    officer.reload()
    expect(officer.get_by_role("table")).to_contain_text("Được công nhận")


@pytest.mark.story
def test_a_khu_pho_goes_from_its_own_workbook_to_a_decision(window: Window, world: World, tmp_path: Path) -> None:
    officer, approver = window(world.officer), window(world.approver)

    register(officer, world, tmp_path)
    score(officer, world, tmp_path)
    meet(officer, world)
    propose(officer, world)
    recognise(approver, officer, world)

    states = dict(Nomination.objects.values_list("candidate__name", "state"))
    assert states == {written(place): S.NOT_REACHED if place == LEFT_OUT else S.RECOGNISED for place in range(8)}
    assert Decision.objects.get().number == 35
    assert Nomination.objects.in_force().count() == 7
