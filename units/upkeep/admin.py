"""What the installation did to keep itself, for its administrator to read."""

from __future__ import annotations

from django.contrib import admin

from hocTap.lib.admin import OnlyRead
from hocTap.lib.sealing import short
from units.models import CatalogueChange, Seal, Upkeep


@admin.register(Upkeep)
class UpkeepAdmin(OnlyRead):
    """Copies, trials of the way back, seals and checks, the newest first."""

    list_display = ("at", "kind", "ok", "seconds", "sentence")
    list_filter = ("kind", "ok")
    date_hierarchy = "at"


@admin.register(CatalogueChange)
class CatalogueChangeAdmin(OnlyRead):
    """Every edit of every catalogue, the newest first: found by what was edited, by whom, by day."""

    list_display = ("at", "by", "act", "said", "was", "became", "reason")
    list_filter = ("of_table",)
    list_select_related = ("by",)
    search_fields = ("said", "reason", "by__username", "by__folded")
    date_hierarchy = "at"
    fields = ("at", "by", "said", "was", "became", "reason")

    @admin.display(description="trước")
    def was(self, change: CatalogueChange) -> str:
        return "; ".join(f"{name}: {old or '–'}" for name, old, _ in change.differences if change.before)

    @admin.display(description="sau")
    def became(self, change: CatalogueChange) -> str:
        return "; ".join(f"{name}: {new or '–'}" for name, _, new in change.differences if change.after)


@admin.register(Seal)
class SealAdmin(OnlyRead):
    """The root of every night, as it is noted on paper."""

    list_display = ("day", "on_paper", "at", "accepted")
    fields = ("day", "at", "root", "previous", "accepted")
    ordering = ("-day",)

    @admin.display(description="gốc ghi trên giấy")
    def on_paper(self, seal: Seal) -> str:
        return short(seal.root)
