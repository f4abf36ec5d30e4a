"""The list of reports."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

import django_tables2 as tables
from django.utils.html import format_html, format_html_join

from hocTap.lib import vi
from indicators.rules.standing import to_places
from indicators.scorecard.comparing import Asked, Comparison, Pair
from reports import ground
from reports.enums import ReportState
from reports.ground import Change
from reports.models import DeletedDraft, Report


class Listed(Protocol):
    """A report or paper in a list."""

    @property
    def is_draft(self) -> bool: ...


def frozen_sign(record: Listed) -> str:
    """Number and symbol as they were frozen with the paper ("05/BC-UBND"), where the list read them; "" for a draft.

    What a draft says already of its register is no number that was issued.
    """
    if record.is_draft:
        return ""
    number, symbol = vars(record).get("frozen_number"), vars(record).get("frozen_symbol")
    return f"{number}/{symbol}" if number and symbol else ""


def told_sign(kept: str, frozen: str) -> str:
    """Number and symbol in a list: as frozen; marked where the database says another one since."""
    if not frozen or frozen == kept:
        return kept or vi.NOTHING
    said = "Cơ sở dữ liệu ghi khác: đã bị sửa ngoài hệ thống."
    return format_html('{} <br><span class="state state-warning">{}</span>', frozen, said)


class ReportTable(tables.Table):
    """Every report in a person's remit."""

    caption = "Báo cáo tổng kết"
    export_url = ""
    changes: Mapping[int, list[Change]] = {}
    """What moved under each of the reports shown, by id."""

    names: Mapping[int, str] = {}
    """The full names of the units of the reports shown, by the unit's id."""

    unit = tables.Column(accessor="unit_as__name", verbose_name="Đơn vị", order_by=("unit_as__sort_key",))
    stage = tables.Column(accessor="stage_told", verbose_name="Thời gian", order_by=("first_year", "last_year"))
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
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), self.names.get(record.unit_id, value))

    def value_unit(self, value: str) -> str:
        return value

    def render_stage(self, value: str) -> str:
        return value[:1].upper() + value[1:]

    def render_number(self, record: Report) -> str:
        return told_sign(record.sign, frozen_sign(record))

    def value_number(self, record: Report) -> str:
        return frozen_sign(record) or record.sign or vi.NOTHING

    def render_state(self, record: Report) -> str:
        state = format_html(
            '<span class="state state-{}">{}</span>', LOOKS[record.state], str(record.get_state_display()).capitalize()
        )
        moved = ground.sentence(self.changes.get(record.pk, ()), issued=not record.is_draft, most=2)
        notes = format_html_join(
            "", '<br><span class="quiet">{}</span>', [(note,) for note in (moved, *_ends(record)) if note]
        )
        return format_html("{}{}", state, notes)

    def value_state(self, record: Report) -> str:
        return str(record.get_state_display())

    def render_made_at(self, record: Report) -> str:
        return vi.moment(record.made_at)


LOOKS: dict[str, str] = {
    ReportState.DRAFT: "draft",
    ReportState.ISSUED: "approved",
    ReportState.REPLACED: "returned",
    ReportState.WITHDRAWN: "returned",
}


def _ends(report: Report) -> list[str]:
    """What became of an issued report, and what a report replaces, each with a way there."""
    told = []
    if report.state == ReportState.REPLACED and report.successor:
        told.append(_link("Thay bằng", report.successor))
    if report.state == ReportState.WITHDRAWN:
        told.append(f"Theo {report.withdrawal}")
    if report.replaces:
        told.append(_link("Thay thế", report.replaces))
    return told


def _link(words: str, report: Report) -> str:
    return format_html('{} <a href="{}">{}</a>', words, report.get_absolute_url(), report.sign or "dự thảo")


