"""Several people at once, each on a connection of their own: nothing lost, nothing doubled, nothing after the lock."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection, connections

from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.enums import Action, State
from indicators.models import Submission, Value
from tests.indicators.factories import AT, DAY, GOOD, REASON, Story, cell, fill, make_form, make_story, numbers_of, save

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database lies in the memory of one connection"
    ),
]
Result = TypeVar("Result")
OFFICERS = 16


@pytest.fixture
def crowd(transactional_db: None) -> Story:
    """The story, written for good: other connections see it."""
    return make_story()


def at_once(acts: Sequence[Callable[[], Result]]) -> list[Result | Refused]:
    """Everybody presses at the same moment; who is refused brings the refusal back."""
    gate = threading.Barrier(len(acts))

    def press(act: Callable[[], Result]) -> Result | Refused:
        gate.wait(timeout=30)
        try:
            return act()
        except Refused as reason:
            return reason
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(press, acts))


def state_of(submission: Submission) -> State:
    return State(Submission.objects.get(pk=submission.pk).state)


def test_two_officers_in_one_cell_one_is_saved_and_the_other_shown_both(crowd: Story) -> None:
    sheet = crowd.start()
    people = (crowd.officer, crowd.colleague)

    outcome = at_once([partial(save, sheet, cell(text=text), by=by) for by, text in zip(people, "12", strict=True)])

    results = [result for each in outcome if isinstance(each, list) for result in each]
    conflict, saved = sorted(results, key=lambda result: result.state)
    assert (saved.state, conflict.state, conflict.text, conflict.revision) == ("saved", "conflict", saved.text, 1)
    assert [str(number) for number in numbers_of(sheet).values()] == [saved.text]
    assert Value.history.count() == 1  # type: ignore[attr-defined]


def test_sixteen_officers_lose_and_double_nothing(crowd: Story) -> None:
    codes = [f"m{number}" for number in range(12)]
    sheet = crowd.start(form=make_form(*codes, code="dai"))

    def work(officer: int) -> int:
        """Types 12 cells one by one; every conflict is answered with one's own number."""
        written = 0
        for code in codes:
            seen = 0
            while True:
                (result,) = save(sheet, cell(code, str(1_000 + officer), seen=seen), by=crowd.officer)
                if result.state == "saved":
                    written += 1
                    break
                seen = result.revision
        return written

    outcome = at_once([partial(work, officer) for officer in range(OFFICERS)])

    values = Value.objects.filter(submission=sheet)
    assert outcome == [len(codes)] * OFFICERS
    assert list(values.values_list("revision", flat=True)) == [OFFICERS] * len(codes)
    assert Value.history.count() == OFFICERS * len(codes)  # type: ignore[attr-defined]
    assert Submission.objects.get(pk=sheet.pk).edition == 1 + OFFICERS * len(codes)


def test_officers_in_different_cells_do_not_hinder_each_other(crowd: Story) -> None:
    codes = [f"m{number}" for number in range(OFFICERS)]
    sheet = crowd.start(form=make_form(*codes, code="dai"))

    at_once([partial(save, sheet, cell(code, "7")) for code in codes])

    assert numbers_of(sheet) == dict.fromkeys(codes, 7)


def test_approval_pressed_twice_at_once_is_one_step(crowd: Story) -> None:
    sheet = crowd.bring_to(State.SUBMITTED)

    outcome = at_once(
        [
            partial(workflow.approve, sheet, by=by, at=AT, edition=sheet.edition)
            for by in (crowd.office, crowd.leader, crowd.office, crowd.leader)
        ]
    )

    assert sorted(type(result).__name__ for result in outcome) == ["Stale", "Stale", "Stale", "Submission"]
    assert list(sheet.steps.values_list("action", flat=True)) == [Action.SUBMIT, Action.APPROVE]


def test_approval_and_return_at_once_are_one_of_the_two(crowd: Story) -> None:
    sheet = crowd.bring_to(State.SUBMITTED)

    outcome = at_once(
        [
            partial(workflow.approve, sheet, by=crowd.office, at=AT),
            partial(workflow.send_back, sheet, by=crowd.leader, at=AT, reason=REASON),
        ]
    )

    assert sorted(type(result).__name__ for result in outcome) == ["Stale", "Submission"]
    assert sheet.steps.count() == 2
    assert state_of(sheet) == sheet.steps.order_by("-pk")[0].after


@pytest.mark.parametrize("attempt", range(5))
def test_number_saved_while_the_sheet_is_sent_is_in_it_or_refused(crowd: Story, attempt: int) -> None:
    sheet = crowd.start()
    fill(sheet, GOOD)

    saved, sent = at_once(
        [
            lambda: save(sheet, cell("registered", "801", seen=1), by=crowd.colleague),
            lambda: workflow.submit(sheet, by=crowd.officer, at=AT),
        ]
    )

    kept = sheet.steps.get().figures["registered"][0]
    assert isinstance(sent, Submission)
    assert kept == (800 if isinstance(saved, Refused) else 801)
    assert numbers_of(sheet) == GOOD | {"registered": kept}


def test_sheet_begun_by_many_at_once_is_one(crowd: Story) -> None:
    people = [crowd.officer, crowd.colleague] * 4

    outcome = at_once([partial(workflow.start, crowd.ward, crowd.form, crowd.period, by=by, on=DAY) for by in people])

    assert [Submission.objects.get()] * len(people) == outcome


def test_note_written_while_the_sheet_is_sent_does_not_slip_past_the_lock(crowd: Story) -> None:
    sheet = crowd.start()
    fill(sheet, GOOD)
    words = {"persons-per-household": "x"}
    later = AT + dt.timedelta(minutes=1)

    explained, _ = at_once(
        [
            lambda: workflow.explain(sheet, words, by=crowd.colleague, at=later),
            lambda: workflow.submit(sheet, by=crowd.officer, at=AT),
        ]
    )

    assert sheet.check_notes.count() == (0 if isinstance(explained, Refused) else 1)
    assert state_of(sheet) == State.SUBMITTED
