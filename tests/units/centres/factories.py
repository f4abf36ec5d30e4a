"""Centres at work, written through their steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.factories import make_centre, make_district, make_user, make_ward
from units import workflow
from units.centres.enums import Held, Position, Source, Topic
from units.enums import Role
from units.models import CentreCourse, CentreFund, CentreTerm, LearningCentre, Unit, User

TODAY = dt.date(2020, 12, 31)
FOUNDED = dt.date(2010, 5, 19)


def make_work() -> tuple[LearningCentre, Unit, User]:
    """A centre founded in 2010, the ward it serves, and the ward's officer."""
    ward = make_ward("Phường 5", make_district("Quận 11"))
    centre = make_centre("Trung tâm Phường 5", ward, founded_on=FOUNDED)
    return centre, ward, make_user("canbo", (Role.WARD_OFFICER, ward))


def course(centre: LearningCentre, ward: Unit, **changes: Any) -> CentreCourse:
    """A class as typed, not yet written."""
    facts: dict[str, Any] = {
        "title": "Lớp tin học",
        "topic": Topic.DIGITAL,
        "held": Held.OWN,
        "starts_on": dt.date(2019, 3, 1),
        "ends_on": dt.date(2019, 3, 8),
        "sessions": 2,
        "attendances": 60,
        "people": 30,
    }
    return CentreCourse(centre=centre, ward=ward, **facts | changes)


def term(centre: LearningCentre, ward: Unit, **changes: Any) -> CentreTerm:
    facts: dict[str, Any] = {"name": "Lê Thị Đào", "place": Position.DIRECTOR, "valid_from": dt.date(2015, 1, 1)}
    return CentreTerm(centre=centre, ward=ward, **facts | changes)


def fund(centre: LearningCentre, ward: Unit, **changes: Any) -> CentreFund:
    facts: dict[str, Any] = {"source": Source.STATE, "received_on": dt.date(2019, 2, 20), "amount": 5_000_000}
    return CentreFund(centre=centre, ward=ward, **facts | changes)


def enter(record: Any, by: User) -> Any:
    return workflow.enter(record, by=by, today=TODAY)
