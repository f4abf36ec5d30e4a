"""The administration as its tutorial registers it, with the same search and the same number of rows."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from openpyxl import Workbook

from bench.plain_admin.models import Figure, Household, Scored, Sheet, Version

COLUMNS = ("name", "address", "ward", "community", "state")


class FigureInline(admin.TabularInline):
    model = Figure
    fields = ("number", "qualifier", "note")
    extra = 0


@admin.register(Sheet)
class SheetAdmin(admin.ModelAdmin):
    fields = ()
    inlines = (FigureInline,)


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    search_fields = ("folded",)
    list_select_related = ("ward", "community")
    list_per_page = 50
    actions = ("to_excel",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(kind="household")

    def to_excel(self, request: HttpRequest, chosen: QuerySet[Household]) -> HttpResponse:
        book, file = Workbook(write_only=True), io.BytesIO()
        sheet = book.create_sheet()
        for row in chosen.select_related("ward", "community"):
            sheet.append([str(getattr(row, name) or "") for name in COLUMNS])
        book.save(file)
        return HttpResponse(file.getvalue(), content_type="application/octet-stream")


@admin.register(Scored)
class ScoredAdmin(admin.ModelAdmin):
    """All of a khu phố on one page, the scores of a household in one field of JSON."""

    list_display = ("candidate", "answers")
    list_editable = ("answers",)
    list_select_related = ("candidate",)
    list_per_page = 400
    list_filter = ("community", "year")
    fields = ("answers",)


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin):
    """The figures of all sheets of a period in one list, a line for each cell."""

    list_display = ("sheet", "measure", "number")
    list_select_related = ("sheet", "measure")
    list_per_page = 10_000
    list_max_show_all = 10_000
    list_filter = ("sheet__period", "sheet__state")


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin):
    """All khu phố of a ward on one page, as fields."""

    list_display = ("id", "name", "code", "valid_from", "valid_to")
    list_editable = ("name", "code", "valid_from", "valid_to")
    list_per_page = 400
    list_filter = ("kind",)
