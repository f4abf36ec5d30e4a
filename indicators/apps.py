"""The app of figures."""

from django.apps import AppConfig

from hocTap.lib import resting


class IndicatorsConfig(AppConfig):
    """Chỉ tiêu, biểu mẫu, số liệu."""

    name = "indicators"
    verbose_name = "Chỉ tiêu và số liệu"

    def ready(self) -> None:
        """Whoever is about to change a register is told which approved sheets rest on it."""
        from indicators.handover import Sheets  # noqa: PLC0415
        from indicators.resting import sheets_on  # noqa: PLC0415 - models are there only now
        from units.handover import registry  # noqa: PLC0415

        resting.register(sheets_on)
        registry.register(Sheets())
