"""The entry table: cells sent by the script, the plain form without it, and sending the whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from indicators import workflow
from indicators.enums import Action, State
from indicators.models import CheckNote, Submission
from indicators.workflow import CellResult
from tests.awards.titles.factories import press
from tests.indicators.factories import AT, DAY, GOOD, Story, cell, fill, make_form, make_period, numbers_of, save
from units.models import User

JSON = {"Accept": "application/json"}
EXPLAINED = {"giai-trinh-persons-per-household": "Theo điều tra dân số."}


def address(action: str, sheet: Submission) -> str:
    return reverse(f"indicators:submission-{action}", args=[sheet.pk])


def typed(code: str, text: str, *, seen: int = 0, note: str = "", qualifier: str = "exact") -> dict[str, Any]:
    """A cell as the page's script sends it."""
    return {"code": code, "text": text, "qualifier": qualifier, "note": note, "revision": seen}


def send(client: Client, sheet: Submission, *cells: dict[str, Any]) -> Any:
    return client.post(address("cells", sheet), {"cells": cells}, content_type="application/json", headers=JSON)


@pytest.fixture
def sheet(client: Client, story: Story) -> Submission:
    """A draft before the eyes of its officer."""
    client.force_login(story.officer)
    return story.start()


# Cells, one by one


def test_saved_cell_comes_back_with_its_revision_the_checks_and_the_rates(
    client: Client, story: Story, sheet: Submission
) -> None:
    answer = send(client, sheet, typed("households", "1.000", note=" Sổ  hộ "))

    assert answer.status_code == 200
    assert answer.json() == {
        "cells": [
            {
                "code": "households",
                "state": "saved",
                "revision": 1,
                "text": "1.000",
                "qualifier": "exact",
                "note": "Sổ hộ",
                "sentence": "",
                "other_name": "",
                "own": False,
            }
        ],
        "edition": 2,
        "filled": 1,
        "required": 3,
        "missing": ["registered", "recognised"],
        "findings": [],
        "rates": [],
    }
    assert numbers_of(sheet) == {"households": 1_000}


def test_each_cell_of_a_message_stands_for_itself(client: Client, story: Story, sheet: Submission) -> None:
    save(sheet, cell("recognised", "5"), by=story.colleague)

    answer = send(
        client,
        sheet,
        typed("households", "1.000"),
        typed("registered", "1,234"),
        typed("recognised", "6"),
        typed("forged", "1"),
    )

    assert answer.status_code == 409
    assert [(each["code"], each["state"], each["text"]) for each in answer.json()["cells"]] == [
        ("households", "saved", "1.000"),
        ("registered", "refused", ""),
        ("recognised", "conflict", "5"),
        ("forged", "refused", ""),
    ]
    assert numbers_of(sheet) == {"households": 1_000, "recognised": 5}


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ([], 200),
        ([typed("households", "1")], 200),
        ([typed("households", "x")], 422),
        ([typed("households", "1"), typed("registered", "x")], 422),
        ([typed("households", "1", seen=4), typed("registered", "x")], 409),
    ],
)
def test_status_says_the_worst_that_became_of_a_cell(
    client: Client, sheet: Submission, cells: list[dict[str, Any]], status: int
) -> None:
    assert send(client, sheet, *cells).status_code == status


def test_second_person_in_a_cell_is_shown_the_first_ones_number(
    client: Client, story: Story, sheet: Submission
) -> None:
    save(sheet, cell(text="1.000", note="Sổ hộ"), by=story.colleague)

    (result,) = send(client, sheet, typed("households", "900")).json()["cells"]

    assert result == {
        "code": "households",
        "state": "conflict",
        "revision": 1,
        "text": "1.000",
        "qualifier": "exact",
        "note": "Sổ hộ",
        "sentence": f"{story.colleague} đã ghi số khác vào ô này.",
        "other_name": str(story.colleague),
        "own": False,
    }
    assert numbers_of(sheet) == {"households": 1_000}


def test_person_who_chose_their_own_number_over_the_first_ones_writes_it(
    client: Client, story: Story, sheet: Submission
) -> None:
    save(sheet, cell(text="1.000"), by=story.colleague)

    answer = send(client, sheet, typed("households", "900", seen=1))

    assert (answer.status_code, numbers_of(sheet)) == (200, {"households": 900})


