"""Write a unit's scorecard from the shell: PDF, Excel and JSON."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken, year
from indicators.restating.asking import find_unit
from indicators.scorecard import Scorecard, build
from indicators.scorecard.asking import FIRST_YEAR, LAST_YEAR
from reports.scorecard import data, paper, xlsx


class Command(Spoken):
    """Thin: finds the unit, builds the table, writes three files; keeps nothing in the database."""

    help = "Lập bảng thực hiện mục tiêu của một đơn vị trong một năm: scorecard.pdf, scorecard.xlsx, scorecard.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="khóa của đơn vị (hcm-q11), hoặc mã vào ngày cuối năm")
        parser.add_argument("--year", type=year, required=True, help="năm của số liệu")
        parser.add_argument("--framework", default="", help="mã văn bản (NQ23); để trống: mọi văn bản có hiệu lực")
        parser.add_argument("--out", type=Path, required=True, help="thư mục để ghi")

    def handle(self, *args: Any, unit: str, year: int, framework: str, out: Path, **options: Any) -> None:
        try:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise Refused(f"Năm phải trong khoảng {FIRST_YEAR}–{LAST_YEAR}.")
            found = build(find_unit(unit, dt.date(year, 12, 31)), year, framework)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        for path in write_files(found, out):
            self.stdout.write(str(path))


def write_files(scorecard: Scorecard, out: Path) -> list[Path]:
    """Write the three files; raises CommandError where the folder cannot be written."""
    made = {
        "scorecard.pdf": paper.render(scorecard),
        "scorecard.xlsx": xlsx.render(scorecard),
        "scorecard.json": data.render(scorecard).encode(),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            (out / name).write_bytes(content)
    except OSError as problem:
        raise CommandError(f"Không ghi được vào {out}: {problem.strerror}.") from problem
    return [out / name for name in made]
