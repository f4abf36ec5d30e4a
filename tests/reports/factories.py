"""A small district with approved figures, written straight into the tables: how they came there is not the matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from indicators import reference
from indicators.enums import Origin, PeriodKind, Qualifier, State
from indicators.models import Form, Measure, Period, Submission, Value
from tests.factories import make_user
from units.models import Unit, User

NOW = dt.datetime(2020, 10, 29, 8, 0, tzinfo=dt.UTC)


def load_catalogue() -> None:
    reference.load()


def make_period(year: int) -> Period:
    period, _ = Period.objects.get_or_create(
        kind=PeriodKind.CALENDAR_YEAR,
        year=year,
        ordinal=1,
        defaults={
            "label": f"Năm {year}",
            "starts_on": dt.date(year, 1, 1),
            "ends_on": dt.date(year, 12, 31),
            "opens_on": dt.date(year, 1, 1),
            "due_on": dt.date(year, 12, 15),
        },
    )
    return period


def officer(name: str) -> User:
    return User.objects.filter(username=name).first() or make_user(name)


def report_figures(
    ward: Unit,
    year: int,
    numbers: Mapping[str, int | None],
    *,
    state: State = State.APPROVED,
    origin: Origin = Origin.TYPED,
    qualifiers: Mapping[str, Qualifier] | None = None,
) -> Submission:
    """A ward's yearly sheet with these numbers, in this state."""
    period, by = make_period(year), officer("nguoi-nhap")
    unit_as = ward.versions.on(period.ends_on).get()
    form = Form.objects.get(code="xhht-nam")
    submission = Submission.objects.create(unit=ward, unit_as=unit_as, form=form, period=period, started_by=by)
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=numbers)}
    Value.objects.bulk_create(
        Value(
            submission=submission,
            measure=measures[code],
            number=number,
            qualifier=(qualifiers or {}).get(code, Qualifier.EXACT),
            origin=origin,
            updated_by=by,
            updated_at=NOW,
        )
        for code, number in numbers.items()
    )
    Submission.objects.filter(pk=submission.pk).update(state=state, **_signed(state))
    return Submission.objects.get(pk=submission.pk)


def _signed(state: State) -> dict[str, object]:
    """Who sent and who approved, as far as the state asks for it."""
    sent = {"submitted_by": officer("nguoi-nhap"), "submitted_at": timezone.now()}
    approved = {"approved_by": officer("nguoi-duyet"), "approved_at": timezone.now()}
    return {State.APPROVED: sent | approved, State.SUBMITTED: sent}.get(state, {})


def titles(recognised: int, total: int, kind: str = "household") -> dict[str, int | None]:
    """The two cells that a title's rate is computed from."""
    return {f"{kind}-recognised": recognised, f"{kind}-total": total}
