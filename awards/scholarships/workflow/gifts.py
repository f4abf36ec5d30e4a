"""Gifts and rewards given out, counted in parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.enums import Book, EntryKind, GiftKind
from awards.scholarships.models import Entry, Fund, Gift
from awards.scholarships.workflow.books import Ledger, Wards, day_of, lock
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import checked, needed
from units.models import Unit, User


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


@transaction.atomic
def give_gift(fund: Fund, given: Given, *, by: User, at: dt.datetime) -> Gift:
    """Book gifts or rewards given in a ward.

    Raises Refused for a sum or number that is none, a day to come or in a closed period, a unit that was no ward then,
    or more than the book holds on that day or later; Doubtful for a day that was reported already.
    """
    rules.refuse_sum(given.amount, "Tổng số tiền")
    rules.refuse_future(given.given_on, day_of(at), "Ngày trao")
    if given.parts < 1:
        raise Refused("Số phần quà phải từ 1 trở lên.")
    Wards([given.ward.pk]).refuse_unless_stood(given.ward, given.given_on, "nơi trao quà")
    ledger = Ledger(lock(fund))
    ledger.take(given.book, given.amount, given.given_on)
    reason = settle(ledger.doubts(given.given_on, given.ward.pk), given.reason)[1]
    gift = checked(
        Gift(
            fund=fund,
            ward=given.ward,
            kind=given.kind,
            book=given.book,
            parts=given.parts,
            amount=given.amount,
            occasion=needed(given.occasion, "Hãy ghi dịp trao quà.", name="Dịp", longest=160),
            given_on=given.given_on,
        )
    )
    facts = {"gift": gift, "made_on": given.given_on, "reason": reason}
    ledger.write([Entry(book=given.book, kind=EntryKind.GIFT, amount=-given.amount, **facts)], by=by, at=at)
    return gift
