"""A khu phố's year as people do it: from the list in Excel to a revoked title, the ward's form and the review."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from awards.titles.enums import NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Decision, Nomination
from awards.uploads.templates import HEADER_ROW, LIST_SHEET
from hocTap.lib import vi
from indicators import reference
from indicators import workflow as sheets
from indicators.models import Form, Submission
from reports.demo.figures import figures
from tests.awards.titles.factories import World, make_world
from tests.awards.uploads.lists import CODES
from tests.browser.conftest import OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.factories import make_centre
from tests.indicators.factories import fill, make_period
from units.models import User

S = NominationState
YEAR = 2021
NAMES = ["Nguyễn Văn An", "Trần Thị Bé", "Lê Văn Cảnh", "Phạm Thị Dung", "Võ Văn Em", "Huỳnh Thị Gấm", "Đỗ Văn Hải"]
REGISTERED = NAMES[:6]
LEFT_OUT = {"Lê Văn Cảnh": "Con bỏ học giữa năm.", "Phạm Thị Dung": "Chưa đủ giấy tờ của Gia đình văn hóa."}
REVOKED = "Võ Văn Em"
POINTS = ("10", "10", "9,5", "10", "9", "8", "10", "8", "7,5", "10")
COUNTED = {  # the seventh was written down long after the year, and registered for none
    "household-total": 6,
    "household-persons": 24,
    "household-registered-new": 6,
    "household-registered-again": 0,
    "household-assessed": 6,
    "household-recognised": 3,
}
LINE = f"/{TitleKind.HOUSEHOLD}/{YEAR}/"


@dataclass
class People:
    """A window of each person's own."""

    administrator: Page
    officer: Page
    approver: Page
    office: Page


@pytest.fixture
def world(transactional_db: None) -> World:
    """Phường 5 with two khu phố, its register empty; criteria as they come, not yet compared with the original."""
    world = make_world(sound=False)
    reference.load()
    make_period(YEAR)
    make_centre("Trung tâm học tập cộng đồng Phường 5", world.ward)
    return world


@pytest.fixture
def people(open_window: OpenWindow, world: World) -> People:
    def window(user: User) -> Page:
        page = open_window()
        enter(page, user)
        return page

    return People(window(world.admin), window(world.officer), window(world.approver), window(world.office))


def said(page: Page, words: str) -> None:
    """What the page answers to an act; the page stays clean and as wide as the window."""
    expect(page.locator(".notice-success")).to_contain_text(words)
    assert (axe(page), sideways(page)) == ([], 0)


