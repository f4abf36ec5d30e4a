"""Lists of submissions."""

import datetime as dt

import django_tables2 as tables
from django.utils.html import format_html

from hocTap.lib import vi
from indicators.models import Submission


class SubmissionTable(tables.Table):
    """Every sheet in a person's remit."""

    unit = tables.Column(accessor="unit_as__name", verbose_name="Đơn vị", order_by=("unit_as__sort_key",))
    period = tables.Column(
        accessor="period__label", verbose_name="Kỳ báo cáo", order_by=("period__starts_on", "period__kind")
    )
    form = tables.Column(accessor="form__title", verbose_name="Biểu mẫu", order_by=("form__code", "form__version"))
    state = tables.Column(verbose_name="Trạng thái")
    submitted_at = tables.Column(verbose_name="Gửi lúc")
    approved_at = tables.Column(verbose_name="Duyệt lúc")

    class Meta:
        model = Submission
        fields = ("unit", "period", "form", "state", "submitted_at", "approved_at")
        order_by = ("-period", "unit")
        empty_text = "Chưa có báo cáo nào phù hợp. Hãy bỏ bớt điều kiện lọc."

    def render_unit(self, record: Submission, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_unit(self, value: str) -> str:
        return value

    def render_state(self, record: Submission) -> str:
        return format_html(
            '<span class="state state-{}">{}</span>', record.state, record.get_state_display().capitalize()
        )

    def value_state(self, record: Submission) -> str:
        return record.get_state_display()

    def render_submitted_at(self, record: Submission) -> str:
        return vi.moment(record.submitted_at) if record.submitted_at else vi.NOTHING

    def render_approved_at(self, record: Submission) -> str:
        return vi.moment(record.approved_at) if record.approved_at else vi.NOTHING

    def value_submitted_at(self, record: Submission) -> dt.datetime | None:
        return record.submitted_at

    def value_approved_at(self, record: Submission) -> dt.datetime | None:
        return record.approved_at
