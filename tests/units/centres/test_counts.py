"""The ward's figures out of the centres' books."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import make_ward
from tests.units.centres.factories import course, enter, fund, make_work, term
from units import workflow
from units.centres.counts import register_counts
from units.centres.enums import Position, Source

pytestmark = pytest.mark.django_db

YEAR = (dt.date(2019, 1, 1), dt.date(2019, 12, 31))


def test_nothing_recorded_is_not_zero() -> None:
    centre, ward, officer = make_work()
    assert register_counts(ward.pk, *YEAR) == {}

    enter(fund(centre, ward), officer)

    assert register_counts(ward.pk, *YEAR) == {"centre-funds": 5_000_000}


def test_figures_are_those_of_the_ward_and_the_days() -> None:
    centre, ward, officer = make_work()
    other = make_ward("Phường 6")
    workflow.serve(centre, [other], from_day=dt.date(2015, 1, 1))
    enter(course(centre, ward), officer)
    enter(course(centre, ward, title="Hai", people=None, ends_on=dt.date(2020, 1, 5)), officer)
    enter(
        course(centre, ward, title="Năm sau", starts_on=YEAR[1].replace(year=2020), ends_on=dt.date(2020, 12, 31)),
        officer,
    )
    enter(course(centre, other, title="Phường khác"), officer)
    for source in (Source.STATE, Source.SOCIAL):
        enter(fund(centre, ward, source=source), officer)

    assert register_counts(ward.pk, *YEAR) == {
        "centre-classes": 2,
        "centre-attendances": 120,
        "centre-funds": 10_000_000,
    }


def test_staff_are_those_in_post_on_the_last_day_each_once() -> None:
    centre, ward, officer = make_work()
    enter(term(centre, ward), officer)
    enter(term(centre, ward, place=Position.TEACHER), officer)
    enter(term(centre, ward, name="Thôi việc", place=Position.CLERK, valid_to=dt.date(2019, 12, 30)), officer)
    enter(term(centre, ward, name="Đến hết năm", place=Position.CLERK, valid_to=dt.date(2019, 12, 31)), officer)

    assert register_counts(ward.pk, *YEAR) == {"centre-staff": 2}


def test_voided_rows_do_not_count() -> None:
    centre, ward, officer = make_work()
    kept, wrong = enter(course(centre, ward), officer), enter(course(centre, ward, title="Nhầm"), officer)
    workflow.void(wrong, reason="Ghi hai lần", by=officer)

    assert register_counts(ward.pk, *YEAR)["centre-attendances"] == kept.attendances