def agree(page: Page, words: str) -> None:
    """Read what the press will do, in numbers, and say yes to it."""
    expect(page.get_by_role("main")).to_contain_text(words)
    assert (axe(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Đồng ý, thực hiện").click()


def today() -> str:
    return vi.day(timezone.localdate())


def confirm_criteria(admin: Page) -> None:
    admin.goto("/danh-hieu/tieu-chi/")
    admin.get_by_role("link", name="Gia đình học tập (2016–2021)").click()
    expect(admin.get_by_role("note")).to_contain_text("chưa ký được quyết định")
    admin.get_by_role("link", name=re.compile("Đối chiếu, xác nhận")).click()
    for line in admin.get_by_role("checkbox").all():
        line.check()
    admin.get_by_label("Văn bản gốc đã đối chiếu").fill("Quyết định 448/QĐ-KHVN, bản lưu tại văn thư Phường 5")
    admin.get_by_role("button", name="Xác nhận các dòng đã đánh dấu").click()
    agree(admin, "khớp với văn bản gốc")
    said(admin, "theo văn bản gốc")
    expect(admin.get_by_role("note")).to_have_count(0)


def filled(template: bytes, broken: str) -> bytes:
    """The ward's own template with seven households of four; one has its members written in words."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book[LIST_SHEET]
    for number, name in enumerate(NAMES):
        cells = {"community": "Khu phố 1", "name": name, "address": f"{number + 1} Lê Đại Hành"}
        members = {"under_6": "một" if name == broken else 1, "aged_6_to_18": 1, "aged_19_to_60": 2, "over_60": 0}
        for code, value in {**cells, **members}.items():
            sheet.cell(HEADER_ROW + 1 + number, CODES.index(code) + 1).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(officer: Page, file: Path) -> None:
    officer.get_by_label("Tệp danh sách").set_input_files(file)
    officer.get_by_role("button", name="Gửi và kiểm tra").click()


def download(page: Page, link: str) -> bytes:
    return page.request.get(page.get_by_role("link", name=link).get_attribute("href") or "").body()


def import_list(officer: Page, folder: Path) -> None:
    """The template filled in with one slip: the dry run refuses that row, the returned file is mended and taken."""
    officer.goto("/danh-hieu/so/")
    officer.get_by_role("link", name="Nạp từ Excel").click()
    start = officer.url
    file = folder / "khu-pho-1.xlsx"
    file.write_bytes(filled(download(officer, "Tải mẫu của Phường 5"), broken="Trần Thị Bé"))
    send(officer, file)
    expect(officer.get_by_role("heading", name="1 dòng bị từ chối")).to_be_visible()
    assert not Candidate.objects.exists()

    back = openpyxl.load_workbook(io.BytesIO(download(officer, "Tải tệp có đánh dấu")))
    wrong = back[LIST_SHEET].cell(HEADER_ROW + 2, CODES.index("under_6") + 1)
    assert wrong.comment is not None
    wrong.value = 1
    back.save(file)
    officer.goto(start)
    send(officer, file)
    officer.get_by_role("button", name="Ghi 7 dòng vào sổ").click()
    expect(officer.get_by_role("heading", name="Đang ghi vào sổ")).to_be_visible()
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)
    expect(officer.get_by_role("heading", name="Đã ghi 7 dòng")).to_be_visible()


def register(officer: Page, world: World) -> None:
    """Six of the seven hand in a registration; the seventh is not failed, only not registered."""
    officer.goto(f"/danh-hieu/phuong/{world.ward.pk}{LINE}")
    officer.get_by_role("link", name="Đăng ký (7 chưa đăng ký)").click()
    for name in REGISTERED:
        officer.get_by_label(name).check()
    officer.get_by_role("button", name="Đăng ký hộ đã chọn").click()
    agree(officer, "Sẽ đăng ký 6 hộ của Khu phố 1, Phường 5")
    said(officer, "Đã đăng ký 6 hộ")


def score(officer: Page) -> None:
    """The points of each, one page after the other; a slip above the maximum is told and nothing is kept."""
    officer.get_by_role("row").filter(has_text=REGISTERED[0]).get_by_role("link").click()
    officer.locator("#line-1\\.1").fill("11")
    officer.get_by_role("button", name="Lưu tự đánh giá").click()
    expect(officer.get_by_text("Điểm tối đa của mục này là 10")).to_be_visible()
    assert not Nomination.objects.exclude(state=S.REGISTERED).exists()

    for left in range(len(REGISTERED), 0, -1):
        fields = officer.locator("input[data-points]")
        expect(fields).to_have_count(len(POINTS))
        for field, points in zip(fields.all(), POINTS, strict=True):
            field.fill(points)
        expect(officer.locator("[data-sum]")).to_have_text("92 điểm, 10/10 mục")
        officer.get_by_role("button", name="Lưu tự đánh giá").click()
        expect(officer.locator(".notice-success")).to_contain_text("Đã lưu tự đánh giá")
        further = officer.get_by_text("Chưa tự đánh giá, tiếp theo:").get_by_role("link")
        expect(further).to_have_count(1 if left > 1 else 0)
        if left > 1:
            further.click()


def vote(officer: Page, world: World) -> None:
    """Minutes that contradict themselves are refused; what was typed stays."""
    officer.goto(f"/danh-hieu/phuong/{world.ward.pk}{LINE}")
    officer.get_by_role("link", name="Ghi biên bản bình xét (6)").click()
    officer.get_by_label("Ngày họp").fill("15/11/2021")
    officer.get_by_label("Số người dự").fill("50")
    officer.get_by_label("Chủ trì").fill("Nguyễn Văn Trưởng")
    officer.get_by_label("Phiếu tán thành chung").fill("51")
    officer.get_by_role("button", name="Lưu biên bản").click()
    expect(officer.get_by_role("alert")).to_contain_text("nhiều hơn số người dự (50)")
    officer.get_by_label("Phiếu tán thành chung").fill("46")
    officer.get_by_label(f"Không tán thành: {REVOKED}").fill("4")
    officer.get_by_role("button", name="Lưu biên bản").click()
    agree(officer, "5 hồ sơ theo phiếu chung, 1 hồ sơ có phiếu riêng")
    said(officer, "Đã ghi biên bản bình xét 6 hộ")


def appraise_and_propose(officer: Page) -> None:
    officer.get_by_role("button", name="Thẩm định 6 hồ sơ đạt").click()
    agree(officer, "Sẽ ghi 6 hồ sơ")
    said(officer, "Đã thẩm định 6 hồ sơ")
    officer.get_by_role("link", name="Về bảng của cả Phường 5").click()
    officer.get_by_label("Số tờ trình").fill("12")
    officer.get_by_label("Ngày tờ trình").fill(today())
    officer.get_by_role("button", name="Trình cấp xét công nhận").click()
    agree(officer, "theo tờ trình số 12")
    said(officer, "Đã trình 6 hộ của Phường 5")


def recognise(approver: Page) -> None:
    """The whole khu phố in one act, two left out with their reasons; in force once number and day are written."""
    approver.goto("/danh-hieu/xet/")
    expect(approver.get_by_text("mọi hồ sơ bằng điểm nhau (92)")).to_be_visible()
    approver.get_by_role("link", name="Khu phố 1").click()
    for name, reason in LEFT_OUT.items():
        approver.get_by_label(f"Lý do không công nhận: {name}").fill(reason)
    assert (axe(approver), sideways(approver)) == ([], 0)
    approver.get_by_role("button", name="Công nhận, trừ các hồ sơ có lý do").click()
    agree(approver, "năm 2021 và ghi 2 hộ không đạt")
    expect(approver.get_by_role("main")).to_contain_text("Đã xong")
    assert not Nomination.objects.in_force().exists()

    approver.get_by_role("link", name="mở để ghi số, ngày ký").click()
    approver.get_by_label("Số quyết định").fill("35")
    approver.get_by_label("Ngày ký", exact=True).fill("14/11/2021")
    approver.get_by_label("Họ tên người ký").fill("Trần Văn Ký")
    approver.get_by_role("button", name="Quyết định có hiệu lực").click()
    expect(approver.get_by_role("alert")).to_contain_text("trước ngày tờ trình")
    approver.get_by_label("Ngày ký", exact=True).fill(today())
    approver.get_by_role("button", name="Quyết định có hiệu lực").click()
    agree(approver, "cho 4 hộ")
    said(approver, "Đã ghi số, ngày ký của Ủy ban nhân dân Phường 5")


def revoke(approver: Page) -> None:
    approver.get_by_role("link", name=REVOKED).click()
    approver.get_by_role("link", name="Thu hồi danh hiệu").click()
    approver.get_by_label("Số quyết định").fill("36")
    approver.get_by_label("Ngày ký", exact=True).fill(today())
    approver.get_by_label("Họ tên người ký").fill("Trần Văn Ký")
    approver.get_by_label("Lý do thu hồi").select_option(label="kê khai gian dối")
    approver.get_by_label("Căn cứ").fill("Kết luận xác minh số 3 của Ủy ban nhân dân Phường 5")
    approver.get_by_role("button", name="Thu hồi danh hiệu").click()
    agree(approver, "Sẽ thu hồi danh hiệu của")
    said(approver, "Đã thu hồi danh hiệu")
    expect(approver.get_by_role("main")).to_contain_text("kê khai gian dối")


def expect_decided() -> None:
    """Each as it was decided; the reasons and the revoked title stay readable."""
    rows = {row.candidate.name: row for row in Nomination.objects.select_related("candidate", "decision")}
    states = {name: S.NOT_REACHED if name in LEFT_OUT else S.RECOGNISED for name in REGISTERED} | {REVOKED: S.REVOKED}
    assert {name: row.state for name, row in rows.items()} == states
    assert {name: rows[name].not_reached for name in LEFT_OUT} == LEFT_OUT
    assert sorted(row.certificate for row in rows.values() if row.certificate) == [1, 2, 3, 4]
    assert Decision.objects.filter(number__in=[35, 36]).count() == 2
    assert Candidate.objects.filter(nominations=None).get().name == NAMES[6]


def start_sheet(world: World) -> Submission:
    """The ward's form for the year, with everything but the households filled in."""
    form, period = Form.objects.get(code="xhht-nam"), make_period(YEAR)
    sheet = sheets.start(world.ward, form, period, by=world.officer, on=dt.date(YEAR, 12, 1))
    others = {code: number for code, number in figures()[5, 2020].items() if not code.startswith("household")}
    fill(sheet, others)
    return sheet


def fill_from_register(officer: Page, sheet: Submission) -> None:
    """The register's counts stand beside the cells and are taken; a typed one that differs must be explained."""
    officer.goto(f"/so-lieu/{sheet.pk}/nhap/")
    for code, number in COUNTED.items():
        cell = officer.locator(f'tr[data-code="{code}"]')
        expect(cell.locator(".counted strong")).to_have_text(str(number))
    officer.get_by_role("button", name="Lấy tất cả số theo sổ").click()
    officer.get_by_role("dialog").get_by_role("button", name=re.compile("^Ghi [0-9]+ ô$")).click()
    for code, number in COUNTED.items():
        expect(officer.locator(f"#so-{code}")).to_have_value(str(number))
        expect(officer.locator(f'tr[data-code="{code}"] .status')).to_have_text("Đã lưu, theo sổ")
    officer.locator("#so-household-recognised").fill("4")
    officer.locator("#so-household-recognised").press("Enter")
    expect(officer.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")
    officer.get_by_role("button", name="Kiểm tra và gửi").first.click()
    expect(officer.get_by_label("số ghi là 4 hộ, số theo sổ là 3 hộ")).to_be_visible()
    officer.goto(f"/so-lieu/{sheet.pk}/nhap/")
    officer.locator('tr[data-code="household-recognised"] .take-counted').click()
    expect(officer.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")


def send_up_and_approve(officer: Page, office: Page, sheet: Submission) -> None:
    officer.get_by_role("button", name="Kiểm tra và gửi").first.click()
    for words in officer.locator("textarea").all():
        words.fill("Đã đối chiếu với sổ của phường.")
    officer.get_by_role("button", name="Gửi báo cáo lên cấp trên").click()
    expect(officer.locator(".notice-success")).to_contain_text("Đã gửi báo cáo")
    office.goto(sheet.get_absolute_url())
    office.get_by_role("button", name="Duyệt báo cáo").click()
    expect(office.locator(".notice-success")).to_contain_text("Đã duyệt báo cáo")


def expect_in_review(office: Page) -> None:
    office.goto("/bao-cao/moi/")
    office.get_by_label("Từ năm").fill(str(YEAR))
    office.get_by_label("Đến năm").fill(str(YEAR))
    office.get_by_label("Cắt bớt").check()
    office.get_by_role("button", name="Lập dự thảo").click()
    expect(office.locator(".notice-success")).to_contain_text("Đã lập dự thảo")
    expect(office.get_by_role("main")).to_contain_text(
        "3 hộ gia đình được công nhận Gia đình học tập, đạt 50,00% trên tổng số hộ"
    )


@pytest.mark.story
def test_a_khu_pho_plays_its_year_and_its_counts_reach_the_form_and_the_review(
    people: People, world: World, tmp_path: Path
) -> None:
    confirm_criteria(people.administrator)
    import_list(people.officer, tmp_path)
    register(people.officer, world)
    score(people.officer)
    vote(people.officer, world)
    appraise_and_propose(people.officer)
    recognise(people.approver)
    revoke(people.approver)
    expect_decided()

    sheet = start_sheet(world)
    fill_from_register(people.officer, sheet)
    send_up_and_approve(people.officer, people.office, sheet)
    expect_in_review(people.office)
