"""The app of printed documents."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Báo cáo."""

    name = "reports"
    verbose_name = "Báo cáo"
