"""How far an upload has come, and what becomes of a row."""

from __future__ import annotations

from django.db.models import TextChoices


class UploadState(TextChoices):
    """Checked files wait for a person; queued ones wait for the worker."""

    CHECKED = "checked", "đã kiểm tra, chờ xác nhận"
    QUEUED = "queued", "đã xác nhận, chờ ghi"
    RUNNING = "running", "đang ghi"
    DONE = "done", "đã ghi"
    FAILED = "failed", "không ghi được"
    UNDONE = "undone", "đã hoàn tác"


class UploadAction(TextChoices):
    """What happens to a list after it was checked."""

    CONFIRM = "confirm", "xác nhận"
    BEGIN = "begin", "bắt đầu ghi"
    WRITE = "write", "ghi"
    GIVE_BACK = "give_back", "trả lại để xem"
    FAIL = "fail", "dừng ghi"
    UNDO = "undo", "hoàn tác"


class Outcome(TextChoices):
    """What the dry run says of a row."""

    CREATE = "create", "ghi mới"
    MATCH = "match", "đã có"
    REFUSE = "refuse", "từ chối"
