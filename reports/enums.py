"""Kinds and states of printed documents, and the places where the office writes its own words."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    """What kind of document it is; numbers run by kind within a year."""

    REVIEW = "review", "báo cáo tổng kết"


class ReportState(TextChoices):
    """A report is worked on until it is issued; from then on it does not change."""

    DRAFT = "draft", "dự thảo"
    ISSUED = "issued", "đã phát hành"


class ReportAction(TextChoices):
    """What was done with a report."""

    MAKE = "make", "lập"
    REBUILD = "rebuild", "lấy lại số liệu"
    WRITE = "write", "sửa lời văn"
    ISSUE = "issue", "phát hành"


class Slot(TextChoices):
    """Parts of the text that only the office can write."""

    DIRECTION = "direction", "Công tác chỉ đạo, tuyên truyền"
    ASSESSMENT = "assessment", "Đánh giá chung"
    ORIENTATION = "orientation", "Phương hướng, nhiệm vụ"
    PROPOSALS = "proposals", "Kiến nghị, đề xuất"
