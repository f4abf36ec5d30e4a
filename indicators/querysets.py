"""Questions about forms, periods, submissions and values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import connections, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Least

from indicators.enums import State
from units.enums import Role
from units.querysets import standing

if TYPE_CHECKING:
    from indicators.models import DifficultArea, Form, Period, StatedNumber, Submission, Value  # noqa: F401
    from units.models import Unit, User

FIGURES_ROLES = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER, Role.READER)


LAST_DAY = Least(Coalesce("unit_as__valid_to", "period__ends_on"), "period__ends_on")
"""The last day that a sheet speaks of: it ends with its period, or with its unit."""


class FormQuerySet(models.QuerySet["Form"]):
    def on(self, day: dt.date) -> Self:
        """Versions in force on the day."""
        return self.filter(standing(day))


class PeriodQuerySet(models.QuerySet["Period"]):
    def opened(self, day: dt.date) -> Self:
        return self.filter(opens_on__lte=day)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def between_years(self, first: int, last: int) -> Self:
        return self.filter(year__gte=first, year__lte=last)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User) -> Self:
        """Figures of the units that, when the period ended, stood under a unit where the person has a post."""
        lines = user.lines_in_remit(*FIGURES_ROLES).on(OuterRef("until"))
        return self.with_last_day().filter(Exists(lines.filter(descendant=OuterRef("unit"))))

    def with_last_day(self) -> Self:
        """With `until`: the period's last, or that of the unit's own where it ended within the period."""
        return self.alias(until=LAST_DAY)

    def approved(self) -> Self:
        return self.filter(state=State.APPROVED)

    def handed_into(self, units: Collection[int]) -> Self:
        """Sheets that went at a hand-over into one of these units' sheets, or into one that went on into it."""
        into = Q(handed_to__unit__in=units) | Q(handed_to__handed_to__unit__in=units)
        return self.filter(into, state=State.HANDED)

    def without_office_above(self, today: dt.date) -> Self:
        """Figures of units above which no office uses the site: nobody holds the office's post there today.

        Above is where the unit stood on the sheet's last day; the whole heir of an office that is no more counts as it.
        """
        lineage = apps.get_model("units", "Lineage")._default_manager
        posts = apps.get_model("units", "Post")._default_manager.on(today)
        held = posts.filter(role=Role.DISTRICT_OFFICE, user__is_active=True).order_by().values("unit")
        heritage = apps.get_model("units", "Heritage")._default_manager.on(today)
        passed = heritage.filter(whole=True, heir__in=held).order_by().values("unit")
        above = lineage.filter(standing(OuterRef("until")), depth__gt=0, descendant=OuterRef("unit"))
        return self.with_last_day().exclude(Exists(above.filter(Q(ancestor__in=held) | Q(ancestor__in=passed))))

    def in_years(self, first: int, last: int) -> Self:
        return self.filter(period__year__gte=first, period__year__lte=last)

    def below(self, unit: Unit) -> Self:
        """Figures of units that stood under the unit (or are the unit) when the period ended."""
        lines = unit.lines_down.filter(standing(OuterRef("until")), descendant=OuterRef("unit"))
        return self.with_last_day().filter(Exists(lines))


class ValueQuerySet(models.QuerySet["Value"]):
    def filled(self) -> Self:
        """A cleared cell keeps its row and history, but no number: blank is not zero."""
        return self.filter(number__isnull=False)

    def approved(self) -> Self:
        return self.filter(submission__state=State.APPROVED)

    def on_sheets(self, sheets: SubmissionQuerySet, ids: Collection[int]) -> Self:
        """Cells of these sheets, whose ids the caller has read already.

        PostgreSQL finds them as one array through the index, where it would read the whole table to compare it with
        a question.
        """
        if connections[self.db].vendor != "postgresql":
            return self.filter(submission__in=sheets)
        listed = f"{{{','.join(map(str, ids))}}}"
        known = RawSQL(
            "indicators_value.submission_id = ANY(%s::bigint[])", [listed], output_field=models.BooleanField()
        )
        return self.filter(known)


class DifficultAreaQuerySet(models.QuerySet["DifficultArea"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(standing(day))


class StatedNumberQuerySet(models.QuerySet["StatedNumber"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(standing(day))

    def within(self, unit: Unit) -> Self:
        """What the unit and the units that ever stood under it state."""
        return self.filter(unit__in=unit.lines_down.values("descendant"))
