"""The app of units and people."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Đơn vị hành chính, trung tâm học tập cộng đồng, người dùng."""

    name = "units"
    verbose_name = "Đơn vị và người dùng"
