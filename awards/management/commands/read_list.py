"""Show how a file is understood as a list, writing nothing into the registers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from awards.uploads.books.judging import as_data, judge
from awards.uploads.books.understanding import understand
from awards.uploads.importing import Context, Importer, importer_of, importers
from awards.uploads.readers import kinds_read, reader_of
from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken
from units.models import Unit, User


class Command(Spoken):
    """Thin: finds the unit and the kind of list, reads the file, writes what was understood as JSON."""

    help = "Cho biết một tệp (.xlsx, .xls, .ods, .csv …) được hiểu thế nào khi nhập vào sổ; không ghi gì vào sổ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp danh sách")
        parser.add_argument("--kind", required=True, help="loại danh sách: households, payments …")
        parser.add_argument("--unit", required=True, help="khóa của đơn vị (hcm-q11-p5)")
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="TÊN=GIÁ TRỊ",
            help="điều chọn cùng danh sách, ví dụ title=household, year=2020, campaign=7",
        )
        parser.add_argument("--out", type=Path, required=True, help="tệp JSON để ghi")

    def handle(
        self, *args: Any, file: Path, kind: str, unit: str, out: Path, option: list[str], **options: Any
    ) -> None:
        chosen = dict(each.partition("=")[::2] for each in option)
        importer, found = importer_of(kind), Unit.objects.filter(key=unit).first()
        reader = reader_of(kind)
        if importer is None and reader is None:
            kinds = ", ".join(sorted([*(each.kind for each in importers()), *kinds_read()]))
            raise CommandError(f"Không có loại danh sách “{kind}”. Các loại: {kinds}.")
        if found is None:
            raise CommandError(f"Không có đơn vị “{unit}”.")
        try:
            content = file.read_bytes()
        except OSError as reason:
            raise CommandError(f"Không đọc được tệp {file}.") from reason
        try:
            data = self._of_list(importer, found, content, chosen) if importer else None
            data = reader(content, found, chosen) if reader and data is None else data
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        out.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(str(out))

    @staticmethod
    def _of_list(importer: Importer, unit: Unit, content: bytes, chosen: dict[str, str]) -> dict[str, Any]:
        """A list of a register, judged against it."""
        now = timezone.now()
        choices = importer.choices(unit, timezone.localdate(now))
        understood = understand(content, importer.template_of(unit, chosen), choices)
        decisions = judge(importer, understood, Context(unit, cast(User, None), now, chosen))
        return as_data(importer.kind, understood, decisions)
