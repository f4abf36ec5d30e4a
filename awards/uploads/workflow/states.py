"""How far an upload may go, and when its worker got stuck."""

from __future__ import annotations

import datetime as dt

from awards.uploads.enums import UploadAction, UploadState
from awards.uploads.models import Upload
from hocTap.lib.steps import Transition, Transitions

UNDER_WAY = (UploadState.QUEUED, UploadState.RUNNING)
UPLOADS = Transitions(
    {
        UploadAction.READ: Transition((UploadState.READING,), UploadState.CHECKED),
        UploadAction.READ_AGAIN: Transition((UploadState.CHECKED, UploadState.FAILED), UploadState.READING),
        UploadAction.LEAVE_UNREAD: Transition((UploadState.READING,), UploadState.UNREAD),
        UploadAction.CONFIRM: Transition((UploadState.CHECKED, UploadState.FAILED, *UNDER_WAY), UploadState.QUEUED),
        UploadAction.BEGIN: Transition(UNDER_WAY, UploadState.RUNNING),
        UploadAction.WRITE: Transition(UNDER_WAY, UploadState.DONE),
        UploadAction.GIVE_BACK: Transition(UNDER_WAY, UploadState.CHECKED),
        UploadAction.FAIL: Transition(UNDER_WAY, UploadState.FAILED),
        UploadAction.CANCEL: Transition(UNDER_WAY, UploadState.CHECKED),
        UploadAction.UNDO: Transition((UploadState.DONE,), UploadState.UNDONE),
    },
    kept="Tệp tải lên tự ghi ai xác nhận, ai hoàn tác và lúc nào; những gì nó ghi vào sổ có các bước riêng.",
)
"""Confirming what is under way asks for a job that got stuck once more."""

STUCK_MINUTES = 10
"""A job that has not ended after so long may be asked for again; doing it twice writes once."""


def state_after(action: UploadAction, upload: Upload) -> UploadState:
    return UPLOADS.target(action, upload.state, f"Tệp {upload.name}")


def is_stuck(upload: Upload, at: dt.datetime) -> bool:
    """Asked for long ago and still not ended: the worker stopped, or nobody started one."""
    since = upload.reading_since if upload.is_being_read else upload.confirmed_at
    return (
        (upload.under_way or upload.is_being_read)
        and since is not None
        and at - since > dt.timedelta(minutes=STUCK_MINUTES)
    )


def lock(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
