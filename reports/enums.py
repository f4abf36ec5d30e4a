"""Kinds and states of printed documents, and the places where the office writes its own words."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    """What kind of document it is; numbers run by kind within a year."""

    REVIEW = "review", "báo cáo tổng kết"


class ReportState(TextChoices):
    """A report is worked on until it is issued; from then on its content does not change.

    An issued report may give way to another one, or be withdrawn by a paper; both stay readable for ever.
    """

    DRAFT = "draft", "dự thảo"
    ISSUED = "issued", "đã phát hành"
    REPLACED = "replaced", "đã được thay thế"
    WITHDRAWN = "withdrawn", "đã thu hồi"


PUBLISHED = (ReportState.ISSUED, ReportState.REPLACED, ReportState.WITHDRAWN)
"""States of a report that was signed, whatever became of it."""


class ReportAction(TextChoices):
    """What was done with a report."""

    MAKE = "make", "lập"
    REBUILD = "rebuild", "lấy lại số liệu"
    WRITE = "write", "sửa lời văn"
    ISSUE = "issue", "phát hành"
    REPLACE = "replace", "thay thế"
    WITHDRAW = "withdraw", "thu hồi"
    DELETE = "delete", "xóa dự thảo"


class CopyAction(TextChoices):
    """What was done with a signed copy after it came in."""

    SET_ASIDE = "aside", "bỏ bản đã ký gửi nhầm"
    PUT_BACK = "back", "dùng lại bản đã ký"


class Slot(TextChoices):
    """Parts of the text that only the office can write."""

    DIRECTION = "direction", "Công tác chỉ đạo, tuyên truyền"
    ASSESSMENT = "assessment", "Đánh giá chung"
    ORIENTATION = "orientation", "Phương hướng, nhiệm vụ"
    PROPOSALS = "proposals", "Kiến nghị, đề xuất"


class Issuing(TextChoices):
    """Who signs a report: the people's committee, or the office in charge below it (sở, phòng)."""

    COMMITTEE = "committee", "Ủy ban nhân dân"
    OFFICE = "office", "Cơ quan chuyên môn (sở, phòng)"
