"""The app of printed documents."""

from django.apps import AppConfig

from hocTap.lib import resting


class ReportsConfig(AppConfig):
    """Báo cáo."""

    name = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Whoever is about to change a source is told which reports rest on it."""
        from reports.resting import reports_on  # noqa: PLC0415 - models are there only now

        resting.register(reports_on)
