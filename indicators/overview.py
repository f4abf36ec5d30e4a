"""An office's period at a glance: units × periods, with state, completeness, deadline and days late, and the sums."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.utils import timezone

from hocTap.lib import vi
from indicators.enums import Rounding, State
from indicators.expected import OwnDays, days_of, standings_in
from indicators.layout import Layout, load_layout
from indicators.models import Form, Indicator, Measure, Period, Submission
from indicators.place import layout_over
from indicators.progress import Progress, progress_of
from indicators.querysets import SubmissionQuerySet
from indicators.rules.deadlines import days_late
from indicators.rules.rates import rate
from indicators.series import Beside, Series, Sum, Ward, load_period
from units.models import Unit, UnitVersion, User
from units.words import kinds_word

PERIODS_SHOWN = 10
UNITS_A_PAGE = 50


class SheetFacts(NamedTuple):
    """What the overview says of a sheet; an overview shows hundreds, so that none is read as a whole."""

    pk: int
    unit_id: int
    period_id: int
    state: str
    submitted_at: dt.datetime | None
    own_approval: bool
    checked_at: dt.datetime | None


@dataclass(frozen=True)
class UnitLine:
    """One unit in the chosen period, and its sheets of the other periods shown."""

    standing: UnitVersion
    submission: SheetFacts | None
    progress: Progress | None
    days_late: int
    days: OwnDays
    cells: list[tuple[Period, SheetFacts | None]]

    @property
    def state(self) -> str:
        return self.submission.state if self.submission else "none"

    @property
    def state_label(self) -> str:
        if self.submission and self.submission.own_approval:
            return "đơn vị tự duyệt, đã kiểm tra" if self.submission.checked_at else "đơn vị tự duyệt"
        return State(self.submission.state).label if self.submission else "chưa lập"


@dataclass(frozen=True)
class RateSum:
    """A rate over all units of a period, out of approved figures, with how many units it is of."""

    indicator: Indicator
    found: Sum

    @property
    def text(self) -> str:
        found = self.found
        if found.numerator is None or found.denominator is None:
            return vi.NOTHING
        return vi.percent(rate(found.numerator, found.denominator, Rounding.HALF_UP))

    @property
    def parts(self) -> str:
        """The summed numbers that the rate comes from: "684/950"."""
        return f"{vi.whole(self.found.numerator)}/{vi.whole(self.found.denominator)}"


@dataclass(frozen=True)
class Overview:
    """What the office's page shows for one form and period."""

    unit: Unit
    form: Form
    period: Period
    periods: list[Period]
    page: Page[Ward]
    lines: list[UnitLine]
    counts: Mapping[str, int]
    total: int
    ended: int
    """How many of the units ended within the period, and report its first days."""
    ended_approved: int
    unlisted: int
    """How many more should report that the catalogue lacks."""
    all_word: str
    """What all that should report are: "phường"; where some are not known "đơn vị cấp xã"."""
    rates: list[RateSum]
    own_total: SheetFacts | None
    """The sheet of the office's own published totals."""
    units: tuple[Ward, ...]
    name: str
    """What the office's unit was called in the period."""

    @property
    def tally(self) -> list[tuple[str, str, int]]:
        """How many units stand in each state, for the whole period and not only this page."""
        started = sum(self.counts.values())
        known = [(state.value, state.label, self.counts.get(state, 0)) for state in State if state != State.HANDED]
        lacking = [("unlisted", "chưa có trong danh mục", self.unlisted)] if self.unlisted else []
        return [*known, ("none", "chưa lập", self.total - started), *lacking]

    @property
    def expected(self) -> int:
        """How many units should report."""
        return self.total + self.unlisted

    @property
    def unsent(self) -> int:
        """How many of them sent nothing (yet)."""
        return self.expected - sum(self.counts.get(state, 0) for state in (State.SUBMITTED, State.APPROVED))

    @property
    def units_word(self) -> str:
        """What they are: "phường"; "phường, xã"."""
        return kinds_word(self.units)

    @property
    def approved_words(self) -> str:
        """Of how many units the approved figures are: "2/168 phường, xã"; of those that stood at the period's end."""
        approved = self.counts.get(State.APPROVED, 0) - self.ended_approved
        return f"{vi.whole(approved)}/{vi.whole(self.expected - self.ended)} {self.all_word}"

    @property
    def ended_words(self) -> str:
        """The same of units that ended within the period: "0/10"; nothing where none did."""
        return f"{vi.whole(self.ended_approved)}/{vi.whole(self.ended)}" if self.ended else ""

    @property
    def beside(self) -> list[tuple[Indicator, Beside]]:
        """Published totals that differ from what the units below reported."""
        return [(each.indicator, told) for each in self.rates for told in each.found.beside if _differs(told)]

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
    unit: Unit,
    form: Form,
    period: Period,
    periods: Sequence[Period],
    *,
    user: User,
    today: dt.date,
    page: int = 1,
    whole: bool = False,
) -> Overview:
    """Gather a page of units in a fixed number of queries, whatever their number; `periods` come newest first.

    `whole`: all units at once.
    """
    layout = load_layout(form)
    of_form = Submission.objects.visible_to(user).filter(form=form)
    series = load_period(unit, form, period, _measures(layout, period.year), of_form)
    there = (*series.wards[period.year], *series.ended[period.year])
    layout = layout_over(layout, there)
    below = [each for each in there if each.pk != unit.pk]
    alone = not below  # a commune fills in the form itself and has nobody under it who does
    units = tuple(sorted(below or there, key=_in_lists))
    shown = Paginator(units, max(1, len(units)) if whole else UNITS_A_PAGE).get_page(page)
    columns = list(periods[:PERIODS_SHOWN])
    cells = _cells(of_form, [*(each.pk for each in shown), unit.pk], [*columns, period])
    places = {each.pk for each in units}
    current = [cell for (place, period_id), cell in cells.items() if period_id == period.pk and place in places]
    progress = progress_of(layout, current, period)
    standings = standings_in([each.pk for each in shown], period)
    days = days_of(standings.values(), period)
    lines = [_line(standings[each.pk], days[each.pk], period, columns, cells, progress, today) for each in shown]
    states = {each.unit_id: each.state for each in current}
    if shown.has_other_pages():
        states = _states(of_form.filter(period=period, unit__in=[each.pk for each in units]))
    ended = {each.pk for each in series.ended[period.year]}
    return Overview(
        unit=unit,
        form=form,
        period=period,
        periods=columns,
        page=shown,
        lines=lines,
        counts=Counter(states.values()),
        total=len(units),
        ended=len(ended),
        ended_approved=sum(states.get(pk) == State.APPROVED for pk in ended),
        unlisted=series.unlisted(period.year),
        all_word=series.units_word(period.year),
        rates=[
            RateSum(each, series.year(each.numerator.code, period.year, each.base_of_share.code))
            for each in layout.indicators_in(period.year)
        ],
        own_total=None if alone else cells.get((unit.pk, period.pk)),
        units=units,
        name=_name_of(unit, series, period),
    )


