"""Lists of communities: those of one commune on a day, and how many each commune of an office has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import django_tables2 as tables
from django.urls import reverse

from hocTap.lib import vi
from units.models import UnitVersion
from units.words import level_word

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class CommunityTable(tables.Table):
    """Communities of a commune: since when, by which decision, what they came from and became."""

    name = tables.Column(verbose_name="Tên", order_by=("sort_key", "pk"), linkify=True)
    designation = tables.Column(verbose_name="Loại", empty_values=(), orderable=False)
    code = tables.Column(verbose_name="Mã", orderable=False)
    valid_from = tables.Column(verbose_name="Từ ngày")
    valid_to = tables.Column(verbose_name="Đến hết ngày")
    before = tables.Column(verbose_name="Trước đó", empty_values=(), orderable=False)
    after = tables.Column(verbose_name="Về sau", empty_values=(), orderable=False)
    decision = tables.Column(verbose_name="Căn cứ", orderable=False)
    correct = tables.Column(
        verbose_name="Ghi nhầm?",
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        linkify=lambda record: reverse("units:community-correct", args=[record.parent_id, record.pk]),
    )

    caption = "Khu phố, thôn, ấp"
    export_url = ""
    came: Mapping[int, str] = {}
    became: Mapping[int, str] = {}

    class Meta:
        order_by = ("name",)
        default = vi.NOTHING
        empty_text = "Vào ngày này danh mục chưa ghi khu phố, thôn, ấp nào."

    def value_designation(self, record: UnitVersion) -> str:
        return level_word(record)

    def render_designation(self, record: UnitVersion) -> str:
        return level_word(record)

    def render_valid_from(self, record: UnitVersion) -> str:
        return f"từ trước {vi.day(record.valid_from)}" if record.start_unknown else vi.day(record.valid_from)

    def value_valid_from(self, value: dt.date) -> dt.date:
        return value

    def render_valid_to(self, value: dt.date) -> str:
        return vi.day(value)

    def value_valid_to(self, value: dt.date | None) -> dt.date | None:
        return value

    def value_before(self, record: UnitVersion) -> str:
        return self.came.get(record.pk, "")

    def render_before(self, record: UnitVersion) -> str:
        return self.value_before(record) or vi.NOTHING

    def value_after(self, record: UnitVersion) -> str:
        return self.became.get(record.pk, "")

    def render_after(self, record: UnitVersion) -> str:
        return self.value_after(record) or vi.NOTHING

    def render_correct(self, record: UnitVersion) -> str:
        return f"Sửa {record.name}"


class CommuneTable(tables.Table):
    """Communes under an office, each with how many communities its list names on the day."""

    name = tables.Column(
        verbose_name="Phường, xã",
        order_by=("sort_key", "pk"),
        linkify=lambda record: reverse("units:community-list", args=[record.unit_id]),
    )
    children = tables.Column(verbose_name="Số khu phố, thôn, ấp", attrs=NUMBER)

    caption = "Khu phố, thôn, ấp theo phường, xã"
    export_url = ""

    class Meta:
        order_by = ("name",)
        default = vi.NOTHING
        empty_text = "Vào ngày này không có phường, xã nào."

    def render_children(self, value: int) -> str:
        return vi.whole(value) if value else "chưa ghi"

    def value_children(self, value: int) -> int:
        return value
