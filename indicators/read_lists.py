"""What `manage.py read_list` says of a workbook of people, and of a ward's form; nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from awards.uploads.books.understanding import understand
from awards.uploads.books.understood import BookRow
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from indicators.models import Submission
from indicators.sheet import load_sheet
from indicators.starting.people import LIST, UNIT, Places, row_problems
from indicators.starting.reporting import reporting
from indicators.workbook import read_back
from units.models import Unit

FIRST_DAY = dt.date(2000, 1, 1)
"""Units that reported on any day since then may be named in a list of people."""


def people(content: bytes, unit: Unit, options: Mapping[str, str]) -> dict[str, Any]:
    """The people of an office: who would be new, who is named twice, whose unit or role is not understood."""
    places = Places(unit, reporting(unit, FIRST_DAY, timezone.localdate()))
    found = understand(content, LIST, {UNIT: places.shown})
    seen: set[tuple[str, ...]] = set()
    return {
        "kind": "people",
        "sheets": [{"name": each.name, "head_rows": each.head_rows, "columns": each.columns} for each in found.sheets],
        "rows": [_person(row, places, seen) for row in found.rows],
        "left_out": [{"sheet": each.sheet, "row": each.row, "why": each.why} for each in found.left_out],
        "totals": {},
        "notices": found.notices,
    }


def _person(row: BookRow, places: Places, seen: set[tuple[str, ...]]) -> dict[str, Any]:
    values = {code: value for code, value in row.values.items() if value}
    key = tuple(vi.fold(str(values.get(column.code, ""))) for column in LIST.columns)
    reasons = row_problems(row, places)
    outcome = "refuse" if reasons else "match" if key in seen else "create"
    reasons += ["Đã có ở một dòng trên, chỉ ghi một lần."] if outcome == "match" else []
    seen.add(key)
    return {"sheet": row.sheet, "row": row.line, "outcome": outcome, "values": values, "reasons": reasons}


def form(content: bytes, unit: Unit, options: Mapping[str, str]) -> dict[str, Any]:
    """A ward's form: each line with the number in the file, beside what stands in the sheet of `--option year=2020`.

    `--option form=CODE` chooses among several forms. Raises Refused where the unit has no such sheet.
    """
    sheets = Submission.objects.filter(unit=unit, own_total=False).select_related("unit", "unit_as", "form", "period")
    if year := number_in(options.get("year")):
        sheets = sheets.filter(period__year=year)
    if code := options.get("form"):
        sheets = sheets.filter(form__code=code)
    submission = sheets.order_by("-period__starts_on", "form").first()
    if submission is None:
        raise Refused(f"{unit} chưa có báo cáo nào như vậy. Hãy lập báo cáo trước.")
    brought = read_back(content, load_sheet(submission))
    rows = []
    for each in brought.cells:
        outcome = "refuse" if each.sentence else "create" if each.changes else "match"
        values = {"code": each.row.code, "label": each.row.line.measure.label, "number": each.text}
        known = {"qualifier": each.qualifier, "note": each.note, "now": each.row.text}
        reasons = [each.sentence] if each.sentence else ["Ghi đè số đang có."] if each.over else []
        sheet, line = each.place
        told = {"sheet": sheet, "row": line, "outcome": outcome, "values": values | known, "reasons": reasons}
        rows.append(told)
    return {
        "kind": "form",
        "submission": str(submission),
        "read_on": timezone.localdate().isoformat(),
        "sheets": [{"name": name, "columns": columns} for name, columns in brought.columns.items()],
        "rows": rows,
        "left_out": [
            {"sheet": sheet, "row": line, "why": f"Không phải chỉ tiêu của biểu: {label}"}
            for label, (sheet, line) in zip(brought.unknown, brought.unknown_at, strict=True)
        ],
        "totals": {},
        "notices": ["Các dòng được khớp theo tên chỉ tiêu."] if brought.by_label else [],
    }
