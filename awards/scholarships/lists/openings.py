"""What the books of a unit's funds held when they were begun here, from a list: a row for each fund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from awards.scholarships import workflow
from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Fund, Opening
from awards.scholarships.workflow import Opened
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, NoOptions, create, match, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import Role
from units.models import Unit

OPENINGS = "openings"
SUMS = {Book.CASH: "cash", Book.BANK: "bank", Book.GOODS: "in_kind"}

TEMPLATE = Template(
    code="so-du-dau-ky",
    version=1,
    title="Số dư đầu kỳ của các quỹ",
    instructions=(
        "Mỗi dòng một quỹ của đơn vị. Ô nào để trống là không có. Không ghi được bút toán nào trước ngày mở sổ; số dư "
        "đầu kỳ không tính là tiền vận động được."
    ),
    columns=(
        Column("fund", "Quỹ", Kind.CHOICE, is_place=True, required=True, width=36),
        Column("cash", "Tiền mặt", Kind.MONEY, width=18),
        Column("bank", "Tiền gửi ngân hàng", Kind.MONEY, width=18),
        Column("in_kind", "Hiện vật (quy ra tiền)", Kind.MONEY, width=18),
        Column("opened_on", "Mở sổ ngày", Kind.DAY, required=True, once=True, width=14),
        Column("basis", "Căn cứ", required=True, once=True, width=36, longest=200),
    ),
)


class OpeningImporter(Importer):
    """Opening balances; a fund is known by its name at the unit. What was taken back may be written again."""

    kind = "openings"
    names_people = False
    role = Role.FUND_OFFICER
    template = TEMPLATE

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"fund": [each.name for each in unit.funds.order_by("sort_key", "pk")]}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return NoOptions(data)

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, written already with the same sums, or refused; a few queries for each fund of the unit, seldom two."""
        funds = {each.name: each for each in Fund.objects.filter(unit=context.unit)}
        seen: dict[str, int] = {}
        return [_judged(row, funds.get(row["fund"]), seen, context) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        made = []
        for each in decisions:
            if each.outcome == Outcome.CREATE:
                fund, asked = each.payload
                made.append(_write(fund, asked, context).pk)
        return {OPENINGS: made} if made else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        openings = Opening.objects.filter(pk__in=made[OPENINGS], replaced_by__isnull=False).select_related("fund")
        return [f"{each.fund}: số dư đầu kỳ đã được sửa sau lần nạp này." for each in openings]

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        """The sums leave the books on their own day; the day of opening stays until the right list is written."""
        for opening in Opening.objects.filter(pk__in=made[OPENINGS]).select_related("fund"):
            nothing = Opened(opening.opened_on, {}, opening.basis)
            workflow.correct_opening(opening, nothing, reason=reason, by=context.by, at=context.at)


def _judged(row: Row, fund: Fund | None, seen: dict[str, int], context: Context) -> Decision:
    if fund is None:
        return refuse(row, f"{context.unit} không có quỹ nào tên là “{row['fund']}”. Hãy chọn lại quỹ.", "fund")
    if fund.name in seen:
        return refuse(row, f"Trùng quỹ với dòng {seen[fund.name]} của tệp.", "fund")
    seen[fund.name] = row.line or row.number
    asked = Opened(row["opened_on"], {book: row[code] for book, code in SUMS.items() if row[code]}, row["basis"])
    if not asked.sums:
        return refuse(row, f"{fund}: chưa ghi số dư nào. Hãy bỏ dòng này nếu quỹ bắt đầu từ 0 đồng.", "cash")
    there = workflow.opening_of(fund)
    if there and _held(there) == asked.sums and there.opened_on == asked.opened_on:
        return match(row, None, "Đã ghi; sổ được giữ nguyên.")
    if there and _held(there):
        words = f"{fund} đã ghi số dư đầu kỳ ngày {vi.day(there.opened_on)} với số khác. Hãy sửa ở trang của quỹ."
        return refuse(row, words, "cash")
    try:
        workflow.judge_opening(fund, asked, there, at=context.at)
    except Refused as reason:
        return refuse(row, str(reason), "opened_on")
    return create(row, (fund, asked))


def _held(opening: Opening) -> dict[Book, int]:
    lines = opening.entries.filter(kind=EntryKind.OPENING, reversed_by__isnull=True)
    return {Book(book): amount for book, amount in lines.values_list("book", "amount")}


def _write(fund: Fund, asked: Opened, context: Context) -> Opening:
    if there := workflow.opening_of(fund):
        why = "Nạp lại danh sách số dư đầu kỳ"
        return workflow.correct_opening(there, asked, reason=why, by=context.by, at=context.at)
    return workflow.open_books(fund, asked, by=context.by, at=context.at)
