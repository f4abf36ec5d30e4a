"""Lists of funds, of the lines of their books, of suất, and of summaries."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from awards.scholarships.donors import Giving
from awards.scholarships.enums import EntryKind
from awards.scholarships.models import DataRequest, Entry, Fund, Grant, NameAccess, PaySheet, Recipient
from awards.scholarships.summary import Line
from hocTap.lib import vi

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}
SHORT = {"td": {"class": "text-nowrap"}}
HIDDEN = "…"


class SumColumn(tables.Column):
    """A sum or a count: dressed on the page, a number in Excel."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs=NUMBER, **kwargs)  # type: ignore[no-untyped-call]

    def render(self, value: int) -> str:
        return vi.whole(value)

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class DayColumn(tables.Column):
    def render(self, value: Any) -> str:
        return vi.day(value)

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class FundTable(tables.Table):
    """Funds in the remit with what each book holds."""

    name = tables.Column(verbose_name="Quỹ", order_by=("sort_key", "pk"))
    unit_name = tables.Column(verbose_name="Đơn vị", order_by=("unit_name", "pk"))
    level = tables.Column(verbose_name="Cấp")
    kind = tables.Column(verbose_name="Loại quỹ")
    cash = SumColumn(verbose_name="Tiền mặt (đồng)")
    bank = SumColumn(verbose_name="Tiền gửi (đồng)")
    goods = SumColumn(verbose_name="Giá trị hiện vật (đồng)")

    caption = "Quỹ khuyến học"
    export_url = ""

    class Meta:
        order_by = ("name",)
        empty_text = "Chưa có quỹ nào trong phạm vi của ông, bà."

    def render_name(self, record: Fund) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.name)

    def value_name(self, record: Fund) -> str:
        return record.name


class EntryTable(tables.Table):
    """The lines of a fund's book; donors, reasons and links are for its officers (`keeps`)."""

    seq = SumColumn(verbose_name="Số")
    made_on = DayColumn(verbose_name="Ngày", order_by=("made_on", "seq"))  # type: ignore[no-untyped-call]
    kind = tables.Column(verbose_name="Loại")
    what = tables.Column(verbose_name="Nội dung", empty_values=(), orderable=False)
    money_in = SumColumn(verbose_name="Thu (đồng)", accessor="amount", orderable=False)
    money_out = SumColumn(verbose_name="Chi (đồng)", accessor="amount", orderable=False)
    balance_after = SumColumn(verbose_name="Số dư (đồng)", orderable=False)
    act = tables.Column(
        verbose_name="Việc", empty_values=(), orderable=False, exclude_from_export=True, attrs={"td": {"class": "act"}}
    )

    caption = "Bút toán của quỹ"
    export_url = ""

    class Meta:
        order_by = ("-seq",)
        empty_text = "Chưa có bút toán nào."

    def __init__(self, *args: Any, keeps: bool, **kwargs: Any) -> None:
        self.keeps = keeps
        kwargs["exclude"] = () if keeps else ("act",)
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def value_what(self, record: Entry) -> str:
        words = self._words(record)
        reason = f": {record.reason}" if self.keeps else ""
        if record.kind != EntryKind.REVERSAL:
            return f"{words}. Giải trình{reason}" if self.keeps and record.reason else words
        return f"Đảo dòng {record.reverses.seq if record.reverses else ''} ({words}){reason}"

    def render_what(self, record: Entry) -> str:
        """To the fund's officers a payment leads to its suất, every other line to its paper."""
        words = self.value_what(record)
        if not self.keeps:
            return words
        there = record.grant.get_absolute_url() if record.grant else reverse("scholarships:slip", args=[record.pk])
        return format_html('<a href="{}">{}</a>', there, words)

    def _words(self, record: Entry) -> str:
        if record.receipt:
            donor = record.receipt.donor
            giver = "" if donor is None else f", {donor.name if self.keeps else donor.get_kind_display()}"
            return f"{record.receipt}{giver}{f', {record.receipt.goods}' if record.receipt.goods else ''}"
        if record.gift:
            return f"{record.gift} ({vi.whole(record.gift.parts)} phần)"
        if record.expense:
            return f"{record.expense.kind}: {record.expense.about}" if self.keeps else str(record.expense.kind)
        if record.transfer:
            return str(record.transfer)
        if record.opening:
            return str(record.opening)
        return str(record.grant)

    def render_money_in(self, value: int) -> str:
        return vi.whole(value) if value > 0 else ""

    def value_money_in(self, value: int) -> int | None:
        return value if value > 0 else None

    def render_money_out(self, value: int) -> str:
        return vi.whole(-value) if value < 0 else ""

    def value_money_out(self, value: int) -> int | None:
        return -value if value < 0 else None

    def render_act(self, record: Entry) -> str:
        if record.kind == EntryKind.REVERSAL:
            return ""
        if getattr(record, "is_reversed", False):
            return "đã đảo"
        passed = record.transfer
        if record.opening_id or (passed and (passed.part_id or passed.source_id != record.fund_id)):
            return ""
        address = reverse("scholarships:entry-reverse", args=[record.pk])
        return format_html('<a href="{}">Đảo<span class="visually-hidden"> dòng {}</span></a>', address, record.seq)


