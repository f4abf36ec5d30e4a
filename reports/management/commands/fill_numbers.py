"""`manage.py fill_numbers`: after an upgrade, puts numbers into the series that a program of before left out."""

from __future__ import annotations

from typing import Any

from hocTap.lib import vi
from hocTap.lib.shell import Spoken
from reports.numbers import fill


class Command(Spoken):
    """Thin: may run while people work, and again."""

    help = "Ghi vào dãy số chung những số văn bản mà chương trình bản cũ đã cấp trong lúc nâng cấp; chạy lại được."

    def handle(self, *args: Any, **options: Any) -> None:
        filled = fill()
        for each in filled:
            self.stdout.write(f"Đã ghi: {each}{' (số đã có văn bản khác dùng)' if each.doubled else ''}.")
        self.stdout.write(f"{vi.whole(len(filled))} số còn thiếu đã ghi vào dãy số chung.")
