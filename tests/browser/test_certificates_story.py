"""A ward's 675 households from the proposal on paper to the certificate that a stranger scans with a phone."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader, PdfWriter

from awards.titles.models import Nomination, Proposal
from reports.papers.models import Certificate, Document
from tests.awards.titles.factories import YEAR, World, bring_to_proposed, make_households, make_world
from tests.browser.conftest import PHONE, OpenWindow
from tests.browser.pages import enter, sideways
from tests.browser.test_titles_story import today
from tests.reports.papers.factories import pdf_text
from tests.reports.papers.test_codes import scanned

HOUSEHOLDS = (400, 275)
ALL = sum(HOUSEHOLDS)


@pytest.fixture
def world(transactional_db: None) -> World:
    """Phường 5, whose two khu phố have proposed all their households."""
    world = make_world()
    first, second = HOUSEHOLDS
    rows = [*make_households(world, first), *make_households(world, second, world.second)]
    bring_to_proposed(world, *rows)
    return world


def said(page: Page, words: str) -> None:
    expect(page.locator(".notice-success")).to_contain_text(words)
    assert sideways(page) == 0


def agree(page: Page, words: str) -> None:
    """Read what the press will do, in numbers, and say yes to it."""
    expect(page.get_by_role("main")).to_contain_text(words)
    assert sideways(page) == 0
    page.get_by_role("button", name="Đồng ý, thực hiện").click()


def first_page(content: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(content)).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def work() -> None:
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)


def issue(page: Page, signer: str = "") -> None:
    """The draft whose page is open, as văn thư issues it."""
    page.get_by_role("link", name="Phát hành").click()
    if signer:
        page.get_by_label("Họ và tên người ký").fill(signer)
    page.get_by_role("button", name="Phát hành").click()
    agree(page, "nội dung không sửa được nữa")
    said(page, "Đã phát hành văn bản")


def propose_on_paper(officer: Page) -> None:
    officer.goto(reverse("papers:of-source", args=["titles-proposal", Proposal.objects.get().pk]))
    officer.get_by_role("button", name="Lập dự thảo tờ trình").click()
    issue(officer, signer="Trần Văn Ký")


def decide(approver: Page) -> None:
    approver.goto("/danh-hieu/xet/")
    approver.get_by_label("Chọn cả Phường 5").check()
    approver.get_by_role("button", name="Công nhận phần đã chọn").click()
    agree(approver, f"{ALL} hộ")
    expect(approver.get_by_role("main")).to_contain_text("yêu cầu lúc")
    approver.goto("about:blank")  # the page follows the worker and would load itself anew in between
    work()
    approver.goto("/danh-hieu/xet/")
    approver.get_by_role("link", name="Dự thảo quyết định").first.click()
    approver.get_by_label("Số quyết định").fill("35")
    approver.get_by_label("Ngày ký", exact=True).fill(today())
    approver.get_by_label("Họ tên người ký").fill("Trần Văn Ký")
    approver.get_by_role("button", name="Quyết định có hiệu lực").click()
    agree(approver, f"cho {ALL} hộ")
    said(approver, "Đã ghi số, ngày ký")


def decide_on_paper(approver: Page) -> None:
    approver.get_by_role("link", name="Văn bản quyết định và danh sách").click()
    approver.get_by_role("button", name="Lập dự thảo quyết định").click()
    issue(approver)


def print_all(approver: Page) -> bytes:
    """All certificates by the worker, a file for each khu phố; the first of the files."""
    approver.get_by_role("link", name="In giấy công nhận").click()
    approver.get_by_role("button", name=f"In cả {ALL} giấy, khổ A5").click()
    expect(approver.get_by_role("heading", name=f"Đang in {ALL} giấy")).to_be_visible()
    run = approver.url
    approver.goto("about:blank")
    work()
    approver.goto(run)
    expect(approver.get_by_role("link", name="Tải tất cả")).to_be_visible()
    assert sideways(approver) == 0
    address = approver.get_by_role("link", name="Khu phố 1").get_attribute("href") or ""
    return approver.request.get(address).body()


@pytest.mark.story
def test_a_wards_decision_for_675_households_ends_in_certificates_that_a_phone_reads(
    open_window: OpenWindow, world: World, tmp_path: Path
) -> None:
    officer, approver = open_window(), open_window()
    enter(officer, world.officer)
    enter(approver, world.approver)

    propose_on_paper(officer)
    decide(approver)
    decide_on_paper(approver)
    file = print_all(approver)

    assert Nomination.objects.in_force().filter(year=YEAR).count() == ALL
    assert {row.state for row in Document.objects.all()} == {"issued"}
    assert Certificate.objects.count() == ALL
    (tmp_path / "to").mkdir()
    code, *_ = scanned(first_page(file), tmp_path / "to")
    given = Certificate.objects.get(code=urlsplit(code).path.strip("/").rpartition("/")[2])
    phone = open_window(PHONE)
    phone.goto(code)
    expect(phone.get_by_role("main")).to_contain_text("Giấy đúng, danh hiệu đang được công nhận.")
    expect(phone.get_by_role("main")).to_contain_text(given.name)
    assert given.name in pdf_text(first_page(file))
    assert sideways(phone) == 0
