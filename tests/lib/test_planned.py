"""PostgreSQL keeps the plan of a question that comes often; the answers stay those of the question itself."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.contrib.auth.models import Group
from django.db import NotSupportedError, connection, transaction

from hocTap.lib.planned import left_open
from hocTap.lib.prepared import Prepared
from hocTap.settings import PLANNED_AFTER
from tests.factories import make_ward
from units.models import Unit

OFTEN = PLANNED_AFTER + 2
only_there = pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are kept by PostgreSQL")


def test_ids_are_left_open_where_the_sql_has_them_and_signs_of_percent_stay() -> None:
    sql = "SELECT 'a%', -5 WHERE id IN ( -102, -101) AND key LIKE '-1%' AND parent = -101"

    opened = left_open(sql, range(-102, -100))

    assert opened == ("SELECT 'a%%', -5 WHERE id IN ( %s, %s) AND key LIKE '-1%%' AND parent = %s", [-102, -101, -101])


@only_there
@pytest.mark.django_db
def test_question_that_comes_often_is_planned_once_whatever_the_ids() -> None:
    wards = [make_ward(f"Phường {number}") for number in range(OFTEN)]
    asked = Prepared(lambda pk, kinds: Unit.objects.filter(pk=pk, key__in=kinds).exclude(key="100%"))

    found = [[each.pk for each in asked.rows(ward.pk, (ward.key,))] for ward in wards]
    again = [list(asked.rows(pk, (wards[0].key,))) for pk in [wards[0].pk] * OFTEN + [0, 10**15]]

    assert found == [[ward.pk] for ward in wards]
    assert again == [[wards[0]]] * OFTEN + [[], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements"
            """ WHERE statement LIKE '%%"units_unit"."key"%%100%%%%'"""
        )
        assert cursor.fetchone() == (1,)


@only_there
@pytest.mark.django_db(transaction=True)
def test_column_that_a_migration_changed_meanwhile_is_read_all_the_same() -> None:
    """The old process goes on while the database is migrated: pages answer, an act fails once and then succeeds."""
    group = Group.objects.create(name="Phường 1")
    asked = Prepared(lambda pk: Group.objects.filter(pk=pk).values_list("name"))

    def changed_to(size: int) -> None:
        for _ in range(OFTEN):
            list(asked.rows(group.pk))
        with closing(connection.copy()) as migrating, migrating.cursor() as cursor:
            cursor.execute(f"ALTER TABLE auth_group ALTER COLUMN name TYPE varchar({size})")

    changed_to(300)
    assert list(asked.rows(group.pk)) == [("Phường 1",)]

    changed_to(301)
    with pytest.raises(NotSupportedError), transaction.atomic():
        list(asked.rows(group.pk))
    connection.close_if_unusable_or_obsolete()
    with transaction.atomic():
        assert list(asked.rows(group.pk)) == [("Phường 1",)]
