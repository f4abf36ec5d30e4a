"""The app of titles, scholarships and commendations."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """Danh hiệu, học bổng, khen thưởng."""

    name = "awards"
    verbose_name = "Danh hiệu, học bổng, khen thưởng"
