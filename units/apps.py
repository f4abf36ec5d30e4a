"""The app of units and people."""

from django.apps import AppConfig

from hocTap.lib import tables


class UnitsConfig(AppConfig):
    """Đơn vị hành chính, trung tâm học tập cộng đồng, người dùng."""

    name = "units"
    verbose_name = "Đơn vị và người dùng"

    def ready(self) -> None:
        """Long lists of every app are taken out by the worker."""
        from units.files.views import hand_over  # noqa: PLC0415 - models are there only now

        tables.hand_over_to(hand_over)
