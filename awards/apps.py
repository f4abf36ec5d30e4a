"""The app of titles, scholarships and commendations."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AwardsConfig(AppConfig):
    """Danh hiệu, học bổng, khen thưởng."""

    name = "awards"
    verbose_name = "Danh hiệu, học bổng, khen thưởng"

    def ready(self) -> None:
        autodiscover_modules("importers")
        from awards.commendations.handover import Commendations  # noqa: PLC0415 - models are there only now
        from awards.scholarships.handover import Funds  # noqa: PLC0415
        from awards.titles.communities import Titles as Communities  # noqa: PLC0415
        from awards.titles.handover import Titles  # noqa: PLC0415
        from units.communities import registry as communities  # noqa: PLC0415
        from units.handover import registry  # noqa: PLC0415

        for part in (Titles(), Funds(), Commendations()):
            registry.register(part)
        communities.register(Communities())
