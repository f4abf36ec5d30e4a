"""Sheets read from the database, in a number of queries that does not grow."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from hocTap.lib.prepared import Prepared
from indicators.layout import Layout, layout_of
from indicators.models import Period, Submission, Value
from indicators.place import layout_for
from indicators.sheet.figures import LiveFigures
from indicators.sheet.whole import Sheet


def load_sheet(
    submission: Submission,
    layout: Layout | None = None,
    *,
    recent: bool = False,
    held: frozenset[str] = frozenset(),
) -> Sheet:
    """Read the figures of one submission and of the period before, in a number of queries that does not grow.

    `recent` lets what the registers count be a minute old: for the hints after each saved cell. `held` are the codes of
    figures that the reader does not see.
    """
    layout = layout_for(layout_of(submission.form, layout), submission)
    before, sheet_before = _before(submission)
    now: dict[str, Value] = {}
    then: dict[str, Value] = {}
    sheets = [each for each in (submission.pk, sheet_before) if each is not None]
    for value in VALUES.rows(sheets, list(layout.codes)):
        side = now if value.submission_id == submission.pk else then
        side[layout.codes[value.measure_id]] = value
    return Sheet(submission, layout, now, then, before, recent, held)


VALUES = Prepared(lambda sheets, measures: Value.objects.filter(submission__in=sheets, measure__in=measures))


def load_figures(submission: Submission, layout: Layout) -> LiveFigures:
    """The numbers of a submission and of the period before in one query; what the registers count may be old."""
    period = submission.period
    now: dict[str, int | None] = {}
    then: dict[str, int | None] = {}
    of_period = submission.form.code, period.kind, period.ordinal, period.year
    for sheet, year, measure, number in NUMBERS.rows(submission.unit_id, of_period):
        if measure in layout.codes and (sheet == submission.pk or year < period.year):
            (now if sheet == submission.pk else then)[layout.codes[measure]] = number
    return LiveFigures(submission, layout, now, then)


def _numbers(unit: int, of_period: tuple[str, str, int, int]) -> QuerySet[Any, Any]:
    form, kind, ordinal, year = of_period
    rows = Value.objects.filter(
        submission__unit=unit,
        submission__form__code=form,
        submission__period__kind=kind,
        submission__period__ordinal=ordinal,
        submission__period__year__in=[year - 1, year],
    ).order_by("submission__form__version")
    return rows.values_list("submission_id", "submission__period__year", "measure_id", "number")


NUMBERS = Prepared(_numbers)


def _before(submission: Submission) -> tuple[Period | None, int | None]:
    """The period before, and the unit's sheet of it on the same form, in whatever version that then was."""
    period = submission.period
    asked = submission.form.code, period.kind, period.ordinal, period.year
    found = next(BEFORE.rows(submission.unit_id, asked), None)
    return found, found.sheet if found else None


def _with_sheet(unit: int, asked: tuple[str, str, int, int]) -> QuerySet[Any, Any]:
    form, kind, ordinal, year = asked
    same = Submission.objects.filter(unit=unit, form__code=form, period=OuterRef("pk")).order_by("-form__version")
    before = periods_before(Period(kind=kind, ordinal=ordinal, year=year))
    return before.annotate(sheet=Subquery(same.values("pk")[:1])).order_by("pk")[:1]


BEFORE = Prepared(_with_sheet)


def periods_before(period: Period) -> QuerySet[Period]:
    """The same period a year before, if it was collected: half-years are compared with the same half."""
    return Period.objects.filter(kind=period.kind, year=period.year - 1, ordinal=period.ordinal)