def test_message_sent_again_after_a_lost_line_changes_nothing(client: Client, sheet: Submission) -> None:
    first, second = (send(client, sheet, typed("households", "1.000")).json() for _ in range(2))

    assert first == second
    assert sheet.values.get().revision == 1


def test_number_that_a_colleague_also_typed_is_no_conflict(client: Client, story: Story, sheet: Submission) -> None:
    save(sheet, cell(text="1.000"), by=story.colleague)

    assert send(client, sheet, typed("households", "1 000")).status_code == 200


def test_same_cell_twice_in_a_message_is_written_once(client: Client, sheet: Submission) -> None:
    answer = send(client, sheet, typed("households", "1"), typed("households", "2"), typed("households", "1"))

    assert [each["state"] for each in answer.json()["cells"]] == ["saved", "conflict", "saved"]
    assert numbers_of(sheet) == {"households": 1}


def test_cleared_cell_is_blank_and_no_longer_about_anything(client: Client, sheet: Submission) -> None:
    send(client, sheet, typed("households", "1.000", qualifier="about"))

    (result,) = send(client, sheet, typed("households", "", seen=1, qualifier="about")).json()["cells"]

    assert (result["state"], result["text"], result["qualifier"], result["revision"]) == ("saved", "", "exact", 2)
    assert numbers_of(sheet) == {"households": None}


def test_checks_and_rates_follow_each_cell(client: Client, sheet: Submission) -> None:
    answer = send(client, sheet, typed("households", "10"), typed("recognised", "11")).json()

    assert [(each["code"], each["severity"], each["cells"]) for each in answer["findings"]] == [
        ("recognised-at-most-households", "error", ["recognised", "households"])
    ]
    assert (answer["filled"], answer["missing"]) == (2, ["registered"])


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_cell_of_figures_already_sent_is_refused_in_words(
    client: Client, story: Story, sheet: Submission, state: State
) -> None:
    sheet = story.bring_to(state)

    answer = send(client, sheet, typed("households", "1", seen=1))

    assert answer.status_code == 409
    assert "nên không ghi được nữa" in answer.json()["sentence"]
    assert numbers_of(sheet) == GOOD


def test_draft_of_a_closed_period_is_read_only_and_says_so(client: Client, story: Story) -> None:
    client.force_login(story.officer)
    period = make_period(2019)
    sheet = story.start(period=period)
    period.closes_on = DAY
    period.save()

    answer = send(client, sheet, typed("households", "1"))
    page = client.get(address("entry", sheet), follow=True)

    assert (answer.status_code, "đã khóa" in answer.json()["sentence"]) == (422, True)
    assert page.redirect_chain == [(sheet.get_absolute_url(), 302)]
    assert "Kỳ báo cáo đã khóa nên không nhập được nữa." in page.content.decode()


# Doors


def test_lost_session_is_told_in_json(client: Client, sheet: Submission) -> None:
    client.logout()

    answer = send(client, sheet, typed("households", "1"))

    assert (answer.status_code, answer.json()["error"]) == (401, "login")


def test_missing_token_is_told_in_json(story: Story) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(story.officer)
    sheet = story.start()

    answer = send(client, sheet, typed("households", "1"))

    assert (answer.status_code, answer.json()["error"]) == (403, "csrf")
    assert numbers_of(sheet) == {}


def test_script_that_is_turned_away_gets_json(client: Client, story: Story, sheet: Submission) -> None:
    client.force_login(story.next_officer)
    assert send(client, sheet, typed("households", "1")).json()["error"] == "not_found"

    client.force_login(story.office)
    assert send(client, sheet, typed("households", "1")).json()["error"] == "forbidden"


# The plain form


def form_of(page: Any, **changes: str) -> dict[str, str]:
    """What a browser without the script sends: every field as shown, but for what the person typed."""
    fields: dict[str, str] = {}
    for row in page.context["sheet"].rows:
        result = page.context["results"].get(row.code)
        seen = result["typed"] if result else row
        shown = {"so": seen.text, "muc": seen.qualifier, "ghi-chu": seen.note}
        fields |= {f"{name}-{row.code}": str(value) for name, value in shown.items()}
        fields[f"cu-{row.code}"] = f"{row.text}|{row.qualifier}|{row.note}"
        fields[f"lan-{row.code}"] = str(result["typed"].base_revision if result else row.revision)
        if result and result["state"] == "conflict":
            fields[f"moi-{row.code}"] = str(result["revision"])
    return fields | {name.replace("_", "-"): value for name, value in changes.items()}


