"""All units of an office as one workbook: out as it stands, back cell by cell, conflicts chosen, the rest refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.enums import Origin, State
from indicators.matrix import matrix_of
from indicators.models import Submission, Value
from indicators.workbook.together import CODES, FIRST, KEY, read_together
from tests.factories import make_user, make_ward
from tests.indicators.factories import AT, GOOD, Story, cell, fill, make_period, numbers_of, save
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(story: Story) -> User:
    """Somebody of the office who also keeps the sheets of both wards."""
    return make_user(
        "ca-hai",
        (Role.DISTRICT_OFFICE, story.district),
        (Role.WARD_OFFICER, story.ward),
        (Role.WARD_OFFICER, story.next_ward),
    )


def address(story: Story, name: str) -> str:
    return reverse(f"indicators:{name}", args=[story.district.pk]) + f"?bieu={story.form.pk}&ky={story.period.pk}"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def taken_out(client: Client, story: Story) -> bytes:
    return bytes(client.get(address(story, "figures-workbook")).content)


def typed(content: bytes, cells: dict[tuple[Unit, str], Any]) -> bytes:
    """The workbook with numbers typed into some cells."""
    book = load_workbook(io.BytesIO(content))
    page: Any = book["Bảng"]
    codes = {str(each.value): each.column for each in page[CODES + 1] if each.value}
    rows = {str(page.cell(row, KEY + 1).value): row for row in range(CODES + 2, page.max_row + 1)}
    for (unit, code), value in cells.items():
        page.cell(rows[unit.key], codes[code]).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(client: Client, story: Story, content: bytes) -> Any:
    return client.post(address(story, "figures-bring"), {"tep": SimpleUploadedFile("bang.xlsx", content)})


def take(client: Client, story: Story, shown: Any, **more: Any) -> Any:
    """Press “Lưu các ô này” on the page that shows the file."""
    return client.post(address(story, "figures-take"), {"da-doc": shown.context["kept"], **more})


def test_every_unit_goes_out_with_its_figures_and_only_what_one_may_write_is_open(story: Story, both: User) -> None:
    story.bring_to(State.APPROVED)
    save(story.start(story.next_ward), cell("households", "gần 900"), by=story.next_officer)

    page: Any = load_workbook(io.BytesIO(taken_out(signed_in(both), story)))["Bảng"]

    rows = {page.cell(row, KEY + 1).value: row for row in (CODES + 2, CODES + 3)}
    mine, other = (page.cell(rows[ward.key], FIRST + 1) for ward in (story.ward, story.next_ward))
    assert (mine.value, mine.protection.locked) == (1_000, True)
    assert (other.value, other.protection.locked) == ("gần 900", False)
    assert page.row_dimensions[CODES + 1].hidden
    assert page.column_dimensions["A"].hidden


def test_what_was_filled_is_shown_first_and_saved_into_each_sheet(story: Story, both: User) -> None:
    sheet, client = story.start(), signed_in(both)
    fill(sheet, {"households": 900}, by=story.officer)
    filled = {
        (story.ward, "households"): 1_000,
        (story.ward, "registered"): "trên 800",
        (story.next_ward, "recognised"): 7,
    }

    shown = bring(client, story, typed(taken_out(client, story), filled))
    before = numbers_of(sheet)
    done = take(client, story, shown)

    assert (shown.status_code, before, done.status_code) == (200, {"households": 900}, 302)
    assert shown.content.decode().count("Ghi đè.") == 1
    assert numbers_of(sheet) == {"households": 1_000, "registered": 800}
    written = Value.objects.get(submission=sheet, measure__code="registered")
    assert (written.qualifier, written.origin, written.updated_by) == ("above", Origin.IMPORTED, both)
    begun = Submission.objects.get(unit=story.next_ward, period=story.period)
    assert (numbers_of(begun), begun.started_by) == ({"recognised": 7}, both)


def test_cells_left_out_are_not_saved_and_the_rest_is(story: Story, both: User) -> None:
    sheet, client = story.start(), signed_in(both)
    filled = {(story.ward, "households"): 1_000, (story.ward, "registered"): 800}

    shown = bring(client, story, typed(taken_out(client, story), filled))
    take(client, story, shown, bo=[f"{story.ward.pk}-registered"])

    assert numbers_of(sheet) == {"households": 1_000}


def test_what_only_the_site_changed_stays_and_what_both_changed_is_chosen(story: Story, both: User) -> None:
    sheet, client = story.start(), signed_in(both)
    fill(sheet, GOOD, by=story.officer)
    content = typed(taken_out(client, story), {(story.ward, "recognised"): 650})
    save(sheet, cell("recognised", "600", seen=1), cell("registered", "790", seen=1), by=story.colleague)

    shown = bring(client, story, content)
    unsettled = take(client, story, shown)
    after_nothing = numbers_of(sheet)
    kept = take(client, story, shown, **{f"chon-{story.ward.pk}-recognised": "giu"})
    after_keeping = numbers_of(sheet)
    take(client, story, shown, **{f"chon-{story.ward.pk}-recognised": "tep"})

    assert "1 ô tệp không sửa mà trên trang đã đổi" in " ".join(shown.content.decode().split())
    assert (unsettled.status_code, "Còn 1 ô cả hai bên" in unsettled.content.decode()) == (422, True)
    assert after_nothing == after_keeping == {"households": 1_000, "registered": 790, "recognised": 600}
    assert kept.status_code == 302
    assert numbers_of(sheet)["recognised"] == 650


def test_a_number_saved_after_the_look_becomes_a_conflict_and_nothing_is_lost(story: Story, both: User) -> None:
    sheet, client = story.start(), signed_in(both)
    filled = {(story.ward, "households"): 1_000, (story.ward, "registered"): 800}
    shown = bring(client, story, typed(taken_out(client, story), filled))
    save(sheet, cell("households", "999"), by=story.officer)

    answer = take(client, story, shown, bo=[f"{story.ward.pk}-registered"])

    assert answer.status_code == 422
    assert answer.context["left"] == {f"{story.ward.pk}-registered"}
    assert numbers_of(sheet) == {"households": 999}


def test_a_sheet_sent_after_the_look_is_told_of_and_the_others_are_saved(story: Story, both: User) -> None:
    sheet, client = story.start(), signed_in(both)
    fill(sheet, GOOD, by=story.officer)
    filled = {(story.ward, "households"): 1_001, (story.next_ward, "households"): 700}
    shown = bring(client, story, typed(taken_out(client, story), filled))
    workflow.submit(sheet, by=story.officer, at=AT)

    answer = take(client, story, shown)

    page = answer.content.decode()
    assert (answer.status_code, "Đã lưu 1 ô của 1 đơn vị" in page) == (409, True)
    assert "Phường 5: Báo cáo đang ở trạng thái" in page
    assert numbers_of(sheet)["households"] == 1_000
    assert numbers_of(Submission.objects.get(unit=story.next_ward)) == {"households": 700}


def test_the_office_alone_is_told_whose_each_sheet_is_and_saves_nothing(story: Story) -> None:
    sheet, client = story.start(), signed_in(story.office)

    shown = bring(client, story, typed(taken_out(client, story), {(story.ward, "households"): 1_000}))
    done = take(client, story, shown)

    assert "chỉ cán bộ của Phường 5 ghi được số liệu này" in shown.content.decode()
    assert (done.status_code, numbers_of(sheet)) == (302, {})


def test_a_page_that_another_person_was_shown_is_not_taken(story: Story, both: User) -> None:
    client = signed_in(both)
    shown = bring(client, story, typed(taken_out(client, story), {(story.ward, "households"): 1_000}))
    other = make_user("nua", (Role.DISTRICT_OFFICE, story.district), (Role.WARD_OFFICER, story.ward))

    answers = [take(signed_in(other), story, shown), client.post(address(story, "figures-take"), {"da-doc": "x"})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("typed_in", "sentence"), [("nghìn hai", "Không lấy được"), ("#REF!", "Ô có lỗi #REF!"), (-5, "Không lấy được")]
)
def test_a_cell_that_is_no_number_says_so_and_the_others_are_saved(
    story: Story, both: User, typed_in: Any, sentence: str
) -> None:
    client = signed_in(both)
    filled = {(story.ward, "households"): typed_in, (story.ward, "registered"): 800}

    shown = bring(client, story, typed(taken_out(client, story), filled))
    take(client, story, shown)

    assert sentence in shown.content.decode()
    assert numbers_of(Submission.objects.get(unit=story.ward)) == {"registered": 800}


def test_a_table_of_ones_own_is_read_by_names_of_units_and_measures(story: Story, both: User) -> None:
    book, client = Workbook(), signed_in(both)
    page: Any = book.active
    for row in (
        ["SỐ LIỆU CÁC PHƯỜNG"],
        ["STT", "Phường", "Số households", "Số registered"],
        [1, "P.05", "1.000", 800],
        [2, "phường 6", 900, ""],
        [3, "Phường 77", 5, 5],
        ["", "Tổng cộng", 1_900, 800],
    ):
        page.append(row)

    shown = bring(client, story, saved(book))
    take(client, story, shown)

    assert shown.context["brought"].unknown == ["Phường 77"]
    assert numbers_of(Submission.objects.get(unit=story.ward)) == {"households": 1_000, "registered": 800}
    assert numbers_of(Submission.objects.get(unit=story.next_ward)) == {"households": 900}


def test_a_unit_with_marks_of_another_is_not_taken_for_it(story: Story, both: User) -> None:
    book, client = Workbook(), signed_in(both)
    page: Any = book.active
    version = story.ward.versions.get()
    version.name = "Xã Thanh An"
    version.save()
    for row in (["STT", "Xã", "Số households"], [1, "Xã Thạnh An", 10], [2, "phường 6", 900]):
        page.append(row)

    shown = bring(client, story, saved(book))
    take(client, story, shown)

    assert shown.context["brought"].unknown == [
        "không có “Xã Thạnh An”; gần nhất là “Xã Thanh An”. Hãy ghi đúng tên, đủ dấu"
    ]
    assert not Submission.objects.filter(unit=story.ward).exists()


def test_the_table_of_another_period_or_two_rows_of_a_unit_are_refused(story: Story, both: User) -> None:
    client = signed_in(both)
    content = taken_out(client, story)
    other = make_period(2019)
    matrix = matrix_of(story.district, story.form, other, user=both)
    with pytest.raises(Refused, match="Tệp là bảng khác"):
        read_together(content, matrix)

    book = load_workbook(io.BytesIO(typed(content, {(story.ward, "households"): 5})))
    page: Any = book["Bảng"]
    for column in range(1, page.max_column + 1):
        page.cell(CODES + 3, column).value = page.cell(CODES + 2, column).value
    assert "Tệp có hai dòng của Phường 5" in bring(client, story, saved(book)).content.decode()


@pytest.mark.parametrize("content", [b"", b"abc\x00\x01", b"PK\x03\x04nothing"])
def test_what_is_no_table_is_refused_in_a_sentence(story: Story, both: User, content: bytes) -> None:
    assert bring(signed_in(both), story, content).status_code == 422


def test_sixteen_units_take_as_many_queries_as_two(story: Story, both: User) -> None:
    def asked() -> int:
        client = signed_in(both)
        client.get(address(story, "figures-workbook"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(story, "figures-workbook"))
        return len(queries)

    story.start()
    few = asked()
    for number in range(20, 34):
        ward = make_ward(f"Phường {number}", story.district)
        workflow.start(ward, story.form, story.period, by=both, on=AT.date())

    assert asked() == few