class DeletedTable(tables.Table):
    """Drafts that were deleted, for those who make reports."""

    caption = "Dự thảo đã xóa"

    name = tables.Column(verbose_name="Dự thảo")
    revision = tables.Column(verbose_name="Lần lấy số liệu")
    reason = tables.Column(verbose_name="Lý do xóa")
    by = tables.Column(verbose_name="Người xóa", accessor="by__full_name", order_by=("by__sort_key",))
    at = tables.Column(verbose_name="Xóa lúc")
    steps = tables.Column(verbose_name="Các bước đã làm", orderable=False)

    class Meta:
        model = DeletedDraft
        fields = ("name", "revision", "reason", "by", "at", "steps")
        order_by = ("-at",)
        empty_text = "Chưa có dự thảo nào bị xóa."

    def render_at(self, record: DeletedDraft) -> str:
        return vi.moment(record.at)

    def value_at(self, record: DeletedDraft) -> dt.datetime:
        return record.at

    def render_steps(self, record: DeletedDraft) -> str:
        told = ((step["action"], step["at"], step["by"]) for step in record.steps)
        return format_html_join("", "<div>{} {} – {}</div>", told)

    def value_steps(self, record: DeletedDraft) -> str:
        return "; ".join(f"{step['action']} {step['at']} – {step['by']}" for step in record.steps)


class PairTable(tables.Table):
    """Indicators of two units or years beside each other."""

    caption = "So sánh từng chỉ tiêu"
    export_url = ""

    label = tables.Column(verbose_name="Chỉ tiêu", orderable=False)
    difference = tables.Column(verbose_name="Chênh lệch", orderable=False, empty_values=())
    unit_name = tables.Column(verbose_name="Tính bằng", orderable=False)

    class Meta:
        default = vi.NOTHING
        sequence = ("label", "left", "right", "difference", "unit_name")
        empty_text = "Chưa bên nào có số đã duyệt."

    def __init__(self, found: Comparison) -> None:
        numbers = {"th": {"class": "number"}, "td": {"class": "number"}}
        sides = [("left", found.left.name), ("right", found.right.name)]
        columns = [(name, tables.Column(verbose_name=words, orderable=False, attrs=numbers)) for name, words in sides]
        super().__init__(list(found.pairs), extra_columns=columns)  # type: ignore[no-untyped-call]

    def render_left(self, record: Pair, value: str) -> str:
        return _with_basis(value, record.left_basis)

    def render_right(self, record: Pair, value: str) -> str:
        return _with_basis(value, record.right_basis)

    def value_left(self, record: Pair, value: str) -> str:
        return f"{value} ({record.left_basis})" if record.left_basis else value

    def value_right(self, record: Pair, value: str) -> str:
        return f"{value} ({record.right_basis})" if record.right_basis else value

    def value_difference(self, record: Pair) -> Decimal | None:
        return None if record.difference is None else to_places(record.difference)

    def render_difference(self, record: Pair) -> str:
        found = self.value_difference(record)
        if found is None:
            return vi.NOTHING
        sign = "+" if found > 0 else "−" if found < 0 else ""
        return f"{sign}{vi.decimal(abs(found))}"


def _with_basis(value: str, basis: str) -> str:
    return format_html('{} <span class="beside">· {}</span>', value, basis) if basis else value


class AskedTable(tables.Table):
    """What two documents ask of the same indicators."""

    caption = "So sánh hai văn bản"
    export_url = ""

    label = tables.Column(verbose_name="Chỉ tiêu", orderable=False)
    figure = tables.Column(verbose_name="Đang đạt", orderable=False)

    class Meta:
        default = vi.NOTHING
        sequence = ("label", "figure", "left", "left_standing", "right", "right_standing")
        empty_text = "Hai văn bản không đặt mục tiêu nào tính được."

    def __init__(self, rows: list[Asked], left: str, right: str) -> None:
        columns = []
        for name, words in (("left", left), ("right", right)):
            columns.append((name, tables.Column(verbose_name=words, orderable=False)))
            standing = tables.Column(verbose_name=f"So với {words}", orderable=False)
            columns.append((f"{name}_standing", standing))
        super().__init__(rows, extra_columns=columns)  # type: ignore[no-untyped-call]
