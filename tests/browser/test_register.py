"""An officer keeps the register in a real browser: a list from Excel, one household, duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from awards.titles.models import Candidate
from tests.awards.titles.factories import World, make_candidate, make_world
from tests.awards.uploads.lists import filled, household
from tests.browser.pages import axe, login, sideways

PASSWORD = "chim-non-tap-bay-9"


@pytest.fixture
def world(transactional_db: None) -> World:
    world = make_world(sound=False)
    world.officer.set_password(PASSWORD)
    world.officer.save()
    return world


def clean(page: Page) -> None:
    assert axe(page) == []
    assert sideways(page) == 0


def test_a_list_from_excel_goes_into_the_register(page: Page, world: World, tmp_path: Path) -> None:
    file = tmp_path / "khu-pho-1.xlsx"
    file.write_bytes(filled([household(), household("Trần Thị Bé", under_6="ba")]))
    login(page, "phuong5", PASSWORD)
    page.goto("/danh-hieu/so/")
    page.get_by_role("link", name="Nạp từ Excel").click()
    clean(page)

    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("heading", name="1 dòng bị từ chối")).to_be_visible()
    clean(page)
    page.screenshot(path=tmp_path.parent / "upload-detail.png", full_page=True)
    page.get_by_role("button", name="Bỏ 1 dòng bị từ chối").click()
    expect(page.get_by_role("heading", name="Đang ghi vào sổ")).to_be_visible()
    clean(page)
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)

    expect(page.get_by_role("heading", name="Đã ghi 1 dòng")).to_be_visible()
    assert Candidate.objects.get().name == "Nguyễn Văn An"


def test_pages_of_the_register_are_usable_by_everyone(page: Page, world: World, tmp_path: Path) -> None:
    one = make_candidate(world, "Nguyễn Văn An", address="1 Hòa Bình")
    make_candidate(world, "Nguyễn Văn An", address="1 Hoà Bình")
    login(page, "phuong5", PASSWORD)

    for number, address in enumerate(
        ["", "trung/", "them/household/", f"{one.pk}/", f"{one.pk}/sua/", f"{one.pk}/tach/", f"{one.pk}/chuyen/"]
    ):
        page.goto(f"/danh-hieu/so/{address}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        clean(page)
        page.screenshot(path=tmp_path.parent / f"register-{number}.png", full_page=True)


def test_one_press_ticks_all_of_a_khu_pho_who_signed_and_nobody_is_ticked_before(page: Page, world: World) -> None:
    first, *_ = [make_candidate(world) for _ in range(3)]
    login(page, "phuong5", PASSWORD)
    page.goto(f"/danh-hieu/so/{first.pk}/dong-y/")
    ticked = page.locator("[name=chon]:checked")
    expect(page.get_by_text("Đã đánh dấu 0 trong 3.")).to_be_visible()
    clean(page)

    page.get_by_role("button", name="Đánh dấu tất cả 3").click()
    expect(ticked).to_have_count(3)
    page.get_by_role("button", name="Bỏ đánh dấu tất cả").click()
    expect(ticked).to_have_count(0)
    page.get_by_role("button", name="Đánh dấu tất cả 3").click()
    page.get_by_role("checkbox").last.uncheck()
    expect(page.get_by_text("Đã đánh dấu 2 trong 3.")).to_be_visible()
    page.get_by_label("Giấy ghi sự đồng ý").fill("Phiếu đăng ký 2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_text("Sẽ ghi 2 người, hộ đồng ý").wait_for()
    page.get_by_role("button", name="Đồng ý, thực hiện").click()

    page.wait_for_url(f"**/danh-hieu/so/{first.pk}/")
    assert Candidate.objects.exclude(consented_on=None).count() == 2