def test_plain_form_has_the_fields_that_the_tests_send(client: Client, story: Story, sheet: Submission) -> None:
    save(sheet, cell(note="Sổ hộ"), by=story.colleague)
    page = client.get(address("entry", sheet))
    for each in (
        page,
        client.post(address("entry", sheet), form_of(page, so_registered="x") | {"lan-households": "0"}),
    ):
        html = each.content.decode()
        missing = [name for name in form_of(each) if f'name="{name}"' not in html]
        assert missing == []


def test_plain_form_saves_what_was_touched_and_nothing_else(client: Client, story: Story, sheet: Submission) -> None:
    page = client.get(address("entry", sheet))
    save(sheet, cell("registered", "800"), by=story.colleague)

    answer = client.post(address("entry", sheet), form_of(page, so_households="1.000"))

    assert (answer.status_code, answer["Location"]) == (302, address("entry", sheet))
    assert numbers_of(sheet) == {"households": 1_000, "registered": 800}


def test_plain_form_left_as_it_was_writes_nothing_and_goes_on_to_the_check(client: Client, sheet: Submission) -> None:
    page = client.get(address("entry", sheet))

    answer = client.post(address("entry", sheet), form_of(page, check="1"))

    assert answer["Location"] == address("submit", sheet)
    assert Submission.objects.get().edition == sheet.edition


