"""Catalogue of titles: sets of criteria and procedures. What was used to recognise anybody is read-only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from awards.titles.criteria import is_used
from awards.titles.models import Band, CriteriaSet, Criterion, Item, Procedure
from hocTap.lib.admin import SeenAdmin, SeenTabular

CONFIRMATION = ("verified", "confirmed_by", "confirmed_at")
"""Written by `workflow.confirm`, which asks for the source."""


class Part(SeenTabular):
    """Parts of a set, as long as nobody was scored by it."""

    extra = 0
    show_change_link = True
    readonly_fields: ClassVar[tuple[str, ...]] = CONFIRMATION

    def set_of(self, obj: Any) -> CriteriaSet | None:
        return obj if isinstance(obj, CriteriaSet) else getattr(obj, "criteria", None)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_used(self.set_of(obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_used(self.set_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not is_used(self.set_of(obj))


class BandInline(Part):
    model = Band


class CriterionInline(Part):
    model = Criterion
    readonly_fields = ()


class ItemInline(Part):
    model = Item


class Catalogue(SeenAdmin):
    """Kept for good: old years are read by the set of their year."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CriteriaSet)
class CriteriaSetAdmin(Catalogue):
    list_display = ("name", "kind", "citation", "first_year", "last_year", "mode", "left_out", "verified")
    list_filter = ("kind", "verified")
    search_fields = ("name", "code", "citation")
    readonly_fields = (*CONFIRMATION, "left_out")
    inlines = (CriterionInline, BandInline)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_used(obj)


@admin.register(Criterion)
class CriterionAdmin(Catalogue):
    list_display = ("criteria", "ordinal", "name", "max_points")
    list_filter = ("criteria",)
    inlines = (ItemInline,)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or not is_used(obj.criteria)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("criteria")


@admin.register(Procedure)
class ProcedureAdmin(Catalogue):
    list_display = ("kind", "managing_level", "jurisdiction", "valid_from", "valid_to", "agency_words", "verified")
    list_filter = ("kind",)
    readonly_fields = ("confirmed_by", "confirmed_at")
