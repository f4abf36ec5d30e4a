"""The district's page: units × periods with state, completeness, deadline and days late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from indicators import workflow
from indicators.enums import PeriodKind, State
from indicators.models import Form, Period, Submission
from indicators.overview import Overview, build_overview
from indicators.progress import Progress
from tests.factories import make_unit, make_user, make_ward
from tests.indicators.factories import AT, DAY, GOOD, SAIGON, Story, fill, make_form, make_period
from units.enums import Role, UnitKind
from units.models import Unit
from units.workflow import close_version

DUE = dt.date(2020, 12, 10)
AFTER = dt.date(2020, 12, 25)


def look(story: Story, today: dt.date = AFTER, page: int = 1, unit: Unit | None = None) -> Overview:
    periods = list(Period.objects.order_by("-starts_on"))
    return build_overview(
        unit or story.district, story.form, story.period, periods, user=story.office, today=today, page=page
    )


def open_page(client: Client, story: Story, **query: str | int) -> Any:
    client.force_login(story.office)
    return client.get(reverse("indicators:overview", args=[story.district.pk]), query)


def test_each_unit_has_its_state_completeness_and_days_late(story: Story) -> None:
    half = story.start()
    fill(half, {"households": 10, "recognised": 11})
    done = story.bring_to(State.SUBMITTED, ward=story.next_ward)
    make_ward("Phường 10", story.district)

    rows = [
        (line.standing.name, line.state, line.submission and line.submission.pk, line.progress, line.days_late)
        for line in look(story).lines
    ]

    assert rows == [
        ("Phường 5", "draft", half.pk, Progress(filled=2, required=3, errors=1, warnings=0), 15),
        ("Phường 6", "submitted", done.pk, Progress(filled=3, required=3, errors=0, warnings=0), 0),
        ("Phường 10", "none", None, None, 15),
    ]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (dt.datetime(2020, 12, 10, 23, 59, tzinfo=SAIGON), 0),
        (dt.datetime(2020, 12, 11, 0, 1, tzinfo=SAIGON), 1),
        (dt.datetime(2020, 12, 12, 6, 59, tzinfo=SAIGON), 2),
    ],
)
def test_days_late_go_by_the_calendar_of_vietnam(story: Story, sent: dt.datetime, expected: int) -> None:
    sheet = story.start()
    fill(sheet, GOOD)
    workflow.submit(sheet, by=story.officer, at=sent)

    assert look(story).lines[0].days_late == expected


def test_tally_counts_every_unit_of_the_period_once(story: Story) -> None:
    story.bring_to(State.APPROVED)
    story.bring_to(State.APPROVED, period=make_period(2019))
    story.bring_to(State.RETURNED, ward=story.next_ward)
    make_ward("Phường 10", story.district)

    assert [(state, count) for state, _, count in look(story).tally] == [
        ("draft", 0),
        ("submitted", 0),
        ("returned", 1),
        ("approved", 1),
        ("reopened", 0),
        ("none", 1),
    ]


def test_unit_with_none_below_it_is_its_own_only_line(story: Story) -> None:
    story.bring_to(State.SUBMITTED)

    found = look(story, unit=story.ward)

    assert [line.standing.unit_id for line in found.lines] == [story.ward.pk]
    assert (found.total, sum(count for _, _, count in found.tally)) == (1, 1)


def test_one_click_leads_to_the_sheet_that_has_waited_longest(story: Story) -> None:
    assert look(story).first_waiting is None
    later, sooner = story.start(), story.start(ward=story.next_ward)
    for sheet, at in ((later, AT + dt.timedelta(hours=2)), (sooner, AT)):
        fill(sheet, GOOD)
        workflow.submit(sheet, by=sheet.started_by, at=at)

    line = look(story).first_waiting
    assert line and line.submission and line.submission.pk == sooner.pk


def test_units_come_fifty_to_a_page_and_the_tally_counts_them_all(story: Story) -> None:
    for number in range(101, 150):
        make_ward(f"Phường {number}", story.district)
    story.bring_to(State.SUBMITTED)

    first, second, beyond = (look(story, page=page) for page in (1, 2, 99))

    assert [len(found.lines) for found in (first, second, beyond)] == [50, 1, 1]
    assert second.lines[0].standing.name == "Phường 149"
    assert (second.tally, second.total) == (first.tally, 51)


def test_only_units_that_stood_within_the_period_are_there_and_those_of_a_part_say_so(story: Story) -> None:
    close_version(make_ward("Phường 15", story.district), last_day=dt.date(2019, 12, 31))
    close_version(make_ward("Phường 16", story.district), last_day=dt.date(2020, 6, 30))
    make_unit("Phường 17", UnitKind.WARD, story.district, valid_from=dt.date(2020, 7, 1))
    make_unit("Phường mới", UnitKind.WARD, story.district, valid_from=dt.date(2021, 1, 1))
    make_unit("Khu phố 1", UnitKind.COMMUNITY, story.ward)

    assert [(line.standing.name, line.days.words) for line in look(story).lines] == [
        ("Phường 5", ""),
        ("Phường 6", ""),
        ("Phường 16", "chỉ đến hết ngày 30/06/2020"),
        ("Phường 17", "chỉ từ ngày 01/07/2020"),
    ]


def test_page_of_an_office_that_is_no_more_opens_on_its_last_period(client: Client, story: Story) -> None:
    newer = make_period(2021)
    before = open_page(client, story).context["overview"].period
    for unit in (story.ward, story.next_ward, story.district):
        close_version(unit, last_day=dt.date(2020, 12, 31))

    page = open_page(client, story)
    asked = open_page(client, story, ky=newer.pk)

    assert before == newer
    assert (page.context["overview"].period, asked.context["overview"].period) == (story.period, newer)


def test_matrix_shows_each_period_newest_first(story: Story) -> None:
    make_period(2019)
    approved = story.bring_to(State.APPROVED, period=make_period(2018))
    draft = story.start()

    line = look(story).lines[0]

    assert [(period.year, sheet and sheet.pk) for period, sheet in line.cells] == [
        (2020, draft.pk),
        (2019, None),
        (2018, approved.pk),
    ]


def test_figures_of_the_period_before_are_held_against_this_one(story: Story) -> None:
    jump = {
        "code": "jump",
        "kind": "jump",
        "severity": "warning",
        "sentence": "{change}",
        "left": ["households"],
        "right": [],
        "low": None,
        "high": "0.2",
    }
    story.form = make_form("households", checks=[jump], code="nhay")
    fill(story.start(period=make_period(2019)), {"households": 100})
    fill(story.start(), {"households": 200})

    assert look(story).lines[0].progress == Progress(filled=1, required=1, errors=0, warnings=1)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(3, 3, 0, 0), "đạt"),
        (Progress(3, 3, 0, 2), "2 cảnh báo, còn 2 chưa giải trình"),
        (Progress(3, 3, 0, 2, explained=1), "2 cảnh báo, còn 1 chưa giải trình"),
        (Progress(3, 3, 0, 2, explained=2), "2 cảnh báo, đã giải trình"),
        (Progress(3, 3, 1, 2, explained=2), "1 lỗi"),
        (Progress(2, 3, 0, 0), "chưa đủ số"),
        (Progress(0, 3, 0, 0, empty=True), "chưa có số nào"),
    ],
)
def test_verdict_in_words(progress: Progress, words: str) -> None:
    assert progress.words == words


def test_warning_that_was_waved_through_still_counts_as_one(client: Client, story: Story) -> None:
    sheet = story.start()
    fill(sheet, GOOD | {"persons": 9_000})
    assert look(story).lines[0].progress == Progress(filled=3, required=3, errors=0, warnings=1)

    workflow.explain(sheet, {"persons-per-household": "Theo điều tra dân số."}, by=story.officer, at=AT)
    workflow.submit(sheet, by=story.officer, at=AT)

    assert look(story).lines[0].progress == Progress(filled=3, required=3, errors=0, warnings=1, explained=1)
    assert "1 cảnh báo, đã giải trình" in open_page(client, story).content.decode()


def test_warning_about_a_register_is_known_by_the_note_that_let_it_through(story: Story) -> None:
    register = {
        "code": "so",
        "kind": "matches_register",
        "severity": "warning",
        "sentence": "{what}: {left}, {right} {unit}",
        "left": ["households"],
        "right": [],
        "low": None,
        "high": None,
    }
    story.form = make_form("households", checks=[register], code="so-sach")
    sheet = story.start()
    fill(sheet, {"households": 10})

    workflow.explain(sheet, {"so": "Sổ chưa ghi hết."}, by=story.officer, at=AT)

    assert look(story).lines[0].progress == Progress(filled=1, required=1, errors=0, warnings=1, explained=1)


# The page


def test_unit_is_named_with_its_parent_where_there_are_several(client: Client, story: Story) -> None:
    city = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    wards = [make_ward("Phường 4", make_unit(name, UnitKind.DISTRICT, city)) for name in ("Quận 10", "Quận <b>11</b>")]
    for ward in wards:
        officer = make_user(f"can-bo-{ward.pk}", (Role.WARD_OFFICER, ward))
        workflow.start(ward, story.form, story.period, by=officer, on=DAY)
    client.force_login(make_user("so", (Role.DISTRICT_OFFICE, city)))

    page = client.get(reverse("indicators:overview", args=[city.pk]))

    assert [row["name"] for row in page.context["rows"]] == ["Phường 4, Quận 10", "Phường 4, Quận <b>11</b>"]
    words = page.content.decode()
    assert words.count(": Phường 4, Quận &lt;b&gt;11&lt;/b&gt;, Năm 2020") == 1
    assert "<b>11" not in words


def test_unit_of_the_only_parent_needs_no_name_beside_its_own(client: Client, story: Story) -> None:
    assert [row["name"] for row in open_page(client, story).context["rows"]] == ["Phường 5", "Phường 6"]


def test_page_opens_at_the_newest_period_of_the_first_form(client: Client, story: Story) -> None:
    make_form("households", code="zz", period_kind=PeriodKind.HALF_YEAR)
    make_period(2021)
    make_period(2999)

    found = open_page(client, story).context["overview"]

    assert (found.form, str(found.period)) == (story.form, "Năm 2021")


def test_page_shows_the_form_and_period_asked_for(client: Client, story: Story) -> None:
    other = make_form("households", code="aa")
    make_period(2021)

    found = open_page(client, story, bieu=other.pk, ky=story.period.pk).context["overview"]

    assert (found.form, found.period) == (other, story.period)


@pytest.mark.parametrize("query", [{"ky": "999999"}, {"bieu": "999999"}, {"ky": "x"}])
def test_forged_form_or_period_is_not_found(client: Client, story: Story, query: dict[str, str]) -> None:
    assert open_page(client, story, **query).status_code == 404


def test_period_not_yet_open_or_of_another_kind_is_not_found(client: Client, story: Story) -> None:
    for period in (make_period(2999), make_period(2020, PeriodKind.HALF_YEAR)):
        assert open_page(client, story, ky=period.pk).status_code == 404


@pytest.mark.parametrize("page", ["x", "0", "-1", "999", "1.5", ""])
def test_odd_page_number_shows_a_page(client: Client, story: Story, page: str) -> None:
    assert open_page(client, story, page=page).status_code == 200


def test_page_says_so_when_there_is_nothing_to_collect_yet(client: Client, story: Story) -> None:
    Period.objects.all().delete()
    assert "Chưa có kỳ báo cáo nào mở" in open_page(client, story).content.decode()

    story.form.checks.all().delete()
    Form.objects.all().delete()
    assert open_page(client, story).status_code == 200


@pytest.mark.parametrize("wards", [1, 3, 49])
def test_page_asks_a_fixed_number_of_questions(
    client: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries, wards: int
) -> None:
    story.bring_to(State.SUBMITTED)
    for number in range(20, 20 + wards - 2):
        ward = make_ward(f"Phường {number}", story.district)
        officer = make_user(f"phuong{number}", (Role.WARD_OFFICER, ward))
        sheet = workflow.start(ward, story.form, story.period, by=officer, on=DAY)
        fill(sheet, GOOD)
    if wards == 1:
        close_version(story.next_ward, last_day=dt.date(2019, 12, 31))
    client.force_login(story.office)

    with django_assert_num_queries(14):
        page = client.get(reverse("indicators:overview", args=[story.district.pk]))

    assert len(page.context["overview"].lines) == wards


def test_submission_of_a_neighbour_district_stays_unseen(story: Story) -> None:
    story.bring_to(State.SUBMITTED)
    stranger = make_user("xa", (Role.DISTRICT_OFFICE, story.next_ward))

    found = build_overview(story.district, story.form, story.period, [], user=stranger, today=AFTER)

    assert [line.submission for line in found.lines] == [None, None]
    assert Submission.objects.count() == 1
