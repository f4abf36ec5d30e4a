"""Questions about units, asked for a day and for a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from units.enums import UnitKind

if TYPE_CHECKING:
    from units.models import CentreService, LearningCentre, Lineage, Post, Unit, UnitVersion, User  # noqa: F401


def standing(day: dt.date | F | OuterRef, prefix: str = "") -> Q:
    """The condition that a dated row holds on the day (both ends included; an open end holds on)."""
    open_end = Q(**{f"{prefix}valid_to__isnull": True})
    return Q(**{f"{prefix}valid_from__lte": day}) & (open_end | Q(**{f"{prefix}valid_to__gte": day}))


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: dt.date) -> Self:
        """Units that stood on the day."""
        return self.filter(standing(day, "versions__")).distinct()

    def below(self, unit: Unit, day: dt.date) -> Self:
        """Units under the unit on the day, itself left out."""
        lines = unit.lines_down.filter(standing(day), depth__gt=0)
        return self.filter(pk__in=lines.values("descendant"))

    def visible_to(self, user: User) -> Self:
        """Units a person may see: those of the posts held today, and all that ever stood under them."""
        if user.is_administrator:
            return self
        return self.filter(Exists(user.lines_in_remit().filter(descendant=OuterRef("pk"))))


class UnitVersionQuerySet(models.QuerySet["UnitVersion"]):
    def on(self, day: dt.date) -> Self:
        """The one version of each unit that held on the day."""
        return self.filter(standing(day))

    def of_kind(self, kind: UnitKind) -> Self:
        return self.filter(kind=kind)

    def below(self, unit: Unit, day: dt.date) -> Self:
        """Versions on the day of the units under this unit (itself left out), in the order people list them."""
        lines = unit.lines_down.filter(standing(day), depth__gt=0)
        return self.on(day).filter(unit__in=lines.values("descendant")).order_by("sort_key", "pk")

    def with_code(self, code: str, day: dt.date) -> Self:
        """Codes were used again by the state: a code names a unit only together with a day."""
        return self.on(day).filter(code=code)

    def visible_to(self, user: User) -> Self:
        if user.is_administrator:
            return self
        return self.filter(Exists(user.lines_in_remit().filter(descendant=OuterRef("unit"))))


class LineageQuerySet(models.QuerySet["Lineage"]):
    def on(self, day: dt.date | F | OuterRef) -> Self:
        return self.filter(standing(day))


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(standing(day))


class LearningCentreQuerySet(models.QuerySet["LearningCentre"]):
    def visible_to(self, user: User) -> Self:
        """Centres that serve, or served, a ward in the person's remit."""
        if user.is_administrator:
            return self
        seen = user.lines_in_remit().values("descendant")
        return self.filter(services__ward__in=seen).distinct()


class CentreServiceQuerySet(models.QuerySet["CentreService"]):
    def on(self, day: dt.date) -> Self:
        """Services in force on the day, of centres founded by then and not dissolved."""
        founded = Q(centre__founded_on__isnull=True) | Q(centre__founded_on__lte=day)
        not_ended = Q(centre__ended_on__isnull=True) | Q(centre__ended_on__gt=day)
        return self.filter(standing(day), founded, not_ended)


class UserManager(DjangoUserManager["User"]):
    def create_user(self, username: str, email: str | None = None, password: str | None = None, **extra: Any) -> User:
        """A person who can log in; what they may do comes from their posts."""
        return super().create_user(username, email, password, **extra)
