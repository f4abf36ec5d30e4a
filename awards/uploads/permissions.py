"""Who may read and confirm an upload: those who may send its kind of list for its unit."""

from __future__ import annotations

from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from units.models import User


def can_handle(user: User, upload: Upload) -> bool:
    importer = importer_of(upload.kind)
    return importer is not None and importer.permits(user, upload.unit)
