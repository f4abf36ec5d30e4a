"""The catalogue of figures in the administration: edited here, not in code. Figures themselves are not found here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from hocTap.lib.admin import SeenAdmin, SeenTabular
from hocTap.lib.refusals import Refused
from indicators.enums import Side
from indicators.layout import spec_of
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
from indicators.rules.soundness import fault_of
from indicators.workflow.catalogue import catalogue_changed, new_version


def is_in_use(obj: models.Model | None) -> bool:
    """Whether officers have begun sheets that rest on this form, on its section, or on this period."""
    found = obj.form if isinstance(obj, Section) else obj
    return isinstance(found, Form | Period) and found.submissions.exists()


class CatalogueAdmin(SeenAdmin):
    """What is counted and how it is checked; nothing of it is deleted, since old figures rest on it."""

    fixed: tuple[str, ...] = ()
    """What fixtures and reports know a row by: it does not change once the row is there."""

    fixed_in_use: tuple[str, ...] = ()
    """What figures already given rest on."""

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return (*(self.fixed if obj else ()), *(self.fixed_in_use if is_in_use(obj) else ()))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        catalogue_changed()


class PartInline(SeenTabular):
    """Parts of a form: changed freely until officers use the form, then only in its next version."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and not is_in_use(obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_in_use(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_in_use(obj)


class LineInline(PartInline):
    model = Line
    extra = 0
    autocomplete_fields = ("measure",)


class SectionInline(PartInline):
    model = Section
    extra = 0
    show_change_link = True


class CheckTermFormSet(BaseInlineFormSet):
    """The sides of a check, as they will be: refused when the check could never be judged."""

    def clean(self) -> None:
        super().clean()
        check: Check = self.instance
        if any(self.errors) or not (check.kind and check.severity):
            return
        kept = [form.instance for form in self.forms if form not in self.deleted_forms and form.instance.measure_id]
        terms = sorted(kept, key=lambda term: term.ordinal)
        sides = {side.value: [term.measure for term in terms if term.side == side] for side in Side}
        outside = {term.measure.code for term in terms} - _codes_of(check.form_id)
        if outside:
            raise ValidationError(f"Biểu không có chỉ tiêu: {', '.join(sorted(outside))}. Hãy chọn chỉ tiêu của biểu.")
        if fault := fault_of(spec_of(check, sides)):
            raise ValidationError(fault)


def _codes_of(form_id: int | None) -> set[str]:
    return set(Measure.objects.filter(lines__section__form=form_id).values_list("code", flat=True))


class CheckTermInline(SeenTabular):
    model = CheckTerm
    formset = CheckTermFormSet
    extra = 0
    autocomplete_fields = ("measure",)


@admin.register(Measure)
class MeasureAdmin(CatalogueAdmin):
    fixed = ("code",)
    list_display = ("label", "code", "unit_name", "nature", "source")
    list_filter = ("nature", "unit_name")
    search_fields = ("code", "label")


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    fixed = ("code",)
    list_display = ("label", "numerator", "base", "base_label")
    list_select_related = ("numerator", "base")
    search_fields = ("code", "label")


@admin.register(Form)
class FormAdmin(CatalogueAdmin):
    fixed = ("code", "version")
    fixed_in_use = ("period_kind", "unit_kind", "valid_from")
    list_display = ("title", "code", "version", "period_kind", "valid_from", "valid_to")
    inlines = (SectionInline,)
    actions = ("make_new_version",)

    @admin.action(description="Lập phiên bản mới từ biểu đã chọn", permissions=["change"])
    def make_new_version(self, request: HttpRequest, queryset: QuerySet[Form]) -> None:
        for form in queryset:
            try:
                copy = new_version(form, today=timezone.localdate())
            except Refused as reason:
                messages.error(request, str(reason))
            else:
                messages.success(request, f"Đã lập phiên bản {copy.version} của {copy}. Hãy sửa trước khi dùng.")


@admin.register(Section)
class SectionAdmin(CatalogueAdmin):
    fixed = ("form",)
    fixed_in_use = ("ordinal",)
    list_display = ("title", "form", "ordinal")
    list_select_related = ("form",)
    list_filter = ("form",)
    inlines = (LineInline,)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A section is added to a form that no officer uses yet."""
        if db_field.name == "form":
            kwargs["queryset"] = Form.objects.filter(submissions__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Check)
class CheckAdmin(CatalogueAdmin):
    fixed = ("form", "code")
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
    fixed_in_use = ("kind", "year", "ordinal", "starts_on", "ends_on")
    list_display = ("label", "kind", "year", "opens_on", "due_on", "closes_on")
    list_filter = ("kind",)
