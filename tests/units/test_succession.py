"""Who answers for the units of the catalogue on a day, and which circles of successions are refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hocTap.lib.steps import Refused
from tests.factories import FIRST_DAY, make_centre, make_unit, make_user
from tests.units.conftest import UnitByKey
from units import workflow
from units.centres.pending import pending
from units.centres.permissions import can_decide
from units.enums import ChangeKind, Role, UnitKind
from units.models import CentreAuthority, ChangeEvent, ChangeLink, LearningCentre, Unit
from units.rules.succession import WHOLE, Answer, Share
from units.succession import answering_for, answers_for

TODAY = dt.date(2026, 1, 1)
NEW_YEAR = dt.date(2025, 1, 1)
NEW_YEARS_EVE = dt.date(2024, 12, 31)
UNPUBLISHED = Share(Fraction(0), Fraction(1))


def passed(on: dt.date, *moves: workflow.Move) -> ChangeEvent:
    return workflow.record_change(ChangeKind.MERGE, on, moves, decision="Nghị quyết thử")


@pytest.mark.parametrize(
    ("key", "day", "heirs"),
    [
        ("hcm-q11-p5", dt.date(2020, 12, 31), {"hcm-q11-p5": WHOLE}),
        ("hcm-q11-p5", TODAY, {"hcm-hoa-binh": WHOLE}),
        ("hcm-q11-p2", NEW_YEARS_EVE, {"hcm-q11-p2": WHOLE}),
        ("hcm-q11-p2", NEW_YEAR, {"hcm-q11-p1": WHOLE}),
        ("hcm-q11-p2", TODAY, {"hcm-minh-phung": WHOLE}),
        ("hcm-q11-p12", TODAY, {"hcm-binh-thoi": UNPUBLISHED, "hcm-phu-tho": UNPUBLISHED}),
        ("hcm-hoa-binh", dt.date(2020, 12, 31), {}),
    ],
)
def test_who_answers_for_a_ward_of_quan_11(unit: UnitByKey, key: str, day: dt.date, heirs: dict[str, Share]) -> None:
    assert answering_for(unit(key).pk, day) == Answer({unit(heir).pk: share for heir, share in heirs.items()})


def chain_of(generations: int) -> list[Unit]:
    """Wards that each went whole into the next, one a year, up to the last that stands."""
    first = dt.date(2024 - generations, 1, 1)
    names = [f"Phường {number}" for number in range(generations + 1)]
    begun = [first.replace(year=first.year + number) for number in range(generations + 1)]
    units = [make_unit(name, valid_from=day) for name, day in zip(names, begun, strict=True)]
    for old, new, day in zip(units, units[1:], begun[1:], strict=False):
        workflow.close_version(old, last_day=day - dt.timedelta(days=1))
        passed(day, workflow.Move(old, new))
    return units


@pytest.mark.django_db
@pytest.mark.parametrize("generations", [1, 5])
def test_any_number_of_generations_is_asked_in_three_queries(generations: int) -> None:
    units = chain_of(generations)
    asked = [unit.pk for unit in units]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answers = answers_for(asked, TODAY)

    assert {answer.whole for answer in answers.values()} == {units[-1].pk}
    assert len(queries) == 3


@pytest.mark.django_db
def test_the_links_of_all_generations_are_found_from_both_ends() -> None:
    units = chain_of(4)
    before = ChangeLink.objects.leading_to([units[2].pk])
    after = ChangeLink.objects.leading_from(Unit.objects.filter(pk=units[2].pk).values("pk"))

    assert {link.predecessor for link in before} == set(units[:2])
    assert {link.successor for link in after} == set(units[3:])
    assert not ChangeLink.objects.leading_from([units[2].pk], dt.date(2010, 1, 1)).exists()


@pytest.mark.django_db
def test_shares_may_add_up_to_exactly_the_whole_and_no_more() -> None:
    old = make_unit("Phường 8", valid_to=NEW_YEARS_EVE)
    one, two = (make_unit(name, valid_from=NEW_YEAR) for name in ("Một", "Hai"))
    parts = [workflow.Move(old, one, False, Fraction("0.3")), workflow.Move(old, two, False, Fraction("0.7"))]

    with pytest.raises(Refused, match="vượt quá toàn bộ"):
        passed(NEW_YEAR, parts[0], workflow.Move(old, two, False, Fraction("0.7001")))
    passed(NEW_YEAR, *parts)

    assert answering_for(old.pk, TODAY).nobody.exact == 0


@pytest.mark.django_db
def test_a_published_share_is_read_exactly() -> None:
    old = make_unit("Phường 8", valid_to=NEW_YEARS_EVE)
    one, two = (make_unit(name, valid_from=NEW_YEAR) for name in ("Một", "Hai"))
    shares = (Fraction("0.3"), Fraction("0.7"))
    passed(NEW_YEAR, *(workflow.Move(old, new, False, share) for new, share in zip((one, two), shares, strict=True)))

    found = answering_for(old.pk, TODAY)

    assert found.shares == {one.pk: Share.of(Fraction(3, 10)), two.pk: Share.of(Fraction(7, 10))}
    assert found.whole is None
    assert found.nobody.exact == 0


@pytest.mark.django_db
def test_a_ward_that_went_back_and_forth_is_answered_for_without_end() -> None:
    """Phường 1 went into Phường 2, which a year later went into the Phường 1 that was founded again, and that ended."""
    one, two = make_unit("Phường 1", valid_to=NEW_YEARS_EVE), make_unit("Phường 2")
    passed(NEW_YEAR, workflow.Move(one, two))
    (first,) = one.versions.all()
    again = dt.date(2026, 1, 1)
    first.pk, first.valid_from, first.valid_to, first._state.adding = None, again, dt.date(2026, 6, 30), True
    workflow.close_version(two, last_day=again - dt.timedelta(days=1))
    workflow.write_versions([first])
    passed(again, workflow.Move(two, one))

    days = (NEW_YEARS_EVE, NEW_YEAR, again, dt.date(2026, 7, 1))
    assert [answering_for(one.pk, day).whole for day in days] == [one.pk, two.pk, one.pk, None]
    assert [answering_for(two.pk, day).whole for day in days] == [two.pk, two.pk, one.pk, None]


@pytest.mark.django_db
def test_wards_do_not_go_into_each_other_on_one_day() -> None:
    one, two = make_unit("Phường 1"), make_unit("Phường 2")

    with pytest.raises(Refused, match="danh mục ghi Phường 1 vẫn còn vào ngày đó"):
        passed(NEW_YEAR, workflow.Move(one, two), workflow.Move(two, one))


def circle_in_one_event(one: Unit, two: Unit) -> None:
    event = ChangeEvent.objects.create(kind=ChangeKind.MERGE, effective_on=NEW_YEAR, decision="x")
    for old, new in ((one, two), (two, one)):
        ChangeLink.objects.create(event=event, predecessor=old, successor=new)


def circle_by_moving_a_day(one: Unit, two: Unit) -> None:
    days = (NEW_YEARS_EVE, NEW_YEAR)
    events = [ChangeEvent.objects.create(kind=ChangeKind.MERGE, effective_on=day, decision="x") for day in days]
    for event, old, new in zip(events, (one, two), (two, one), strict=True):
        ChangeLink.objects.create(event=event, predecessor=old, successor=new)
    events[0].effective_on = NEW_YEAR
    events[0].save()


@pytest.mark.django_db
@pytest.mark.parametrize("circle", [circle_in_one_event, circle_by_moving_a_day])
def test_the_database_refuses_a_circle_of_one_day(circle: Callable[[Unit, Unit], None]) -> None:
    ended = NEW_YEARS_EVE - dt.timedelta(days=1)
    one, two = make_unit("Phường 1", valid_to=ended), make_unit("Phường 2", valid_to=ended)

    with pytest.raises(IntegrityError, match="changelink_no_circle"), transaction.atomic():
        circle(one, two)


@pytest.mark.django_db
def test_wards_may_exchange_parts_on_one_day() -> None:
    one, two = make_unit("Phường 1"), make_unit("Phường 2")

    passed(NEW_YEAR, workflow.Move(one, two, whole=False), workflow.Move(two, one, whole=False))

    assert answering_for(one.pk, TODAY).whole == one.pk


@pytest.mark.django_db
def test_what_went_whole_by_one_decision_is_not_given_away_by_another_of_the_day() -> None:
    old = make_unit("Phường 8", valid_to=NEW_YEARS_EVE)
    one, two = (make_unit(name, valid_from=NEW_YEAR) for name in ("Một", "Hai"))
    passed(NEW_YEAR, workflow.Move(old, one))

    with pytest.raises(Refused, match="Phường 8: tổng các phần chuyển vượt quá toàn bộ"):
        passed(NEW_YEAR, workflow.Move(old, two, whole=False))


@pytest.mark.django_db
@pytest.mark.parametrize("generations", [1, 4])
def test_the_heirs_of_a_ward_see_its_centre_and_decide_on_it(generations: int) -> None:
    wards = chain_of(generations)
    first_day = dt.date(2024 - generations, 1, 1)
    centre = make_centre("Trung tâm Phường 0", wards[0], founded_on=first_day)
    CentreAuthority.objects.create(
        title="Chủ tịch", level=UnitKind.WARD, recorder=Role.WARD_OFFICER, valid_from=FIRST_DAY, basis="Luật"
    )
    heir, stranger = (make_user(f"u{ward.pk}", (Role.WARD_OFFICER, ward)) for ward in (wards[-1], make_unit("Khác")))

    assert [LearningCentre.objects.visible_to(user).count() for user in (heir, stranger)] == [1, 0]
    assert [can_decide(user, centre, TODAY) for user in (heir, stranger)] == [True, False]
    assert can_decide(heir, centre, first_day), "of the ward's own days whoever took all of it over"
    assert [row.successors for row in pending(heir, TODAY)] == [[f"Phường {generations}"]]
