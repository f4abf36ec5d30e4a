"""The catalogue of sources, and the statements of one."""

from __future__ import annotations

from collections.abc import Mapping

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hocTap.lib import vi
from indicators.enums import Verdict
from reports.models import PublishedSource
from reports.statements.verdicts import Judged


class SourceTable(tables.Table):
    """Every text in which figures of a unit, or of one below it, were published."""

    title = tables.Column(verbose_name="Nguồn")
    publisher = tables.Column(verbose_name="Nơi công bố")
    published_on = tables.Column(verbose_name="Ngày công bố")
    unit = tables.Column(accessor="unit_id", verbose_name="Của đơn vị", orderable=False)
    years = tables.Column(verbose_name="Nói về", order_by=("first_year", "last_year"), empty_values=())
    said = tables.Column(verbose_name="Số câu", attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    odd = tables.Column(
        verbose_name="Tự mâu thuẫn", orderable=False, empty_values=(), attrs={"td": {"class": "number"}}
    )

    caption = "Nguồn đã công bố số liệu"
    export_url = ""
    contradicting: Mapping[int, int] = {}
    """How many statements of each source contradict their own numbers."""
    names: Mapping[int, str] = {}
    """The names of the units, by id."""

    class Meta:
        order_by = ("-published_on",)
        empty_text = "Chưa ghi nguồn nào."

    def render_title(self, record: PublishedSource, value: str) -> str:
        void = " (đã hủy)" if record.is_void else ""
        return format_html('<a href="{}">{}</a>{}', record.get_absolute_url(), value, void)

    def value_title(self, record: PublishedSource, value: str) -> str:
        return f"{value} (đã hủy)" if record.is_void else value

    def render_published_on(self, record: PublishedSource) -> str:
        return vi.day(record.published_on)

    def value_published_on(self, record: PublishedSource) -> object:
        return record.published_on

    def render_unit(self, record: PublishedSource) -> str:
        return self.names.get(record.unit_id, "")

    def render_years(self, record: PublishedSource) -> str:
        first, last = record.first_year, record.last_year
        return f"năm {first}" if first == last else f"{first}–{last}"

    def render_odd(self, record: PublishedSource) -> str:
        return vi.whole(self.contradicting.get(record.pk, 0))

    def value_odd(self, record: PublishedSource) -> int:
        return self.contradicting.get(record.pk, 0)


class StatementTable(tables.Table):
    """The statements of a source as printed, with both verdicts."""

    label = tables.Column(accessor="figure__label", verbose_name="Chỉ tiêu", orderable=False)
    count = tables.Column(accessor="figure__printed_count", verbose_name="Số đếm (như đã in)", orderable=False)
    base = tables.Column(accessor="figure__printed_base", verbose_name="Mẫu số (như đã in)", orderable=False)
    rate = tables.Column(accessor="figure__printed_rate", verbose_name="Tỉ lệ (như đã in)", orderable=False)
    own = tables.Column(accessor="said", verbose_name="Tính lại từ chính các số đã in", orderable=False)
    beside = tables.Column(verbose_name="So với số liệu đã duyệt", orderable=False)
    place = tables.Column(accessor="figure__place", verbose_name="Vị trí", orderable=False)
    steps = tables.Column(empty_values=(), verbose_name="Sửa", orderable=False, exclude_from_export=True)

    caption = "Các câu đã công bố"
    export_url = ""

    class Meta:
        default = vi.NOTHING
        empty_text = "Chưa ghi câu nào của nguồn này."

    def __init__(self, rows: list[Judged], *, may_keep: bool) -> None:
        super().__init__(rows, exclude=() if may_keep else ("steps",))  # type: ignore[no-untyped-call]

    def render_label(self, record: Judged, value: str) -> str:
        if not record.figure.is_void:
            return value
        return format_html("{} <em>(đã hủy: {})</em>", value, record.figure.void_reason)

    def value_label(self, record: Judged, value: str) -> str:
        return f"{value} (đã hủy: {record.figure.void_reason})" if record.figure.is_void else value

    def render_own(self, record: Judged, value: str) -> str:
        if record.verdict == Verdict.CONTRADICTS:
            return format_html("<strong>{}</strong>", value)
        return value

    def value_own(self, value: str) -> str:
        return value

    def render_steps(self, record: Judged) -> str:
        if record.figure.is_void:
            return SafeString("")
        pk, label = record.figure.pk, record.figure.label
        return format_html(
            '<a href="{}">Sửa<span class="visually-hidden"> câu {}</span></a> · '
            '<a href="{}">Hủy<span class="visually-hidden"> câu {}</span></a>',
            reverse("reports:statement-change", args=[pk]),
            label,
            reverse("reports:statement-void", args=[pk]),
            label,
        )
