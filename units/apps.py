"""The app of units and people."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from hocTap.lib import catalogue, metrics, sealing, tables, waiting


class UnitsConfig(AppConfig):
    """Đơn vị hành chính, trung tâm học tập cộng đồng, người dùng."""

    name = "units"
    verbose_name = "Đơn vị và người dùng"

    def ready(self) -> None:
        """Long lists of every app are taken out by the worker; the parts of a hand-over that units hold themselves."""
        from hocTap.lib.admin import KeepsEdits  # noqa: PLC0415
        from units import changes  # noqa: PLC0415 - models are there only now
        from units.files.background import Files  # noqa: PLC0415
        from units.files.views import hand_over  # noqa: PLC0415
        from units.handover import registry  # noqa: PLC0415
        from units.handover.background import Parts as HandOvers  # noqa: PLC0415
        from units.handover.centres import Centres  # noqa: PLC0415
        from units.handover.communities import Communities  # noqa: PLC0415
        from units.handover.posts import Posts  # noqa: PLC0415
        from units.jobs import registry as jobs  # noqa: PLC0415
        from units.privacy.rights import books as people  # noqa: PLC0415
        from units.privacy.rights.own_books import Accounts, CentrePeople  # noqa: PLC0415
        from units.upkeep.gauges import gauges  # noqa: PLC0415
        from units.upkeep.waiting import upkeep_waiting  # noqa: PLC0415
        from units.waiting import (  # noqa: PLC0415
            breaches_waiting,
            centres_waiting,
            handovers_waiting,
            posts_waiting,
            requests_waiting,
            verifications_waiting,
        )

        autodiscover_modules("sealed")
        autodiscover_modules("trailed")
        autodiscover_modules("personal")
        metrics.register(gauges)
        autodiscover_modules("resting_on")
        sealing.register(*catalogue.seals())
        catalogue.keep_with(changes.keep)
        KeepsEdits.changes_of = staticmethod(changes.changes_of)
        tables.hand_over_to(hand_over)
        people.register(Accounts(), CentrePeople())
        for kind in (Files(), HandOvers()):
            jobs.register(kind)
        waits = (
            breaches_waiting,
            requests_waiting,
            handovers_waiting,
            verifications_waiting,
            posts_waiting,
            centres_waiting,
        )
        for source in (*waits, upkeep_waiting):
            waiting.register(source)
        for part in (Communities(), Centres(), Posts()):
            registry.register(part)
