"""Administration of what an office keeps as data for its funds: the kinds of expense."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from awards.scholarships.models import ExpenseKind, NameAccess
from hocTap.lib.admin import OnlyRead, SeenAdmin


@admin.register(NameAccess)
class NameAccessAdmin(OnlyRead):
    """Who saw children's names, for the administrator to read; the rows name no child."""

    list_display = ("at", "by", "kind", "what", "names", "fund")
    list_filter = ("kind",)
    list_select_related = ("by", "fund")
    search_fields = ("by__username", "by__folded", "fund__name")
    date_hierarchy = "at"
    fields = ("at", "by", "kind", "what", "names", "fund")


@admin.register(ExpenseKind)
class ExpenseKindAdmin(SeenAdmin):
    """Kept for good; once money was spent on a kind, whom it is for and where it counts stay, as reported years do."""

    list_display = ("name", "beneficiary", "counts_as", "in_use", "ordinal")
    once = ("code",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
