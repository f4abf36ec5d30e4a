"""The app of figures."""

from django.apps import AppConfig

from hocTap.lib import resting, waiting
from hocTap.lib.heavy import Later


class IndicatorsConfig(AppConfig):
    """Chỉ tiêu, biểu mẫu, số liệu."""

    name = "indicators"
    verbose_name = "Chỉ tiêu và số liệu"

    def ready(self) -> None:
        """Whoever is about to change a register is told which approved sheets rest on it."""
        from awards.uploads import importing, readers  # noqa: PLC0415
        from indicators.handover import Sheets  # noqa: PLC0415
        from indicators.news import sheets_news  # noqa: PLC0415
        from indicators.plans.importing import PlanImporter  # noqa: PLC0415
        from indicators.resting import sheets_on  # noqa: PLC0415 - models are there only now
        from indicators.waiting import sheets_ahead, sheets_waiting  # noqa: PLC0415
        from units.handover import registry  # noqa: PLC0415
        from units.notices import registry as notices  # noqa: PLC0415

        resting.register(sheets_on)
        notices.register(sheets_news)
        waiting.register(sheets_waiting, first=True)
        waiting.register_ahead(sheets_ahead)
        registry.register(Sheets())
        importing.register(PlanImporter())
        read_lists = Later("indicators.read_lists")
        readers.register_reader("people", lambda *asked: read_lists.people(*asked))
        readers.register_reader("form", lambda *asked: read_lists.form(*asked))
