"""Questions about reports and published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.utils import timezone

from indicators.querysets import FIGURES_ROLES
from reports.enums import PUBLISHED
from units.enums import Role
from units.models import Lineage

if TYPE_CHECKING:
    from reports.models import DeletedDraft, PublishedSource, Report, SignedCopy  # noqa: F401
    from units.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> Self:
        """Signed once, whatever became of them."""
        return self.filter(state__in=PUBLISHED)

    def visible_to(self, user: User) -> Self:
        """All reports of the units whose office the person is; issued ones also for everyone posted under the unit, and
        for readers of it or of a unit above.

        Who stood under whom is asked for the day the report is as of: an office that ended keeps its reports. Offices
        to which a unit passed, whole or in part, see the reports on it as they do those of their own.
        """
        as_of = OuterRef("as_of")
        offices = user.lines_in_remit(Role.DISTRICT_OFFICE).on(as_of).filter(descendant=OuterRef("unit"))
        posted = Lineage.objects.filter(descendant__in=user.units_as(*FIGURES_ROLES)).on(as_of)
        today = timezone.localdate()
        heirs = user.lines_in_remit(Role.DISTRICT_OFFICE).on(today).values("descendant")
        links = apps.get_model("units", "ChangeLink")._default_manager.leading_to(heirs, today)
        inherited = Q(unit__in=links.order_by().values("predecessor"))
        shown = Q(Exists(posted.filter(ancestor=OuterRef("unit"))), state__in=PUBLISHED)
        read = Q(Exists(user.lines_in_remit(Role.READER).on(as_of).filter(descendant=OuterRef("unit"))))
        return self.filter(Exists(offices) | inherited | shown | read & Q(state__in=PUBLISHED))

    def before(self, report: Report) -> Report | None:
        """The latest of the unit's issued reports on time that was over before this one's: whose words it may take."""
        earlier = self.published().filter(unit=report.unit_id, as_of__lt=report.as_of)
        return earlier.order_by("-as_of", "-issued_on", "-pk").defer("document").first()

    def with_relatives(self) -> Self:
        """With what a page says beside the report: who made it, what it replaces, what replaces or withdraws it."""
        rows = self.select_related("unit", "unit_as", "made_by", "replaces", "replaced_by", "withdrawal")
        return rows.defer("replaces__document", "replaced_by__document")

    def listed(self) -> Self:
        """Without the documents themselves, for lists."""
        rows = self.annotate(
            frozen_number=KT("document__heading__number"), frozen_symbol=KT("document__heading__symbol")
        )
        return rows.with_relatives().defer("document", "replaces__document", "replaced_by__document")


class DeletedDraftQuerySet(models.QuerySet["DeletedDraft"]):
    def visible_to(self, user: User) -> Self:
        """Drafts of the units whose office the person is, as of the day each was for."""
        offices = user.lines_in_charge(Role.DISTRICT_OFFICE).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
        return self.filter(Exists(offices))


class OfOnePaper(models.QuerySet[Any]):
    def of(self, paper: models.Model) -> Self:
        """Of a report or of a paper."""
        return self.filter(**{paper._meta.model_name or "": paper.pk})


class SignedCopyQuerySet(OfOnePaper):
    def listed(self) -> Self:
        """Without the files themselves."""
        return self.select_related("by").prefetch_related("steps__by").defer("content")


class PublishedSourceQuerySet(models.QuerySet["PublishedSource"]):
    def visible_to(self, user: User) -> Self:
        """Of the units whose figures the person reads."""
        return self.filter(unit__in=user.lines_in_remit(*FIGURES_ROLES).values("descendant"))

    def standing(self) -> Self:
        """Without those that were put down by mistake."""
        return self.filter(voided_at__isnull=True)
