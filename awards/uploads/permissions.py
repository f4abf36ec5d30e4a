"""Who may read and confirm an upload: those who may send its kind of list for its unit."""

from __future__ import annotations

from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from units.models import User


def can_undo(user: User, upload: Upload) -> bool:
    """A list that wrote something and was not undone; whether something rests on it, the step itself says."""
    return bool(upload.state == UploadState.DONE and upload.created and can_handle(user, upload))


def can_handle(user: User, upload: Upload) -> bool:
    importer = importer_of(upload.kind)
    return importer is not None and importer.permits(user, upload.unit)
