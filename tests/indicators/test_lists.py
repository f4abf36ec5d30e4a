"""Lists of sheets and the first page: narrowed, sorted, paged, exported, in a fixed number of questions."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from indicators import workflow
from indicators.enums import State
from indicators.models import Submission
from indicators.tables import SubmissionTable
from indicators.work import beside_of, work_of
from tests.factories import make_post, make_user, make_ward
from tests.indicators.factories import AT, DAY, GOOD, Story, fill, make_form, make_period
from units.enums import Role, UnitKind

ADDRESS = "/so-lieu/"


@pytest.fixture
def office(client: Client, story: Story) -> Client:
    client.force_login(story.office)
    return client


def shown(client: Client, **query: str | int) -> list[str]:
    """The sheets on the page, as people call them."""
    table = client.get(reverse("indicators:submission-list"), query).context["table"]
    return [str(row.record) for row in table.page.object_list]


def start_wards(story: Story, *numbers: int) -> None:
    for number in numbers:
        ward = make_ward(f"Phường {number}", story.district)
        workflow.start(ward, story.form, story.period, by=story.officer, on=DAY)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("phuong 5", ["Phường 5, Năm 2020"]),
        ("PHƯỜNG  5", ["Phường 5, Năm 2020"]),
        ("Phu\u031bo\u031b\u0300ng 5", ["Phường 5, Năm 2020"]),
        ("phuong", ["Phường 5, Năm 2020", "Phường 6, Năm 2020", "Phường 15, Năm 2020"]),
        ("5", ["Phường 5, Năm 2020", "Phường 15, Năm 2020"]),
        ("%", []),
        ("phuong_5", []),
        ("Nguyễn", []),
    ],
)
def test_list_is_searched_without_marks(office: Client, story: Story, typed: str, expected: list[str]) -> None:
    story.start()
    start_wards(story, 15)
    story.start(ward=story.next_ward)

    assert shown(office, q=typed) == expected


def test_list_is_narrowed_by_form_period_and_state(office: Client, story: Story) -> None:
    other, before = make_form("households", code="aa"), make_period(2019)
    story.start(form=other)
    story.bring_to(State.APPROVED, period=before)
    story.bring_to(State.SUBMITTED)

    assert shown(office, form=other.pk) == ["Phường 5, Năm 2020"]
    assert shown(office, period=before.pk) == ["Phường 5, Năm 2019"]
    assert shown(office, state="approved") == ["Phường 5, Năm 2019"]
    assert shown(office, state="approved", period=story.period.pk) == []


@pytest.mark.parametrize("query", [{"state": "printed"}, {"form": "999999"}, {"period": "x"}, {"q": "a\x00"}])
def test_condition_that_cannot_be_met_shows_nothing_rather_than_everything(
    office: Client, story: Story, query: dict[str, str]
) -> None:
    story.start()

    assert shown(office, **query) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("unit", ["2", "5", "10"]), ("-unit", ["10", "5", "2"]), ("", ["2", "5", "10"]), ("-forged", ["2", "5", "10"])],
)
def test_wards_sort_by_their_numbers(office: Client, story: Story, sort: str, expected: list[str]) -> None:
    start_wards(story, 10, 2)
    story.start()

    assert shown(office, sort=sort) == [f"Phường {number}, Năm 2020" for number in expected]


def test_newest_period_stands_first(office: Client, story: Story) -> None:
    for year in (2019, 2021, 2020):
        story.start(period=make_period(year))

    assert shown(office) == [f"Phường 5, Năm {year}" for year in (2021, 2020, 2019)]


@pytest.mark.parametrize("sort", ["state", "-state", "submitted_at", "form", "period"])
def test_pages_hold_every_sheet_once_also_where_all_are_equal(office: Client, story: Story, sort: str) -> None:
    start_wards(story, *range(10, 40))

    pages = [shown(office, sort=sort, page=page) for page in (1, 2)]

    assert [len(page) for page in pages] == [25, 5]
    assert len({*pages[0], *pages[1]}) == 30


@pytest.mark.parametrize(
    "query", [{"page": "x"}, {"page": "0"}, {"page": "99"}, {"page": "-1"}, {"per_page": "0"}, {"per_page": "-3"}]
)
def test_odd_page_is_no_error(office: Client, story: Story, query: dict[str, str]) -> None:
    story.start()

    assert office.get(ADDRESS, query).status_code == 200


def test_nobody_asks_for_a_page_of_a_million_rows(office: Client, story: Story) -> None:
    start_wards(story, *range(10, 40))

    assert len(shown(office, per_page=1_000_000)) == 25


def rows_of(answer: Any) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_excel_holds_every_row_with_moments_as_such(office: Client, story: Story) -> None:
    start_wards(story, *range(10, 40))
    story.bring_to(State.APPROVED)

    head, *rows = rows_of(office.get(ADDRESS, {"_export": "xlsx", "sort": "unit"}))

    moment = dt.datetime(2020, 11, 2, 9, 0)  # noqa: DTZ001 - Excel knows no time zones
    assert head == ["Đơn vị", "Kỳ báo cáo", "Biểu mẫu", "Trạng thái", "Gửi lúc", "Duyệt lúc"]
    assert rows[0] == ["Phường 5", "Năm 2020", "Biểu bieu", "đã duyệt", moment, moment]
    assert (len(rows), rows[1]) == (31, ["Phường 10", "Năm 2020", "Biểu bieu", "đang nhập", None, None])


def test_excel_is_narrowed_like_the_list_and_text_stays_text(office: Client, story: Story) -> None:
    start_wards(story, 10)
    ward = make_ward("=HYPERLINK(A1)", story.district)
    workflow.start(ward, story.form, story.period, by=story.officer, on=DAY)

    answer = office.get(ADDRESS, {"_export": "xlsx", "q": "=hyper"})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [("=HYPERLINK(A1)", "s")]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_a_fixed_number_of_questions(
    office: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    start_wards(story, *range(10, 10 + rows))

    with django_assert_num_queries(7):
        assert len(shown(office)) == rows


@pytest.mark.parametrize("sheets", [1, 3])
def test_page_of_a_sheet_asks_a_fixed_number_of_questions(
    office: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries, sheets: int
) -> None:
    for year in range(2020, 2020 - sheets, -1):
        story.bring_to(State.SUBMITTED, period=make_period(year))
    sheet = Submission.objects.get(period__year=2020)
    office.get(sheet.get_absolute_url())  # the office's first look is noted

    with django_assert_num_queries(11):
        office.get(sheet.get_absolute_url())


# What waits


def test_officer_finds_what_came_back_first_and_then_what_is_due_first(story: Story) -> None:
    returned = story.bring_to(State.RETURNED, period=make_period(2019))
    make_period(2018, closes_on=dt.date(2019, 3, 31))
    make_period(2021)
    sooner = make_form("households", code="aa")
    draft = story.start()

    tasks = [
        (task.form, task.period.year, task.submission, task.days_late) for task in work_of(story.officer, DAY).tasks
    ]

    assert tasks == [
        (story.form, 2019, returned, 328),
        (sooner, 2019, None, 328),
        (sooner, 2020, None, 0),
        (story.form, 2020, draft, 0),
    ]


def test_officer_is_not_asked_for_what_can_no_longer_be_filled(story: Story) -> None:
    period = make_period(2019)
    story.start(period=period)
    returned = story.bring_to(State.RETURNED)
    for closed in (period, story.period):
        closed.due_on = closed.closes_on = DAY - dt.timedelta(days=1)
        closed.save()

    assert [task.submission for task in work_of(story.officer, DAY).tasks] == [returned]


def test_officer_is_asked_only_on_forms_in_force_for_the_unit(story: Story) -> None:
    make_form("households", code="bieu", version=2, valid_from=dt.date(2021, 1, 1))
    make_form("households", code="quan", unit_kind=UnitKind.DISTRICT)

    tasks = work_of(story.officer, DAY).tasks

    assert [(task.form, task.period) for task in tasks] == [(story.form, story.period)]


def test_officer_sees_what_was_sent(story: Story) -> None:
    sent = story.bring_to(State.SUBMITTED)
    story.bring_to(State.SUBMITTED, ward=story.next_ward)

    assert (beside_of(story.officer).sent, work_of(story.officer, DAY).tasks) == ([sent], [])


def test_office_finds_the_longest_waiting_first_and_not_what_it_sent_itself(story: Story) -> None:
    make_post(story.office, story.ward, Role.WARD_OFFICER)
    later, sooner = story.start(), story.start(ward=story.next_ward)
    third = story.start(ward=make_ward("Phường 7", story.district))
    for sheet, by, hours in ((later, story.officer, 2), (sooner, story.next_officer, 1), (third, story.office, 0)):
        fill(sheet, GOOD)
        workflow.submit(sheet, by=by, at=AT + dt.timedelta(hours=hours))

    work = work_of(story.office, DAY)

    assert (work.waiting, work.waiting_count) == ([sooner, later], 2)


def test_person_without_posts_finds_a_friendly_page(client: Client, story: Story) -> None:
    client.force_login(make_user("moi"))

    assert "Hôm nay không có việc nào" in client.get("/").content.decode()


@pytest.mark.parametrize("units", [1, 3])
def test_first_page_asks_a_fixed_number_of_questions(
    client: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    """For somebody who is both: officer of wards and office of districts."""
    person = story.office
    for number in range(units):
        ward = make_ward(f"Phường {20 + number}", story.district)
        make_post(person, ward, Role.WARD_OFFICER)
        sheet = workflow.start(ward, story.form, story.period, by=person, on=DAY)
        fill(sheet, GOOD)
        workflow.submit(sheet, by=story.officer, at=AT)
        make_post(person, ward, Role.DISTRICT_OFFICE)
    client.force_login(person)

    with django_assert_num_queries(29):
        client.get("/")


@pytest.mark.parametrize(
    ("last", "words"),
    [(dt.date(2020, 6, 30), "Phường 5 (kết thúc trong kỳ)"), (dt.date(2020, 12, 31), "Phường 5"), (None, "Phường 5")],
)
def test_sheet_of_a_unit_that_ended_within_the_period_is_told_from_that_of_an_heir_of_its_name(
    story: Story, last: dt.date | None, words: str
) -> None:
    sheet = story.start()
    sheet.unit_as.valid_to = last

    assert SubmissionTable([]).value_unit(sheet, "Phường 5") == words  # type: ignore[no-untyped-call]
