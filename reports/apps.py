"""The app of printed documents."""

from django.apps import AppConfig

from hocTap.lib import resting, waiting


class ReportsConfig(AppConfig):
    """Báo cáo."""

    name = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Whoever is about to change a source is told which reports rest on it."""
        from awards.uploads import importing  # noqa: PLC0415
        from reports.papers.background import Certificates  # noqa: PLC0415
        from reports.papers.resting import papers_lost, papers_made  # noqa: PLC0415
        from reports.resting import reports_on  # noqa: PLC0415 - models are there only now
        from reports.statements.importing import StatementImporter  # noqa: PLC0415
        from reports.waiting import reports_waiting  # noqa: PLC0415
        from units.jobs import registry as jobs  # noqa: PLC0415

        resting.register(reports_on)
        resting.register_papers(papers_made)
        resting.register_fates(papers_lost)
        waiting.register(reports_waiting)
        jobs.register(Certificates())
        importing.register(StatementImporter())