class DonorTable(tables.Table):
    """Donors with what they gave in a year and altogether; money and goods are never added."""

    name = tables.Column(verbose_name="Nhà tài trợ", order_by=("donor__sort_key", "donor__pk"))
    other_names = tables.Column(verbose_name="Tên đã gộp", orderable=False)
    kind = tables.Column(verbose_name="Loại", orderable=False)
    times = SumColumn(verbose_name="Số lần trong năm")
    money = SumColumn(verbose_name="Tiền trong năm (đồng)")
    goods = SumColumn(verbose_name="Hiện vật trong năm (đồng)")
    all_money = SumColumn(verbose_name="Tiền, mọi năm (đồng)")
    all_goods = SumColumn(verbose_name="Hiện vật, mọi năm (đồng)")
    last_on = DayColumn(verbose_name="Lần gần nhất", orderable=False)  # type: ignore[no-untyped-call]
    act = tables.Column(
        verbose_name="Việc", empty_values=(), orderable=False, exclude_from_export=True, attrs={"td": {"class": "act"}}
    )

    export_url = ""

    class Meta:
        order_by = ("-money",)
        empty_text = "Không có nhà tài trợ nào như vậy."

    def __init__(self, found: list[Giving], year: int, **kwargs: Any) -> None:
        super().__init__(found, **kwargs)  # type: ignore[no-untyped-call]
        self.caption = f"Nhà tài trợ, năm {year}"

    def render_act(self, record: Giving) -> str:
        address = reverse("scholarships:donor-join", args=[record.donor.pk])
        return format_html('<a href="{}">Gộp<span class="visually-hidden"> {}</span></a>', address, record.name)


