"""Figures that were sent or approved are locked in the database itself, also for those who go past the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from hocTap.lib.refusals import Refused, Stale
from indicators import workflow
from indicators.enums import State
from indicators.models import Submission, Value
from tests.indicators.factories import AT, GOOD, Story, cell, make_measure, numbers_of, save

SEALED = [State.SUBMITTED, State.APPROVED]
WRITABLE = [State.RETURNED, State.REOPENED]


def execute(sql: str, *params: int | dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def insert(sheet: Submission) -> None:
    Value.objects.create(
        submission=sheet, measure=make_measure("persons"), number=1, updated_by=sheet.started_by, updated_at=AT
    )


def insert_raw(sheet: Submission) -> None:
    execute(
        "INSERT INTO indicators_value (submission_id, measure_id, number, qualifier, note, origin, revision,"
        " updated_by_id, updated_at) VALUES (%s, %s, 1, 'exact', '', 'typed', 1, %s, %s)",
        sheet.pk,
        make_measure("persons").pk,
        sheet.started_by_id,
        AT,
    )


def move_out(sheet: Submission) -> None:
    other = Submission.objects.exclude(pk=sheet.pk).get()
    execute("UPDATE indicators_value SET submission_id = %s WHERE submission_id = %s", other.pk, sheet.pk)


def move_in(sheet: Submission) -> None:
    other = Submission.objects.exclude(pk=sheet.pk).get()
    execute("UPDATE indicators_value SET submission_id = %s WHERE submission_id = %s", sheet.pk, other.pk)


WRITES: dict[str, Callable[[Submission], object]] = {
    "insert": insert,
    "insert by hand": insert_raw,
    "update": lambda sheet: Value.objects.filter(submission=sheet).update(number=0),
    "update by hand": lambda sheet: execute(
        "UPDATE indicators_value SET number = 0 WHERE submission_id = %s", sheet.pk
    ),
    "delete": lambda sheet: Value.objects.filter(submission=sheet).delete(),
    "delete by hand": lambda sheet: execute("DELETE FROM indicators_value WHERE submission_id = %s", sheet.pk),
    "move into another sheet": move_out,
    "move from another sheet": move_in,
}


@pytest.fixture
def draft_beside(story: Story) -> Submission:
    """A sheet that may be written, with a cell that the others do not have."""
    draft = story.start(ward=story.next_ward)
    save(draft, cell("persons", "5"))
    return draft


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("state", SEALED)
def test_sealed_figures_are_not_written(
    story: Story, draft_beside: Submission, state: State, write: Callable[[Submission], object]
) -> None:
    sheet = story.bring_to(state)

    with pytest.raises(IntegrityError, match="value_locked_when_sent"), transaction.atomic():
        write(sheet)

    assert (numbers_of(sheet), numbers_of(draft_beside)) == (GOOD, {"persons": 5})


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("state", WRITABLE)
def test_the_lock_opens_when_figures_are_sent_back(
    story: Story, draft_beside: Submission, state: State, write: Callable[[Submission], object]
) -> None:
    sheet = story.bring_to(state)

    write(sheet)

    assert (numbers_of(sheet), numbers_of(draft_beside)) != (GOOD, {"persons": 5})


@pytest.mark.parametrize("state", SEALED)
def test_workflow_writes_nothing_into_sealed_figures(story: Story, state: State) -> None:
    sheet = story.bring_to(state)
    notes = {"persons-per-household": "x"}

    with pytest.raises(Stale, match="nên không ghi được nữa"):
        save(sheet, cell(seen=1, text="1"))
    with pytest.raises(Stale):
        workflow.explain(sheet, notes, by=story.officer, at=AT)
    assert numbers_of(sheet) == GOOD


def test_approver_who_sent_is_refused_before_the_database_has_to(story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)

    with pytest.raises(Refused):
        workflow.approve(sheet, by=story.officer, at=AT)

    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED


def test_what_is_in_use_is_not_deleted(story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)

    for used in (story.ward, story.form, story.period, story.officer, sheet, make_measure("households")):
        with pytest.raises(ProtectedError):
            used.delete()
