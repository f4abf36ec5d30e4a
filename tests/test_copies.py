"""A world that was copied is the world that was set: every row, and the database counts on from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from awards.titles.models import CriteriaSet
from tests import copies
from tests.awards.titles.factories import World, make_world
from tests.factories import make_unit
from tests.reports.factories import make_issued
from units.enums import UnitKind

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def contents() -> dict[str, Any]:
    return {table.name: copies.read(table) for table in copies.filled(copies.tables())}


MAKERS: list[Callable[[], Any]] = [make_world, make_issued]


@pytest.fixture(params=MAKERS, ids=["world of titles", "issued report"])
def make(request: pytest.FixtureRequest) -> Callable[[], Any]:
    found: Callable[[], Any] = request.param
    return found


@pytest.mark.parametrize("time", ["set or copied", "copied"])
def test_same_rows_are_there_each_time(make: Callable[[], Any], time: str) -> None:
    make()
    alone = (make.__module__, make.__qualname__, (), ())
    (kept,) = [kept for key, kept in copies._kept.items() if key[:4] == alone]

    assert contents() == {table.name: rows for table, rows in kept.rows}


def test_answer_is_nobody_elses() -> None:
    first = make_world()
    first.officer.full_name = "Đã đổi"

    assert make_world.__wrapped__ is not make_world  # type: ignore[attr-defined]
    assert not [each for each in copies._kept.values() if "Đã đổi".encode() in each.answer]


def test_world_beside_another_is_set_step_by_step() -> None:
    make_unit("Thành phố Cũ", UnitKind.PROVINCE)
    copies_before = dict(copies._kept)

    world = make_world()

    assert isinstance(world, World)
    assert copies._kept == copies_before


@pytest.mark.django_db(transaction=True)
def test_in_a_test_that_commits_the_world_is_set_step_by_step() -> None:
    assert make_world().officer.pk
    assert not connection.in_atomic_block


def test_database_counts_on_from_the_copied_rows() -> None:
    """Also where the test before left a fresh database, whose numbers begin at one."""
    with transaction.atomic():
        make_world()
        filled = copies.filled(copies.tables())
        transaction.set_rollback(True)
    begin_at_one(filled)
    make_world()
    known = CriteriaSet.history.count()  # type: ignore[attr-defined]
    for each in CriteriaSet.objects.all():
        each.save()

    assert CriteriaSet.history.count() == known + CriteriaSet.objects.count()  # type: ignore[attr-defined]
    assert make_unit("Phường Mới").pk


def begin_at_one(tables: list[copies.Table]) -> None:
    """SQLite takes its numbers back with the rows; PostgreSQL does not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), 1, false)", [table.name, table.key])
