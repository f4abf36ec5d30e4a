"""An office's own plans (kế hoạch): targets that it sets for itself and for what stands under it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from indicators.models.catalogue import Framework, Indicator
from units.models import Unit


class Plan(models.Model):
    """What makes a document an office's own plan: whose it is, for which years, who put it down."""

    framework = models.OneToOneField(Framework, models.CASCADE, related_name="plan", verbose_name="văn bản")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="đơn vị")
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến hết năm")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    entered_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "kế hoạch của đơn vị"
        verbose_name_plural = "kế hoạch của đơn vị"
        ordering = ["-last_year", "-first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="plan_years_in_order",
                violation_error_message="Năm cuối của kế hoạch không được trước năm đầu.",
            )
        ]
        indexes = [models.Index(fields=["entered_at", "id"], name="plan_entered_latest")]

    def __str__(self) -> str:
        return self.framework.citation

    def get_absolute_url(self) -> str:
        return reverse("indicators:plan-detail", args=[self.pk])

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def span(self) -> str:
        """The years in words: "năm 2025", "các năm 2024–2026"."""
        one = self.first_year == self.last_year
        return f"năm {self.first_year}" if one else f"các năm {self.first_year}–{self.last_year}"


class PlanChange(models.Model):
    """One figure of a plan written, changed or taken out: who, when, what stood before and after."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="changes", verbose_name="kế hoạch")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    year = models.PositiveSmallIntegerField("năm")
    before = models.CharField("trước", max_length=80, blank=True)
    after = models.CharField("sau", max_length=80, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    changed_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "thay đổi của kế hoạch"
        verbose_name_plural = "thay đổi của kế hoạch"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="planchange_changes_something",
                violation_error_message="Mức trước và sau giống nhau.",
            )
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="planchange_changed_latest")]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.year}: {self.before or '–'} → {self.after or '–'}"
