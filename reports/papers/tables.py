"""The list of papers."""

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html

from hocTap.lib import vi
from reports.papers.models import Document
from reports.tables import LOOKS, frozen_sign, told_sign


class DocumentTable(tables.Table):
    """Every paper in a person's remit."""

    caption = "Văn bản đã lập"
    export_url = ""

    name = tables.Column(verbose_name="Văn bản")
    kind = tables.Column(verbose_name="Loại")
    number = tables.Column(verbose_name="Số, ký hiệu", empty_values=())
    issued_on = tables.Column(verbose_name="Ngày")
    state = tables.Column(verbose_name="Trạng thái")
    made_by = tables.Column(verbose_name="Người lập", accessor="made_by__full_name", order_by=("made_by__sort_key",))

    class Meta:
        model = Document
        fields = ("name", "kind", "number", "issued_on", "state", "made_by")
        order_by = ("-number",)
        empty_text = "Chưa có văn bản nào. Văn bản được lập từ trang của quyết định, tờ trình, biên bản."

    def order_number(self, queryset: QuerySet[Document], is_descending: bool) -> tuple[QuerySet[Document], bool]:
        """By year and number; drafts, which have none yet, come last on every database."""
        parts = [F("number_year"), F("number")]
        by = [each.desc(nulls_last=True) if is_descending else each.asc(nulls_last=True) for each in parts]
        return queryset.order_by(*by, "-made_at", "-pk"), True

    def render_name(self, record: Document, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_name(self, value: str) -> str:
        return value

    def render_number(self, record: Document) -> str:
        return told_sign(record.sign, frozen_sign(record))

    def value_number(self, record: Document) -> str:
        return frozen_sign(record) or record.sign or vi.NOTHING

    def render_issued_on(self, record: Document) -> str:
        return vi.day(record.issued_on)

    def value_issued_on(self, record: Document) -> object:
        return record.issued_on

    def render_state(self, record: Document) -> str:
        label = str(record.get_state_display()).capitalize()
        return format_html('<span class="state state-{}">{}</span>', LOOKS[record.state], label)

    def value_state(self, record: Document) -> str:
        return str(record.get_state_display())
