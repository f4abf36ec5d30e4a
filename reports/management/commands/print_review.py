"""Print a unit's review from the shell: PDF, Excel and JSON."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken, day, year
from indicators.enums import Rounding
from indicators.series import YEARLY_FORM
from reports import workflow
from reports.enums import Issuing
from reports.paper import pdf
from reports.review import data, xlsx
from reports.review.document import Review
from reports.review.stage import Sheets, stage_of
from reports.workflow import Choice
from units.models import Unit, UnitVersion


class Command(Spoken):
    """Thin: finds the unit, builds the document, writes three files; keeps nothing in the database."""

    help = "In báo cáo tổng kết của một đơn vị ra review.pdf, review.xlsx và review.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="mã đơn vị vào ngày cuối giai đoạn (772) hoặc khóa (hcm-q11)")
        parser.add_argument("--from", dest="first", type=year, required=True, help="năm đầu")
        parser.add_argument("--to", dest="last", type=year, required=True, help="năm cuối")
        parser.add_argument("--form", default=YEARLY_FORM, help="mã biểu số liệu (mặc định: báo cáo năm)")
        parser.add_argument("--period", type=int, default=1, help="kỳ thứ mấy của mỗi năm, với biểu sáu tháng, quý")
        parser.add_argument("--issuing", choices=Issuing.values, default=Issuing.COMMITTEE.value, help="cấp ký")
        parser.add_argument("--on", type=day, help="ngày ban hành YYYY-MM-DD (mặc định: hôm nay)")
        parser.add_argument("--rounding", choices=Rounding.values, default=Rounding.HALF_UP.value)
        parser.add_argument("--out", type=Path, required=True, help="thư mục để ghi")

    def handle(self, *args: Any, unit: str, first: int, last: int, rounding: str, out: Path, **options: Any) -> None:
        sheets = Sheets(options["form"], options["period"])
        choice = Choice(sheets, Issuing(options["issuing"]), options["on"])
        try:
            workflow.refuse_years(first, last)
            found = find_unit(unit, stage_of(sheets, first, last).ends_on)
            report = workflow.draft(found, first, last, Rounding(rounding), by=None, at=timezone.now(), choice=choice)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        for path in write_files(report.read(), out):
            self.stdout.write(str(path))


def find_unit(named: str, as_of: dt.date) -> Unit:
    """The unit by its key, or by the code that it had on the stage's last day. Raises Refused."""
    if unit := Unit.objects.filter(key=named).first():
        return unit
    versions = list(UnitVersion.objects.with_code(named, as_of).select_related("unit"))
    if not versions:
        raise Refused(f"Không có đơn vị nào mang mã hoặc khóa “{named}” vào ngày {as_of:%d/%m/%Y}.")
    if len(versions) > 1:
        names = ", ".join(f"{version.name} ({version.unit.key})" for version in versions)
        raise Refused(f"Mã “{named}” là của nhiều đơn vị: {names}. Hãy dùng khóa.")
    return versions[0].unit


def write_files(document: Review, out: Path) -> list[Path]:
    """Write the three files; raises CommandError where the folder cannot be written."""
    made = {
        "review.pdf": pdf.render(document),
        "review.xlsx": xlsx.render(document),
        "review.json": data.render(document).encode(),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            (out / name).write_bytes(content)
    except OSError as problem:
        raise CommandError(f"Không ghi được vào {out}: {problem.strerror}.") from problem
    return [out / name for name in made]
