"""`manage.py restore FILE`: fills an empty installation from a copy and proves that everything came back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hocTap.lib import vi
from hocTap.lib.backups.restoring import restore
from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken


class Command(Spoken):
    """Never over an installation that holds anything."""

    help = "Phục hồi từ một bản sao lưu vào nơi còn trống, rồi đối chiếu từng bảng."
    requires_system_checks = ()  # the database is empty

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument("--identity", type=Path, metavar="TỆP", help="tệp khóa bí mật, nếu bản sao lưu được mã hóa")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(options["file"], options["identity"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        kept = done.manifest
        self.stdout.write(
            f"Đã phục hồi bản sao lưu lúc {kept.made_at}: {vi.whole(len(kept.tables))} bảng,"
            f" {vi.whole(kept.rows)} dòng, khớp từng bảng{'; có khóa của máy cũ' if done.key else ''}."
        )
        self.stdout.write("Tiếp theo: manage.py migrate (nếu chương trình mới hơn), rồi manage.py verify.")