def test_plain_form_shows_a_refused_cell_again_as_typed_and_keeps_the_others(client: Client, sheet: Submission) -> None:
    page = client.get(address("entry", sheet))

    answer = client.post(address("entry", sheet), form_of(page, so_households="1,234", so_registered="800"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1,234"' in html
    assert "dấu phẩy là dấu thập phân" in html
    assert numbers_of(sheet) == {"registered": 800}


def conflict_page(client: Client, story: Story, sheet: Submission) -> Any:
    """The officer typed 900 into a cell in which a colleague has meanwhile saved 1.000."""
    page = client.get(address("entry", sheet))
    save(sheet, cell(text="1.000"), by=story.colleague)
    return client.post(address("entry", sheet), form_of(page, so_households="900"))


@pytest.mark.parametrize(
    ("choice", "status", "number"), [("cua-toi", 302, 900), ("nguoi-khac", 302, 1_000), (None, 409, 1_000)]
)
def test_plain_form_overwrites_a_colleague_only_by_choice(
    client: Client, story: Story, sheet: Submission, choice: str | None, status: int, number: int
) -> None:
    page = conflict_page(client, story, sheet)
    fields = form_of(page) | ({"chon-households": choice} if choice else {})

    answer = client.post(address("entry", sheet), fields)

    assert (page.status_code, answer.status_code) == (409, status)
    assert numbers_of(sheet) == {"households": number}


def test_choice_does_not_hold_against_a_number_that_was_never_shown(
    client: Client, story: Story, sheet: Submission
) -> None:
    page = conflict_page(client, story, sheet)
    save(sheet, cell(text="1.111", seen=1), by=story.colleague)

    answer = client.post(address("entry", sheet), form_of(page) | {"chon-households": "cua-toi"})

    assert answer.status_code == 409
    assert "1.111" in answer.content.decode()
    assert numbers_of(sheet) == {"households": 1_111}


def test_plain_form_into_figures_already_sent_gives_back_what_was_typed(
    client: Client, story: Story, sheet: Submission
) -> None:
    fill(sheet, GOOD)
    page = client.get(address("entry", sheet))
    workflow.submit(sheet, by=story.colleague, at=AT)

    answer = client.post(address("entry", sheet), form_of(page, so_households="1.001"))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Số households: 1.001" in html
    assert "nên không ghi được nữa" in html


# Sending the whole


def test_good_figures_are_sent_with_one_press(client: Client, story: Story, sheet: Submission) -> None:
    fill(sheet, GOOD)

    answer = client.post(address("submit", sheet), {"edition": sheet.edition}, follow=True)

    found = Submission.objects.get()
    assert (found.state, found.submitted_by) == (State.SUBMITTED, story.officer)
    assert "Đã gửi báo cáo." in answer.content.decode()


def test_sheet_that_says_what_last_years_said_is_asked_about(client: Client, story: Story, sheet: Submission) -> None:
    before = story.start(period=make_period(sheet.period.year - 1))
    fill(before, GOOD, by=story.officer)
    fill(sheet, GOOD)

    answer = client.post(address("submit", sheet), {"edition": sheet.edition})

    assert "giống hệt" in answer.content.decode()
    assert Submission.objects.get(pk=sheet.pk).state == State.DRAFT
    press(client, address("submit", sheet), {"edition": sheet.edition})
    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED


@pytest.mark.parametrize("taken", ["register", "last-period"])
def test_number_taken_over_says_where_it_comes_from(client: Client, sheet: Submission, taken: str) -> None:
    send(client, sheet, typed("households", "1.000") | {"taken": taken}, typed("registered", "5"))

    assert dict(sheet.values.values_list("measure__code", "origin")) == {"households": taken, "registered": "typed"}


@pytest.mark.parametrize("taken", ["illustrative", "", None, 5, [], {}])
def test_nobody_says_otherwise_where_a_number_comes_from(client: Client, sheet: Submission, taken: object) -> None:
    answer = send(client, sheet, typed("households", "1.000") | {"taken": taken})

    assert answer.status_code == 200
    assert sheet.values.get().origin == "typed"


def test_second_press_is_told_that_the_figures_are_sent(client: Client, story: Story, sheet: Submission) -> None:
    fill(sheet, GOOD)

    answers = [client.post(address("submit", sheet), {"edition": sheet.edition}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "đang ở trạng thái “chờ duyệt” nên không gửi được" in answers[1].content.decode()
    assert sheet.steps.count() == 1


@pytest.mark.parametrize("edition", ["", "1", "abc", "-2", "9" * 30])
def test_figures_that_changed_since_they_were_read_are_not_sent(
    client: Client, story: Story, sheet: Submission, edition: str
) -> None:
    fill(sheet, GOOD)

    answer = client.post(address("submit", sheet), {"edition": edition})

    assert (answer.status_code, Submission.objects.get().state) == (409, State.DRAFT)
    assert "vừa có thay đổi sau khi trang được mở" in answer.content.decode()


def test_what_is_left_to_do_is_said_and_notes_already_written_stay(client: Client, sheet: Submission) -> None:
    fill(sheet, {"households": 1_000, "registered": 1, "persons": 9_000})

    answer = client.post(address("submit", sheet), {"edition": sheet.edition} | EXPLAINED)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Còn 1 ô bắt buộc chưa có số" in html
    assert "Theo điều tra dân số.</textarea>" in html
    assert CheckNote.objects.get().note == "Theo điều tra dân số."


def test_note_that_is_refused_is_shown_again_as_typed(client: Client, sheet: Submission) -> None:
    fill(sheet, GOOD | {"persons": 9_000})
    note = {"giai-trinh-persons-per-household": "Theo <b>sổ</b>"}

    answer = client.post(address("submit", sheet), {"edition": sheet.edition} | note)

    assert answer.status_code == 422
    assert "Theo &lt;b&gt;sổ&lt;/b&gt;</textarea>" in answer.content.decode()
    assert CheckNote.objects.count() == 0


def test_sent_figures_have_no_entry_table_any_more(client: Client, story: Story, sheet: Submission) -> None:
    sheet = story.bring_to(State.SUBMITTED)

    answers = [client.get(address(action, sheet)) for action in ("entry", "submit")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, sheet.get_absolute_url())] * 2


# Beginning


def begin(client: Client, story: Story, **forged: object) -> Any:
    ids = {"unit": story.ward.pk, "form": story.form.pk, "period": story.period.pk}
    return client.post(reverse("indicators:submission-start"), ids | forged)


def test_sheet_is_begun_once_however_often_the_button_is_pressed(client: Client, story: Story) -> None:
    client.force_login(story.officer)

    answers = [begin(client, story) for _ in range(2)]

    (sheet,) = Submission.objects.all()
    assert [answer["Location"] for answer in answers] == [address("entry", sheet)] * 2
    assert sheet.started_by == story.officer


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "sentence"),
    [(dt.date(2999, 1, 1), None, "chưa mở"), (dt.date(2019, 1, 1), dt.date(2020, 3, 31), "đã khóa")],
)
def test_period_not_yet_open_or_closed_is_refused_in_words(
    client: Client, story: Story, opens_on: dt.date, closes_on: dt.date | None, sentence: str
) -> None:
    client.force_login(story.officer)
    due_on = max(opens_on, dt.date(2019, 12, 10))
    period = make_period(2019, opens_on=opens_on, due_on=due_on, closes_on=closes_on)

    answer = begin(client, story, period=period.pk)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("name", ["unit", "form", "period"])
@pytest.mark.parametrize("forged", ["", "0", "-1", "abc", "1.5", "９", "9" * 18, "9" * 40])
def test_forged_ids_find_nothing(client: Client, story: Story, name: str, forged: str) -> None:
    client.force_login(story.officer)

    answer = begin(client, story, **{name: forged})

    assert (answer.status_code, Submission.objects.count()) == (404, 0)


# The office's answer


def step(client: Client, action: str, sheet: Submission, **words: object) -> Any:
    return client.post(address(action, sheet), {"edition": sheet.edition} | words)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("approve", State.SUBMITTED, State.APPROVED),
        ("return", State.SUBMITTED, State.RETURNED),
        ("reopen", State.APPROVED, State.REOPENED),
    ],
)
def test_office_takes_a_step_once(client: Client, story: Story, action: str, before: State, after: State) -> None:
    sheet = story.bring_to(before)
    client.force_login(story.office)

    answers = [step(client, action, sheet, reason="Thiếu số hộ.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert (Submission.objects.get().state, sheet.steps.filter(by=story.office).last().reason) == (  # type: ignore[union-attr]
        after,
        "" if action == "approve" else "Thiếu số hộ.",
    )


def test_two_of_the_office_at_once_take_one_step(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)

    def press(user: User, action: str) -> Any:
        client.force_login(user)
        return step(client, action, sheet, reason="Thiếu số hộ.")

    first, second = press(story.office, "approve"), press(story.leader, "return")

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Thiếu số hộ." in second.content.decode()
    assert list(sheet.steps.values_list("action", flat=True)) == [Action.SUBMIT, Action.APPROVE]


def test_return_without_a_reason_is_refused_in_words(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    client.force_login(story.office)

    answer = step(client, "return", sheet, reason=" ")

    assert (answer.status_code, Submission.objects.get().state) == (422, State.SUBMITTED)
    assert "Hãy ghi lý do trả lại" in answer.content.decode()


def test_returned_figures_show_the_reason_to_the_ward(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)
    client.force_login(story.officer)

    for page in (client.get(address("entry", sheet)), client.get(sheet.get_absolute_url())):
        assert "Số hộ chưa khớp với sổ." in page.content.decode()


# Numbers of queries


@pytest.mark.parametrize("lines", [3, 30])
def test_entry_page_asks_a_fixed_number_of_questions(
    client: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries, lines: int
) -> None:
    form = make_form(*(f"m{number}" for number in range(lines)), code="dai")
    sheet = story.start(form=form)
    fill(sheet, {f"m{number}": number for number in range(lines)})
    client.force_login(story.officer)

    with django_assert_num_queries(8):
        client.get(address("entry", sheet))


@pytest.mark.parametrize("seen", [0, 1])
def test_saving_a_cell_asks_a_fixed_number_of_questions(
    client: Client, story: Story, sheet: Submission, django_assert_num_queries: DjangoAssertNumQueries, seen: int
) -> None:
    fill(story.start(period=make_period(2019)), GOOD)
    if seen:
        save(sheet, cell())

    with django_assert_num_queries(12):
        assert send(client, sheet, typed("households", "900", seen=seen)).status_code == 200


def results_of(outcome: list[CellResult]) -> list[str]:
    return [each.state for each in outcome]


def test_two_hundred_cells_are_the_most_in_one_message(client: Client, story: Story) -> None:
    sheet = story.start(form=make_form(*(f"m{number}" for number in range(201)), code="dai"))
    cells = [cell(f"m{number}", str(number)) for number in range(200)]
    assert results_of(save(sheet, *cells)) == ["saved"] * 200
    client.force_login(story.officer)

    answer = send(client, sheet, *(typed(f"m{number}", "7", seen=1) for number in range(201)))

    assert answer.status_code == 422
    assert "nhiều nhất 200 ô" in answer.json()["sentence"]
    assert set(numbers_of(sheet).values()) == set(range(200))
