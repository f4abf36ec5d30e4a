"""The catalogue of figures in the administration: edited here, not in code. Figures themselves are not found here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from indicators.models import (
    Check,
    CheckTerm,
    Form,
    Indicator,
    Line,
    Measure,
    Period,
    Section,
    Target,
)
from indicators.workflow.catalogue import catalogue_changed


class CatalogueAdmin(admin.ModelAdmin):
    """What is counted and how it is checked; nothing of it is deleted, since old figures rest on it."""

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        catalogue_changed()


class LineInline(admin.TabularInline):
    model = Line
    extra = 1
    autocomplete_fields = ("measure",)


class SectionInline(admin.TabularInline):
    model = Section
    extra = 0
    show_change_link = True


class CheckTermInline(admin.TabularInline):
    model = CheckTerm
    extra = 1
    autocomplete_fields = ("measure",)


@admin.register(Measure)
class MeasureAdmin(CatalogueAdmin):
    list_display = ("label", "code", "unit_name", "nature", "source")
    list_filter = ("nature", "unit_name")
    search_fields = ("code", "label")

    def get_readonly_fields(self, request: HttpRequest, obj: Measure | None = None) -> tuple[str, ...]:
        """The code is what fixtures and reports call the measure by: it does not change."""
        return ("code",) if obj else ()


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    list_display = ("label", "numerator", "base", "base_label")
    list_select_related = ("numerator", "base")
    search_fields = ("code", "label")


@admin.register(Form)
class FormAdmin(CatalogueAdmin):
    list_display = ("title", "code", "version", "period_kind", "valid_from", "valid_to")
    inlines = (SectionInline,)


@admin.register(Section)
class SectionAdmin(CatalogueAdmin):
    list_display = ("title", "form", "ordinal")
    list_select_related = ("form",)
    list_filter = ("form",)
    inlines = (LineInline,)


@admin.register(Check)
class CheckAdmin(CatalogueAdmin):
    list_display = ("code", "form", "kind", "severity", "sentence", "active")
    list_filter = ("form", "kind", "severity", "active")
    list_select_related = ("form",)
    search_fields = ("code", "sentence")
    inlines = (CheckTermInline,)


@admin.register(Target)
class TargetAdmin(CatalogueAdmin):
    list_display = ("label", "framework", "scope", "year", "minimum", "maximum", "unit_name", "verified")
    list_filter = ("framework", "year", "verified")
    search_fields = ("label", "citation")


@admin.register(Period)
class PeriodAdmin(CatalogueAdmin):
    list_display = ("label", "kind", "year", "opens_on", "due_on", "closes_on")
    list_filter = ("kind",)
