"""Learning centres of the old unit: told here, decided by the authority of the day on the centres' own pages."""

from __future__ import annotations

from units.handover.changes import Change
from units.handover.registry import Line, Part
from units.models import CentreService, LearningCentre, User
from units.querysets import assigned


class Centres(Part):
    """Each centre that served the old unit, with the link to where it is decided on."""

    code = "centres"
    title = "trung tâm học tập cộng đồng"
    lead = "Cơ quan có thẩm quyền vào ngày quyết định giữ lại, sáp nhập hoặc lập mới; ghi ở trang của trung tâm."
    order = 60
    moves = False
    elsewhere = "quyết định ở trang của trung tâm"

    def lines(self, change: Change, user: User) -> list[Line]:
        served = CentreService.objects.filter(assigned(change.last_day), ward=change.old)
        centres = LearningCentre.objects.filter(pk__in=served.values("centre")).prefetch_related("services")
        seen = set(LearningCentre.objects.visible_to(user).filter(pk__in=centres).values_list("pk", flat=True))
        return [
            Line(
                centre.name,
                1,
                "trung tâm",
                _standing(change, centre),
                centre.get_absolute_url() if centre.pk in seen else "",
            )
            for centre in centres.order_by("sort_key", "pk")
        ]


def _standing(change: Change, centre: LearningCentre) -> str:
    """What has been decided on the centre since, in words."""
    if centre.ended_on and centre.ended_on >= change.on:
        return centre.get_state_display()
    served = {service.ward_id for service in centre.services.all() if service.valid_to is None}
    takers = [change.name_of(heir) for heir in change.receivers if heir in served]
    return f"phục vụ {', '.join(takers)}" if takers else "chờ quyết định"
