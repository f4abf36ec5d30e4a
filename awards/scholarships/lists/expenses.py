"""What a fund spent beside suất and gifts, from a list: equipment, houses, running costs, each with its phiếu chi."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import MONEY, Book, EntryKind
from awards.scholarships.lists.funds import LINES, FundImporter, Key, Known, fund_of, judged, ward_names, wards_by_name
from awards.scholarships.models import Entry, Expense, ExpenseKind, Fund
from awards.scholarships.workflow import ExpenseDesk, Spent
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Made, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import same_name
from units.models import Unit

TEMPLATE = Template(
    code="phieu-chi",
    version=1,
    title="Danh sách chi khác của quỹ",
    instructions=(
        "Mỗi dòng một phiếu chi ngoài suất học bổng và quà. Chi tiền thì ghi cột “Số tiền”, chi hiện vật thì ghi “Giá "
        "trị hiện vật”. Loại chi được tính vào biểu mẫu thì ghi phường, xã và số phần. Không ghi tên trẻ em."
    ),
    columns=(
        Column("sheet_no", "Số phiếu chi", width=14, longest=40),
        Column("spent_on", "Ngày chi", Kind.DAY, required=True, once=True, width=14),
        Column("expense_kind", "Loại chi", Kind.CHOICE, required=True, once=True, width=26),
        Column("about", "Chi việc gì", required=True, width=36, longest=300),
        Column("payee", "Người nhận tiền", width=26, longest=160),
        Column("amount", "Số tiền", Kind.MONEY, width=16),
        Column("worth", "Giá trị hiện vật", Kind.MONEY, width=16),
        Column("book", "Chi từ", Kind.CHOICE, width=14, help="Để trống là tiền mặt."),
        Column("ward", "Phường, xã", Kind.CHOICE, is_place=True, width=16),
        Column("parts", "Số phần", Kind.WHOLE, width=10, largest=10**6),
        Column("reason", "Giải trình", width=24, longest=500, help="Chỉ ghi khi có điều cần giải thích."),
    ),
)


class ExpenseImporter(FundImporter):
    """Expenses of a fund; the same one is known by number, kind, day, what for and sum."""

    kind = "expenses"
    second_eye = True
    template = TEMPLATE

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        kinds = ExpenseKind.objects.filter(in_use=True).values_list("name", flat=True)
        return {"expense_kind": list(kinds), "book": [str(book.label) for book in MONEY], "ward": ward_names(unit)}

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, there already (as often as the books have it), or refused; in a fixed number of queries."""
        judge = _Judge(fund_of(context), rows, timezone.localdate(context.at))
        return [judge.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        rows = [each.payload for each in decisions if each.outcome == Outcome.CREATE]
        made = workflow.spend_all(fund_of(context), rows, by=context.by, at=context.at) if rows else []
        lines = Entry.objects.filter(expense__in=[each.pk for each in made], kind=EntryKind.EXPENSE)
        return {LINES: list(lines.values_list("pk", flat=True))} if made else {}


class _Judge:
    """Rows one after another, against the fund's books and the rows before."""

    def __init__(self, fund: Fund, rows: Sequence[Row], today: dt.date) -> None:
        self.kinds = {each.name: each for each in ExpenseKind.objects.all()}
        self.wards = wards_by_name(fund)
        self.spent: dict[int, Spent | str] = {row.number: self._spent(row) for row in rows}
        wanted = [each for each in self.spent.values() if isinstance(each, Spent)]
        self.desk = ExpenseDesk(fund, wanted, today)
        standing = Entry.objects.filter(
            fund=fund, kind=EntryKind.EXPENSE, reversed_by__isnull=True, made_on__in={each.spent_on for each in wanted}
        )
        self.known = Known(
            Counter(_key(each.expense, each.sheet_no) for each in standing.select_related("expense") if each.expense)
        )

    def judge(self, row: Row) -> Decision:
        spent = self.spent[row.number]
        if isinstance(spent, str):
            return refuse(row, spent, "amount")
        key, alike = _key(spent, spent.sheet_no), "cùng loại, việc, ngày, số tiền"
        again = self.known.again(row, key, explained=bool(spent.reason), alike=alike)
        return again or judged(row, spent, self.desk)

    def _spent(self, row: Row) -> Spent | str:
        """What a row asks for, or why it says nothing that can be booked."""
        cash, worth = row["amount"], row["worth"]
        if bool(cash) == bool(worth):
            return "Hãy ghi số tiền, hoặc giá trị hiện vật; một phiếu chi chỉ ghi một trong hai."
        books = {str(book.label): book for book in MONEY}
        return Spent(
            kind=self.kinds[row["expense_kind"]],
            amount=cash or worth,
            about=row["about"],
            spent_on=row["spent_on"],
            book=books.get(row["book"] or "", Book.CASH) if cash else Book.GOODS,
            payee=row["payee"] or "",
            sheet_no=row["sheet_no"] or "",
            ward=self.wards.get(row["ward"] or ""),
            parts=row["parts"],
            reason=row["reason"] or "",
        )


def _key(spent: Spent | Expense, sheet_no: str) -> Key:
    """How an expense is known again."""
    about = same_name(" ".join(spent.about.split()))
    return (" ".join(sheet_no.split()), spent.kind.pk, about, spent.spent_on, spent.book, spent.amount)
