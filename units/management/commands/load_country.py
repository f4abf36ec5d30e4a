"""Load every unit of the country, before and after 01/07/2025, below what was entered by hand."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hocTap.lib.shell import Spoken
from hocTap.lib.steps import Refused
from units.country import source
from units.country.load import load


class Command(Spoken):
    """Thin: finds the files, loads them, prints the account."""

    help = "Nạp toàn bộ đơn vị hành chính cả nước; thêm phần còn thiếu, không ghi đè phần đã nhập tay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, metavar="THƯ-MỤC", help="thư mục có dataset.db và converter_2025.json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account = load(source.read(options["data"] or source.installed()))
        except Refused as refused:
            raise CommandError(f"Chưa nạp gì. {refused}") from refused
        for line in account.lines():
            self.stdout.write(line)
