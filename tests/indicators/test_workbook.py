"""The form by Excel: taken out, filled anywhere, brought back, shown before it is saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from hocTap.lib.refusals import Refused
from indicators import reference
from indicators.enums import Origin
from indicators.models import Form, Submission, Value
from indicators.sheet import load_sheet
from indicators.workbook import read_back, write
from indicators.workbook.writing import CODE, HOW, NOTE, NUMBER
from tests.indicators.factories import Story, cell, fill, make_period, make_story, numbers_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    found = make_story()
    reference.load()
    found.form = Form.objects.get(code="xhht-nam")
    return found


@pytest.fixture
def sheet(story: Story) -> Submission:
    return story.start()


def changed(content: bytes, **cells: Any) -> bytes:
    """The workbook with numbers typed beside some codes; a tuple also says how exact, and a note."""
    book = load_workbook(io.BytesIO(content))
    page: Any = book["Biểu"]
    for row in page.iter_rows():
        code = str(row[CODE].value or "").replace("-", "_")
        if code in cells:
            values = cells[code] if isinstance(cells[code], tuple) else (cells[code],)
            for column, value in zip((NUMBER, HOW, NOTE), values, strict=False):
                row[column].value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def own(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    page: Any = book.active
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def label(submission: Submission, code: str) -> str:
    return next(row.line.measure.label for row in load_sheet(submission).rows if row.code == code)


def bring(client: Client, submission: Submission, content: bytes) -> Any:
    address = reverse("indicators:submission-bring", args=[submission.pk])
    return client.post(address, {"tep": SimpleUploadedFile("bieu.xlsx", content)})


def take(client: Client, answer: Any, submission: Submission, only: Callable[[str], bool] = bool) -> Any:
    """Press “Lưu các ô đã chọn” on the page that shows the file."""
    data: dict[str, Any] = {"lay": []}
    for each in answer.context["changes"]:
        code = each.row.code
        data |= {f"so-{code}": each.text, f"muc-{code}": each.qualifier, f"ghi-chu-{code}": each.note}
        data[f"lan-{code}"] = str(each.row.revision)
        data["lay"] += [code] if only(code) else []
    return client.post(reverse("indicators:submission-take", args=[submission.pk]), data)


def test_the_form_goes_out_with_what_is_filled_and_only_its_cells_to_fill_are_open(
    story: Story, sheet: Submission
) -> None:
    fill(sheet, {"household-total": 1_250}, by=story.officer)

    page: Any = load_workbook(io.BytesIO(write(load_sheet(sheet))))["Biểu"]

    row = next(row for row in page.iter_rows() if row[CODE].value == "household-total")
    assert (row[NUMBER].value, row[NUMBER].protection.locked, row[1].protection.locked) == (1_250, False, True)
    assert page.protection.sheet
    assert page.page_setup.paperSize == 9


def test_what_was_filled_elsewhere_is_shown_first_and_saved_when_wanted(
    client: Client, story: Story, sheet: Submission
) -> None:
    fill(sheet, {"household-total": 900}, by=story.officer)
    content = changed(write(load_sheet(sheet)), household_total=1_250, household_persons=(4_300, "gần", "sổ hộ"))
    client.force_login(story.officer)

    shown = bring(client, sheet, content)
    before = numbers_of(sheet)
    done = take(client, shown, sheet)

    assert (shown.status_code, before, done.status_code) == (200, {"household-total": 900}, 302)
    assert numbers_of(sheet) == {"household-total": 1_250, "household-persons": 4_300}
    written = Value.objects.get(submission=sheet, measure__code="household-persons")
    assert (written.qualifier, written.note, written.origin) == ("below", "sổ hộ", Origin.IMPORTED)


def test_only_the_cells_that_stay_ticked_are_saved(client: Client, story: Story, sheet: Submission) -> None:
    content = changed(write(load_sheet(sheet)), household_total=1_250, household_persons=4_300)
    client.force_login(story.officer)

    take(client, bring(client, sheet, content), sheet, only=lambda code: code == "household-total")

    assert numbers_of(sheet) == {"household-total": 1_250}


def test_a_number_that_a_colleague_saved_meanwhile_is_not_written_over(
    client: Client, story: Story, sheet: Submission
) -> None:
    content = changed(write(load_sheet(sheet)), household_total=1_250)
    client.force_login(story.officer)
    shown = bring(client, sheet, content)
    save(sheet, cell("household-total", "777"), by=story.colleague)

    answer = take(client, shown, sheet)

    assert answer.status_code == 409
    assert numbers_of(sheet) == {"household-total": 777}


def test_a_blank_cell_takes_no_number_away_and_an_error_is_no_number(story: Story, sheet: Submission) -> None:
    fill(sheet, {"household-total": 900}, by=story.officer)
    content = changed(write(load_sheet(sheet)), household_total=None, household_persons="bốn nghìn")

    (coming,) = read_back(content, load_sheet(sheet)).changes

    assert (coming.row.code, coming.sentence != "") == ("household-persons", True)


def test_the_form_of_another_period_is_refused(story: Story, sheet: Submission) -> None:
    other = story.start(period=make_period(2019))

    with pytest.raises(Refused, match="Tệp là biểu khác"):
        read_back(changed(write(load_sheet(other)), household_total=5), load_sheet(sheet))


def test_an_offices_own_table_is_matched_by_labels(story: Story, sheet: Submission) -> None:
    total, persons = label(sheet, "household-total"), label(sheet, "household-persons")
    content = own(
        ("STT", "Chỉ tiêu", "Năm 2019", "Năm 2020", "Ghi chú"),
        (1, total, 800, 1_234, ""),
        (2, persons, 3_000, "4.300", ""),
        (3, "Số xe đạp", 1, 7, ""),
    )

    brought = read_back(content, load_sheet(sheet))

    assert [(each.row.code, each.text) for each in brought.cells] == [
        ("household-total", "1.234"),
        ("household-persons", "4.300"),
    ]
    assert (brought.by_label, brought.unknown) == (True, ["Số xe đạp"])


def test_a_shortened_label_is_the_one_line_that_begins_so(story: Story, sheet: Submission) -> None:
    lines = ("1\tTổng số hộ dân\t1.234", "2\tHộ đăng ký mới\t100", "3\tHộ đăng ký\t5", "4\tHộ đăng ký lại\t200")
    content = "\n".join(lines).encode()

    brought = read_back(content, load_sheet(sheet))

    assert [(each.row.code, each.text, each.place[1]) for each in brought.cells] == [
        ("household-total", "1.234", 1),
        ("household-registered-new", "100", 2),
        ("household-registered-again", "200", 4),
    ]


def test_a_file_without_a_line_of_the_form_is_refused_with_a_sentence(
    client: Client, story: Story, sheet: Submission
) -> None:
    client.force_login(story.officer)

    answer = bring(client, sheet, own(("Tên", "Số"), ("Xe đạp", 7)))

    assert (answer.status_code, "Không tìm thấy số liệu nào của biểu" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("who", "taken_out", "brought"), [("officer", 200, 200), ("office", 200, 403)])
def test_whoever_sees_the_sheet_takes_it_out_and_only_its_officer_brings_it_back(
    client: Client, story: Story, sheet: Submission, who: str, taken_out: int, brought: int
) -> None:
    client.force_login(getattr(story, who))

    assert client.get(reverse("indicators:submission-workbook", args=[sheet.pk])).status_code == taken_out
    assert client.get(reverse("indicators:submission-bring", args=[sheet.pk])).status_code == brought
