"""What passes from one book into another, one act with two sides: to the bank and back, between funds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from awards.scholarships import rules
from awards.scholarships.enums import MONEY, Book, EntryKind
from awards.scholarships.models import Entry, Fund, Transfer
from awards.scholarships.workflow.books import CALLED, Ledger, day_of, mirror_of
from awards.scholarships.workflow.handing_over import lock_all
from awards.scholarships.workflow.texts import Names
from hocTap.lib import steps
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.models import User


@dataclass(frozen=True)
class Move:
    """A sum that passes from a fund's book into another book; `reason` answers a doubt."""

    source: Fund
    taker: Fund
    book: Book
    taker_book: Book
    amount: int
    number: str
    on: dt.date
    reason: str = ""


def takers_of(fund: Fund) -> QuerySet[Fund]:
    """The funds that a fund may send money to: of its own unit, of the units above it and of those below."""
    lines = fund.unit.lines_up.values("ancestor").union(fund.unit.lines_down.values("descendant"))
    units = [row["ancestor"] for row in lines]
    return Fund.objects.filter(unit__in={*units, fund.unit_id})


@transaction.atomic
def move(asked: Move, *, by: User, at: dt.datetime) -> Transfer:
    """Book both sides on one day, or neither.

    Raises Refused for a sum that is none or that the book lacks on that day or later, one and the same book, goods that
    become money, a fund of another line, a day to come or in a closed period of either; Doubtful for an odd sum.
    """
    rules.refuse_sum(asked.amount, "Số tiền chuyển")
    steps.refuse_future(asked.on, day_of(at), "Ngày chuyển")
    number = needed(asked.number, "Hãy ghi số chứng từ chuyển.", name="Số chứng từ", longest=60)
    if (asked.source.pk, asked.book) == (asked.taker.pk, asked.taker_book):
        raise Refused(
            f"Nơi giao và nơi nhận là một: {asked.source}, {CALLED[asked.book]}. Hãy chọn quỹ khác hoặc sổ khác."
        )
    if (asked.book in MONEY) != (asked.taker_book in MONEY):
        raise Refused("Hiện vật không chuyển thành tiền, tiền không chuyển thành hiện vật. Hãy chọn lại sổ.")
    if asked.taker.pk != asked.source.pk and not takers_of(asked.source).filter(pk=asked.taker.pk).exists():
        raise Refused(f"{asked.taker} không cùng tuyến với {asked.source}, nên không chuyển được. Hãy chọn lại quỹ.")
    locked = lock_all([asked.source, asked.taker])
    ledgers = {pk: Ledger(fund) for pk, fund in locked.items()}
    source, taker = ledgers[asked.source.pk], ledgers[asked.taker.pk]
    doubts = [each for ledger in ledgers.values() for each in ledger.doubts(asked.on)]
    if asked.source.pk != asked.taker.pk:
        doubts += source.odd(EntryKind.SENT, asked.book, asked.amount, asked.on)
    doubts += Names(asked.source).doubts({"Số chứng từ": number})
    reason = settle(dict.fromkeys(doubts), asked.reason)[1]
    source.take(asked.book, asked.amount, asked.on)
    taker.put(asked.taker_book, asked.amount, asked.on)
    made = Transfer.objects.create(
        source=locked[asked.source.pk],
        taker=locked[asked.taker.pk],
        book=asked.book,
        taker_book=asked.taker_book,
        amount=asked.amount,
        minutes_no=number,
        minutes_on=asked.on,
    )
    facts = {"transfer": made, "made_on": asked.on, "reason": reason}
    taken = Entry(book=asked.taker_book, kind=EntryKind.TAKEN, amount=asked.amount, **facts)
    sent = Entry(book=asked.book, kind=EntryKind.SENT, amount=-asked.amount, **facts)
    taker.write([taken], by=by, at=at)
    source.write([sent], by=by, at=at)
    return made


@transaction.atomic
def take_back_move(made: Transfer, *, reason: str, on: dt.date, by: User, at: dt.datetime) -> None:
    """Take both sides back by lines of their own, with the reason; all of it or nothing.

    Raises Stale when that was done already; Refused for a hand-over, a day before its own or to come, in a closed
    period of either fund, or for money that the taker has spent.
    """
    why = needed(reason, "Hãy ghi lý do hủy lần chuyển.")
    steps.refuse_future(on, day_of(at), "Ngày hủy")
    if made.part_id:
        raise Refused(f"{made}: bàn giao quỹ hoàn tác ở trang bàn giao, không hủy ở đây.")
    if on < made.minutes_on:
        raise Refused(f"{made}: ngày hủy phải từ ngày đó trở đi.")
    funds = lock_all([made.source, made.taker])
    ledgers = {pk: Ledger(fund) for pk, fund in funds.items()}
    lines = list(Entry.objects.filter(transfer=made, reverses__isnull=True).order_by("amount"))
    if Entry.objects.filter(transfer=made, kind=EntryKind.REVERSAL).exists():
        raise Stale(f"{made} đã được hủy trước đó. Hãy xem lại sổ.")
    for line in lines:
        ledger, book = ledgers[line.fund_id], Book(line.book)
        if line.amount > 0:
            ledger.take(book, line.amount, on)
        else:
            ledger.put(book, -line.amount, on)
    for line in lines:
        ledgers[line.fund_id].write([mirror_of(line, on=on, reason=why)], by=by, at=at)
