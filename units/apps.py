"""The app of units and people."""

from django.apps import AppConfig

from hocTap.lib import tables


class UnitsConfig(AppConfig):
    """Đơn vị hành chính, trung tâm học tập cộng đồng, người dùng."""

    name = "units"
    verbose_name = "Đơn vị và người dùng"

    def ready(self) -> None:
        """Long lists of every app are taken out by the worker; the parts of a hand-over that units hold themselves."""
        from units.files.views import hand_over  # noqa: PLC0415 - models are there only now
        from units.handover import registry  # noqa: PLC0415
        from units.handover.centres import Centres  # noqa: PLC0415
        from units.handover.communities import Communities  # noqa: PLC0415
        from units.handover.posts import Posts  # noqa: PLC0415

        tables.hand_over_to(hand_over)
        for part in (Communities(), Centres(), Posts()):
            registry.register(part)
