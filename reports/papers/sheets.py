"""The yearly form of a ward as a paper: the approved figures under the unit's heading, with a place to sign."""

from __future__ import annotations

import datetime as dt

from hocTap.lib import vi
from hocTap.lib.text import printable
from indicators.enums import Action, Qualifier, State
from indicators.held import LEVELS
from indicators.models import Submission
from indicators.sheet import LineRow, RateLine, Sheet, load_sheet
from reports.paper.parts import Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Matter
from reports.papers.titles.facts import standing_then
from units import words


def sheet(pk: int, today: dt.date) -> Matter:
    """The sheet as it was approved: every line of its form with number and note, a line without number a dash.

    Suất by level are not printed: the paper goes from the unit to whoever reads it (`indicators/held.py`).
    """
    submission = Submission.objects.select_related("unit", "unit_as", "form", "period").get(pk=pk)
    found = load_sheet(submission, held=LEVELS)
    day = min(today, submission.last_day)
    standing = standing_then(submission.unit, day)
    parent = standing.parent.on(day) if standing.parent else None
    filled = sum(1 for row in found.rows if row.number is not None)
    return Matter(
        kind=PaperKind.SHEET,
        source_id=pk,
        name=f"{submission.form.title}, {words.named(standing)}, {submission.period.label}",
        standing=standing,
        day=day,
        issuing=Agency.COMMITTEE,
        subject=f"Số liệu xây dựng xã hội học tập {_small(submission.period.label)}",
        body="\n".join(_body(submission)),
        closing="Trên đây là báo cáo số liệu {ky} của {don_vi}./.",
        recipients=(words.committee(parent), f"Hội Khuyến học {words.named(standing)}") if parent else (),
        addressed=(f"{words.committee(parent)}.",) if parent else (),
        fields={
            "don_vi": words.named(standing),
            "bieu": submission.form.title,
            "ky": _small(submission.period.label),
            "tinh_den": vi.long_day(submission.last_day),
            "so_dong": vi.whole(len(found.rows)),
            "so_dong_co_so": vi.whole(filled),
        },
        tables=(_table(found),),
        waits_for=""
        if submission.state == State.APPROVED
        else "Biểu chưa được duyệt. Duyệt xong mới lập báo cáo để ký.",
        since=_since(submission),
        stamp=_stamp(submission, found),
        illustrative=found.illustrative,
    )


def _small(label: str) -> str:
    """ "Năm 2020" within a sentence: "năm 2020"."""
    return label[:1].lower() + label[1:]


def _body(submission: Submission) -> list[str]:
    said = [
        "Thực hiện chế độ báo cáo số liệu về xây dựng xã hội học tập, {don_vi} báo cáo số liệu {ky} theo biểu "
        "“{bieu}”, tính đến {tinh_den}, như sau:",
    ]
    if submission.own_total:
        said.append(f"Số tổng hợp đã công bố: {submission.published}.")
    return said


def _since(submission: Submission) -> tuple[str, ...]:
    """A sheet that was approved and is not by now: reopened, and perhaps sent anew or returned."""
    if submission.state == State.APPROVED:
        return ()
    opened = submission.steps.filter(action=Action.REOPEN).select_related("by").last()
    if opened is None:
        return ()
    return (
        f"Báo cáo số liệu đã được {opened.by} mở lại lúc {vi.moment(opened.at)}: {opened.reason.rstrip('.')}. "
        "Số liệu chưa được duyệt lại.",
    )


def _stamp(submission: Submission, found: Sheet) -> str:
    revisions = sum(value.revision for value in found.values.values())
    return f"{submission.state}/{len(found.values)}/{revisions}"


def _table(found: Sheet) -> Table:
    """One table; a section's title is a row of its own, its rates follow its lines."""
    columns = (
        Column("STT", 11),
        Column("Chỉ tiêu", 82, numeric=False),
        Column("Đơn vị tính", 20, numeric=False),
        Column("Số liệu", 24),
        Column("Ghi chú", 28, numeric=False),
    )
    rows: list[TableRow] = []
    number = 0
    for title, lines in found.sections:
        rows.append(TableRow((text(""), text(title), text(""), text(""), text("")), total=True))
        for row in lines:
            number += 1
            rows.append(_line(number, row))
        rows += [_rate(each) for each in found.rates_of_sections.get(title, ())]
    return Table("so-lieu", "Số liệu", columns, tuple(rows), "Số liệu")


def _line(number: int, row: LineRow) -> TableRow:
    measure = row.line.measure
    label = f"– {measure.label}" if row.line.indent else measure.label
    return TableRow((plain(number), text(label), text(measure.unit_name), _number(row), text(_note(row))))


def _number(row: LineRow) -> Cell:
    if row.number is None:
        return text(vi.NOTHING)
    return Cell(vi.whole(row.number), CellKind.COUNT, number=row.number)


def _note(row: LineRow) -> str:
    """How exact the number is, and what the officer wrote beside it."""
    if row.held:
        return "không nêu theo cấp học"
    exact = row.number is None or row.qualifier == Qualifier.EXACT
    return "; ".join(filter(None, ["" if exact else str(Qualifier(row.qualifier).label), printable(row.note)]))


def _rate(each: RateLine) -> TableRow:
    label = f"{each.indicator.label} ({each.indicator.base_label})"
    return TableRow((text(""), text(label), text("%"), text(each.text), text(each.changed)))
