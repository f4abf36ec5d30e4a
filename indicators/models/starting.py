"""Offices that were started with the guide: of which years they keep figures, and on which forms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from indicators.models.catalogue import Form
from units.models import Unit


class OfficeStart(models.Model):
    """An office being started (bắt đầu một cơ quan): what the guide was told, so that it can be left and resumed."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="start", verbose_name="đơn vị")
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    forms = models.ManyToManyField(Form, blank=True, related_name="+", verbose_name="biểu mẫu")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người lập"
    )
    started_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "cơ quan bắt đầu dùng"
        verbose_name_plural = "cơ quan bắt đầu dùng"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="officestart_years_in_order",
                violation_error_message="Năm cuối không được trước năm đầu.",
            )
        ]
        indexes = [models.Index(fields=["started_at", "id"], name="officestart_started_latest")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.first_year}–{self.last_year}"


class FormUse(models.Model):
    """An optional form that an office has switched on for the units under it (biểu tự chọn), from a year on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="forms_in_use", verbose_name="đơn vị")
    form_code = models.SlugField("mã biểu", max_length=40)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến hết năm", null=True, blank=True)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người bật"
    )
    switched_at = models.DateTimeField("bật lúc")

    class Meta:
        verbose_name = "biểu tự chọn đang dùng"
        verbose_name_plural = "biểu tự chọn đang dùng"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form_code"],
                name="formuse_once_per_unit_and_form",
                violation_error_message="Đơn vị đã bật biểu này.",
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
                name="formuse_years_in_order",
                violation_error_message="Năm cuối không được trước năm đầu.",
            ),
        ]
        indexes = [models.Index(fields=["switched_at", "id"], name="formuse_switched_latest")]

    def __str__(self) -> str:
        return f"{self.form_code}, {self.unit}, từ {self.first_year}"
