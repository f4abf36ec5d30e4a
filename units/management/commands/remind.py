"""Tells people what waits, what is close and late, what came back and what was approved; each thing once."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hocTap.lib.shell import Spoken
from units.notices.jobs import run


class Command(Spoken):
    help = "Lập thông báo nhắc việc và gửi thư; chạy lại không gửi lần thứ hai. Tiến trình nền tự chạy mỗi ngày."

    def handle(self, *args: Any, **options: Any) -> None:
        made, letters = run(timezone.now())
        self.stdout.write(f"{made} thông báo mới, {letters} thư đã gửi.")
