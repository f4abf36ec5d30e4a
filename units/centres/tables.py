"""The list of classes and talks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables

from hocTap.lib import vi
from units.models import CentreCourse

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}


class CourseTable(tables.Table):
    """Classes and talks of the centres in the person's remit."""

    starts_on = tables.Column(verbose_name="Khai giảng", order_by=("starts_on", "pk"))
    title = tables.Column(verbose_name="Tên lớp, chuyên đề", order_by=("sort_key", "pk"), linkify=True)
    centre = tables.Column(verbose_name="Trung tâm", accessor="centre__name", order_by=("centre__sort_key", "pk"))
    topic = tables.Column(verbose_name="Nhóm nội dung")
    held = tables.Column(verbose_name="Ai tổ chức")
    partner = tables.Column(verbose_name="Phối hợp với", orderable=False)
    sessions = tables.Column(verbose_name="Số buổi", attrs=NUM)
    attendances = tables.Column(verbose_name="Lượt người", attrs=NUM)
    people = tables.Column(verbose_name="Số người", attrs=NUM)
    illustrative = tables.Column(verbose_name="Ghi chú", orderable=False)

    caption = "Lớp, chuyên đề của trung tâm học tập cộng đồng"
    export_url = ""

    class Meta:
        order_by = ("-starts_on",)
        default = vi.NOTHING
        empty_text = "Chưa có lớp nào như vậy. Hãy bỏ bớt điều kiện lọc."

    def render_starts_on(self, value: dt.date) -> str:
        return vi.day(value)

    def value_starts_on(self, value: dt.date) -> dt.date:
        return value

    def value_title(self, record: CentreCourse) -> str:
        return record.title

    def render_sessions(self, value: int) -> str:
        return vi.whole(value)

    def value_sessions(self, value: int) -> int:
        return value

    def render_attendances(self, value: int) -> str:
        return vi.whole(value)

    def value_attendances(self, value: int) -> int:
        return value

    def render_people(self, value: int) -> str:
        return vi.whole(value)

    def value_people(self, value: Any) -> Any:
        return value

    def render_illustrative(self, value: bool) -> str:
        return "số liệu minh họa" if value else ""
