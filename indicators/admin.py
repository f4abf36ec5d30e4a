"""The catalogue of figures in the administration: edited here, not in code. Figures themselves are not found here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.admin import SeenAdmin, SeenTabular
from hocTap.lib.catalogue import keep_added
from hocTap.lib.refusals import Refused
from indicators.enums import Side
from indicators.layout import spec_of
from indicators.models import (
    Check,
    CheckTerm,
    DifficultArea,
    Form,
    Framework,
    Indicator,
    Line,
    Measure,
    Period,
    Redefinition,
    Section,
    Target,
)
from indicators.rules.soundness import fault_of
from indicators.workflow.catalogue import (
    catalogue_changed,
    fault_of_redefinition,
    new_version,
    sheets_after,
    used_after,
)
from indicators.workflow.targets import check_figures, check_place, check_scope, document_cited


def is_in_use(obj: models.Model | None) -> bool:
    """Whether officers have begun sheets that rest on this form, on its section, or on this period."""
    found = obj.form if isinstance(obj, Section) else obj
    return isinstance(found, Form | Period) and found.submissions.exists()


class CatalogueAdmin(SeenAdmin):
    """What is counted and how it is checked; nothing of it is deleted, since old figures rest on it."""

    fixed_in_use: tuple[str, ...] = ()
    """What sheets that were only begun rest on; what approved ones rest on is declared (`resting_on`)."""

    def still_fixed(self, obj: models.Model | None) -> tuple[str, ...]:
        return self.fixed_in_use if is_in_use(obj) else ()

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


class MeasureAdminForm(forms.ModelForm):
    """A measure; it is not retired while forms or targets of later days use it."""

    def clean(self) -> dict[str, Any] | None:
        asked = super().clean()
        last = asked.get("valid_to") if asked else None
        if last and self.instance.pk and (why := used_after(self.instance, last)):
            raise ValidationError(why)
        return asked


@admin.register(Measure)
class MeasureAdmin(CatalogueAdmin):
    form = MeasureAdminForm
    once = ("code",)
    list_display = ("label", "code", "unit_name", "nature", "source")
    list_filter = ("nature", "unit_name")
    search_fields = ("code", "label")


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    once = ("code",)
    list_display = ("label", "numerator", "base", "base_label")
    list_select_related = ("numerator", "base")
    search_fields = ("code", "label")


class RedefinitionAdminForm(forms.ModelForm):
    """A changed definition: of the same kind as before, and over another measure than it counts."""

    def clean(self) -> dict[str, Any] | None:
        asked = super().clean()
        if asked and not self.errors and (why := fault_of_redefinition(Redefinition(**asked_of(asked)))):
            raise ValidationError(why)
        return asked


def asked_of(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What decides about a changed definition, out of what was typed."""
    return {name: cleaned.get(name) for name in ("indicator", "first_year", "numerator", "base")}


@admin.register(Redefinition)
class RedefinitionAdmin(CatalogueAdmin):
    form = RedefinitionAdminForm
    once = ("indicator",)
    list_display = ("indicator", "first_year", "numerator", "base", "wording", "decision", "verified")
    list_select_related = ("indicator", "numerator", "base")
    search_fields = ("indicator__code", "indicator__label", "decision")
    autocomplete_fields = ("indicator", "numerator", "base")


@admin.register(DifficultArea)
class DifficultAreaAdmin(CatalogueAdmin):
    once = ("unit",)
    list_display = ("unit", "valid_from", "valid_to", "decision", "verified")
    list_filter = ("verified",)
    search_fields = ("unit__versions__folded", "decision")
    autocomplete_fields = ("unit",)


class FormAdminForm(forms.ModelForm):
    """A form; it does not end before the periods for which sheets were begun on it."""

    def clean(self) -> dict[str, Any] | None:
        asked = super().clean()
        last = asked.get("valid_to") if asked else None
        if last and self.instance.pk and (why := sheets_after(self.instance, last)):
            self.add_error("valid_to", why)
        return asked


@admin.register(Form)
class FormAdmin(CatalogueAdmin):
    form = FormAdminForm
    once = ("code", "version")
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
                keep_added(copy, by=request.user, at=timezone.now(), reason=f"Sao từ phiên bản {form.version}")
                messages.success(request, f"Đã lập phiên bản {copy.version} của {copy}. Hãy sửa trước khi dùng.")


@admin.register(Section)
class SectionAdmin(CatalogueAdmin):
    once = ("form",)
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
    once = ("form", "code")
    list_display = ("code", "form", "kind", "severity", "sentence", "active")
    list_filter = ("form", "kind", "severity", "active")
    list_select_related = ("form",)
    search_fields = ("code", "sentence")
    inlines = (CheckTermInline,)


class TargetAdminForm(forms.ModelForm):
    """A target as the table of the administration writes it: refused for what the page refuses."""

    def clean(self) -> dict[str, Any] | None:
        asked = super().clean()
        if asked and not self.errors:
            said = ("kind", "year", "minimum", "maximum", "base_year", "indicator", "scope", "unit_name")
            try:
                target = Target(**{name: asked.get(name, getattr(self.instance, name)) for name in said})
                check_figures(target)
                if "scope" in self.changed_data:
                    check_scope(target.scope)
                check_place(target.scope, target.year)
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
        return asked


@admin.register(Target)
class TargetAdmin(CatalogueAdmin):
    form = TargetAdminForm
    list_display = ("label", "framework", "scope", "year", "minimum", "maximum", "unit_name", "verified")
    list_filter = ("framework", "year", "verified")
    list_select_related = ("framework",)
    search_fields = ("label", "framework__citation")


class FrameworkAdminForm(forms.ModelForm):
    """A document as the table of the administration writes it: none twice, none that is not issued yet."""

    def clean_issued_on(self) -> dt.date | None:
        issued: dt.date | None = self.cleaned_data["issued_on"]
        if issued and issued > timezone.localdate():
            raise ValidationError(f"Ngày ban hành {vi.day(issued)} chưa tới. Hãy ghi ngày trên văn bản.")
        return issued

    def clean(self) -> dict[str, Any] | None:
        asked = super().clean() or {}
        citation, place = asked.get("citation", ""), asked.get("place", self.instance.place)
        others = Framework.objects.filter(plan__isnull=True, place=place).exclude(pk=self.instance.pk)
        if "citation" in self.changed_data and (known := document_cited(citation, others)):
            self.add_error("citation", f"Văn bản này đã có: {known.citation} (mã {known.code}). Hãy sửa ở văn bản đó.")
        return asked


@admin.register(Framework)
class FrameworkAdmin(CatalogueAdmin):
    form = FrameworkAdminForm
    once = ("code",)
    list_display = ("code", "citation", "level", "issued_on", "replaces", "verified")
    list_select_related = ("replaces",)
    search_fields = ("code", "citation", "title")


@admin.register(Period)
class PeriodAdmin(CatalogueAdmin):
    fixed_in_use = ("kind", "year", "ordinal", "starts_on", "ends_on")
    list_display = ("label", "kind", "year", "opens_on", "due_on", "closes_on")
    list_filter = ("kind",)
