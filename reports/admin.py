"""Reports to look at, and published figures to keep; a report is made, written and issued on its own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from hocTap.lib import catalogue
from hocTap.lib.admin import OnlyRead, SeenAdmin, SeenTabular
from reports.models import PublishedFigure, PublishedSource, Report, ReportStep


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
    """The figures of a source, as printed."""

    model = PublishedFigure
    extra = 1

    def is_free(self, source: PublishedSource | None) -> bool:
        """Whether no report was issued yet that read the figures; afterwards a new source says what is right."""
        return source is None or not catalogue.holding(source)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(obj)


@admin.register(PublishedSource)
class PublishedSourceAdmin(SeenAdmin):
    """What others published."""

    list_display = ("title", "publisher", "published_on", "unit")
    list_select_related = ("unit",)
    inlines = (FigureInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
