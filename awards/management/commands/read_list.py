"""Show how a file is understood as a list, writing nothing into the registers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from awards.uploads.books.judging import as_data, judge
from awards.uploads.books.understanding import understand
from awards.uploads.importing import Context, importer_of, importers
from hocTap.lib.refusals import Refused
from units.models import Unit, User


class Command(BaseCommand):
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
        if importer is None:
            kinds = ", ".join(sorted(each.kind for each in importers()))
            raise CommandError(f"Không có loại danh sách “{kind}”. Các loại: {kinds}.")
        if found is None:
            raise CommandError(f"Không có đơn vị “{unit}”.")
        now = timezone.now()
        try:
            choices = importer.choices(found, timezone.localdate(now))
            understood = understand(file.read_bytes(), importer.template_of(found, chosen), choices)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        except OSError as reason:
            raise CommandError(f"Không đọc được tệp {file}.") from reason
        decisions = judge(importer, understood, Context(found, cast(User, None), now, chosen))
        data = as_data(kind, understood, decisions)
        out.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(str(out))
