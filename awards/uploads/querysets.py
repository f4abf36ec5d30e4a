"""Questions about uploads, asked for a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models

from awards.uploads.enums import UploadState

if TYPE_CHECKING:
    from awards.uploads.models import Upload  # noqa: F401
    from units.models import User


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> Self:
        """Uploads for units in the remit of the person's posts; whether they may be read is the importer's say."""
        return self.filter(unit__in=user.lines_in_remit().values("descendant"))

    def to_forget(self, before: dt.datetime) -> Self:
        """Uploads that nobody touched since, and that still hold names."""
        resting = self.exclude(state__in=[UploadState.QUEUED, UploadState.RUNNING])
        return resting.filter(at__lt=before, forgotten_at__isnull=True)
