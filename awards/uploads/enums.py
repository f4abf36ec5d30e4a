"""How far an upload has come, and what becomes of a row."""

from __future__ import annotations

from django.db.models import TextChoices


class UploadState(TextChoices):
    """Long files wait for the worker to read them; checked ones for a person; queued ones for the worker again."""

    READING = "reading", "đang đọc"
    UNREAD = "unread", "không đọc được"
    CHECKED = "checked", "đã kiểm tra, chờ xác nhận"
    QUEUED = "queued", "đã xác nhận, chờ ghi"
    RUNNING = "running", "đang ghi"
    DONE = "done", "đã ghi"
    FAILED = "failed", "không ghi được"
    UNDONE = "undone", "đã hoàn tác"


class UploadAction(TextChoices):
    """What happens to a list after it was sent."""

    READ = "read", "đọc xong"
    READ_AGAIN = "again", "đọc lại theo trả lời"
    LEAVE_UNREAD = "leave", "không đọc được"
    CONFIRM = "confirm", "xác nhận"
    BEGIN = "begin", "bắt đầu ghi"
    WRITE = "write", "ghi"
    GIVE_BACK = "give_back", "trả lại để xem"
    FAIL = "fail", "dừng ghi"
    CANCEL = "cancel", "hủy việc ghi"
    UNDO = "undo", "hoàn tác"


class Outcome(TextChoices):
    """What the dry run says of a row."""

    CREATE = "create", "ghi mới"
    MATCH = "match", "đã có"
    REFUSE = "refuse", "từ chối"
