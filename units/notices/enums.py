"""Of what people are told."""

from __future__ import annotations

from django.db.models import TextChoices


class NoticeKind(TextChoices):
    """Each can be switched off by whoever it is for."""

    SOON = "soon", "việc sắp đến hạn (trước 7 ngày và trước 1 ngày)"
    LATE = "late", "việc đã quá hạn (sau 1 ngày, 7 ngày và 30 ngày)"
    RETURNED = "returned", "báo cáo, hồ sơ bị trả lại"
    APPROVED = "approved", "báo cáo được duyệt, danh hiệu được công nhận"
    WEEKLY = "weekly", "tổng hợp việc đang chờ, mỗi tuần một lần"
