"""Questions about reports and published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from indicators.querysets import FIGURES_ROLES
from reports.enums import ReportState
from units.enums import Role
from units.models import Lineage

if TYPE_CHECKING:
    from reports.models import Report  # noqa: F401
    from units.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    def issued(self) -> Self:
        return self.filter(state=ReportState.ISSUED)

    def visible_to(self, user: User) -> Self:
        """All reports of the units whose office the person is; issued ones also for everyone posted under the unit.

        Who stood under whom is asked for the day the report is as of: an office that ended keeps its reports.
        """
        as_of = OuterRef("as_of")
        offices = user.lines_in_remit(Role.DISTRICT_OFFICE).on(as_of).filter(descendant=OuterRef("unit"))
        posted = Lineage.objects.filter(descendant__in=user.units_as(*FIGURES_ROLES)).on(as_of)
        return self.filter(
            Exists(offices) | Q(Exists(posted.filter(ancestor=OuterRef("unit"))), state=ReportState.ISSUED)
        )

    def listed(self) -> Self:
        """Without the documents themselves, for lists."""
        return self.select_related("unit_as", "made_by").defer("document")
