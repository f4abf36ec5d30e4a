"""Two people decide on the same centres at the same moment, on two real connections."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from hocTap.lib.steps import Refused
from tests.factories import make_centre, make_ward
from tests.units.centres.factories import course, enter, make_work
from units import workflow
from units.centres.enums import Act
from units.enums import CentreState
from units.models import CentreCourse, CentreMerger, CentreStep, LearningCentre

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]

NEW_YEAR = dt.date(2020, 1, 1)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What becomes of acts that start together on connections of their own: "done", or why they were refused."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
            return "done"
        except Refused as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(run, acts))


def dissolve(centre: LearningCentre) -> Callable[[], object]:
    return lambda: workflow.change_state(centre, CentreState.DISSOLVED, on=NEW_YEAR)


def merge(centre: LearningCentre, into: LearningCentre) -> Callable[[], object]:
    return lambda: workflow.merge([centre], into=into, on=NEW_YEAR)


def endings() -> list[tuple[int, str]]:
    steps = CentreStep.objects.filter(act__in=[Act.MERGE, Act.DISSOLVE])
    return list(steps.order_by("pk").values_list("centre", "act"))


def test_a_centre_is_dissolved_once_by_four_people() -> None:
    centre, _, _ = make_work()

    assert at_once(*[dissolve(centre)] * 4) == ["Stale"] * 3 + ["done"]
    assert endings() == [(centre.pk, Act.DISSOLVE)]


def test_a_centre_that_is_dissolved_and_merged_at_once_ends_in_one_way() -> None:
    centre, heir = make_centre("Một", make_ward("Phường 1")), make_centre("Hai", make_ward("Phường 2"))

    assert at_once(dissolve(centre), merge(centre, heir)) == ["Stale", "done"]

    ((ended, act),) = endings()
    assert ended == centre.pk
    assert CentreMerger.objects.count() == (1 if act == Act.MERGE else 0)
    assert heir.services.count() == (2 if act == Act.MERGE else 1)


def test_two_centres_that_would_go_into_each_other_leave_one() -> None:
    one, two = make_centre("Một", make_ward("Phường 1")), make_centre("Hai", make_ward("Phường 2"))

    assert at_once(merge(one, two), merge(two, one)) == ["Stale", "done"]

    assert LearningCentre.objects.filter(ended_on=None).count() == CentreMerger.objects.count() == 1
    assert LearningCentre.objects.get(ended_on=None).services.filter(valid_to=None).count() == 2


def test_a_class_entered_while_its_centre_is_dissolved_stays_within_its_life() -> None:
    centre, ward, officer = make_work()
    late = course(centre, ward, starts_on=dt.date(2020, 3, 1), ends_on=dt.date(2020, 3, 1))

    outcomes = at_once(lambda: enter(late, officer), dissolve(centre))

    centre.refresh_from_db()
    assert outcomes == ["Refused", "done"]
    assert CentreCourse.objects.exists() is (centre.ended_on is None)
