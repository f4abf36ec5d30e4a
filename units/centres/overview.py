"""An office over its centres today: each unit of today with its centre, what it did this year, what waits for whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Sum

from units.centres.pending import Pending, pending
from units.enums import CentreState
from units.models import CentreCourse, CentreEvaluation, CentreService, LearningCentre, UnitVersion, User
from units.querysets import UnitVersionQuerySet


@dataclass(frozen=True)
class CommuneRow:
    """A commune of today: its centres, their classes this year, how they judged themselves last, what is to be done."""

    ward: UnitVersion
    centres: list[LearningCentre]
    left: list[LearningCentre]
    """Centres of units that passed to it, on which nobody has decided yet."""
    classes: int | None
    attendances: int | None
    grade: str
    graded: str

    @property
    def name(self) -> str:
        return self.ward.name

    @property
    def covered(self) -> bool:
        return any(centre.state == CentreState.ACTIVE for centre in self.centres)

    @property
    def standing(self) -> str:
        if self.covered:
            return "có trung tâm"
        if self.centres:
            return "trung tâm tạm dừng"
        return "chờ quyết định về trung tâm cũ" if self.left else "chưa có trung tâm"


def rows_of(wards: UnitVersionQuerySet, user: User, today: dt.date) -> list[CommuneRow]:
    """The communes of today in their order; a fixed number of queries whatever their number."""
    shown = list(wards)
    units = [ward.unit_id for ward in shown]
    centres: dict[int, list[LearningCentre]] = defaultdict(list)
    services = CentreService.objects.assigned(today).filter(ward__in=units).select_related("centre")
    for service in services.order_by("centre__sort_key"):
        if service.centre not in centres[service.ward_id]:
            centres[service.ward_id].append(service.centre)
    taught = _taught(units, today.year)
    judged = _judged({centre.pk for found in centres.values() for centre in found})
    left = left_to(pending(user, today))
    return [
        CommuneRow(
            ward=ward,
            centres=centres[ward.unit_id],
            left=left.get(ward.name, []),
            classes=taught.get(ward.unit_id, (None, None))[0],
            attendances=taught.get(ward.unit_id, (None, None))[1],
            grade=last.get_grade_display() if (last := _last(centres[ward.unit_id], judged)) else "",
            graded=last.school_year_words if last else "",
        )
        for ward in shown
    ]


def left_to(waiting: list[Pending]) -> dict[str, list[LearningCentre]]:
    """Centres that wait for a decision, by the name of each unit that their wards went into."""
    found: dict[str, list[LearningCentre]] = defaultdict(list)
    for each in waiting:
        for name in each.successors:
            found[name].append(each.centre)
    return found


def _taught(units: list[int], year: int) -> dict[int, tuple[int, int]]:
    rows = CentreCourse.objects.kept().filter(ward__in=units, starts_on__year=year).order_by().values("ward")
    return {
        row["ward"]: (row["number"], int(row["attended"]))
        for row in rows.annotate(number=Count("pk"), attended=Sum("attendances"))
    }


def _judged(centres: set[int]) -> dict[int, CentreEvaluation]:
    """The last self-evaluation of each centre."""
    found = CentreEvaluation.objects.kept().filter(centre__in=centres).order_by("school_year")
    return {each.centre_id: each for each in found}


def _last(centres: list[LearningCentre], judged: dict[int, CentreEvaluation]) -> CentreEvaluation | None:
    found = [judged[centre.pk] for centre in centres if centre.pk in judged]
    return max(found, key=lambda each: each.school_year, default=None)
