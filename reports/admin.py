"""Reports to look at, and published figures to keep; a report is made, written and issued on its own pages."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from hocTap.lib.admin import OnlyRead, SeenAdmin, SeenTabular
from reports.models import PublishedFigure, PublishedSource, Report, ReportStep
from units.models import User


class StepInline(SeenTabular):
    """What was done with a report."""

    model = ReportStep
    extra = 0
    can_delete = False
    fields = readonly_fields = ("action", "by", "at", "revision", "digest")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Report)
class ReportAdmin(OnlyRead):
    """Read only; the report's own page is none of the administrators', who read no figures."""

    list_display = ("__str__", "state", "number", "issued_on", "made_at", "made_by")
    list_filter = ("state", "rounding")
    list_select_related = ("unit_as", "made_by")
    exclude = ("document",)
    inlines = (StepInline,)


class FigureInline(SeenTabular):
    """The figures of a source, as printed: put down with it, then corrected or voided on the source's own page."""

    model = PublishedFigure
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PublishedSource)
class PublishedSourceAdmin(SeenAdmin):
    """What others published; once it is there, whoever works for the unit corrects it, with the reason."""

    list_display = ("title", "publisher", "published_on", "unit")
    list_select_related = ("unit",)
    inlines = (FigureInline,)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PublishedSource, form: Any, change: bool) -> None:
        obj.entered_by, obj.entered_at = cast(User, request.user), timezone.now()
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for figure in formset.save(commit=False):
            figure.entered_by, figure.entered_at = form.instance.entered_by, form.instance.entered_at
            figure.save()
