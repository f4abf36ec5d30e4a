"""Every state that a cell ever had, with the person and the moment; what changed since the last approval."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from indicators import workflow
from indicators.enums import Qualifier, State
from indicators.models import Value
from indicators.sheet import load_sheet
from indicators.views.review import history_of
from tests.indicators.factories import AT, GOOD, Story, cell, fill, make_period, save

HOUR = dt.timedelta(hours=1)


def test_cell_keeps_every_number_with_its_writer_and_moment(story: Story) -> None:
    sheet = story.start()
    save(sheet, cell(text="1.000"))
    save(sheet, cell(text="1.200", note="Sổ hộ tháng 11", qualifier="about", seen=1), by=story.colleague, at=AT + HOUR)
    save(sheet, cell(text="", seen=2), at=AT + 2 * HOUR)

    rows = history_of(Value.objects.get())

    facts = [(row.number, row.qualifier, row.note, row.revision, row.history_user, row.history_date) for row in rows]
    assert facts == [
        (None, "exact", "", 3, story.officer, AT + 2 * HOUR),
        (1_200, "about", "Sổ hộ tháng 11", 2, story.colleague, AT + HOUR),
        (1_000, "exact", "", 1, story.officer, AT),
    ]


def test_whole_sheet_has_a_history_row_for_each_cell(story: Story) -> None:
    sheet = story.start()

    fill(sheet, GOOD, by=story.colleague)

    rows = Value.history.filter(submission=sheet)  # type: ignore[attr-defined]
    facts = set(rows.values_list("number", "history_user", "history_date", "history_type"))
    assert facts == {(number, story.colleague.pk, AT, "+") for number in GOOD.values()}


def test_same_number_again_and_a_refused_one_leave_no_trace(story: Story) -> None:
    sheet = story.start()
    save(sheet, cell(text="1.000"))

    save(sheet, cell(text="1000", seen=1), by=story.colleague)
    save(sheet, cell(text="1,5", seen=1), by=story.colleague)

    assert [(row.number, row.history_user) for row in history_of(Value.objects.get())] == [(1_000, story.officer)]


def test_page_of_a_cell_tells_its_story_newest_first(client: Client, story: Story) -> None:
    sheet = story.start()
    save(sheet, cell(text="1.000"))
    save(sheet, cell(text="1.200", qualifier="about", seen=1), by=story.colleague)
    client.force_login(story.office)

    page = client.get(reverse("indicators:cell-history", args=[sheet.pk, "households"])).content.decode()

    newer, older = (page.index(f">{words}<") for words in ("khoảng 1.200", "1.000"))
    assert newer < older
    assert page.index(f">{story.colleague}<") < page.index(f">{story.officer}<")


@pytest.mark.parametrize(("code", "status"), [("persons", 200), ("members", 404), ("x" * 300, 404)])
def test_page_of_a_cell_exists_for_the_cells_of_the_form_only(
    client: Client, story: Story, code: str, status: int
) -> None:
    client.force_login(story.office)

    assert client.get(reverse("indicators:cell-history", args=[story.start().pk, code])).status_code == status


def test_cells_changed_since_the_last_approval_are_marked(story: Story) -> None:
    sheet = story.bring_to(State.REOPENED)
    save(sheet, cell("households", "1.100", seen=1), cell("persons", "4.000"))
    save(sheet, cell("registered", "800", qualifier=Qualifier.ABOUT, seen=1))

    rows = {row.code: row for row in load_sheet(sheet).rows}

    assert {code: row.changed_since_approval for code, row in rows.items()} == {
        "households": True,
        "registered": True,
        "recognised": False,
        "persons": True,
    }
    assert [rows[code].approved_spoken for code in rows] == ["1.000", "800", "700", "–"]


def test_nothing_is_marked_before_a_first_approval(story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)
    save(sheet, cell("households", "1.100", seen=1))

    assert [row.code for row in load_sheet(sheet).rows if row.changed_since_approval] == []


def test_new_approval_is_what_later_changes_are_held_against(story: Story) -> None:
    sheet = story.bring_to(State.REOPENED)
    save(sheet, cell("households", "1.100", seen=1))
    workflow.submit(sheet, by=story.officer, at=AT + HOUR)
    workflow.approve(sheet, by=story.office, at=AT + 2 * HOUR)

    assert [row.code for row in load_sheet(sheet).rows if row.changed_since_approval] == []


def test_number_of_the_period_before_stands_beside_whatever_version_of_the_form(story: Story) -> None:
    fill(story.start(period=make_period(2019)), GOOD)
    sheet = story.start()
    sheet.form.version = 2

    before = load_sheet(sheet)

    assert [row.previous_spoken for row in before.rows] == ["1.000", "800", "700", "–"]
    assert str(before.previous_period) == "Năm 2019"
