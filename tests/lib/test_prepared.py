"""A question whose SQL is made once answers as Django's own query does, for whatever id, on any connection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db.models import Func, IntegerField, Model, QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from awards.titles.criteria import BANDS, as_rules, rules_of
from awards.titles.models import Band, CriteriaSet
from hocTap.lib.prepared import Prepared, how_many
from tests.awards.scholarships.factories import make_fund, make_grant, make_recipient
from tests.awards.titles.factories import make_households, make_world
from tests.factories import make_user, make_ward
from tests.indicators.factories import make_period, make_small_form
from units.enums import Role
from units.models import Unit, User
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
        assert pool.submit(lambda: getattr(asked.made, "kept", None)).result() is None


def test_one_sql_serves_everybody_of_a_shape_and_gives_each_his_own() -> None:
    world = make_world()
    one = make_user("mot", (Role.WARD_OFFICER, world.ward))
    other = make_user("hai", (Role.WARD_OFFICER, world.other_ward))
    office = make_user("ba", (Role.DISTRICT_OFFICE, world.district))
    made: list[User] = []

    def make(user: User, day: dt.date) -> QuerySet[Unit, Unit]:
        made.append(user)
        return Unit.objects.visible_to(user).on(day).order_by("pk").prefetch_related("versions")

    asked = Prepared(make)
    day = world.ward.versions.get().valid_from
    seen = {each.username: list(asked.rows(each, day)) for each in (one, other, office, one)}

    assert len(made) == 2
    assert seen == {each.username: list(make(each, day)) for each in (one, other, office)}
    assert seen["mot"] != seen["hai"]
    assert "versions" in seen["mot"][0]._prefetched_objects_cache


def test_lists_of_ids_of_any_length_are_asked_for() -> None:
    units = [unit.pk for unit in (make_world().ward, *(make_ward(f"Phường {number}") for number in range(70)))]
    asked = Prepared(lambda pks: how_many(Unit.objects.filter(pk__in=pks)))

    assert [asked.number(units[:many]) for many in (0, 1, 2, 71, 2)] == [0, 1, 2, 71, 2]


def test_sql_that_hangs_on_an_answer_or_holds_an_id_is_not_kept() -> None:
    unit = make_world().ward
    asks = Prepared(lambda pk: Unit.objects.filter(pk__in=list(Unit.objects.filter(pk=pk))))
    writes = Prepared(lambda pk: Unit.objects.annotate(own=Func(template=str(pk), output_field=IntegerField())))

    with pytest.raises(AssertionError, match="without asking"):
        asks.rows(unit.pk)
    with pytest.raises(AssertionError, match="an id is written"):
        writes.rows(unit.pk)


def test_first_pages_ask_what_their_questions_say(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever comes: the SQL kept for the shape of a person gives what a query made for that person gives."""
    people = everybody()
    compared, kept = 0, Prepared.rows

    def both(self: Prepared, *facts: Any) -> Iterator[Any]:
        nonlocal compared
        found = list(kept(self, *facts))
        assert facts_in(found) == facts_in(self.make(*facts))
        compared += len(found)
        return iter(found)

    monkeypatch.setattr(Prepared, "rows", both)
    for person in people:
        client.force_login(person)
        assert client.get("/", follow=True).status_code == 200

    assert len({person.shape() for person in people}) < len(people)
    assert compared > 50


def everybody() -> list[User]:
    """People of two wards, of their district and their province, by what they are, and work that waits for them."""
    world = make_world()
    make_small_form()
    make_period()
    make_households(world, 3)
    fund = make_fund(world.ward, cash=100_000_000)
    make_grant(fund, 100_000, recipient=make_recipient(fund, "Nguyễn Thị Thử"), ward=world.ward)
    at_wards = [(Role.WARD_OFFICER,), (Role.FUND_OFFICER,), (Role.WARD_OFFICER, Role.FUND_OFFICER)]
    above = [(Role.DISTRICT_OFFICE,), (Role.TITLE_APPROVER,), (Role.READER,)]
    return [
        make_user(f"nguoi-{unit.pk}-{number}", *((role, unit) for role in roles))
        for units, posts in (
            ((world.ward, world.other_ward), at_wards),
            ((world.district, world.province), above),
        )
        for unit in units
        for number, roles in enumerate(posts)
    ]


def facts_in(rows: Iterable[Any]) -> list[Any]:
    """Rows as plain facts; of a record its columns, with those of what was read along."""
    return sorted(repr(_plain(row)) for row in rows)


def _plain(row: Any) -> Any:
    if not isinstance(row, Model):
        return row
    facts = {name: value for name, value in row.__dict__.items() if not name.startswith("_") and name != "user"}
    return facts | {name: _plain(each) for name, each in row._state.fields_cache.items() if name != "user"}


def test_whether_a_unit_stands_is_asked_as_its_life_has_it() -> None:
    world = make_world()
    version = world.ward.versions.get()
    days = [version.valid_from, version.valid_from.replace(year=version.valid_from.year - 1)]

    assert [stands(world.ward.pk, day) for day in days] == [True, False]
    assert [Lives([world.ward.pk]).on(world.ward.pk, day) is not None for day in days] == [True, False]
