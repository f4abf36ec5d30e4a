"""What waits for a person on a day: the first page after logging in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from indicators.enums import State
from indicators.models import Form, Period, Submission
from indicators.rules.deadlines import days_late
from units.enums import Role
from units.models import Unit, UnitVersion, User

WAITING_SHOWN = 20


@dataclass(frozen=True)
class Task:
    """A sheet that an officer still has to fill or mend."""

    unit: Unit
    standing: UnitVersion
    form: Form
    period: Period
    submission: Submission | None
    days_late: int

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
    sent: list[Submission] = field(default_factory=list)
    waiting: list[Submission] = field(default_factory=list)
    waiting_count: int = 0
    offices: list[Unit] = field(default_factory=list)


def work_of(user: User, today: dt.date) -> Work:
    """Sheets to fill for a ward's officer, sheets to read for the office above. A fixed number of queries."""
    work = Work()
    if user.holds(Role.WARD_OFFICER):
        work.tasks = _tasks(user, today)
        work.sent = _sent(user)
    if user.holds(Role.DISTRICT_OFFICE):
        work.offices = list(
            Unit.objects.filter(pk__in=user.units_as(Role.DISTRICT_OFFICE)).prefetch_related("versions")
        )
        waiting = Submission.objects.visible_to(user).filter(state=State.SUBMITTED).exclude(submitted_by=user)
        work.waiting_count = waiting.count()
        work.waiting = list(
            waiting.select_related("unit_as", "period", "form", "submitted_by").order_by("submitted_at", "pk")[
                :WAITING_SHOWN
            ]
        )
    return work


def _tasks(user: User, today: dt.date) -> list[Task]:
    """Open periods of the officer's units whose sheet is not sent; what came back stands first, then by deadline."""
    units = user.units_as(Role.WARD_OFFICER)
    periods = list(Period.objects.opened(today))
    forms = list(Form.objects.all())
    versions = list(UnitVersion.objects.filter(unit__in=units).select_related("unit"))
    known = {
        (each.unit_id, each.form_id, each.period_id): each
        for each in Submission.objects.filter(unit__in=units).select_related("unit_as", "period", "form")
    }
    tasks = [
        Task(version.unit, version, form, period, found, days_late(period.due_on, None, today))
        for version in versions
        for form in forms
        if form.unit_kind == version.kind
        for period in periods
        if period.kind == form.period_kind and version.stood_on(period.ends_on) and form.in_force_on(period.ends_on)
        for found in [known.get((version.unit_id, form.pk, period.pk))]
        if (found.takes_figures(today) if found else period.is_open(today))
    ]
    order = {State.RETURNED: 0, State.REOPENED: 1}
    return sorted(
        tasks, key=lambda task: (order.get(State(task.state), 2) if task.submission else 2, task.period.due_on)
    )


def _sent(user: User) -> list[Submission]:
    """What the officer's units sent last."""
    return list(
        Submission.objects.visible_to(user)
        .filter(unit__in=user.units_as(Role.WARD_OFFICER), state__in=[State.SUBMITTED, State.APPROVED])
        .select_related("unit_as", "period", "form")
        .order_by("-period__starts_on", "form")[:10]
    )
