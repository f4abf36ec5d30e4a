"""Every page of figures, for everyone who comes to it, on a PC and on a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from indicators import reference, workflow
from indicators.enums import State
from indicators.models import Form, Submission
from indicators.sheet import load_sheet
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, sideways
from tests.databases import made_once
from tests.factories import make_user
from tests.indicators.factories import REASON, Story, cell, fill, make_period, make_story, moment_of, save
from units.enums import Role
from units.models import User

SIZES = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]
YEARS = {
    State.DRAFT: 2016,
    State.SUBMITTED: 2017,
    State.RETURNED: 2018,
    State.APPROVED: 2019,
    State.REOPENED: 2020,
}
LONG_NOTE = "Đã đối chiếu với sổ của từng khu phố và với số liệu của công an phường. " * 6


@dataclass
class Scene:
    """A ward with a sheet in every state, on the form that the wards really fill."""

    story: Story
    sheets: dict[State, Submission]
    approver: User
    administrator: User

    def doors(self) -> Iterator[str]:
        """What anyone may knock at; who may not enter is answered with a page as well."""
        draft = f"/so-lieu/{self.sheets[State.DRAFT].pk}"
        yield from ("/", "/so-lieu/", f"/so-lieu/quan/{self.story.district.pk}/", f"{draft}/", f"{draft}/nhap/")

    def pages(self) -> Iterator[str]:
        """Everything that the ward and its office read."""
        yield from ("/", "/so-lieu/", "/so-lieu/?q=phuong+5&state=approved", "/so-lieu/?state=x")
        overview = f"/so-lieu/quan/{self.story.district.pk}/"
        half_year = Form.objects.get(code="xhht-sau-thang").pk
        yield from (overview, f"{overview}?bieu={self.story.form.pk}", f"{overview}?bieu={half_year}")
        for sheet in self.sheets.values():
            yield sheet.get_absolute_url()
        draft = f"/so-lieu/{self.sheets[State.DRAFT].pk}"
        yield from (f"{draft}/nhap/", f"{draft}/gui/", f"{draft}/o/household-total/", f"{draft}/o/clan-total/")
        for state in (State.RETURNED, State.REOPENED):
            yield from (f"/so-lieu/{self.sheets[state].pk}/{page}/" for page in ("nhap", "gui"))


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return made_once("figures", make_scene)


def make_scene() -> Scene:
    story = make_story()
    reference.load()
    story.form = Form.objects.get(code="xhht-nam")
    return Scene(
        story,
        {state: bring_to(story, state, year) for state, year in YEARS.items()},
        make_user("xetduyet", (Role.TITLE_APPROVER, story.district)),
        make_user("quantri", (Role.ADMINISTRATOR, story.district)),
    )


def bring_to(story: Story, state: State, year: int) -> Submission:
    """A sheet in this state: the draft with errors, warnings, blanks and long words, the others good."""
    sheet = story.start(period=make_period(year))
    if state == State.DRAFT:
        spoil(story, sheet)
        return sheet
    required = {line.measure.code: 1 for section in story.form.sections.all() for line in section.lines.all()}
    required |= {"household-total": 4, "household-persons": 12, "scholarship-amount": 999_000}
    required |= {"scholarship-count": 4, "household-registered-new": 1}
    at = moment_of(sheet.period)
    fill(
        sheet, required | {f"{kind}-total": 5 for kind in ("household", "clan", "community", "organisation", "citizen")}
    )
    explained = {finding.code: LONG_NOTE for finding in load_sheet(sheet).warnings}
    workflow.explain(sheet, explained, by=story.officer, at=at)
    workflow.submit(sheet, by=story.officer, at=at)
    if state == State.RETURNED:
        workflow.send_back(sheet, by=story.office, at=at, reason=f"{REASON}\n{LONG_NOTE}")
    if state in {State.APPROVED, State.REOPENED}:
        workflow.approve(sheet, by=story.office, at=at)
    if state == State.REOPENED:
        workflow.reopen(sheet, by=story.office, at=at, reason=REASON)
        save(sheet, cell("members", "2", seen=1, qualifier="about", note=LONG_NOTE), at=at)
    return Submission.objects.get(pk=sheet.pk)


def spoil(story: Story, sheet: Submission) -> None:
    fill(sheet, {"household-recognised": 9, "household-assessed": 5, "household-total": 100, "household-persons": 999})
    save(sheet, cell("scholarship-amount", "999.999.999.999.999", note=LONG_NOTE, qualifier="above"))
    save(sheet, cell("scholarship-count", "1"))


def troubles(page: Page) -> list[str]:
    """What keeps somebody from using the page as it stands."""
    found = axe(page)
    if sideways(page):
        found.append(f"{sideways(page)} px too wide")
    if page.get_by_role("heading", level=1).count() != 1:
        found.append("not one heading")
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("person", ["officer", "office", "next_officer", "approver", "administrator"])
def test_pages_are_usable_by_everyone(
    open_window: OpenWindow, scene: Scene, person: str, size: tuple[int, int]
) -> None:
    page = open_window(size)
    enter(page, getattr(scene, person, None) or getattr(scene.story, person))

    found = []
    for address in scene.pages() if person in {"officer", "office"} else scene.doors():
        answer = page.goto(address)
        assert answer and answer.status in {200, 403, 404}
        found += [f"{address}: {trouble}" for trouble in troubles(page)]

    assert found == []


@pytest.mark.parametrize("size", SIZES)
def test_page_of_a_refused_step_is_usable_and_keeps_what_was_typed(
    open_window: OpenWindow, scene: Scene, size: tuple[int, int]
) -> None:
    sheet = scene.sheets[State.SUBMITTED]
    page = open_window(size)
    enter(page, scene.story.office)
    page.goto(sheet.get_absolute_url())
    page.get_by_label("Lý do trả lại").fill("Thiếu sổ của khu phố 3.")
    workflow.approve(sheet, by=scene.story.leader, at=moment_of(sheet.period))

    page.get_by_role("button", name="Trả lại để sửa").click()

    expect(page.get_by_role("alert")).to_contain_text("Hãy xem lại")
    expect(page.get_by_role("main")).to_contain_text("Thiếu sổ của khu phố 3.")
    assert troubles(page) == []


def test_office_sees_what_was_changed_since_it_last_approved(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window()
    enter(page, scene.story.office)
    page.goto(scene.sheets[State.REOPENED].get_absolute_url())

    changed = page.locator("tr.changed")

    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("Hội viên khuyến học")
    expect(changed.locator(".approved")).to_have_text("1")
    expect(changed.locator(".now")).to_contain_text(re.compile(r"đã sửa\s+Hội viên khuyến học.*khoảng 2"))
    expect(page.get_by_role("main")).to_contain_text("đã sửa 1 ô")


def test_sheet_is_read_on_a_phone_without_scrolling_its_table(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window(PHONE)
    enter(page, scene.story.office)

    for sheet in scene.sheets.values():
        page.goto(sheet.get_absolute_url())
        hidden = page.locator(".read-wrap").evaluate("box => box.scrollWidth - box.clientWidth")
        assert hidden == 0


def test_next_thing_to_do_is_the_big_button(open_window: OpenWindow, scene: Scene) -> None:
    ward, office = open_window(), open_window()
    enter(ward, scene.story.officer)
    enter(office, scene.story.office)
    ward.goto("/")
    office.goto("/")

    expect(ward.locator(".btn-primary")).to_have_text(re.compile("Xem lý do và sửa"))
    expect(office.locator(".btn-primary")).to_have_text(re.compile("Xem và duyệt"))


def test_form_of_the_overview_is_changed_without_losing_the_way(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window()
    enter(page, scene.story.office)
    page.goto(f"/so-lieu/quan/{scene.story.district.pk}/")
    page.get_by_label("Kỳ báo cáo").select_option(label="Năm 2017")
    page.get_by_role("button", name="Xem kỳ này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Năm 2017")

    page.get_by_role("link", name="Báo cáo nhanh sáu tháng").click()

    expect(page.get_by_role("main")).to_contain_text("Chưa có kỳ báo cáo nào mở cho biểu này.")
    page.get_by_role("link", name="Báo cáo năm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Năm 2020")


def test_one_click_leads_from_the_overview_to_the_sheet_that_waits(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window()
    enter(page, scene.story.office)
    page.goto(f"/so-lieu/quan/{scene.story.district.pk}/?bieu={scene.story.form.pk}&ky={make_period(2017).pk}")

    page.get_by_role("link", name="Duyệt báo cáo của Phường 5").click()

    expect(page.get_by_role("button", name="Duyệt báo cáo")).to_be_visible()


def test_deciding_buttons_are_in_reach_and_sections_can_be_jumped_to(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window()
    enter(page, scene.story.office)
    page.goto(scene.sheets[State.SUBMITTED].get_absolute_url())

    expect(page.get_by_role("button", name="Duyệt báo cáo")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Trả lại để sửa")).to_be_in_viewport()
    page.get_by_role("navigation", name="Trong trang này").get_by_role("link", name="Quá trình xử lý").click()

    expect(page.get_by_role("heading", name="Quá trình xử lý")).to_be_in_viewport()


def test_page_is_printed_without_tools_and_with_its_heads_repeated(open_window: OpenWindow, scene: Scene) -> None:
    page = open_window()
    enter(page, scene.story.office)
    page.goto(scene.sheets[State.SUBMITTED].get_absolute_url())

    paper = [each.extract_text() for each in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]

    rows = [text for text in paper if "Tổng số" in text]
    assert len(rows) > 1
    assert all("Chỉ tiêu" in text for text in rows)
    assert not any(tool in text for text in paper for tool in ("Đăng xuất", "Duyệt báo cáo", "Trong trang này"))
