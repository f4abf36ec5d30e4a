"""What stands in a state that only steps lead to is named when its steps are gone, of every table of states."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from hocTap.lib.steps import Kept, Transition, Transitions, tables
from indicators.models import Step
from tests import databases, scenes
from tests.test_project import ROOT, is_workflow, sources
from tests.upkeep.test_sealing import as_owner, faults
from units.sealing.led import steps_missing
from units.sealing.workflow import seal

pytestmark = pytest.mark.both

LOGGED = [each for each in tables() if isinstance(each.kept, Kept)]


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration on a busy day, sealed that night."""
    with django_db_blocker.unblock():
        scenes.busy_day_of_few()
        seal(timezone.localdate(), timezone.now())
        yield
        databases.empty_again()


def named(table: Transitions[Any, Any]) -> str:
    return table.kept.thing.__name__ if isinstance(table.kept, Kept) else ""


# --- the tables ---------------------------------------------------------------------------------------------------


def test_every_table_of_states_is_known_to_a_command() -> None:
    """The night's command reads no page; its process knows all tables that workflow modules make."""
    modules = [
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in sources() if is_workflow(path)
    ]
    made = {id(each) for module in modules for each in vars(module).values() if isinstance(each, Transitions)}
    alone = "import django; django.setup(); from hocTap.lib.steps import tables; print(len(tables()))"
    told = subprocess.run([sys.executable, "-c", alone], cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(told.stdout) == len(made)
    assert all(each.kept for each in tables())


@pytest.mark.parametrize("table", LOGGED, ids=named)
def test_log_of_a_table_has_its_steps(table: Transitions[Any, Any]) -> None:
    kept = table.kept
    assert isinstance(kept, Kept)
    columns = {field.attname for field in kept.log._meta.concrete_fields}
    field: Any = kept.log._meta.get_field(kept.action)

    assert {kept.owner, kept.action} <= columns
    assert {str(action) for action in table.table} <= {str(value) for value, _ in field.flatchoices}


def test_steps_on_every_way_are_needed() -> None:
    """Two ways lead to the end; both pass the gate, one only the side door."""
    table: Transitions[Any, Any] = Transitions(
        {
            "knock": Transition(("out",), "gate"),
            "sneak": Transition(("gate",), "side"),
            "enter": Transition(("gate", "side"), "in"),
            "look": Transition(("in",), "in"),
        },
        kept="Chỉ để thử.",
    )

    assert table.needed_for("in", "out") == [["knock"], ["enter"]]
    assert table.needed_for("out", "out") == []


# --- a log of which all rows are gone -----------------------------------------------------------------------------


def test_whatever_stands_in_a_state_has_the_steps_that_lead_there(sealed: None) -> None:
    assert list(steps_missing()) == []


def without_checks(table: str) -> None:
    """The owner drops the checks of a table (SQLite ignores them already); the transaction puts them back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            asked = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
            cursor.execute(asked, [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


@pytest.mark.parametrize("table", LOGGED, ids=named)
def test_things_without_any_step_are_named(sealed: None, table: Transitions[Any, Any]) -> None:
    kept = table.kept
    assert isinstance(kept, Kept)
    field: Any = kept.thing._meta.get_field(kept.state)
    led = kept.thing._base_manager.exclude(**{kept.state: field.default}).order_by("pk").first()
    thing = led or kept.thing._base_manager.order_by("pk").first()
    if thing is None:
        pytest.fail(f"the demonstration has no {kept.thing.__name__}")
    target = str(next(step.target for step in table.table.values() if step.target != field.default))
    column, log = connection.ops.quote_name(kept.state), kept.log._meta.db_table

    with as_owner(), connection.cursor() as cursor:
        if led is None:
            without_checks(kept.thing._meta.db_table)
            cursor.execute(
                f"UPDATE {kept.thing._meta.db_table} SET {column} = %s WHERE id = %s",  # noqa: S608
                [target, thing.pk],
            )
        cursor.execute(f"DELETE FROM {log} WHERE {kept.owner} = %s", [thing.pk])  # noqa: S608
        found = [each for each in steps_missing() if each.lower().startswith(f"{kept.label.format(thing.pk)}: ")]

    assert found
    assert "không còn bước" in found[0]


def test_log_that_went_alone_is_missed_also_of_a_draft(sealed: None) -> None:
    """A draft may go with its steps, but not they without it."""
    step = Step.objects.exclude(submission__state="approved").earliest("pk")

    with as_owner():
        Step.objects.filter(submission=step.submission).delete()
        (fault,) = faults("sheet-step")

    assert fault.startswith(f"Các bước của báo cáo số liệu số {step.submission_id}: không còn")
