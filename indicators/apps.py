"""The app of figures."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Chỉ tiêu, biểu mẫu, số liệu."""

    name = "indicators"
    verbose_name = "Chỉ tiêu và số liệu"
