"""Forms and periods of an office that is being started: what is there is used again, what lacks is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from django.db import transaction

from awards.commendations import reference as commendations
from awards.scholarships import reference as scholarships
from awards.titles import reference as titles
from hocTap.lib.steps import Refused
from indicators import reference
from indicators.enums import PeriodKind
from indicators.models import Form, FormUse, OfficeStart, Period
from indicators.optional import forms_for
from indicators.rules.periods import UsualPeriod, usual_periods
from indicators.workflow.optional import use_form
from indicators.workflow.periods import missing, open_periods
from units import reference as units
from units.models import Unit, User

MOST_YEARS = 30


def load_catalogue() -> None:
    """Forms, checks, targets, criteria and who decides on centres, as the decrees have them; no unit, no figure."""
    units.load_rules()
    titles.load()
    commendations.load()
    scholarships.load()
    reference.load()


def newest_forms() -> list[Form]:
    """The last version of each form."""
    forms = Form.objects.order_by("code", "-version")
    return [next(versions) for _, versions in groupby(forms, key=lambda form: form.code)]


def periods_for(
    forms: Sequence[Form], first_year: int, last_year: int, *, days_after: int, at_the_end: bool
) -> list[UsualPeriod]:
    """All periods of the kinds that the forms are for; entry opens on the first day of each, or when it has ended."""
    kinds = sorted({PeriodKind(form.period_kind) for form in forms})
    asked = [period for kind in kinds for period in usual_periods(kind, first_year, last_year, days_after=days_after)]
    return [replace(each, opens_on=each.ends_on) for each in asked] if at_the_end else asked


def put_off(asked: Sequence[UsualPeriod], due_on: dt.date | None, today: dt.date) -> list[UsualPeriod]:
    """The periods, those whose deadline is over with another one if it is given."""
    if due_on is None:
        return list(asked)
    return [replace(each, due_on=due_on) if each.due_on < today else each for each in asked]


def late_periods(asked: Sequence[UsualPeriod], today: dt.date) -> list[Period]:
    """Which of the periods are there already with a deadline that is over."""
    wanted = {(each.kind.value, each.year, each.ordinal) for each in asked}
    there = Period.objects.filter(kind__in={kind for kind, _, _ in wanted}, due_on__lt=today)
    return [each for each in there if (each.kind, each.year, each.ordinal) in wanted]


@transaction.atomic
def open_for(asked: Sequence[UsualPeriod]) -> list[Period]:
    """The periods that are not there yet are opened, the others stay as they are. Raises Refused as `open_periods`."""
    return open_periods(asked) if missing(asked) else []


@transaction.atomic
def switch_on(unit: Unit, forms: Sequence[Form], first_year: int, *, by: User | None, at: dt.datetime) -> None:
    """Ask the optional ones among the forms of the units below, unless they are asked already."""
    known = set(FormUse.objects.filter(unit=unit).values_list("form_code", flat=True))
    for form in forms_for(unit, forms):
        if form.optional and form.code not in known:
            use_form(unit, form, first_year, None, by=by, at=at)


@transaction.atomic
def start(unit: Unit, first_year: int, last_year: int, *, by: User | None, now: dt.datetime) -> OfficeStart:
    """Note that the office is being started, for which years. A second time the years are put right."""
    if not first_year <= last_year < first_year + MOST_YEARS:
        raise Refused(f"Năm cuối không được trước năm đầu; mỗi lần nhiều nhất {MOST_YEARS} năm.")
    kept, created = OfficeStart.objects.select_for_update().get_or_create(
        unit=unit,
        defaults={"first_year": first_year, "last_year": last_year, "started_by": by, "started_at": now},
    )
    if not created and (kept.first_year, kept.last_year) != (first_year, last_year):
        kept.first_year, kept.last_year = first_year, last_year
        kept.save(update_fields=["first_year", "last_year"])
    return kept
