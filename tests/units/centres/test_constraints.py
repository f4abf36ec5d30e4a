"""What the database itself refuses in the centres' books, whoever writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.factories import make_centre, make_ward
from tests.units.centres.factories import course, enter, fund, make_work, term
from units.enums import Role, UnitKind
from units.models import (
    CentreAuthority,
    CentreCourse,
    CentreFacility,
    CentreMerger,
    CentrePause,
    CentreService,
    CentreStep,
    LearningCentre,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2019, 3, 1)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"people": 61}, "centrecourse_people_within_attendances"),
        ({"ends_on": dt.date(2019, 2, 1)}, "centrecourse_ends_after_start"),
        ({"sessions": 0}, "centrecourse_sessions"),
        ({"attendances": 1_000_001}, "centrecourse_attendances"),
        ({"held": "joint"}, "centrecourse_joint_names_partner"),
        ({"void_reason": "không rõ"}, "centrecourse_voided_with_reason"),
        ({"starts_on": dt.date(2009, 1, 1)}, "centrecourse_within_the_centres_life"),
    ],
)
def test_a_class_that_cannot_be_is_not_kept(changes: dict[str, Any], name: str) -> None:
    centre, ward, _ = make_work()

    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        course(centre, ward, **changes).save()

    assert not CentreCourse.objects.exists()


def test_rows_are_only_for_wards_that_the_centre_served() -> None:
    centre, _, _ = make_work()
    other = make_ward("Phường 6")

    for row, table in ((course(centre, other), "centrecourse"), (fund(centre, other), "centrefund")):
        with pytest.raises(DatabaseError, match=f"{table}_for_a_ward_served"), transaction.atomic():
            row.save()


def test_a_centre_is_not_suspended_twice_on_one_day() -> None:
    centre, _, _ = make_work()
    CentrePause.objects.create(centre=centre, valid_from=DAY, valid_to=dt.date(2019, 6, 30))

    for first, last in ((dt.date(2019, 6, 30), None), (dt.date(2018, 1, 1), DAY)):
        with pytest.raises(DatabaseError, match="centrepause_once_a_day"), transaction.atomic():
            CentrePause.objects.create(centre=centre, valid_from=first, valid_to=last)
    CentrePause.objects.create(centre=centre, valid_from=dt.date(2019, 7, 1))

    assert centre.pauses.count() == 2


def test_a_centre_keeps_what_it_did() -> None:
    centre, ward, officer = make_work()
    enter(course(centre, ward), officer)

    for changes in ({"ended_on": DAY, "state": "dissolved"}, {"founded_on": dt.date(2020, 1, 1)}):
        with pytest.raises(DatabaseError, match="learningcentre_keeps_what_it_did"), transaction.atomic():
            LearningCentre.objects.filter(pk=centre.pk).update(**changes)


def test_a_centre_has_one_director_a_day() -> None:
    centre, ward, officer = make_work()
    enter(term(centre, ward), officer)

    with pytest.raises(DatabaseError, match="centreterm_one_director"), transaction.atomic():
        term(centre, ward, name="Trần Văn An", valid_from=DAY).save()


@pytest.mark.parametrize("amount", [0, -1, 10**15])
def test_money_is_more_than_nothing_and_below_a_bound(amount: int) -> None:
    centre, ward, _ = make_work()

    with pytest.raises(DatabaseError, match="centrefund_amount"), transaction.atomic():
        fund(centre, ward, amount=amount).save()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"networked": 5}, "centrefacility_numbers"),
        ({"internet": False}, "centrefacility_networked_has_internet"),
        ({"year": 2018}, "centrefacility_day_in_year"),
    ],
)
def test_a_facility_record_that_cannot_be_is_not_kept(changes: dict[str, Any], name: str) -> None:
    centre, ward, _ = make_work()
    facts: dict[str, Any] = {"year": 2019, "as_of": DAY, "rooms": 2, "computers": 4, "networked": 4, "internet": True}

    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        CentreFacility.objects.create(centre=centre, ward=ward, **facts | changes)


def test_decisions_are_never_changed_nor_taken_away() -> None:
    centre, _, _ = make_work()
    heir = make_centre("Một", make_ward("Phường 1"))
    CentreMerger.objects.create(predecessor=centre, successor=heir, step=centre.steps.get())

    for write in (
        lambda: CentreStep.objects.update(decision_no="khác"),
        lambda: CentreMerger.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="_only_grows"), transaction.atomic():
            write()


def test_a_centre_ends_by_one_decision() -> None:
    centre, _, _ = make_work()
    CentreStep.objects.create(centre=centre, act="dissolve", effective_on=DAY)

    with pytest.raises(DatabaseError, match=r"centrestep_ended_once|units_centrestep.centre_id"), transaction.atomic():
        CentreStep.objects.create(centre=centre, act="merge", effective_on=DAY)


def test_one_authority_a_day_and_one_service_a_day() -> None:
    centre, ward, _ = make_work()
    facts: dict[str, Any] = {"title": "Chủ tịch", "level": UnitKind.WARD, "recorder": Role.WARD_OFFICER, "basis": "x"}
    CentreAuthority.objects.create(valid_from=DAY, **facts)

    with pytest.raises(DatabaseError, match="centreauthority_one_a_day"), transaction.atomic():
        CentreAuthority.objects.create(valid_from=dt.date(2018, 1, 1), **facts)
    with pytest.raises(DatabaseError, match="centreservice_once_a_day"), transaction.atomic():
        CentreService.objects.create(centre=centre, ward=ward, valid_from=DAY)
