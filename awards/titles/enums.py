"""The kinds of holders that can earn a learning title."""

from django.db.models import TextChoices


class TitleKind(TextChoices):
    """Who holds the title; the words are those of QĐ 281/QĐ-TTg and QĐ 677/QĐ-TTg."""

    HOUSEHOLD = "household", "Gia đình học tập"
    CLAN = "clan", "Dòng họ học tập"
    COMMUNITY = "community", "Cộng đồng học tập"
    ORGANISATION = "organisation", "Đơn vị học tập"
    CITIZEN = "citizen", "Công dân học tập"
