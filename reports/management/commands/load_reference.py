"""Load the reference data alone: measures, forms, targets, criteria; units and what was published only when asked."""

from typing import Any

from django.core.management.base import CommandParser

from hocTap.lib.shell import Spoken
from indicators.starting import collecting
from reports import reference as reports_reference
from units import reference as units_reference


class Command(Spoken):
    """Thin: calls the loaders in the order of the layers."""

    help = "Nạp dữ liệu nền; thêm phần còn thiếu, không ghi đè phần đã sửa."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--units", action="store_true", help="cả Quận 11, các đơn vị quanh đó và số liệu đã công bố của Quận 11"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        collecting.load_catalogue()
        if options["units"]:
            units_reference.load()
            reports_reference.load()
        self.stdout.write("Đã nạp dữ liệu nền.")