def is_its_own_sheet(overview: Overview) -> bool:
    """Whether the form is filled in at the unit's own level, so that the one line of the page is the unit itself."""
    return [line.standing.unit_id for line in overview.lines] == [overview.unit.pk]


def _name_of(unit: Unit, series: Series, period: Period) -> str:
    offices = (office.unit for office in series.offices[period.year])
    named = (each.name for each in (*offices, *series.wards[period.year]) if each.pk == unit.pk)
    return next(named, None) or str(unit)


def _in_lists(unit: Ward) -> tuple[str, int]:
    return unit.sort_key, unit.pk


def _measures(layout: Layout, year: int) -> list[Measure]:
    """What the form's rates of the year are computed from."""
    rates = layout.indicators_in(year)
    found = {part.code: part for each in rates for part in (each.numerator, each.base_of_share)}
    return list(found.values())


def _differs(told: Beside) -> bool:
    same = (told.numerator, told.denominator) == (told.total.numerator, told.total.denominator)
    return told.reported > 0 and not same


def _cells(of_form: SubmissionQuerySet, units: list[int], periods: list[Period]) -> dict[tuple[int, int], SheetFacts]:
    """The sheets by unit and period."""
    chosen = of_form.filter(unit__in=units, period__in={each.pk for each in periods})
    found = map(SheetFacts._make, chosen.values_list(*SheetFacts._fields))
    return {(each.unit_id, each.period_id): each for each in found}


def _states(submissions: SubmissionQuerySet) -> dict[int, str]:
    """The state of each unit's sheet."""
    return dict(submissions.values_list("unit_id", "state"))


def _line(
    standing: UnitVersion,
    days: OwnDays,
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
        days=days,
        cells=[(each, cells.get((standing.unit_id, each.pk))) for each in periods],
    )
