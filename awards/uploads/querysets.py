"""Questions about uploads, asked for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from awards.uploads.enums import UploadState

if TYPE_CHECKING:
    from awards.uploads.models import Upload  # noqa: F401
    from units.models import User

OF_UNITS = "communities"
"""The kind of list that holds no names of people, only of units."""


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> Self:
        """Uploads for units in the remit of the person's posts; whether they may be read is the importer's say.

        Administrators, who may hold no post at a unit, also see the lists of units themselves.
        """
        mine = Q(unit__in=user.lines_in_remit().values("descendant"))
        return self.filter(mine | Q(kind=OF_UNITS) if user.is_administrator else mine)

    def to_forget(self, before: Mapping[str, dt.datetime], otherwise: dt.datetime) -> Self:
        """Uploads that still hold names and were sent before the moment of their kind; `otherwise` holds for all."""
        resting = self.exclude(state__in=[UploadState.READING, UploadState.QUEUED, UploadState.RUNNING])
        late = Q(at__lt=otherwise)
        for kind, moment in before.items():
            late |= Q(kind=kind, at__lt=moment)
        return resting.filter(late, forgotten_at__isnull=True)
