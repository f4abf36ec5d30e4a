"""The app of titles, scholarships and commendations."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from hocTap.lib import waiting


class AwardsConfig(AppConfig):
    """Danh hiệu, học bổng, khen thưởng."""

    name = "awards"
    verbose_name = "Danh hiệu, học bổng, khen thưởng"

    def ready(self) -> None:
        autodiscover_modules("importers")
        from awards.books import Children, Commended, Donors, Holders  # noqa: PLC0415 - models are there only now
        from awards.commendations.handover import Commendations  # noqa: PLC0415 - models are there only now
        from awards.keeping import FormerDonors, LeftHolders  # noqa: PLC0415
        from awards.scholarships.handover import Funds  # noqa: PLC0415
        from awards.scholarships.waiting import (  # noqa: PLC0415
            grants_waiting,
            reopenings_waiting,
            requests_waiting,
            texts_waiting,
        )
        from awards.titles.background import Recognitions  # noqa: PLC0415
        from awards.titles.communities import Titles as Communities  # noqa: PLC0415
        from awards.titles.handover import Titles  # noqa: PLC0415
        from awards.titles.news import titles_news  # noqa: PLC0415
        from awards.titles.waiting import (  # noqa: PLC0415
            approver_waiting,
            criteria_waiting,
            ward_ahead,
            ward_waiting,
        )
        from awards.uploads.background import Lists, Readings  # noqa: PLC0415
        from awards.uploads.waiting import uploads_waiting  # noqa: PLC0415
        from units.communities import registry as communities  # noqa: PLC0415
        from units.handover import registry  # noqa: PLC0415
        from units.jobs import registry as jobs  # noqa: PLC0415
        from units.notices import registry as notices  # noqa: PLC0415
        from units.privacy.retention import registry as retention  # noqa: PLC0415
        from units.privacy.rights import books as people  # noqa: PLC0415

        retention.register(LeftHolders(), FormerDonors())
        people.register(Holders(), Children(), Commended(), Donors())
        for part in (Titles(), Funds(), Commendations()):
            registry.register(part)
        communities.register(Communities())
        for job in (Recognitions(), Lists(), Readings()):
            jobs.register(job)
        for source in (
            ward_waiting,
            approver_waiting,
            uploads_waiting,
            grants_waiting,
            reopenings_waiting,
            requests_waiting,
            texts_waiting,
            criteria_waiting,
        ):
            waiting.register(source)
        notices.register(titles_news)
        waiting.register_ahead(ward_ahead)
