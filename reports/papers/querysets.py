"""Questions about papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT

from awards.commendations.models import CommendationDraft
from awards.titles.querysets import TITLE_ROLES
from reports.enums import PUBLISHED, ReportState
from reports.papers.enums import NAMELESS, OF_OWN_BOOKS, OF_PARTS, WITHOUT_LISTS, Agency, PaperKind
from units.enums import Role

if TYPE_CHECKING:
    from reports.papers.models import Document  # noqa: F401
    from units.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Papers that the person reads whole, and issued ones that a leader (lãnh đạo) reads without their lists."""
        return self.filter(self._whole(user) | self._issued_for_readers(user, WITHOUT_LISTS))

    def whole_to(self, user: User) -> Self:
        """Papers that the person reads with all that they say, and takes as files."""
        return self.filter(self._whole(user))

    def _whole(self, user: User) -> Q:
        """Papers of agencies that stood under (or are) a unit of the person's posts on the paper's day.

        Most hold names: only those in charge of the whole unit read them; those without the heirs of a part too. What
        the association commends is read by its fund officers. A form that was printed while suất by level still stood
        on it stays as it was issued, and is opened by the unit's own desk and fund alone (`indicators/held.py`).
        """
        named = user.lines_in_charge(*TITLE_ROLES).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
        read = user.lines_in_remit(*TITLE_ROLES).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
        kept = Q(unit__in=user.units_kept(Role.FUND_OFFICER))
        lists = CommendationDraft.objects.filter(kept, kind__by_association=True).values("pk")
        own = (
            Q(kind=PaperKind.COMMENDATION, issuing=Agency.ASSOCIATION)
            | Q(kind=PaperKind.COMMENDATION_PROPOSAL, source_id__in=lists)
            | Q(kind__in=OF_OWN_BOOKS)
        )
        own_levels = Q(by_level__isnull=True) | kept | Q(unit__in=user.units_kept(Role.WARD_OFFICER))
        reads = Exists(named) | Q(kind__in=OF_PARTS) & Exists(read) | own & kept
        return own_levels & (reads | self._issued_for_readers(user, NAMELESS))

    @staticmethod
    def _issued_for_readers(user: User, kinds: tuple[PaperKind, ...]) -> Q:
        """What a unit under a leader's issued."""
        lines = user.lines_in_charge(Role.READER).on(OuterRef("as_of")).filter(descendant=OuterRef("unit"))
        return Q(Exists(lines), kind__in=kinds, state__in=PUBLISHED)

    def of(self, kind: str, source_id: int) -> Self:
        return self.filter(kind=kind, source_id=source_id)

    def standing(self) -> Self:
        return self.filter(state=ReportState.ISSUED)

    def published(self) -> Self:
        return self.filter(state__in=PUBLISHED)

    def listed(self) -> Self:
        """Without the papers themselves, for lists; number and symbol as they were frozen are read with them."""
        rows = self.annotate(frozen_number=KT("content__heading__number"), frozen_symbol=KT("content__heading__symbol"))
        return rows.select_related("made_by", "replaces", "replaced_by").defer(
            "content", "replaces__content", "replaced_by__content"
        )