class GrantTable(tables.Table):
    """Suất one by one, for the officers of the fund; the name only while it may be shown."""

    number = SumColumn(verbose_name="Suất số")
    code = tables.Column(accessor="recipient__code", verbose_name="Hồ sơ", order_by=("recipient__number",), attrs=SHORT)
    name = tables.Column(accessor="recipient", verbose_name="Họ và tên", order_by=("recipient__sort_key",))
    class_name = tables.Column(accessor="recipient__class_name", verbose_name="Lớp", orderable=False)
    level = tables.Column(verbose_name="Cấp học")
    school_year = tables.Column(verbose_name="Năm học", attrs=SHORT)
    ward_name = tables.Column(verbose_name="Phường, xã cư trú", orderable=False, attrs=SHORT)
    decided_on = DayColumn(verbose_name="Ngày quyết định")  # type: ignore[no-untyped-call]
    amount = SumColumn(verbose_name="Mức (đồng)")
    paid = SumColumn(verbose_name="Đã chi (đồng)")
    state = tables.Column(verbose_name="Tình trạng", empty_values=(), orderable=False, attrs=SHORT)

    caption = "Suất học bổng"
    export_url = ""

    class Meta:
        order_by = ("-number",)
        empty_text = "Chưa có suất nào như vậy. Hãy bỏ bớt điều kiện lọc."

    def render_number(self, record: Grant) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), vi.whole(record.number))

    def value_number(self, record: Grant) -> int:
        return record.number

    def render_name(self, record: Grant) -> str:
        return record.recipient.name

    def value_name(self, record: Grant) -> str:
        return record.recipient.shown_name

    def render_school_year(self, record: Grant) -> str:
        return record.school_year_label

    def value_state(self, record: Grant) -> str:
        if record.cancelled_on:
            return "đã hủy"
        paid: int = vars(record)["paid"]
        if record.handed_on:
            return "đã bàn giao"
        return "chưa chi" if paid == 0 else "đã chi đủ" if paid == record.amount else "chi một phần"

    def render_state(self, record: Grant) -> str:
        return self.value_state(record)


class RecipientTable(tables.Table):
    """A fund's children for its own officers, by name whoever agreed; what leaves the room has no names."""

    number = tables.Column(verbose_name="Hồ sơ", accessor="number", attrs=SHORT)
    name = tables.Column(verbose_name="Họ và tên", order_by=("sort_key", "pk"))
    birth_year = tables.Column(verbose_name="Năm sinh")
    class_name = tables.Column(verbose_name="Lớp")
    school = tables.Column(verbose_name="Trường")
    suats = SumColumn(verbose_name="Số suất")
    last_year = tables.Column(verbose_name="Năm học gần nhất", attrs=SHORT)
    consent = tables.Column(verbose_name="Nêu tên ra ngoài", empty_values=(), orderable=False)

    caption = "Học sinh, sinh viên của quỹ"
    export_url = ""

    class Meta:
        order_by = ("name",)
        default = vi.NOTHING
        empty_text = "Không có hồ sơ nào như vậy. Hãy bỏ bớt điều kiện lọc."

    def render_number(self, record: Recipient) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.code)

    def value_number(self, record: Recipient) -> str:
        return record.code

    def render_birth_year(self, value: int) -> str:
        return str(value)

    def value_birth_year(self, value: int) -> int:
        return value

    def render_last_year(self, value: int) -> str:
        return vi.school_year(value)

    def value_last_year(self, value: int) -> str:
        return vi.school_year(value)

    def render_consent(self, record: Recipient) -> str:
        return record.not_named or "được nêu tên"

    def value_consent(self, record: Recipient) -> str:
        return record.not_named or "được nêu tên"


class PaySheetTable(tables.Table):
    """Lists of suất to be paid: how many, how much, how far they are."""

    number = SumColumn(verbose_name="Số")
    made_at = tables.Column(verbose_name="Lập lúc")
    of_what = tables.Column(verbose_name="Gồm", orderable=False)
    suats = SumColumn(verbose_name="Số suất")
    total = SumColumn(verbose_name="Tổng tiền (đồng)")
    paid_suats = SumColumn(verbose_name="Đã chi (suất)")
    paid_total = SumColumn(verbose_name="Đã chi (đồng)")

    caption = "Danh sách chi"
    export_url = ""

    class Meta:
        order_by = ("-number",)
        empty_text = "Chưa có danh sách chi nào."

    def render_number(self, record: PaySheet) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), vi.whole(record.number))

    def value_number(self, record: PaySheet) -> int:
        return record.number

    def render_made_at(self, value: Any) -> str:
        return vi.moment(value)

    def value_made_at(self, value: Any) -> Any:
        return value


