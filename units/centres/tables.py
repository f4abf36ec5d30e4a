"""The list of classes and talks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hocTap.lib import vi
from units.centres.overview import CommuneRow
from units.centres.topics import TopicRow
from units.models import CentreCourse, CentreMaterial, LearningCentre

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}


class OverviewTable(tables.Table):
    """The communes of today with their centres."""

    name = tables.Column(verbose_name="Phường, xã hôm nay", orderable=False)
    standing = tables.Column(verbose_name="Tình trạng", orderable=False)
    centres = tables.Column(verbose_name="Trung tâm", orderable=False, empty_values=())
    classes = tables.Column(verbose_name="Lớp năm nay", attrs=NUM, orderable=False)
    attendances = tables.Column(verbose_name="Lượt người năm nay", attrs=NUM, orderable=False)
    grade = tables.Column(verbose_name="Tự đánh giá gần nhất", orderable=False)

    caption = "Trung tâm của các phường, xã hôm nay"
    export_url = ""

    class Meta:
        default = vi.NOTHING
        empty_text = "Không có phường, xã nào trong phạm vi của ông, bà hôm nay."

    def render_centres(self, record: CommuneRow) -> str:
        found = [*record.centres, *record.left]
        if not found:
            return vi.NOTHING
        links = ((centre.get_absolute_url(), centre.name) for centre in found)
        return format_html_join("; ", '<a href="{}">{}</a>', links)

    def value_centres(self, record: CommuneRow) -> str:
        return "; ".join(centre.name for centre in [*record.centres, *record.left])

    def render_classes(self, value: int) -> str:
        return vi.whole(value)

    def value_classes(self, value: int) -> int:
        return value

    def render_attendances(self, value: int) -> str:
        return vi.whole(value)

    def value_attendances(self, value: int) -> int:
        return value

    def render_grade(self, record: CommuneRow) -> str:
        return f"{record.grade} ({record.graded})" if record.grade else vi.NOTHING

    def value_grade(self, record: CommuneRow) -> str:
        return f"{record.grade} ({record.graded})" if record.grade else ""


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


class TopicTable(tables.Table):
    """Topics taught before with their materials; for whoever enters classes, with boxes to choose some."""

    chosen = tables.Column(verbose_name="Chọn", orderable=False, empty_values=(), exclude_from_export=True)
    title = tables.Column(verbose_name="Tên lớp, chuyên đề", order_by=("sort_key", "pk"))
    group = tables.Column(accessor="group_label", verbose_name="Nhóm nội dung")
    materials = tables.Column(verbose_name="Tài liệu", orderable=False, empty_values=())
    classes = tables.Column(verbose_name="Số lớp đã mở", attrs=NUM)
    centres = tables.Column(verbose_name="Số trung tâm", attrs=NUM)
    attendances = tables.Column(verbose_name="Lượt người", attrs=NUM)
    last_on = tables.Column(verbose_name="Lần gần nhất")

    caption = "Chuyên đề đã mở và tài liệu"
    export_url = ""

    class Meta:
        order_by = ("title",)
        default = vi.NOTHING
        empty_text = "Chưa có chuyên đề nào như vậy. Hãy bỏ bớt điều kiện lọc."

    def __init__(self, rows: Sequence[TopicRow], centre: LearningCentre | None) -> None:
        self.centre = centre
        super().__init__(rows, exclude=() if centre else ("chosen",))  # type: ignore[no-untyped-call]

    def render_chosen(self, record: TopicRow) -> str:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="chu-de" value="{}" form="chon-chu-de" '
            'aria-label="Chọn {}">',
            record.pk,
            record.title,
        )

    def render_materials(self, record: TopicRow) -> str:
        told = format_html_join("", "<li>{}</li>", ((material_words(each),) for each in record.materials))
        listed = format_html('<ul class="plain-list">{}</ul>', told) if record.materials else SafeString("")
        return listed + self._add(record) or vi.NOTHING

    def _add(self, record: TopicRow) -> SafeString:
        if self.centre is None:
            return SafeString("")
        address = reverse("units:record-new", args=[self.centre.pk, "tai-lieu"])
        words = '<a href="{}?chu-de={}">Thêm tài liệu<span class="visually-hidden"> cho {}</span></a>'
        return format_html(words, address, record.pk, record.title)

    def value_materials(self, record: TopicRow) -> str:
        told = (", ".join(filter(None, (each.title, each.source, each.place))) for each in record.materials)
        return "; ".join(told)

    def render_last_on(self, value: dt.date) -> str:
        return vi.day(value)

    def value_last_on(self, value: dt.date) -> dt.date:
        return value

    def render_classes(self, value: int) -> str:
        return vi.whole(value)

    def value_classes(self, value: int) -> int:
        return value

    def render_centres(self, value: int) -> str:
        return vi.whole(value)

    def value_centres(self, value: int) -> int:
        return value

    def render_attendances(self, value: int) -> str:
        return vi.whole(value)

    def value_attendances(self, value: int) -> int:
        return value


def material_words(material: CentreMaterial) -> SafeString:
    """A material with its source and where it lies; an address on the net as a link."""
    source = format_html(" ({})", material.source) if material.source else ""
    if material.address:
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>{}', material.address, material.title, source)
    return format_html("{}{}: {}", material.title, source, material.place)
