"""A series of figures on the map of any day, from the shell: JSON and Excel."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken, day, year
from indicators import restating
from indicators.restating import data, workbook


class Command(Spoken):
    """Thin: reads what is asked, builds the series, writes two files; keeps nothing in the database."""

    help = (
        "Lập chuỗi số liệu của một đơn vị theo địa bàn của một ngày bất kỳ, chỉ từ số liệu đã duyệt: "
        "restated.json và restated.xlsx."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="khóa (hcm-q11) hoặc mã của đơn vị vào ngày --on")
        parser.add_argument("--on", type=day, required=True, help="địa bàn của ngày này: NĂM-THÁNG-NGÀY")
        parser.add_argument("--from", dest="first", type=year, required=True, help="năm đầu")
        parser.add_argument("--to", dest="last", type=year, required=True, help="năm cuối")
        parser.add_argument(
            "--measure",
            dest="measures",
            nargs="+",
            action="extend",
            required=True,
            help="mã chỉ tiêu đếm, một hay nhiều",
        )
        parser.add_argument("--common", action="store_true", help="thêm trang “Địa bàn chung” vào restated.xlsx")
        parser.add_argument("--out", type=Path, required=True, help="thư mục để ghi")

    def handle(self, *args: Any, unit: str, on: dt.date, first: int, last: int, out: Path, **options: Any) -> None:
        try:
            asked = restating.ask(restating.find_unit(unit, on), on, first, last, options["measures"])
            series = restating.build(asked)
            made = {
                "restated.json": json.dumps(data.rows(series), ensure_ascii=False, indent=1).encode() + b"\n",
                "restated.xlsx": workbook.render(series, common=options["common"]),
            }
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name, content in made.items():
                (out / name).write_bytes(content)
        except OSError as problem:
            raise CommandError(f"Không ghi được vào {out}: {problem.strerror}.") from problem
        for name in made:
            self.stdout.write(str(out / name))
