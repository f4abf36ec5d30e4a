"""Kinds of papers, and by whose right an office signs them."""

from django.db.models import TextChoices


class PaperKind(TextChoices):
    """What a paper is; what each kind says and rests on stands in `kinds.py`."""

    PROPOSAL = "titles-proposal", "tờ trình đề nghị công nhận danh hiệu"
    DECISION = "titles-decision", "quyết định công nhận danh hiệu"
    MINUTES = "titles-minutes", "biên bản bình xét danh hiệu"
    REVOCATION = "titles-revocation", "quyết định thu hồi danh hiệu"
    COMMENDATION_PROPOSAL = "commendation-proposal", "tờ trình đề nghị khen thưởng"
    COMMENDATION = "commendation", "quyết định khen thưởng"
    SHEET = "sheet", "báo cáo số liệu để ký"
    HANDOVER = "handover", "biên bản bàn giao giữa các đơn vị"
    CENTRE = "centre-report", "báo cáo trung tâm học tập cộng đồng"
    MONEY = "money-report", "báo cáo thu, chi quỹ khuyến học"
    SCORECARD = "scorecard", "báo cáo thực hiện mục tiêu"


class Agency(TextChoices):
    """Whose paper it is, which decides heading, symbol and authority line."""

    COMMITTEE = "committee", "Ủy ban nhân dân (ký thay mặt)"
    CHAIR = "chair", "Chủ tịch Ủy ban nhân dân (thẩm quyền riêng)"
    OFFICE = "office", "Cơ quan chuyên môn (sở, phòng)"
    ASSOCIATION = "association", "Hội Khuyến học"
    PARTIES = "parties", "Các bên cùng ký (không phải một cơ quan)"
    MEETING = "meeting", "Cuộc họp của dân cư (không phải cơ quan)"
    CENTRE = "centre", "Trung tâm học tập cộng đồng"


OF_PARTS = (PaperKind.SHEET, PaperKind.HANDOVER, PaperKind.CENTRE, PaperKind.SCORECARD)
"""Papers that the heir of a part of the unit reads too."""
NAMELESS = (*OF_PARTS, PaperKind.MONEY)
"""Papers without names of people, but for those in post."""
ASKED = (PaperKind.CENTRE, PaperKind.MONEY, PaperKind.SCORECARD)
"""Papers of a span of days, for which no register has a row: `AskedReport` says which."""
OF_OWN_BOOKS = (PaperKind.CENTRE, PaperKind.MONEY)
"""Those of books that the unit's fund officer reads too."""


WITHOUT_LISTS = (PaperKind.PROPOSAL, PaperKind.DECISION, PaperKind.COMMENDATION)
"""Papers whose names stand in their lists alone: a leader reads what they say, without the lists."""


class FileKind(TextChoices):
    """Files kept with a paper."""

    ARCHIVED = "archived", "bản in lưu trữ"
    SIGNED = "signed", "bản đã ký"
