"""Questions about papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from awards.commendations.models import CommendationDraft
from awards.titles.querysets import TITLE_ROLES
from reports.enums import PUBLISHED, ReportState
from reports.papers.enums import NAMELESS, Agency, PaperKind
from units.enums import Role

if TYPE_CHECKING:
    from reports.papers.models import Document  # noqa: F401
    from units.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Papers of agencies that stood under (or are) a unit of the person's posts on the paper's day.

        Most hold names: only those in charge of the whole unit read them; those without the heirs of a part too. What
        the association commends is read by its fund officers. A form that was printed while suất by level still stood
        on it stays as it was issued, and is opened by the unit's own desk and fund alone (`indicators/held.py`).
        """
        named = user.lines_in_charge(*TITLE_ROLES).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
        read = user.lines_in_remit(*TITLE_ROLES).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
        kept = Q(unit__in=user.units_kept(Role.FUND_OFFICER))
        lists = CommendationDraft.objects.filter(kept, kind__by_association=True).values("pk")
        own = Q(kind=PaperKind.COMMENDATION, issuing=Agency.ASSOCIATION) | Q(
            kind=PaperKind.COMMENDATION_PROPOSAL, source_id__in=lists
        )
        own_levels = Q(by_level__isnull=True) | kept | Q(unit__in=user.units_kept(Role.WARD_OFFICER))
        return self.filter(own_levels, Exists(named) | Q(kind__in=NAMELESS) & Exists(read) | own & kept)

    def of(self, kind: str, source_id: int) -> Self:
        return self.filter(kind=kind, source_id=source_id)

    def standing(self) -> Self:
        return self.filter(state=ReportState.ISSUED)

    def published(self) -> Self:
        return self.filter(state__in=PUBLISHED)

    def listed(self) -> Self:
        """Without the papers themselves, for lists."""
        return self.select_related("made_by", "replaces", "replaced_by").defer(
            "content", "replaces__content", "replaced_by__content"
        )
