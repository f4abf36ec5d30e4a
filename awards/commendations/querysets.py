"""Questions about commendations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from awards.commendations.enums import Commended
from hocTap.lib.searching import as_typed
from units.enums import Role
from units.querysets import standing

if TYPE_CHECKING:
    from awards.commendations.models import (  # noqa: F401
        Commendation,
        CommendationDecision,
        CommendationDraft,
        CommendationKind,
    )
    from units.models import UnitVersion, User

NAMES_SEEN_BY = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER)
SEEN_BY = (*NAMES_SEEN_BY, Role.READER)
"""Who sees decisions, and what they say of collectives; people and households are for the ones above."""


def _of_wards_of(user: User, *roles: Role) -> Q:
    """Of a ward that stood, on the day of the decision, under a unit of the person's posts in the roles."""
    lines = user.lines_in_charge(*roles).on(OuterRef("decision__decided_on"))
    return Q(Exists(lines.filter(descendant=OuterRef("ward"))))


def own_of_association(user: User, unit: str, kind: str) -> Q:
    """What the association itself commends, for the fund officers of its unit: they keep its papers."""
    return Q(**{f"{kind}__by_association": True, f"{unit}__in": user.units_kept(Role.FUND_OFFICER)})


class CommendationKindQuerySet(models.QuerySet["CommendationKind"]):
    def on(self, day: dt.date) -> Self:
        """Kinds that could be decided on the day."""
        return self.filter(standing(day))


class CommendationDecisionQuerySet(models.QuerySet["CommendationDecision"]):
    def visible_to(self, user: User) -> Self:
        """Decisions of a unit in the remit, or that commend somebody of a ward in it, as it stood that day."""
        lines = user.lines_in_remit(*SEEN_BY)
        theirs = apps.get_model("awards", "Commendation")._default_manager.filter(decision=OuterRef("pk"))
        there = lines.on(OuterRef(OuterRef("decided_on"))).filter(descendant=OuterRef("ward"))
        seen = Q(Exists(lines.filter(descendant=OuterRef("unit")))) | Q(Exists(theirs.filter(Exists(there))))
        return self.filter(seen | own_of_association(user, "unit", "kind"))


class CommendationQuerySet(models.QuerySet["Commendation"]):
    def visible_to(self, user: User) -> Self:
        """Whoever is of a ward that, on the day of the decision, stood under a unit of the person's posts.

        A reader (lãnh đạo) sees the collectives and no name of a person.
        """
        own = own_of_association(user, "decision__unit", "decision__kind")
        if not user.units_as(Role.READER):
            return self.filter(_of_wards_of(user, *NAMES_SEEN_BY) | own)
        collectives = Q(kind=Commended.COLLECTIVE) & _of_wards_of(user, Role.READER)
        return self.filter(_of_wards_of(user, *NAMES_SEEN_BY) | collectives | own)

    def standing(self) -> Self:
        """What counts: what was not voided, alone or with its decision."""
        return self.filter(voiding__isnull=True)

    def matching(self, text: str) -> Self:
        return self.filter(as_typed(text))

    def with_ward_names(self) -> Self:
        """With `ward_name`: what the ward was called on the day of the decision."""
        versions: models.QuerySet[UnitVersion] = apps.get_model("units", "UnitVersion")._default_manager.all()
        then = versions.filter(standing(OuterRef("decision__decided_on")), unit=OuterRef("ward"))
        return self.annotate(ward_name=Subquery(then.values("name")[:1]))


class CommendationDraftQuerySet(models.QuerySet["CommendationDraft"]):
    def visible_to(self, user: User) -> Self:
        """Lists that are not signed yet, for those who keep the unit's register alone."""
        kept = Q(unit__in=user.units_kept(Role.WARD_OFFICER, Role.DISTRICT_OFFICE))
        return self.filter(kept | own_of_association(user, "unit", "kind"))

    def open(self) -> Self:
        return self.filter(decision__isnull=True, dropped_at__isnull=True)
