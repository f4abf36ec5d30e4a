"""The journal of log-ins as a list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils import timezone

from hocTap.lib import vi
from units.models import SignInTry


class TryTable(tables.Table):
    """Tries to come in, the latest first."""

    at = tables.Column(verbose_name="Lúc")
    person = tables.Column(verbose_name="Tài khoản", accessor="person__username", empty_values=(), orderable=False)
    full_name = tables.Column(verbose_name="Họ và tên", accessor="person__full_name", orderable=False)
    address = tables.Column(verbose_name="Từ máy")
    door = tables.Column(verbose_name="Cách vào", orderable=False)
    outcome = tables.Column(verbose_name="Kết quả")
    known_device = tables.Column(verbose_name="Máy quen", orderable=False)

    caption = "Lần đăng nhập"
    export_url = ""

    class Meta:
        order_by = ("-at",)
        default = vi.NOTHING
        empty_text = "Không có lần đăng nhập nào như vậy."

    def value_at(self, value: dt.datetime) -> dt.datetime:
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)

    def render_at(self, value: dt.datetime) -> str:
        return vi.moment(timezone.localtime(value))

    def value_person(self, record: SignInTry) -> str:
        return record.person.username if record.person else "(tên không có)"

    def render_person(self, record: SignInTry) -> str:
        return self.value_person(record)

    def value_door(self, record: SignInTry) -> str:
        return record.get_door_display()

    def value_outcome(self, record: SignInTry) -> str:
        return record.get_outcome_display()

    def value_known_device(self, value: Any) -> str:
        return "quen" if value else "lạ"

    def render_known_device(self, value: Any) -> str:
        return self.value_known_device(value)
