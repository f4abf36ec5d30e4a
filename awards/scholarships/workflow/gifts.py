"""Gifts and rewards given out, counted in parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.enums import Book, EntryKind, GiftKind
from awards.scholarships.models import Entry, Fund, Gift
from awards.scholarships.workflow.books import Ledger, Wards, day_of, each, lock
from awards.scholarships.workflow.texts import Names
from hocTap.lib import steps
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import needed
from units.models import Unit, User

MOST_PARTS = 1_000_000


@dataclass(frozen=True)
class Given:
    """Gifts of one occasion in a ward, all parts together; `reason` answers a doubt."""

    amount: int
    parts: int
    ward: Unit
    occasion: str
    given_on: dt.date
    kind: GiftKind = GiftKind.GIFT
    book: Book = Book.CASH
    reason: str = ""
    sheet_no: str = ""


def give_gift(fund: Fund, given: Given, *, by: User, at: dt.datetime) -> Gift:
    """Book gifts or rewards given in a ward. Raises what `give_all` raises."""
    return give_all(fund, [given], by=by, at=at)[0]


@transaction.atomic
def give_all(fund: Fund, rows: Sequence[Given], *, by: User, at: dt.datetime) -> list[Gift]:
    """Book a list of gifts or rewards, all or nothing.

    Raises Refused for a sum or number that is none, a day to come or in a closed period, a unit that was no ward then,
    or more than the book holds on that day or later; Doubtful for a day that was reported already, or a child's name in
    what is said of them.
    """
    desk = GiftDesk(lock(fund), rows, day_of(at))
    each(rows, desk.judge)
    return desk.write(rows, by=by, at=at)


class GiftDesk:
    """What gifts are judged against, read once under the fund's lock; the dry run of a list makes it without."""

    def __init__(self, fund: Fund, rows: Sequence[Given], today: dt.date) -> None:
        self.fund, self.today, self.reasons, self.numbers = fund, today, list[str](), list[str]()
        self.ledger, self.names = Ledger(fund), Names(fund)
        self.wards = Wards({row.ward.pk for row in rows})

    def judge(self, row: Given) -> None:
        """One gift. Raises Refused or Doubtful."""
        rules.refuse_sum(row.amount, "Tổng số tiền")
        steps.refuse_future(row.given_on, self.today, "Ngày trao")
        if not 1 <= row.parts <= MOST_PARTS:
            raise Refused("Số phần quà phải từ 1 trở lên.")
        needed(row.occasion, "Hãy ghi dịp trao quà.", name="Dịp", longest=160)
        self.wards.refuse_unless_stood(row.ward, row.given_on, "nơi trao quà")
        number = self.ledger.paper(row.sheet_no, row.given_on, EntryKind.GIFT)
        doubts = self.ledger.doubts(row.given_on, row.ward.pk)
        odd = self.ledger.odd(EntryKind.GIFT, row.book, row.amount, row.given_on)
        named = self.names.doubts({"Dịp": row.occasion})
        reason = settle([*doubts, *odd, *named], row.reason)[1]
        self.ledger.take(row.book, row.amount, row.given_on)
        self.reasons.append(reason)
        self.numbers.append(number)

    def write(self, rows: Sequence[Given], *, by: User, at: dt.datetime) -> list[Gift]:
        """Write the gifts that were judged, each with its line in the book."""
        gifts = insert_many(
            [
                Gift(
                    fund=self.fund,
                    ward=row.ward,
                    kind=row.kind,
                    book=row.book,
                    parts=row.parts,
                    amount=row.amount,
                    occasion=needed(row.occasion, "Hãy ghi dịp trao quà."),
                    given_on=row.given_on,
                )
                for row in rows
            ]
        )
        lines = [
            Entry(
                book=gift.book,
                kind=EntryKind.GIFT,
                amount=-gift.amount,
                gift=gift,
                made_on=gift.given_on,
                sheet_no=number,
                reason=reason,
            )
            for gift, number, reason in zip(gifts, self.numbers, self.reasons, strict=True)
        ]
        self.ledger.write(lines, by=by, at=at)
        return gifts
