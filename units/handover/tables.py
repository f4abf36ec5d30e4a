"""The list of hand-overs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import django_tables2 as tables
from django.urls import reverse

from hocTap.lib import vi
from units.handover.changes import Change
from units.models import ChangeLink
from units.words import named


class HandOverTable(tables.Table):
    """Old units by day: who they were, who came after, how far the hand-over is."""

    effective_on = tables.Column(accessor="event__effective_on", verbose_name="Từ ngày")
    old = tables.Column(
        empty_values=(), orderable=False, verbose_name="Đơn vị cũ", linkify=lambda record: address_of(record)
    )
    heirs = tables.Column(empty_values=(), orderable=False, verbose_name="Đơn vị nhận")
    decision = tables.Column(accessor="event__decision", orderable=False, verbose_name="Căn cứ")
    progress = tables.Column(empty_values=(), orderable=False, verbose_name="Tình hình bàn giao")

    caption = "Bàn giao giữa các đơn vị"
    export_url = ""
    changes: Mapping[tuple[int, dt.date], Change] = {}
    done: Mapping[tuple[int, dt.date], list[str]] = {}
    today: dt.date | None = None

    class Meta:
        order_by = ("-effective_on",)
        default = vi.NOTHING
        empty_text = "Chưa có lần sắp xếp đơn vị nào liên quan đến ông, bà."

    def render_effective_on(self, value: dt.date) -> str:
        return vi.day(value)

    def value_old(self, record: ChangeLink) -> str:
        change = self.changes.get(place_of(record))
        return named(change.unit) if change else str(record.predecessor_id)

    def render_old(self, record: ChangeLink) -> str:
        return self.value_old(record)

    def value_heirs(self, record: ChangeLink) -> str:
        change = self.changes.get(place_of(record))
        return ", ".join(named(heir) for heir in change.heirs) if change else ""

    def render_heirs(self, record: ChangeLink) -> str:
        return self.value_heirs(record)

    def value_progress(self, record: ChangeLink) -> str:
        titles = self.done.get(place_of(record), [])
        if not titles and self.today and record.event.effective_on > self.today:
            return f"chưa đến ngày; bàn giao được từ ngày {vi.day(record.event.effective_on)}"
        return f"đã bàn giao: {', '.join(titles)}" if titles else "chưa bàn giao phần nào"

    def render_progress(self, record: ChangeLink) -> str:
        return self.value_progress(record)


def address_of(link: ChangeLink) -> str:
    return reverse("units:handover", args=[link.event_id, link.predecessor_id])


def place_of(link: ChangeLink) -> tuple[int, dt.date]:
    return link.predecessor_id, link.event.effective_on
