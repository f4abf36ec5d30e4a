"""Reports that are asked of a span of days, for which no register has a row of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hocTap.lib import vi
from reports.papers.enums import PaperKind
from units.models import LearningCentre, Unit


class AskedReport(models.Model):
    """What a report is of (báo cáo được yêu cầu lập): whose, of which days, counted how.

    A paper of such a kind is made from this row. The same question is one row for ever, whoever asks it again; a row is
    never changed.
    """

    kind = models.CharField("loại", max_length=24, choices=PaperKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    centre = models.ForeignKey(
        LearningCentre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="trung tâm"
    )
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến ngày")
    details = models.CharField("cách tính", max_length=90, blank=True)
    """As the page of the kind has it: of a centre how its year is counted, of a fund its book and step, of targets
    the code of the one document that is asked, or nothing.
    """
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu")
    at = models.DateTimeField("yêu cầu lúc")

    class Meta:
        verbose_name = "báo cáo được yêu cầu lập"
        verbose_name_plural = "báo cáo được yêu cầu lập"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="askedreport_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(kind=PaperKind.CENTRE, centre__isnull=False)
                | (~Q(kind=PaperKind.CENTRE) & Q(centre__isnull=True)),
                name="askedreport_names_a_centre_if_it_is_of_one",
            ),
            models.UniqueConstraint(
                fields=["kind", "unit", "first_day", "last_day", "details"],
                condition=Q(centre__isnull=True),
                name="askedreport_once_of_a_unit",
            ),
            models.UniqueConstraint(
                fields=["centre", "first_day", "last_day", "details"],
                condition=Q(centre__isnull=False),
                name="askedreport_once_of_a_centre",
            ),
        ]

    def __str__(self) -> str:
        return f"{str(self.get_kind_display()).capitalize()}, {vi.from_to(self.first_day, self.last_day)}"
