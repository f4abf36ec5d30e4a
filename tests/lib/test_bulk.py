"""Rows written in plain statements are the rows that the ORM would have written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.bulk import FEW, insert_many, insert_many_with_history, save_some_with_history
from indicators.models import Measure, Value
from tests.factories import make_user, make_ward
from tests.indicators.factories import make_measure, make_story
from units.enums import Role
from units.models import Post, Unit, User

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2020, 10, 29, 8, 0, tzinfo=dt.UTC)


def posts(count: int) -> list[Post]:
    ward, user = make_ward("Phường 5"), make_user("can-bo")
    days = (dt.date(2012, 1, 1) + dt.timedelta(days=place) for place in range(count))
    return [Post(user=user, unit=ward, role=Role.WARD_OFFICER, valid_from=day, valid_to=day) for day in days]


@pytest.mark.parametrize("count", [0, 1, FEW, 3 * FEW])
def test_every_row_has_its_key_and_reads_back_as_written(count: int) -> None:
    made = insert_many(posts(count))

    assert list(Post.objects.order_by("valid_from")) == made
    assert len({post.pk for post in made}) == count
    for field in ("role", "valid_from", "valid_to", "user_id", "unit_id"):
        assert [getattr(each, field) for each in Post.objects.order_by("valid_from")] == [
            getattr(each, field) for each in made
        ]


def test_next_row_of_the_orm_takes_the_next_key() -> None:
    made = insert_many(posts(FEW))
    unit = Unit.objects.get()

    later = Post.objects.create(user=made[0].user, unit=unit, role=Role.FUND_OFFICER, valid_from=dt.date(2020, 1, 1))

    assert later.pk == max(post.pk for post in made) + 1


def test_database_refuses_what_it_would_refuse_of_the_orm_and_keeps_nothing() -> None:
    wrong = posts(FEW)
    wrong[-1].valid_to = dt.date(2000, 1, 1)

    with pytest.raises(IntegrityError):
        insert_many(wrong)


def test_first_entry_of_the_history_says_what_was_written_by_whom_and_when() -> None:
    story = make_story()
    sheet, by = story.start(), story.officer
    rows = [
        Value(submission=sheet, measure=measure, number=7, updated_by=by, updated_at=NOW)
        for measure in Measure.objects.filter(lines__section__form=story.form)
    ]

    made = insert_many_with_history(rows, by=by, at=NOW)

    history: Any = Value.history
    entries = history.order_by("id")
    assert [(entry.history_type, entry.history_user, entry.history_date) for entry in entries] == [("+", by, NOW)] * 4
    assert [entry.instance for entry in entries] == made
    fields = [field.attname for field in history.model.tracked_fields]
    assert list(entries.values_list(*fields)) == list(Value.objects.order_by("id").values_list(*fields))


# Some rows at a time, new and known


def cells(count: int) -> tuple[Any, list[Value]]:
    """A sheet and so many new cells of it."""
    story = make_story()
    sheet, by = story.start(), story.officer
    measures = [make_measure(f"m{number}") for number in range(count)]
    return by, [
        Value(
            submission=sheet, measure=measure, number=number, note=f"ghi “{number}”, \\ {{}}", **WRITTEN, updated_by=by
        )
        for number, measure in enumerate(measures)
    ]


WRITTEN = {"updated_at": NOW}
UNIQUE = ("submission", "measure")


def stored(manager: Any) -> list[tuple[Any, ...]]:
    return list(manager.order_by("measure_id").values_list("measure_id", "number", "note", "revision", "updated_at"))


@pytest.mark.parametrize("count", [1, 3, 45])
def test_new_and_known_rows_are_written_with_their_history(count: int) -> None:
    by, rows = cells(count)
    save_some_with_history(rows, unique=UNIQUE, by=by, at=NOW)
    keys = [row.pk for row in rows]
    new = Value(submission=rows[0].submission, measure=make_measure("new"), number=None, updated_by=by, **WRITTEN)
    for row in rows:
        row.number, row.revision = None, 2

    save_some_with_history([*rows, new], unique=UNIQUE, by=by, at=NOW)

    expected = [(each.measure_id, None, each.note, each.revision, NOW) for each in [*rows, new]]
    assert stored(Value.objects) == sorted(expected)
    assert [row.pk for row in rows] == keys
    history: Any = Value.history
    kinds = [(entry.id, entry.history_type) for entry in history.order_by("history_id")]
    assert kinds == [*((key, "+") for key in keys), *((key, "~") for key in keys), (new.pk, "+")]
    assert {(entry.history_user, entry.history_date) for entry in history.all()} == {(by, NOW)}
    assert stored(history.filter(revision=2)) == expected[:-1]


def test_nothing_to_save_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert save_some_with_history([], unique=UNIQUE, by=User(), at=NOW) == []


def test_some_rows_are_two_statements_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    by, rows = cells(40)

    with django_assert_num_queries(2):
        save_some_with_history(rows, unique=UNIQUE, by=by, at=NOW)


@pytest.mark.parametrize("wrong", [{"number": -1}, {"number": None, "qualifier": "below"}, {"origin": "x" * 13}])
def test_row_that_the_database_refuses_lets_none_in(wrong: dict[str, Any]) -> None:
    by, rows = cells(3)
    for name, value in wrong.items():
        setattr(rows[-1], name, value)
    if "origin" in wrong and connection.vendor == "sqlite":
        pytest.skip("SQLite does not bound the length of a text")

    with pytest.raises(DatabaseError), transaction.atomic():
        save_some_with_history(rows, unique=UNIQUE, by=by, at=NOW)

    assert (Value.objects.count(), Value.history.count()) == (0, 0)  # type: ignore[attr-defined]
