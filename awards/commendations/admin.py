"""Kinds of commendation in the administration. Decisions and those commended are not found here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from awards.commendations.models import CommendationKind
from hocTap.lib.admin import SeenAdmin


@admin.register(CommendationKind)
class CommendationKindAdmin(SeenAdmin):
    """Kept for good; once a decision rests on a kind only its last day, its source and its check still change."""

    list_display = ("name", "form", "level", "agency", "valid_from", "valid_to", "verified")
    list_filter = ("level", "form", "verified")
    search_fields = ("name", "code", "agency")
    once = ("code",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
