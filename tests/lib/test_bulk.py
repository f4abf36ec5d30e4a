"""Rows written in plain statements are the rows that the ORM would have written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from hocTap.lib.bulk import FEW, insert_many, insert_many_with_history
from indicators.models import Measure, Value
from tests.factories import make_user, make_ward
from tests.indicators.factories import make_story
from units.enums import Role
from units.models import Post, Unit

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
