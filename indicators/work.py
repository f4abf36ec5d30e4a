"""What waits for a person on a day: the first page after logging in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce

from hocTap.lib.prepared import Prepared
from indicators.enums import State
from indicators.models import EDITABLE_STATES, Form, Period, Submission
from indicators.optional import Use, is_asked, uses_over
from indicators.permissions import OFFICES as LEVELS_OF_OFFICES
from indicators.rules.deadlines import days_late
from units.enums import Role
from units.models import Unit, UnitVersion, User

WAITING_SHOWN = 20
SENT_SHOWN = 10


@dataclass(frozen=True)
class Task:
    """A sheet that an officer still has to fill or mend."""

    unit: Unit
    standing: UnitVersion
    form: Form
    period: Period
    submission: Submission | None
    days_late: int
    stands: bool = True
    """Whether the unit is there today; its sheet is else left over, and whoever took it over finishes it."""

    @property
    def state(self) -> str:
        return self.submission.state if self.submission else "none"

    @property
    def state_label(self) -> str:
        return self.submission.get_state_display() if self.submission else "chưa lập"


@dataclass
class Work:
    """Everything that waits for one person, by what they are."""

    tasks: list[Task] = field(default_factory=list)
    waiting: list[Submission] = field(default_factory=list)
    waiting_count: int = 0
    totals: list[Submission] = field(default_factory=list)


@dataclass(frozen=True)
class Beside:
    """What stands beside it on the first page: what was sent, and the units over which the person stands."""

    sent: list[Submission]
    offices: list[Unit]
    """As their office or as a reader."""


def work_of(user: User, today: dt.date) -> Work:
    """Sheets to fill for a ward's officer, sheets to read for the office above. A fixed number of queries."""
    work = Work()
    if user.holds(Role.WARD_OFFICER):
        work.tasks = _tasks(read_sheets(user), today)
    if user.holds(Role.DISTRICT_OFFICE):
        work.waiting = list(TO_APPROVE.rows(user, today, (WAITING_SHOWN,)))
        work.waiting_count = work.waiting[0].among if work.waiting else 0  # type: ignore[attr-defined]
        offices = user.units_as(Role.DISTRICT_OFFICE)
        work.totals = list(TOTALS.rows(offices))
        work.tasks += _to_begin(offices, today)
    return work


def _to_begin(offices: list[int], today: dt.date) -> list[Task]:
    """Sheets of the offices' own level that nobody began: those of forms that are asked of them, in open periods.

    One query where no form is of such a level, two where none was switched on.
    """
    forms = list(OWN_FORMS.rows())
    uses = uses_over(offices, forms)
    asked = {each.form_code for each in uses if each.unit in offices}
    forms = [each for each in forms if each.code in asked or not each.optional]
    if not forms:
        return []
    begun = set(BEGUN.rows(offices))
    versions = [each for each in VERSIONS.rows(offices) if each.kind in LEVELS_OF_OFFICES]
    periods = [each for each in PERIODS.rows() if each.is_open(today)]
    tasks = [
        Task(version.unit, version, form, period, None, days_late(period.due_on, None, today))
        for version in versions
        for form in forms
        for period in periods
        if (version.unit_id, form.pk, period.pk) not in begun and form.unit_kind == version.kind
        if period.kind == form.period_kind and form.in_force_on(period.ends_on)
        if is_last_in(version, period, versions) and is_asked(version.unit_id, form, period, uses)
    ]
    return sorted(tasks, key=lambda task: task.period.due_on)


def _to_approve(user: User, today: dt.date, shown: tuple[int]) -> QuerySet[Any, Any]:
    held = user.units_as(Role.DISTRICT_OFFICE)
    waiting = Submission.objects.visible_to(user).filter(state=State.SUBMITTED).exclude(submitted_by=user)
    alone = Submission.objects.filter(unit__in=held).without_office_above(today)
    waiting = waiting.exclude(~Q(pk__in=alone.values("pk")), unit__in=held, own_total=False)
    return (
        waiting.select_related("unit_as", "period", "form", "submitted_by")
        .annotate(among=Window(Count("pk")), stands=_stands(today), above=_above(held))
        .order_by("-stands", "submitted_at", "pk")[: shown[0]]
    )


def _totals(offices: list[int]) -> QuerySet[Any, Any]:
    """Published totals of the offices, and sheets of their own level, that are being filled in."""
    of_its_own = Q(own_total=True) | Q(unit_as__kind__in=LEVELS_OF_OFFICES)
    own = Submission.objects.filter(of_its_own, unit__in=offices, state__in=EDITABLE_STATES)
    return own.select_related("unit_as", "period", "form").order_by("-period__ends_on", "pk")


TO_APPROVE, TOTALS = Prepared(_to_approve), Prepared(_totals)


def beside_of(user: User) -> Beside:
    """The sheets of the officer's units that were sent last, the newest period first, and the person's offices."""
    kept, over = user.units_kept(Role.WARD_OFFICER), user.units_as(Role.DISTRICT_OFFICE, Role.READER)
    return Beside(list(SENT.rows(user)) if kept else [], list(OFFICES.rows(over)) if over else [])


