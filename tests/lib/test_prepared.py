"""A question whose SQL is made once answers as Django's own query does, for whatever id, on any connection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from awards.titles.criteria import BANDS, as_rules, rules_of
from awards.titles.models import Band, CriteriaSet
from hocTap.lib.prepared import Prepared
from tests.awards.titles.factories import make_world
from units.standing import Lives, stands

pytestmark = pytest.mark.django_db


def test_answers_are_those_of_the_query_itself(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_world()
    sets = list(CriteriaSet.objects.with_lines())
    list(BANDS.rows(sets[0].pk))

    with django_assert_num_queries(2 * len(sets)):
        found = rules_of([each.pk for each in sets])

    assert len(sets) > 1
    assert found == {each.pk: as_rules(each) for each in sets}
    assert list(BANDS.rows(0)) == []


def test_what_was_changed_is_read_the_next_time() -> None:
    make_world()
    band = Band.objects.order_by("pk")[0]
    before = [name for _, name, *_ in BANDS.rows(band.criteria_id)]

    Band.objects.filter(pk=band.pk).update(name="Tên mới")

    after = [name for _, name, *_ in BANDS.rows(band.criteria_id)]
    assert {*after} - {*before} == {"Tên mới"}


def test_the_sql_is_made_once_by_each_thread() -> None:
    made: list[int] = []

    def make(pk: int) -> QuerySet[Band, tuple[int]]:
        made.append(pk)
        return Band.objects.filter(pk=pk).values_list("pk")

    asked = Prepared(make)
    assert [list(asked.rows(pk)) for pk in (0, -1, 0)] == [[], [], []]
    assert len(made) == 1

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: getattr(asked.made, "held", None)).result() is None


def test_whether_a_unit_stands_is_asked_as_its_life_has_it() -> None:
    world = make_world()
    version = world.ward.versions.get()
    days = [version.valid_from, version.valid_from.replace(year=version.valid_from.year - 1)]

    assert [stands(world.ward.pk, day) for day in days] == [True, False]
    assert [Lives([world.ward.pk]).on(world.ward.pk, day) is not None for day in days] == [True, False]
