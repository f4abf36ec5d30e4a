"""What a fund spends beside suất and gifts; one expense is a list of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Entry, Expense, ExpenseKind, Fund
from awards.scholarships.workflow.books import Ledger, Wards, day_of, each, lock
from awards.scholarships.workflow.gifts import MOST_PARTS
from awards.scholarships.workflow.texts import Names
from hocTap.lib import steps
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import needed, words
from units.models import Unit, User


@dataclass(frozen=True)
class Spent:
    """Money or goods spent on something of a kind; `reason` answers a doubt."""

    kind: ExpenseKind
    amount: int
    about: str
    spent_on: dt.date
    book: Book = Book.CASH
    payee: str = ""
    sheet_no: str = ""
    ward: Unit | None = None
    parts: int | None = None
    reason: str = ""


def spend(fund: Fund, spent: Spent, *, by: User, at: dt.datetime) -> Expense:
    """Book an expense. Raises what `spend_all` raises."""
    return spend_all(fund, [spent], by=by, at=at)[0]


@transaction.atomic
def spend_all(fund: Fund, rows: Sequence[Spent], *, by: User, at: dt.datetime) -> list[Expense]:
    """Book a list of expenses, all or nothing.

    Raises Refused for a sum that is none, a kind out of use, nothing said of what it was for, a kind that counts in a
    form without its place and parts, a number in use, a day to come or in a closed period, or more than the book holds
    on that day or later; Doubtful for a day that was reported already and for an odd sum.
    """
    desk = ExpenseDesk(lock(fund), rows, day_of(at))
    each(rows, desk.judge)
    return desk.write(rows, by=by, at=at)


class ExpenseDesk:
    """What expenses are judged against, read once under the fund's lock."""

    def __init__(self, fund: Fund, rows: Sequence[Spent], today: dt.date) -> None:
        self.fund, self.today = fund, today
        self.kept: list[tuple[str, str]] = []
        self.ledger, self.names = Ledger(fund), Names(fund)
        self.wards = Wards({row.ward.pk for row in rows if row.ward})

    def judge(self, row: Spent) -> None:
        """One expense. Raises Refused or Doubtful."""
        rules.refuse_sum(row.amount, "Số tiền chi")
        steps.refuse_future(row.spent_on, self.today, "Ngày chi")
        needed(row.about, "Hãy ghi chi việc gì.", name="Nội dung chi", longest=300)
        words(row.payee, name="Người nhận tiền", longest=160)
        if not row.kind.in_use:
            raise Refused(f"Loại chi “{row.kind}” không còn dùng. Hãy chọn loại khác.")
        if row.kind.counts_as and not (row.ward and row.parts):
            raise Refused(
                f"“{row.kind}” được tính vào biểu mẫu của nơi người nhận cư trú: hãy ghi phường, xã và số phần."
            )
        if row.parts is not None and not 1 <= row.parts <= MOST_PARTS:
            raise Refused("Số phần phải từ 1 trở lên.")
        if row.ward:
            self.wards.refuse_unless_stood(row.ward, row.spent_on, "nơi được hưởng")
        number = self.ledger.paper(row.sheet_no, row.spent_on, EntryKind.EXPENSE)
        doubts = self.ledger.doubts(row.spent_on, *([row.ward.pk] if row.ward else []))
        odd = self.ledger.odd(EntryKind.EXPENSE, row.book, row.amount, row.spent_on)
        named = self.names.doubts({"Nội dung chi": row.about})
        reason = settle([*doubts, *odd, *named], row.reason)[1]
        self.ledger.take(row.book, row.amount, row.spent_on)
        self.kept.append((number, reason))

    def write(self, rows: Sequence[Spent], *, by: User, at: dt.datetime) -> list[Expense]:
        """Write the expenses that were judged, each with its line in the book."""
        made = insert_many(
            [
                Expense(
                    fund=self.fund,
                    kind=row.kind,
                    book=row.book,
                    amount=row.amount,
                    about=needed(row.about, "Hãy ghi chi việc gì.", longest=300),
                    payee=words(row.payee, name="Người nhận tiền", longest=160),
                    ward=row.ward,
                    parts=row.parts,
                    spent_on=row.spent_on,
                )
                for row in rows
            ]
        )
        lines = [
            Entry(
                book=expense.book,
                kind=EntryKind.EXPENSE,
                amount=-expense.amount,
                expense=expense,
                made_on=expense.spent_on,
                sheet_no=number,
                reason=reason,
            )
            for expense, (number, reason) in zip(made, self.kept, strict=True)
        ]
        self.ledger.write(lines, by=by, at=at)
        return made
