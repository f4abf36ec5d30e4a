"""All units' figures beside each other: what is shown, summed, marked, sorted, taken out, and approved together."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hocTap.lib.answers import CONFIRMED
from indicators import workflow
from indicators.enums import Nature, State
from indicators.matrix import matrix_of, stands_out
from indicators.models import Submission
from tests.factories import make_user, make_ward
from tests.indicators.factories import AT, GOOD, Story, fill, make_period
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "before", "marked"),
    [
        (700, 300, True),
        (600, 300, True),
        (599, 300, False),
        (150, 300, True),
        (151, 300, False),
        (0, 300, True),
        (0, 9, False),
        (14, 5, False),
        (None, 300, False),
        (300, None, False),
        (300, 0, False),
    ],
)
def test_only_what_differs_greatly_stands_out(now: int | None, before: int | None, marked: bool) -> None:
    assert bool(stands_out(now, before)) is marked


def address(story: Story, name: str = "figures-matrix") -> str:
    query = f"?bieu={story.form.pk}&ky={story.period.pk}"
    return reverse(f"indicators:{name}", args=[story.district.pk]) + query


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(story: Story, **figures: int) -> Submission:
    """The ward's sheet of last year as usual, and this year's with these figures, sent."""
    story.bring_to(State.APPROVED, period=make_period(2019))
    sheet = story.start()
    fill(sheet, GOOD | figures, by=story.officer)
    return workflow.submit(sheet, by=story.officer, at=AT)


def test_each_unit_has_a_row_last_year_below_and_a_sum_that_says_of_how_many(story: Story) -> None:
    sent(story, registered=350, recognised=300)

    matrix = matrix_of(story.district, story.form, story.period, user=story.office)

    assert {row.unit.pk for row in matrix.rows} == {story.ward.pk, story.next_ward.pk}
    mine = next(row for row in matrix.rows if row.unit.pk == story.ward.pk)
    assert (mine.now["recognised"], mine.before["recognised"]) == (300, GOOD["recognised"])
    assert set(mine.marks(matrix.layout.measures)) == {"registered", "recognised"}
    assert matrix.sum_of(matrix.layout.measures["recognised"]) == (300, 1, 2)
    page = signed_in(story.office).get(address(story)).content.decode()
    assert "300 (1/2)" in page
    assert page.count("▲") == 2 + 1  # the marks, and the sentence that explains them


def test_columns_sort_and_the_workbook_holds_the_whole_form(story: Story) -> None:
    sent(story)
    office = signed_in(story.office)
    matrix = matrix_of(story.district, story.form, story.period, user=story.office)
    column = matrix.layout.lines[0].measure.pk
    for order in (f"so_{column}", f"-so_{column}", "unit", "-state"):
        assert office.get(f"{address(story)}&sort={order}").status_code == 200

    book = openpyxl.load_workbook(io.BytesIO(office.get(f"{address(story)}&_export=xlsx").content))

    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) >= 3
    assert len(rows[0]) == 2 + 4
    assert GOOD["households"] in [value for row in rows[1:] for value in row]


def test_sheets_with_nothing_open_are_approved_together_after_a_look(story: Story) -> None:
    sheet = sent(story, registered=350, recognised=300)
    waiting = story.bring_to(State.DRAFT, ward=story.next_ward)
    office, press = signed_in(story.office), address(story, "figures-approve")

    asked = office.post(press)
    page = asked.content.decode()
    assert "Sẽ duyệt 1 báo cáo" in page
    assert "khác hẳn năm trước" in page
    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED
    office.post(press, dict(asked.context["sent"]))

    states = dict(Submission.objects.filter(period=story.period).values_list("pk", "state"))
    assert states == {sheet.pk: State.APPROVED, waiting.pk: State.DRAFT}
    assert Submission.objects.get(pk=sheet.pk).approved_by == story.office
    again = office.post(press, {CONFIRMED: "x"})
    assert again.status_code == 422


def test_who_may_look_and_who_may_approve(story: Story) -> None:
    sheet = sent(story)
    reader = make_user("lanhdao", (Role.READER, story.district))
    strangers = [story.officer, make_user("xa-khac", (Role.WARD_OFFICER, make_ward("Phường Khác")))]

    assert signed_in(story.office).get(address(story)).status_code == 200
    assert signed_in(reader).get(address(story)).status_code == 200
    assert "Duyệt cùng lúc" not in signed_in(reader).get(address(story)).content.decode()
    assert signed_in(reader).post(address(story, "figures-approve")).status_code == 403
    for person in strangers:
        assert signed_in(person).get(address(story)).status_code in (403, 404)
        assert signed_in(person).post(address(story, "figures-approve")).status_code in (403, 404)
    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED


def test_unit_that_ended_adds_what_happened_and_nothing_that_its_heirs_count(story: Story) -> None:
    """The district's new ward has the 1.000 households that the old one counted half a year before."""
    sent(story)
    matrix = matrix_of(story.district, story.form, story.period, user=story.office)
    households = matrix.layout.measures["households"]
    old = [replace(row, ended=row.unit.pk == story.ward.pk) for row in matrix.rows]

    assert replace(matrix, rows=old).sum_of(households) == (None, 0, 1)
    households.nature = Nature.FLOW
    try:
        assert replace(matrix, rows=old).sum_of(households) == (1_000, 1, 2)
    finally:
        households.nature = Nature.STOCK


def test_number_of_queries_does_not_grow_with_the_sheets_that_wait(story: Story) -> None:
    sent(story)
    office = signed_in(story.office)
    office.get(address(story))
    with CaptureQueriesContext(connection) as one:
        assert "Duyệt cùng lúc 1" in office.get(address(story)).content.decode()
    story.bring_to(State.SUBMITTED, ward=story.next_ward)

    with CaptureQueriesContext(connection) as two:
        assert "Duyệt cùng lúc 2" in office.get(address(story)).content.decode()

    assert len(two) == len(one)


def test_number_of_queries_does_not_grow_with_the_units(story: Story) -> None:
    sent(story)
    office = signed_in(story.office)
    office.get(address(story))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(address(story))
        return len(queries)

    before = asked()
    for number in range(20, 30):
        make_ward(f"Phường {number}", story.district)
    assert asked() == before
