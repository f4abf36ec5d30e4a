"""A district's year at a glance: units × periods, with state, completeness, deadline and days late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils import timezone

from indicators.enums import State
from indicators.layout import load_layout
from indicators.models import Form, Period, Submission
from indicators.progress import Progress, progress_of
from indicators.querysets import SubmissionQuerySet
from indicators.rules.deadlines import days_late
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User

PERIODS_SHOWN = 10
UNITS_A_PAGE = 50


class SheetFacts(NamedTuple):
    """What the overview says of a sheet; an overview shows hundreds, so that none is read as a whole."""

    pk: int
    unit_id: int
    period_id: int
    state: str
    submitted_at: dt.datetime | None


@dataclass(frozen=True)
class UnitLine:
    """One unit in the chosen period, and its sheets of the other periods shown."""

    standing: UnitVersion
    submission: SheetFacts | None
    progress: Progress | None
    days_late: int
    cells: list[tuple[Period, SheetFacts | None]]

    @property
    def state(self) -> str:
        return self.submission.state if self.submission else "none"

    @property
    def state_label(self) -> str:
        return State(self.submission.state).label if self.submission else "chưa lập"


@dataclass(frozen=True)
class Overview:
    """What the district page shows for one form and period."""

    unit: Unit
    form: Form
    period: Period
    periods: list[Period]
    page: Page[UnitVersion]
    lines: list[UnitLine]
    counts: Mapping[str, int]
    total: int

    @property
    def tally(self) -> list[tuple[str, str, int]]:
        """How many units stand in each state, for the whole period and not only this page."""
        started = sum(self.counts.values())
        known = [(state.value, state.label, self.counts.get(state, 0)) for state in State]
        return [*known, ("none", "chưa lập", self.total - started)]

    @property
    def first_waiting(self) -> UnitLine | None:
        """The one whose sheet has waited longest on this page."""
        waiting = [
            ((line.submission.submitted_at, line.submission.pk), line)
            for line in self.lines
            if line.submission and line.state == State.SUBMITTED
        ]
        return min(waiting, key=lambda each: each[0], default=(None, None))[1]

    @property
    def parents(self) -> dict[int, str]:
        """Names of the units right above those shown, when there are several; else a name needs none beside it."""
        above = {line.standing.parent_id for line in self.lines if line.standing.parent_id}
        if len(above) < 2:
            return {}
        named = UnitVersion.objects.on(self.period.ends_on).filter(unit__in=above)
        return dict(named.values_list("unit_id", "name"))


def build_overview(
    unit: Unit, form: Form, period: Period, periods: Sequence[Period], *, user: User, today: dt.date, page: int = 1
) -> Overview:
    """Gather a page of units in a fixed number of queries, whatever their number; `periods` come newest first."""
    standing = UnitVersion.objects.below(unit, period.ends_on).of_kind(UnitKind(form.unit_kind))
    shown = Paginator(standing, UNITS_A_PAGE).get_page(page)
    columns = list(periods[:PERIODS_SHOWN])
    of_form = Submission.objects.visible_to(user).filter(form=form)
    cells = _cells(of_form, [each.unit_id for each in shown], [*columns, period])
    current = [cell for (_, period_id), cell in cells.items() if period_id == period.pk]
    progress = progress_of(load_layout(form), current, period)
    lines = [_line(each, period, columns, cells, progress, today) for each in shown]
    if shown.has_other_pages():
        counts = _counts(of_form.filter(period=period, unit__in=standing.order_by().values("unit")))
    else:
        counts = Counter(each.state for each in current)
    return Overview(unit, form, period, columns, shown, lines, counts, shown.paginator.count)


def _cells(of_form: SubmissionQuerySet, units: list[int], periods: list[Period]) -> dict[tuple[int, int], SheetFacts]:
    """The sheets by unit and period."""
    chosen = of_form.filter(unit__in=units, period__in={each.pk for each in periods})
    found = map(SheetFacts._make, chosen.values_list(*SheetFacts._fields))
    return {(each.unit_id, each.period_id): each for each in found}


def _counts(submissions: SubmissionQuerySet) -> dict[str, int]:
    return dict(submissions.values_list("state").annotate(Count("pk")))


def _line(
    standing: UnitVersion,
    period: Period,
    periods: list[Period],
    cells: dict[tuple[int, int], SheetFacts],
    progress: dict[int, Progress],
    today: dt.date,
) -> UnitLine:
    submission = cells.get((standing.unit_id, period.pk))
    sent = timezone.localdate(submission.submitted_at) if submission and submission.submitted_at else None
    return UnitLine(
        standing=standing,
        submission=submission,
        progress=progress.get(submission.pk) if submission else None,
        days_late=days_late(period.due_on, sent, today),
        cells=[(each, cells.get((standing.unit_id, each.pk))) for each in periods],
    )
