"""Lists of submissions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from hocTap.lib import vi
from indicators.across import Found
from indicators.matrix import Matrix, MatrixRow, stands_out
from indicators.models import Line, Period, Submission
from indicators.rules.deadlines import days_late
from indicators.silence import Silent

OWN_TOTAL = "số tổng hợp đã công bố"
"""How an office's own total is told from the figures of a unit."""
ENDED = "kết thúc trong kỳ"


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
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), self.value_unit(record, value))

    def value_unit(self, record: Submission, value: str) -> str:
        """The unit; its office's own total says so, and one whose heir of the same name reports for the same period."""
        last = record.unit_as.valid_to
        ended = f" ({ENDED})" if last and record.period.starts_on <= last < record.period.ends_on else ""
        return f"{value} ({OWN_TOTAL})" if record.own_total else f"{value}{ended}"

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


class FiguresColumn(tables.Column):
    """One line of the form over all units: the figure, last year's below it, a mark where somebody should look."""

    def __init__(self, line: Line, total: str) -> None:
        numbers = {"class": "number"}
        super().__init__(  # type: ignore[no-untyped-call]
            verbose_name=line.measure.label,
            accessor=f"now__{line.measure.code}",
            order_by=(f"now__{line.measure.code}",),
            empty_values=(),
            footer=total,
            attrs={"th": numbers, "td": numbers, "tf": numbers},
        )
        self.code = line.measure.code

    def render(self, record: MatrixRow) -> str:
        now, before = record.now.get(self.code), record.before.get(self.code)
        shown = vi.whole(now)
        if why := stands_out(now, before):
            shown = f'<strong class="stands-out" title="{escape(why)}">▲ {shown}</strong>'
        below = f'<span class="was">{vi.whole(before)}</span>' if before is not None else ""
        return mark_safe(shown + below)  # noqa: S308 - numbers, thousands of them on a page

    def value(self, **given: Any) -> int | None:
        record: MatrixRow = given["record"]
        return record.now.get(self.code)


class MatrixTable(tables.Table):
    """Every unit of an office with its figures of a period."""

    unit = tables.Column(accessor="unit__name", verbose_name="Đơn vị", order_by=("unit__sort_key",), footer="Cộng")
    state = tables.Column(accessor="state_label", verbose_name="Báo cáo")

    caption = "Số liệu của các đơn vị"
    export_url = ""

    class Meta:
        attrs: ClassVar[dict[str, str]] = {"class": "table table-sticky table-dense figures-matrix"}
        default = vi.NOTHING
        order_by = ("unit",)
        empty_text = "Không có đơn vị nào phải lập biểu này trong kỳ đã chọn."

    def __init__(self, matrix: Matrix, lines: Sequence[Line]) -> None:
        columns = [(f"so_{line.measure.pk}", FiguresColumn(line, matrix.total(line))) for line in lines]
        super().__init__(list(matrix.rows), extra_columns=columns)  # type: ignore[no-untyped-call]

    def render_unit(self, record: MatrixRow, value: str) -> str:
        value = self.value_unit(record, value)
        if record.sheet is None:
            return value
        return format_html('<a href="{}">{}</a>', reverse("indicators:submission-detail", args=[record.sheet]), value)

    def value_unit(self, record: MatrixRow, value: str) -> str:
        return f"{value} ({ENDED})" if record.ended else value

    def render_state(self, record: MatrixRow, value: str) -> str:
        words = f"{value[:1].upper()}{value[1:]}"
        return format_html('<span class="state state-{}">{}</span>', record.state, words)

    def value_state(self, value: str) -> str:
        return value


class SilentTable(tables.Table):
    """Units that sent nothing for a period, with the people in charge."""

    unit = tables.Column(accessor="standing__name", verbose_name="Đơn vị", order_by=("standing__sort_key",))
    state = tables.Column(accessor="state_label", verbose_name="Báo cáo")
    days = tables.Column(accessor="days__words", verbose_name="Phần của kỳ", orderable=False)
    late = tables.Column(empty_values=(), verbose_name="Quá hạn (ngày)", orderable=False)
    officers = tables.Column(verbose_name="Người phụ trách", orderable=False)

    caption = "Đơn vị chưa gửi báo cáo"
    export_url = ""

    class Meta:
        default = vi.NOTHING
        empty_text = "Mọi đơn vị trong danh mục đã gửi báo cáo của kỳ này."

    def __init__(self, rows: list[Silent], *, period: Period, today: dt.date) -> None:
        super().__init__(rows)  # type: ignore[no-untyped-call]
        self.overdue = days_late(period.due_on, None, today)

    def value_state(self, record: Silent) -> str:
        return record.state_label

    def render_state(self, record: Silent) -> str:
        words = record.state_label
        return format_html('<span class="state state-{}">{}</span>', record.state, f"{words[:1].upper()}{words[1:]}")

    def value_late(self) -> int:
        return self.overdue

    def render_late(self) -> str:
        return vi.whole(self.overdue) if self.overdue else "trong hạn"

    def value_officers(self, record: Silent) -> str:
        return ", ".join(record.officers) or "chưa giao cán bộ"

    def render_officers(self, record: Silent) -> str:
        return self.value_officers(record)


class FoundTable(tables.Table):
    """Everything to look at in the figures of an office's units; a column of the units only in Excel."""

    severity = tables.Column(accessor="severity__label", verbose_name="Mức độ", orderable=False)
    unit = tables.Column(verbose_name="Đơn vị", visible=False)
    concern = tables.Column(accessor="concern__label", verbose_name="Loại", orderable=False)
    sentence = tables.Column(verbose_name="Điều cần xem", orderable=False)
    answer = tables.Column(verbose_name="Đã trả lời", orderable=False, empty_values=())

    caption = "Điều cần xem trong số liệu các đơn vị"
    export_url = ""

    class Meta:
        empty_text = "Không có gì cần xem ở đây."

    def render_severity(self, record: Found, value: str) -> str:
        return format_html('<strong class="found-{}">{}</strong>', record.severity.value, value)

    def value_severity(self, value: str) -> str:
        return value

    def render_sentence(self, record: Found, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.address, value)

    def value_sentence(self, value: str) -> str:
        return value

    def render_answer(self, record: Found) -> str:
        return "chưa trả lời" if record.is_open else record.answer or vi.NOTHING

    def value_answer(self, record: Found) -> str:
        return record.answer
