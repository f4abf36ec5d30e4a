"""A centre's page as plain data: decisions, people in post, classes, rooms, money, self-evaluations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractYear

from units.centres.enums import Act, Held, Position, Source
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreMaterial,
    CentreMerger,
    CentrePause,
    CentreService,
    CentreStep,
    CentreTerm,
    LearningCentre,
)
from units.workflow import can_be_voided

NEWEST = 8


@dataclass(frozen=True)
class Money:
    """What came in during a year, by source, in đồng; a source that gave nothing is missing."""

    year: int
    by_source: list[int | None]
    total: int


@dataclass(frozen=True)
class Detail:
    """All that the page of a centre shows."""

    centre: LearningCentre
    services: Sequence[CentreService]
    pauses: Sequence[CentrePause]
    steps: Sequence[CentreStep]
    merged_from: Sequence[CentreMerger]
    merged_into: CentreMerger | None
    in_post: Sequence[CentreTerm]
    former: Sequence[CentreTerm]
    year: int | None
    courses: Sequence[CentreCourse]
    years: Sequence[dict[str, Any]]
    facilities: Sequence[CentreFacility]
    funds: Sequence[CentreFund]
    money: Sequence[Money]
    evaluations: Sequence[CentreEvaluation]
    voided: Sequence[CentreCourse]
    materials: Sequence[CentreMaterial]

    @property
    def illustrative(self) -> bool:
        rows = (*self.in_post, *self.former, *self.courses, *self.facilities, *self.funds, *self.evaluations)
        return self.centre.illustrative or any(row.illustrative for row in rows)

    @property
    def last_step(self) -> CentreStep | None:
        """The decision that may be voided if it was recorded by mistake: the last of those that hold."""
        holding = [step for step in self.steps if not step.voided and step.act != Act.VOID]
        last = max(holding, key=lambda step: step.pk, default=None)
        return last if last and can_be_voided(last) and last.act != Act.MERGE else None

    @property
    def unverified_sheet(self) -> bool:
        return any(each.sheet is None or not each.sheet.verified for each in self.evaluations)


def build_detail(centre: LearningCentre, today: dt.date, year: int | None = None) -> Detail:
    """The newest classes, or all of the year asked for; a fixed number of queries, whatever the centre has."""
    terms = list(CentreTerm.objects.kept().filter(centre=centre).order_by("-valid_from", "pk"))
    here = [term for term in terms if term.valid_to is None or term.valid_to >= today]
    courses = CentreCourse.objects.kept().filter(centre=centre)
    voided = CentreCourse.objects.filter(centre=centre, voided_at__isnull=False)
    listed = courses.filter(starts_on__year=year) if year else courses
    funds = CentreFund.objects.kept().filter(centre=centre)
    evaluations = CentreEvaluation.objects.kept().filter(centre=centre).select_related("sheet")
    services = centre.services.select_related("ward").prefetch_related("ward__versions")
    return Detail(
        centre=centre,
        services=list(services.order_by("valid_from", "pk")),
        pauses=list(centre.pauses.all()),
        steps=list(centre.steps.select_related("by", "authority", "voids").order_by("-effective_on", "-pk")),
        merged_from=list(centre.merged_from.select_related("predecessor").order_by("pk")),
        merged_into=centre.merged_into.select_related("successor").first(),
        in_post=sorted(here, key=by_place),
        former=[term for term in terms if term not in here],
        year=year,
        courses=list(listed.order_by("-starts_on", "-pk")[: None if year else NEWEST]),
        years=by_year(courses),
        facilities=list(CentreFacility.objects.kept().filter(centre=centre).order_by("-year", "-pk")),
        funds=list(funds.order_by("-received_on", "-pk")),
        money=money_by_year(funds),
        materials=list(CentreMaterial.objects.kept().filter(centre=centre)),
        voided=list(voided.order_by("-voided_at")[:NEWEST]),
        evaluations=list(evaluations.prefetch_related("scores__criterion").order_by("-school_year", "-pk")),
    )


def by_place(term: CentreTerm) -> tuple[int, str]:
    return list(Position).index(Position(term.place)), term.name


def by_year(courses: Any) -> list[dict[str, Any]]:
    """Classes, those that the centre held itself, and attendances of each year, newest first."""
    of_year = courses.order_by().annotate(year=ExtractYear("starts_on")).values("year")
    rows = of_year.annotate(
        classes=Count("pk"), attendances=Sum("attendances"), own=Count("pk", filter=Q(held=Held.OWN))
    )
    return list(rows.order_by("-year"))


def money_by_year(funds: Any) -> list[Money]:
    sums: dict[int, dict[str, int]] = {}
    grouped = funds.order_by().annotate(year=ExtractYear("received_on")).values("year", "source")
    for row in grouped.annotate(total=Sum("amount")):
        sums.setdefault(row["year"], {})[row["source"]] = int(row["total"])
    return [
        Money(year, [by.get(source.value) for source in Source], sum(by.values()))
        for year, by in sorted(sums.items(), reverse=True)
    ]
