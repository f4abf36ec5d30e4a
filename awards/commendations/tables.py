"""Lists of commendations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from awards.commendations.models import Commendation
from hocTap.lib import vi
from hocTap.lib.resting import Fate

SHORT = {"td": {"class": "text-nowrap"}}


class CommendationTable(tables.Table):
    """Everybody commended in the remit."""

    name = tables.Column(verbose_name="Tên", order_by=("sort_key", "pk"))
    kind = tables.Column(verbose_name="Đối tượng")
    ward_name = tables.Column(verbose_name="Phường, xã", orderable=False, attrs=SHORT)
    form = tables.Column(accessor="decision__kind__name", verbose_name="Hình thức", order_by=("decision__kind",))
    decision = tables.Column(verbose_name="Quyết định", order_by=("decision__decided_on", "decision__number"))
    achievement = tables.Column(verbose_name="Thành tích", orderable=False)
    years = tables.Column(verbose_name="Năm", order_by=("last_year", "first_year"), attrs=SHORT)
    money = tables.Column(verbose_name="Tiền thưởng (đồng)", attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    caption = "Khen thưởng"
    fates: Mapping[int, Fate] = {}
    """What became of the papers of their decisions."""
    export_url = ""

    class Meta:
        order_by = ("-decision", "name")
        default = vi.NOTHING
        empty_text = "Chưa có trường hợp nào như vậy. Hãy bỏ bớt điều kiện lọc."

    def value_name(self, record: Commendation) -> str:
        return f"{record.name} (đã hủy)" if record.voiding_id else record.name

    def render_name(self, record: Commendation) -> str:
        return self.value_name(record)

    def render_decision(self, record: Commendation) -> str:
        link = format_html('<a href="{}">{}</a>', record.decision.get_absolute_url(), record.decision)
        fate = self.fates.get(record.decision_id)
        return format_html('{}<br><span class="muted">{}</span>', link, fate.short) if fate else link

    def value_decision(self, record: Commendation) -> str:
        fate = self.fates.get(record.decision_id)
        return f"{record.decision} ({fate.short})" if fate else str(record.decision)

    def render_money(self, value: int) -> str:
        return vi.whole(value)

    def value_money(self, value: Any) -> Any:
        return value
