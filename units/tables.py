"""Lists of community learning centres."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django.db.models import Count, Prefetch

from hocTap.lib import vi
from units.models import CentreService, LearningCentre, UnitVersion
from units.querysets import LearningCentreQuerySet, assigned, standing


class CentreTable(tables.Table):
    """Centres at work on a day, with the wards that each serves then."""

    name = tables.Column(verbose_name="Tên trung tâm", order_by=("sort_key", "pk"), linkify=True)
    wards = tables.Column(verbose_name="Phường, xã được phục vụ", empty_values=(), orderable=False)
    wards_served = tables.Column(verbose_name="Số phường, xã", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    seat = tables.Column(verbose_name="Trụ sở", orderable=False)
    founding_decision = tables.Column(verbose_name="Quyết định thành lập", orderable=False)
    founded_on = tables.Column(verbose_name="Ngày thành lập")
    state = tables.Column(verbose_name="Tình trạng")
    illustrative = tables.Column(verbose_name="Ghi chú", orderable=False)

    caption = "Trung tâm học tập cộng đồng"
    export_url = ""

    class Meta:
        order_by = ("name",)
        default = vi.NOTHING
        empty_text = "Không có trung tâm nào như vậy. Hãy đổi ngày hoặc bỏ bớt điều kiện tìm."

    def value_wards(self, record: LearningCentre) -> str:
        return ", ".join(version.name for version in wards_of(record))

    def render_wards(self, record: LearningCentre) -> str:
        return self.value_wards(record)

    def render_wards_served(self, value: int) -> str:
        return vi.whole(value)

    def value_wards_served(self, value: int) -> int:
        return value

    def render_founded_on(self, value: dt.date) -> str:
        return vi.day(value)

    def value_founded_on(self, value: dt.date) -> dt.date:
        return value

    def render_illustrative(self, value: bool) -> str:
        return "số liệu minh họa" if value else ""


def with_wards(centres: LearningCentreQuerySet, day: dt.date) -> LearningCentreQuerySet:
    """With `wards_served` and the services of wards that stood on the day, read in two queries for all rows."""
    served = Count("services", filter=assigned(day, "services__") & standing(day, "services__ward__versions__"))
    services = CentreService.objects.assigned(day).filter(standing(day, "ward__versions__")).select_related("ward")
    return centres.annotate(wards_served=served).prefetch_related(
        Prefetch("services", services, to_attr="services_then"),
        Prefetch("services_then__ward__versions", UnitVersion.objects.on(day), to_attr="standing_then"),
    )


def wards_of(centre: LearningCentre) -> list[UnitVersion]:
    """The wards that `with_wards` has read, in the order people list them."""
    found = [version for service in vars(centre)["services_then"] for version in service.ward.standing_then]
    return sorted(found, key=lambda version: version.sort_key)