class RequestTable(tables.Table):
    """What was asked of children's data, by which day it is to be answered, and what became of it."""

    received_on = DayColumn(verbose_name="Nhận ngày")  # type: ignore[no-untyped-call]
    kind = tables.Column(verbose_name="Yêu cầu")
    recipient = tables.Column(verbose_name="Hồ sơ", accessor="recipient__code", order_by=("recipient__number",))
    asker = tables.Column(verbose_name="Người yêu cầu")
    acknowledge_by = DayColumn(verbose_name="Phải báo tiếp nhận trước hết", orderable=False)  # type: ignore[no-untyped-call]
    acknowledged_on = DayColumn(verbose_name="Đã báo ngày")  # type: ignore[no-untyped-call]
    answer_by = DayColumn(verbose_name="Phải trả lời trước hết", orderable=False)  # type: ignore[no-untyped-call]
    outcome = tables.Column(verbose_name="Kết quả", empty_values=())

    caption = "Yêu cầu về dữ liệu"
    export_url = ""

    class Meta:
        order_by = ("-received_on",)
        default = vi.NOTHING
        empty_text = "Chưa có yêu cầu nào."

    def render_received_on(self, record: DataRequest, value: Any) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), vi.day(value))

    def value_received_on(self, value: Any) -> Any:
        return value

    def value_outcome(self, record: DataRequest) -> str:
        return record.get_outcome_display() if record.outcome else "đang giải quyết"

    def render_outcome(self, record: DataRequest) -> str:
        return self.value_outcome(record)


class LevelColumn(SumColumn):
    """Suất of one level (the column's name), or the sign that the breakdown is left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_values=(), orderable=False, **kwargs)

    def render(self, record: Line, bound_column: Any) -> str:  # type: ignore[override]
        return HIDDEN if record.parts is None else vi.whole(record.parts[bound_column.name])

    def value(self, **kwargs: Any) -> int | None:
        parts = kwargs["record"].parts
        return None if parts is None else parts[kwargs["bound_column"].name]


class SummaryTable(tables.Table):
    """Suất by level, money given and raised; a breakdown with a small cell is left out whole."""

    label = tables.Column(verbose_name="", orderable=False)
    suat = SumColumn(verbose_name="Số suất", orderable=False)
    primary = LevelColumn(verbose_name="Tiểu học")
    lower = LevelColumn(verbose_name="THCS")
    upper = LevelColumn(verbose_name="THPT")
    tertiary = LevelColumn(verbose_name="ĐH, CĐ, nghề")
    amount = SumColumn(verbose_name="Tiền học bổng (đồng)", orderable=False)
    raised = SumColumn(verbose_name="Vận động được (đồng)", orderable=False)
    gifts = SumColumn(verbose_name="Quà, thưởng (phần)", orderable=False)

    export_url = ""

    class Meta:
        empty_text = "Chưa có số liệu trong những năm này."
        row_attrs: ClassVar = {"class": lambda record: "row-total" if record.key == 0 else None}

    def __init__(self, lines: list[Line], head: str, **kwargs: Any) -> None:
        super().__init__(lines, **kwargs)  # type: ignore[no-untyped-call]
        self.caption = f"Học bổng theo {head.lower()}"
        self.columns["label"].column.verbose_name = head


class NameAccessTable(tables.Table):
    """Who saw names, when, which and how many."""

    at = tables.Column(verbose_name="Lúc")
    by = tables.Column(verbose_name="Ai", order_by=("by__sort_key",))
    kind = tables.Column(verbose_name="Việc")
    what = tables.Column(verbose_name="Nội dung", orderable=False)
    names = SumColumn(verbose_name="Số tên")

    caption = "Nhật ký xem tên"

    class Meta:
        order_by = ("-at",)
        empty_text = "Chưa ai xem tên."

    def render_at(self, record: NameAccess) -> str:
        return vi.moment(record.at)

    def value_at(self, record: NameAccess) -> dt.datetime:
        return record.at
