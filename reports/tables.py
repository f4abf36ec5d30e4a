"""The list of reports."""

import django_tables2 as tables
from django.utils.html import format_html

from hocTap.lib import vi
from reports.models import Report


class ReportTable(tables.Table):
    """Every report in a person's remit."""

    caption = "Báo cáo tổng kết"
    export_url = ""

    unit = tables.Column(accessor="unit_as__name", verbose_name="Đơn vị", order_by=("unit_as__sort_key",))
    stage = tables.Column(verbose_name="Thời gian", order_by=("first_year", "last_year"))
    number = tables.Column(verbose_name="Số, ký hiệu", order_by=("number_year", "number"), empty_values=())
    state = tables.Column(verbose_name="Trạng thái")
    rounding = tables.Column(verbose_name="Tỉ lệ", accessor="get_rounding_display", order_by=("rounding",))
    made_at = tables.Column(verbose_name="Lấy số liệu lúc")
    made_by = tables.Column(verbose_name="Người lập", accessor="made_by__full_name", order_by=("made_by__sort_key",))

    class Meta:
        model = Report
        fields = ("unit", "stage", "number", "state", "rounding", "made_at", "made_by")
        order_by = ("-made_at",)
        empty_text = "Chưa có báo cáo nào phù hợp. Hãy bỏ bớt điều kiện lọc."

    def render_unit(self, record: Report, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_unit(self, value: str) -> str:
        return value

    def render_stage(self, value: str) -> str:
        return value[:1].upper() + value[1:]

    def render_number(self, record: Report) -> str:
        return f"{record.number:02d}/{record.symbol}" if record.number else vi.NOTHING

    def render_state(self, record: Report) -> str:
        look = "draft" if record.is_draft else "approved"
        return format_html('<span class="state state-{}">{}</span>', look, str(record.get_state_display()).capitalize())

    def value_state(self, record: Report) -> str:
        return str(record.get_state_display())

    def render_made_at(self, record: Report) -> str:
        return vi.moment(record.made_at)