def _sent(user: User) -> QuerySet[Any, Any]:
    kept = user.units_kept(Role.WARD_OFFICER)
    sent = Submission.objects.visible_to(user).filter(unit__in=kept, state__in=[State.SUBMITTED, State.APPROVED])
    newest = sent.select_related("unit_as", "period", "form")
    return newest.order_by("-period__starts_on", "form__code", "form__version", "pk")[:SENT_SHOWN]


SENT = Prepared(_sent)
OFFICES = Prepared(lambda units: Unit.objects.filter(pk__in=units).prefetch_related("versions"))


def _stands(today: dt.date) -> Exists:
    """Whether the unit stands today: its sheets come before those of units that ended."""
    return Exists(UnitVersion.objects.on(today).filter(unit=OuterRef("unit")))


def _above(offices: list[int]) -> Coalesce:
    """What the unit right above was last called, where it is not the office itself: "Quận 11" of Phường 3."""
    over = UnitVersion.objects.filter(unit=OuterRef("unit_as__parent")).exclude(unit__in=offices)
    return Coalesce(Subquery(over.order_by("-valid_from").values("name")[:1]), Value(""))


@dataclass(frozen=True)
class Sheets:
    """What an officer's units are, which forms and periods there are, and the sheets that were started."""

    periods: dict[int, Period]
    forms: dict[int, Form]
    versions: dict[int, UnitVersion]
    started: list[Submission]
    uses: list[Use]
    answered: list[Submission]
    """Open sheets of units that are no more, which the officer's unit finishes by the hand-over."""


def read_sheets(user: User) -> Sheets:
    """Read in four plain queries; the sheets get their form, period and unit from the other three."""
    units = user.units_kept(Role.WARD_OFFICER)
    periods = {each.pk: each for each in PERIODS.rows()}
    forms = {each.pk: each for each in FORMS.rows()}
    versions = {each.pk: each for each in VERSIONS.rows(units)}
    found = list(STARTED.rows(user))
    started = [each for each in found if each.unit_id in units]
    for each in found:
        each.form, each.period = forms[each.form_id], periods[each.period_id]
    uses = uses_over(units, forms.values())
    return Sheets(periods, forms, versions, started, uses, [each for each in found if each.unit_id not in units])


def _started(user: User) -> QuerySet[Any, Any]:
    units = user.units_kept(Role.WARD_OFFICER)
    mine = Submission.objects.visible_to(user).filter(Q(unit__in=units) | Q(answered_by__in=units))
    return mine.select_related("unit", "unit_as")


PERIODS, FORMS, STARTED = Prepared(Period.objects.all), Prepared(Form.objects.all), Prepared(_started)
OWN_FORMS = Prepared(lambda: Form.objects.filter(unit_kind__in=LEVELS_OF_OFFICES))
BEGUN = Prepared(lambda units: Submission.objects.filter(unit__in=units).values_list("unit", "form", "period"))
VERSIONS = Prepared(lambda units: UnitVersion.objects.filter(unit__in=units).select_related("unit"))


def _tasks(sheets: Sheets, today: dt.date) -> list[Task]:
    """Open periods of the officer's units whose sheet is not sent; what came back stands first, then by deadline.

    A unit that ended within a period still has its sheet of the days until then; it is left over where the officer has
    a unit of today besides.
    """
    known = {(each.unit_id, each.form_id, each.period_id): each for each in sheets.started}
    standing = {version.unit_id for version in sheets.versions.values() if version.stood_on(today)}
    tasks = [
        Task(each.unit, each.unit_as, each.form, each.period, each, days_late(each.period.due_on, None, today), False)
        for each in sheets.answered
        if each.takes_figures(today)
    ]
    tasks += [
        Task(
            version.unit,
            version,
            form,
            period,
            found,
            days_late(period.due_on, None, today),
            version.unit_id in standing or not standing,
        )
        for version in sheets.versions.values()
        for form in sheets.forms.values()
        if form.unit_kind == version.kind
        for period in sheets.periods.values()
        if period.kind == form.period_kind and period.opens_on <= today
        if is_last_in(version, period, sheets.versions.values()) and form.in_force_on(period.ends_on)
        for found in [known.get((version.unit_id, form.pk, period.pk))]
        if found or is_asked(version.unit_id, form, period, sheets.uses)
        if (found.takes_figures(today) if found else period.is_open(today))
    ]
    order = {State.RETURNED: 0, State.REOPENED: 1}
    return sorted(
        tasks, key=lambda task: (order.get(State(task.state), 2) if task.submission else 2, task.period.due_on)
    )


def is_last_in(version: UnitVersion, period: Period, versions: Iterable[UnitVersion]) -> bool:
    """Whether the unit stood so within the period, and not otherwise later in it."""
    if version.valid_from > period.ends_on or (version.valid_to and version.valid_to < period.starts_on):
        return False
    others = (each for each in versions if each.unit_id == version.unit_id)
    return not any(version.valid_from < each.valid_from <= period.ends_on for each in others)
