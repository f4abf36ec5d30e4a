"""The entry table in a real browser: keys, saving by itself, paste, a lost line, an expired login, two officers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from indicators import reference, workflow
from indicators.enums import Action, Origin, State
from indicators.models import Form, Step, Submission, Value
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.pages import axe, enter, login, sideways
from tests.databases import made_once
from tests.indicators.factories import AT, Story, cell, fill, make_period, make_story, numbers_of, save
from units.models import User

PASSWORD = "chim-non-tap-bay-9"
CELLS = "**/o/"
WAITING = "Chờ gửi"
SAVED = "Đã lưu"
Open = Callable[..., Page]


@pytest.fixture
def story(transactional_db: None) -> Story:
    return made_once("entry", district)


def district() -> Story:
    """The district of the other tests, with the yearly form that the wards really fill."""
    found = make_story()
    reference.load()
    found.form = Form.objects.get(code="xhht-nam")
    for person in (found.officer, found.colleague):
        person.set_password(PASSWORD)
        person.save()
    return found


@pytest.fixture
def sheet(story: Story) -> Submission:
    return story.start()


@pytest.fixture
def open_sheet(open_window: OpenWindow, live_server: LiveServer, story: Story, sheet: Submission) -> Open:
    """Opens the entry table of the sheet as its officer, or as somebody else."""

    def open_sheet(by: User | None = None, size: tuple[int, int] = DESK, **options: object) -> Page:
        page = open_window(size, **options)
        enter(page, by or story.officer)
        page.goto(address(sheet))
        return page

    return open_sheet


def address(sheet: Submission) -> str:
    return f"/so-lieu/{sheet.pk}/nhap/"


def number(page: Page, code: str) -> Locator:
    return page.locator(f"#so-{code}")


def row(page: Page, code: str) -> Locator:
    return page.locator(f'tr[data-code="{code}"]')


def put(page: Page, code: str, text: str) -> None:
    """Type a number as a person does, and go on to the next cell."""
    number(page, code).fill(text)
    number(page, code).press("Enter")


def expect_state(page: Page, code: str, words: str) -> None:
    expect(row(page, code).locator(".status")).to_have_text(words)


def paste(page: Page, code: str, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    number(page, code).focus()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def cut_line(page: Page) -> None:
    """Nothing that the script sends arrives, while pages still load."""
    page.route(CELLS, lambda route: route.abort("internetdisconnected"))


def mend_line(page: Page) -> None:
    page.unroute(CELLS)
    page.evaluate("window.dispatchEvent(new Event('online'))")


# Keys


def test_enter_and_arrows_move_between_numbers(open_sheet: Open) -> None:
    page = open_sheet()
    number(page, "household-total").focus()

    page.keyboard.press("Enter")
    expect(number(page, "household-persons")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(number(page, "household-registered-new")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Enter")
    expect(number(page, "household-total")).to_be_focused()


def test_tab_goes_line_by_line_and_the_arrow_to_the_right_into_the_line(open_sheet: Open) -> None:
    page = open_sheet()
    number(page, "clan-total").focus()

    names = []
    for key in ("Tab", "Shift+Tab", "ArrowRight", "Tab", "Tab"):
        page.keyboard.press(key)
        names.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))

    assert names == [
        "so-clan-registered-new",
        "so-clan-total",
        "muc-clan-total",
        "ghi-chu-clan-total",
        "SUMMARY",
    ]


def test_tab_leaves_the_table_after_its_last_number(open_sheet: Open) -> None:
    page = open_sheet()
    last = page.locator("input.number-input").last
    last.focus()

    page.keyboard.press("Tab")

    expect(last).not_to_be_focused()
    assert page.evaluate("document.activeElement.name").startswith("muc-")


def test_section_is_taken_as_in_the_period_before_after_a_look_and_says_so(
    open_sheet: Open, sheet: Submission, story: Story
) -> None:
    previous = story.start(period=make_period(2019))
    fill(previous, {"household-total": 1_111, "household-persons": 4_444, "clan-total": 5}, by=story.officer)
    page = open_sheet()
    put(page, "household-total", "1.000")
    expect_state(page, "household-total", SAVED)

    page.get_by_role("button", name=re.compile(r"Lấy như năm 2019\s*: I\.")).click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("Sẽ ghi 2 ô, như kỳ trước")
    expect(box).to_contain_text("1 ô đang có số khác sẽ được ghi đè")
    assert (axe(page), numbers_of(sheet)) == ([], {"household-total": 1_000})
    box.get_by_role("button", name="Ghi 2 ô").click()

    for code in ("household-total", "household-persons"):
        expect_state(page, code, "Đã lưu, như kỳ trước")
    taken = dict(sheet.values.values_list("measure__code", "origin"))
    assert taken == {"household-total": Origin.LAST_PERIOD, "household-persons": Origin.LAST_PERIOD}
    page.reload()
    expect_state(page, "household-persons", "Đã lưu, như kỳ trước")
    put(page, "household-persons", "4.500")
    expect_state(page, "household-persons", SAVED)
    assert sheet.values.get(measure__code="household-persons").origin == Origin.TYPED


def test_any_section_is_reached_from_the_bar_which_names_the_one_in_sight(open_sheet: Open) -> None:
    page = open_sheet()
    choice = page.get_by_label("Đến phần của biểu")

    choice.select_option(index=1)

    expect(number(page, "clan-total")).to_be_focused()
    assert number(page, "clan-total").bounding_box()["y"] < 400  # type: ignore[index]
    number(page, "household-total").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 0)")
    expect(choice.locator("option:checked")).to_contain_text("I.")


def test_focused_cell_is_never_hidden_behind_the_bar(open_sheet: Open) -> None:
    page = open_sheet()
    number(page, "commended-individuals").focus()

    for _ in range(44):
        page.keyboard.press("ArrowUp")
        head = page.locator(".entry-table thead").bounding_box()
        box = page.locator("input:focus").bounding_box()
        assert head and box and box["y"] >= head["y"] + head["height"] - 1


# Saving by itself


def test_cell_saves_itself_when_left_and_number_is_written_with_dots(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()

    put(page, "household-total", "1234")

    expect_state(page, "household-total", SAVED)
    expect(number(page, "household-total")).to_have_value("1.234")
    expect(page.locator("#da-dien")).to_have_text("1")
    assert numbers_of(sheet) == {"household-total": 1_234}


def test_number_with_dots_is_kept_as_typed(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()

    put(page, "household-total", "1.234")

    expect_state(page, "household-total", SAVED)
    expect(number(page, "household-total")).to_have_value("1.234")
    assert numbers_of(sheet) == {"household-total": 1_234}


def test_qualifier_and_note_are_saved_with_the_number(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    number(page, "members").fill("900")
    row(page, "members").locator("select").select_option("below")
    row(page, "members").locator("textarea").fill("theo sổ hội viên")
    page.keyboard.press("Tab")

    expect_state(page, "members", SAVED)
    page.reload()
    expect(row(page, "members").locator("textarea")).to_have_value("theo sổ hội viên")
    assert str(Value.objects.get(submission=sheet).qualifier) == "below"


def test_refused_text_stays_with_its_sentence_even_after_a_reload(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    put(page, "household-total", "1,234")
    sentence = row(page, "household-total").locator(".says .sentence")
    expect(sentence).to_contain_text("hãy ghi 1.234")

    page.reload()

    expect(sentence).to_contain_text("hãy ghi 1.234")
    expect(number(page, "household-total")).to_have_value("1,234")
    expect(number(page, "household-total")).to_have_attribute("aria-invalid", "true")
    assert numbers_of(sheet) == {}


def test_refused_cell_is_saved_once_mended(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    put(page, "household-total", "1,234")
    expect(page.locator("#tinh-trang-luu")).to_contain_text("1 ô chưa lưu được")

    put(page, "household-total", "1.234")

    expect_state(page, "household-total", SAVED)
    expect(row(page, "household-total").locator(".says .sentence")).to_have_count(0)
    expect(page.locator("#tinh-trang-luu")).to_have_text("Mọi số đã lưu")


def test_rates_checks_and_completeness_follow_without_a_reload(open_sheet: Open) -> None:
    page = open_sheet()
    put(page, "household-total", "200")
    put(page, "household-assessed", "100")
    put(page, "household-recognised", "150")

    expect(page.locator("[data-rate] strong").first).to_have_text("75,00%")
    expect(row(page, "household-recognised").locator(".says")).to_contain_text("lớn hơn số hộ được bình xét (100)")
    expect(page.locator("#so-loi")).to_have_text("1 lỗi, 0 cảnh báo")
    expect(page.locator("#da-dien")).to_have_text("3")
    put(page, "household-recognised", "90")
    expect(page.locator("#so-loi")).to_have_text("0 lỗi, 0 cảnh báo")
    expect(page.locator("#danh-sach-kiem-tra")).to_have_text("Chưa thấy lỗi nào.")


def test_cleared_cell_is_blank_again(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    put(page, "household-total", "200")
    expect_state(page, "household-total", SAVED)

    put(page, "household-total", "")

    expect(page.locator("#da-dien")).to_have_text("0")
    assert numbers_of(sheet) == {"household-total": None}


def test_leaving_the_page_at_once_loses_nothing(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    number(page, "household-total").fill("321")

    page.get_by_role("link", name="Việc của tôi").click()
    expect(page).to_have_url("/")
    page.goto(address(sheet))

    expect(number(page, "household-total")).to_have_value("321")
    expect_state(page, "household-total", SAVED)


# A lost line


def test_numbers_typed_offline_wait_and_go_out_when_the_line_is_back(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    page.context.set_offline(True)
    put(page, "household-total", "200")
    put(page, "household-persons", "800")
    expect_state(page, "household-total", WAITING)
    expect(page.locator("#mat-mang")).to_contain_text("Mất kết nối")
    expect(page.locator("#tinh-trang-luu")).to_have_text("2 ô chờ gửi")

    page.context.set_offline(False)

    expect_state(page, "household-persons", SAVED)
    expect(page.locator("#mat-mang")).to_be_hidden()
    assert numbers_of(sheet) == {"household-total": 200, "household-persons": 800}


def test_waiting_numbers_survive_reload_and_navigation(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    cut_line(page)
    put(page, "household-total", "200")
    expect_state(page, "household-total", WAITING)

    page.reload()
    expect(number(page, "household-total")).to_have_value("200")
    page.goto("/")
    page.get_by_role("link", name="Mở để gửi").click()

    expect_state(page, "household-total", WAITING)
    mend_line(page)
    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 200}


@pytest.mark.parametrize("answer", [{"status": 500, "body": "…"}, {"status": 200, "body": "<html>cổng wifi</html>"}])
def test_answer_that_is_none_keeps_the_number_and_tries_again(
    open_sheet: Open, sheet: Submission, answer: dict[str, object]
) -> None:
    page = open_sheet()
    page.route(CELLS, lambda route: route.fulfill(**answer))
    put(page, "household-total", "200")
    expect_state(page, "household-total", WAITING)

    page.unroute(CELLS)

    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 200}


def test_answer_lost_on_the_way_back_does_no_harm(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(CELLS, swallow, times=1)
    put(page, "household-total", "200")

    expect_state(page, "household-total", SAVED)
    assert Value.objects.get(submission=sheet).revision == 1


def test_sheet_is_not_sent_up_while_a_cell_waits(open_sheet: Open) -> None:
    page = open_sheet()
    cut_line(page)
    number(page, "household-total").fill("200")

    page.get_by_role("button", name="Kiểm tra và gửi").first.click()

    expect(page.locator("#tinh-trang-luu")).to_have_text("1 ô chờ gửi")
    expect(page).to_have_url(re.compile("/nhap/$"))
    mend_line(page)
    expect_state(page, "household-total", SAVED)
    page.get_by_role("button", name="Kiểm tra và gửi").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra và gửi")


def test_figures_sent_by_a_colleague_meanwhile_leave_what_was_typed_in_sight(
    open_sheet: Open, story: Story, sheet: Submission
) -> None:
    page = open_sheet()
    required = {line.measure.code: 0 for section in sheet.form.sections.all() for line in section.lines.all()}
    fill(sheet, required, by=story.colleague)
    workflow.submit(sheet, by=story.colleague, at=AT)
    put(page, "household-total", "200")
    expect(page.locator("#mat-mang")).to_contain_text("Chờ duyệt".lower())

    page.get_by_role("link", name="Tải lại trang").click()

    expect(page.locator("#so-chua-gui")).to_contain_text("Tổng số hộ dân: 200")
    page.get_by_role("button", name="Đã chép lại").click()
    page.reload()
    expect(page.locator("#so-chua-gui")).to_be_hidden()


# Login lost, login changed


def test_expired_login_keeps_the_number_until_the_officer_is_back(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    page.context.clear_cookies(name="sessionid")
    put(page, "household-total", "200")
    expect(page.locator("#mat-mang")).to_contain_text("Phiên làm việc đã hết")

    page.get_by_role("link", name="Đăng nhập lại để gửi").click()
    login(page, "phuong5", PASSWORD)

    expect(page).to_have_url(re.compile("/nhap/$"))
    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 200}


def test_login_in_another_window_lets_the_open_page_send_on(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    page.context.clear_cookies()
    put(page, "household-total", "200")
    expect_state(page, "household-total", WAITING)

    other = page.context.new_page()
    login(other, "phuong5", PASSWORD)
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 200}


def test_token_renewed_by_another_login_does_not_stop_the_open_page(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Đăng xuất").click()
    login(other, "phuong5", PASSWORD)

    put(page, "household-total", "200")

    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 200}


def test_number_of_one_person_never_goes_out_under_the_login_of_another(
    open_sheet: Open, story: Story, sheet: Submission
) -> None:
    page = open_sheet()
    other = page.context.new_page()
    enter(other, story.colleague)
    put(page, "household-total", "200")
    expect(page.locator("#mat-mang")).to_contain_text("Người khác đã đăng nhập")

    page.reload()
    expect(number(page, "household-total")).to_have_value("")
    assert numbers_of(sheet) == {}
    enter(page, story.officer)
    page.reload()

    expect_state(page, "household-total", SAVED)
    assert Value.objects.get(submission=sheet).updated_by == story.officer


# Two officers in one cell


@pytest.mark.parametrize(
    ("choice", "stored", "writer"), [("Giữ số của", 300, "phuong5b"), ("Ghi số của tôi", 200, "phuong5")]
)
def test_second_officer_sees_both_numbers_and_takes_either(
    open_sheet: Open, story: Story, sheet: Submission, choice: str, stored: int, writer: str
) -> None:
    first, second = open_sheet(story.colleague), open_sheet(story.officer)
    put(first, "household-total", "300")
    expect_state(first, "household-total", SAVED)

    put(second, "household-total", "200")
    said = row(second, "household-total").locator(".says")
    expect(said.get_by_role("button")).to_have_text([re.compile("Người dùng phuong5b: 300"), "Ghi số của tôi: 200"])
    assert axe(second) == []
    said.get_by_role("button", name=choice).click()

    expect_state(second, "household-total", SAVED)
    expect(number(second, "household-total")).to_have_value(str(stored))
    value = Value.objects.get(submission=sheet)
    assert (value.number, value.updated_by.username) == (stored, writer)


def test_third_number_typed_over_an_open_choice_is_no_choice(open_sheet: Open, story: Story, sheet: Submission) -> None:
    page = open_sheet()
    save(sheet, cell("household-total", "300"), by=story.colleague)
    put(page, "household-total", "200")
    said = row(page, "household-total").locator(".says")
    expect(said).to_contain_text("Ghi số của tôi: 200")

    put(page, "household-total", "250")

    expect(said).to_contain_text("Ghi số của tôi: 250")
    page.reload()
    expect(said).to_contain_text("Ghi số của tôi: 250")
    assert numbers_of(sheet) == {"household-total": 300}


def test_open_choice_that_differs_only_in_words_says_so(open_sheet: Open, story: Story, sheet: Submission) -> None:
    page = open_sheet()
    save(sheet, cell("household-total", "300", note="sổ hộ", qualifier="below"), by=story.colleague)

    put(page, "household-total", "300")

    said = row(page, "household-total").locator(".says")
    expect(said).to_contain_text("gần 300 (ghi chú: sổ hộ)")
    expect(said).to_contain_text("Ghi số của tôi: 300")


# Paste from a spreadsheet


def preview(page: Page) -> Locator:
    """What a pasted block would write, shown first."""
    return page.locator("dialog.paste-preview")


def test_thousand_lines_are_shown_first_then_fill_the_rest_of_the_form(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()

    paste(page, "household-persons", "\n".join(str(line) for line in range(1, 1001)))
    expect(preview(page)).to_contain_text("Sẽ ghi 44 ô, lần lượt từ ô đang đứng")
    expect(preview(page)).to_contain_text("956 dòng không có chỗ trong biểu")
    assert numbers_of(sheet) == {}
    preview(page).get_by_role("button", name="Ghi 44 ô").click()

    expect_state(page, "commended-individuals", SAVED)
    numbers = numbers_of(sheet)
    assert (len(numbers), numbers["household-persons"], numbers["commended-individuals"]) == (44, 1, 44)


def test_block_is_matched_by_its_labels_and_its_running_number_is_none(
    open_sheet: Open, story: Story, sheet: Submission
) -> None:
    fill(sheet, {"household-total": 900}, by=story.officer)
    page = open_sheet()
    labels = [row(page, code).locator("label").inner_text() for code in ("household-persons", "household-total")]

    paste(page, "commended-individuals", f"1\t{labels[0]}\t4.300\r\n2\t{labels[1]}\t1.250\r\n3\tkhông có\t9\r\n")
    expect(preview(page)).to_contain_text("Sẽ ghi 2 ô, theo tên chỉ tiêu")
    expect(preview(page)).to_contain_text("1 ô đang có số khác sẽ được ghi đè.")
    expect(preview(page)).to_contain_text("3 · không có · 9")
    preview(page).get_by_role("button", name="Ghi 2 ô").click()

    expect_state(page, "household-persons", SAVED)
    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 1_250, "household-persons": 4_300}


def test_labels_that_somebody_shortened_name_their_one_line(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()

    paste(
        page,
        "household-persons",
        "1\tTổng số hộ dân\t1.234\r\n2\tHộ đăng ký mới\t100\r\n3\tHộ đăng ký lại\t200",
    )
    expect(preview(page)).to_contain_text("Sẽ ghi 3 ô, theo tên chỉ tiêu")
    preview(page).get_by_role("button", name="Ghi 3 ô").click()

    expect_state(page, "household-registered-again", SAVED)
    assert numbers_of(sheet) == {
        "household-total": 1_234,
        "household-registered-new": 100,
        "household-registered-again": 200,
    }


def test_a_block_that_is_not_wanted_writes_nothing(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()

    paste(page, "household-total", "10\n20")
    preview(page).get_by_role("button", name="Thôi").click()

    expect(preview(page)).to_have_count(0)
    assert numbers_of(sheet) == {}


def test_numbers_of_an_english_excel_are_read_by_the_signs_it_names(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    html = (
        '<html><head><style>table {mso-displayed-decimal-separator:"\\."; mso-displayed-thousand-separator:"\\,";}'
        "</style></head><body><table><tr><td style='height:15pt'>1,250</td></tr><tr><td>4,300</td></tr></table>"
        "</body></html>"
    )
    number(page, "household-total").focus()

    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "1,250\\n4,300");
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        html,
    )
    preview(page).get_by_role("button", name="Ghi 2 ô").click()

    expect_state(page, "household-persons", SAVED)
    assert numbers_of(sheet) == {"household-total": 1_250, "household-persons": 4_300}


def test_empty_lines_of_a_paste_leave_the_numbers_that_stand_there(
    open_sheet: Open, story: Story, sheet: Submission
) -> None:
    fill(sheet, {"household-persons": 4_000}, by=story.officer)
    page = open_sheet()

    paste(page, "household-total", "10\r\n\r\nmười\r\n")
    expect(preview(page)).to_contain_text("1 dòng trống")
    preview(page).get_by_role("button", name="Ghi 2 ô").click()

    expect(row(page, "household-registered-new").locator(".says")).to_contain_text("Chỉ ghi chữ số")
    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 10, "household-persons": 4_000}


def test_what_was_written_is_undone_and_done_again(open_sheet: Open, story: Story, sheet: Submission) -> None:
    fill(sheet, {"household-total": 900}, by=story.officer)
    page = open_sheet()
    paste(page, "household-total", "10\n20")
    preview(page).get_by_role("button", name="Ghi 2 ô").click()
    expect_state(page, "household-persons", SAVED)

    number(page, "household-total").focus()
    page.keyboard.press("Control+z")
    expect(number(page, "household-total")).to_have_value("900")
    expect(number(page, "household-persons")).to_have_value("")
    page.keyboard.press("Control+Shift+z")

    expect(number(page, "household-persons")).to_have_value("20")
    expect_state(page, "household-persons", SAVED)


def test_escape_takes_back_what_was_just_typed_and_control_d_takes_the_number_above(
    open_sheet: Open, story: Story, sheet: Submission
) -> None:
    fill(sheet, {"household-total": 900}, by=story.officer)
    page = open_sheet()

    number(page, "household-total").focus()
    page.keyboard.press("End")
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    expect(number(page, "household-total")).to_have_value("900")
    number(page, "household-persons").focus()
    page.keyboard.press("Control+d")

    expect(number(page, "household-persons")).to_have_value("900")
    expect_state(page, "household-persons", SAVED)
    assert numbers_of(sheet) == {"household-total": 900, "household-persons": 900}


# Sending up


def ready(sheet: Submission, by: User) -> None:
    codes = [line.measure.code for section in sheet.form.sections.all() for line in section.lines.all()]
    fill(sheet, dict.fromkeys(codes, 0), by=by)


def test_double_click_on_sending_and_approving_acts_once(
    open_sheet: Open, open_window: OpenWindow, story: Story, sheet: Submission
) -> None:
    ready(sheet, story.officer)
    page = open_sheet()
    page.get_by_role("button", name="Kiểm tra và gửi").first.dblclick()
    page.get_by_role("button", name="Gửi báo cáo lên cấp trên").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi báo cáo")

    office = open_window()
    enter(office, story.office)
    office.goto(sheet.get_absolute_url())
    office.get_by_role("button", name="Duyệt báo cáo").dblclick()

    expect(office.get_by_role("status")).to_contain_text("Đã duyệt báo cáo")
    assert list(Step.objects.values_list("action", flat=True)) == [Action.SUBMIT, Action.APPROVE]


def test_double_click_on_returning_acts_once(open_window: OpenWindow, story: Story, sheet: Submission) -> None:
    ready(sheet, story.officer)
    workflow.submit(sheet, by=story.officer, at=AT)
    page = open_window()
    enter(page, story.office)
    page.goto(sheet.get_absolute_url())
    page.get_by_label("Lý do trả lại").fill("Số hộ chưa khớp.")

    page.get_by_role("button", name="Trả lại để sửa").dblclick()

    expect(page.get_by_role("status")).to_contain_text("Đã trả lại báo cáo")
    assert Submission.objects.get().state == State.RETURNED
    assert Step.objects.filter(action=Action.RETURN).count() == 1


# Without the script


def test_plain_form_saves_and_says_what_it_refused(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet(java_script_enabled=False)
    expect(page.get_by_text("tự lưu khi rời ô")).to_be_hidden()
    number(page, "household-total").fill("1.234")
    number(page, "household-persons").fill("1,234")

    page.get_by_role("button", name="Lưu tất cả").first.click()

    expect(page.get_by_role("alert").first).to_contain_text("Còn 1 ô chưa lưu")
    expect(row(page, "household-persons").locator(".says")).to_contain_text("hãy ghi 1.234")
    expect(number(page, "household-persons")).to_have_value("1,234")
    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 1_234}


def test_plain_form_lets_the_second_officer_choose(open_sheet: Open, story: Story, sheet: Submission) -> None:
    page = open_sheet(java_script_enabled=False)
    save(sheet, cell("household-total", "300"), by=story.colleague)
    number(page, "household-total").fill("200")
    page.get_by_role("button", name="Lưu tất cả").first.click()
    page.get_by_role("button", name="Lưu tất cả").first.click()
    assert numbers_of(sheet) == {"household-total": 300}

    page.get_by_label("Ghi số của tôi: 200").check()
    page.get_by_role("button", name="Lưu tất cả").first.click()

    expect_state(page, "household-total", SAVED)
    assert numbers_of(sheet) == {"household-total": 200}


def test_plain_form_left_open_by_one_person_is_not_taken_from_another(
    open_sheet: Open, story: Story, sheet: Submission
) -> None:
    page = open_sheet(java_script_enabled=False)
    number(page, "household-total").fill("200")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Đăng xuất").click()
    login(other, "phuong5b", PASSWORD)

    page.get_by_role("button", name="Lưu tất cả").first.click()

    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Phường 5")
    assert numbers_of(sheet) == {}


# Everyone can use it


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_table_with_refusals_and_errors_is_usable_by_everyone(open_sheet: Open, size: tuple[int, int]) -> None:
    page = open_sheet(size=size)
    put(page, "household-recognised", "300")
    put(page, "household-assessed", "200")
    put(page, "scholarship-amount", "999.999.999.999.999")
    put(page, "household-total", "1,5")
    expect(row(page, "household-total").locator(".says .sentence")).to_be_visible()
    expect(row(page, "household-recognised").locator(".says")).to_contain_text("Hãy xem lại hai ô này")

    assert axe(page) == []
    assert sideways(page) == 0


def test_desk_shows_twelve_lines_at_once(open_sheet: Open, sheet: Submission, story: Story) -> None:
    previous = story.start(period=make_period(2019))
    fill(previous, {"household-total": 1_111}, by=story.officer)
    page = open_sheet()
    number(page, "community-total").scroll_into_view_if_needed()

    top = page.locator(".entry-table thead").bounding_box()
    assert top
    boxes = [box for each in page.locator(".cell-row").all() if (box := each.bounding_box())]
    seen = [box for box in boxes if top["y"] + top["height"] - 1 <= box["y"] and box["y"] + box["height"] <= 768]

    assert len(seen) >= 12
    expect(row(page, "household-total").locator(".previous")).to_have_text("1.111")


def test_largest_amount_is_seen_whole(open_sheet: Open) -> None:
    page = open_sheet()
    put(page, "scholarship-amount", "999.999.999.999.999")
    expect_state(page, "scholarship-amount", SAVED)

    hidden: int = number(page, "scholarship-amount").evaluate("input => input.scrollWidth - input.clientWidth")

    assert hidden <= 0


# Back, and two pages of one person


def test_back_shows_what_was_saved_and_typing_again_is_no_conflict(open_sheet: Open, sheet: Submission) -> None:
    page = open_sheet()
    for code in ("household-total", "household-persons", "clan-total"):
        put(page, code, "12")
        expect(row(page, code).locator(".status")).to_have_text(SAVED)
    page.goto(f"/so-lieu/{sheet.pk}/")

    page.go_back()

    expect(page.locator("#da-dien")).to_have_text("3")
    expect(number(page, "clan-total")).to_have_value("12")
    put(page, "clan-total", "13")
    expect(row(page, "clan-total").locator(".status")).to_have_text(SAVED)
    assert numbers_of(sheet)["clan-total"] == 13


def test_ones_own_number_from_another_page_is_replaced_without_a_question(open_sheet: Open, sheet: Submission) -> None:
    older, newer = open_sheet(), open_sheet()
    put(newer, "clan-total", "12")
    expect(row(newer, "clan-total").locator(".status")).to_have_text(SAVED)

    put(older, "clan-total", "13")

    expect(row(older, "clan-total").locator(".status")).to_have_text(SAVED)
    expect(row(older, "clan-total").locator(".choice")).to_have_count(0)
    assert numbers_of(sheet)["clan-total"] == 13
