"""What a fund's books held when they were begun here: no money raised, and no line is dated before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Entry, Fund, Opening
from awards.scholarships.workflow.books import Ledger, day_of, lock, mirror_of, opening_of
from hocTap.lib import steps, vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.models import User


@dataclass(frozen=True)
class Opened:
    """The balances with which the books begin on a day, and the paper that says so; a book left out begins empty."""

    opened_on: dt.date
    sums: Mapping[Book, int]
    basis: str


@transaction.atomic
def open_books(fund: Fund, asked: Opened, *, by: User, at: dt.datetime) -> Opening:
    """Begin a fund's books with what it has.

    Raises Refused when they were begun already, for a line of an earlier day, a day to come or in a closed period, or
    without the paper it rests on.
    """
    locked = lock(fund)
    if found := opening_of(locked):
        raise Refused(f"{fund} đã ghi số dư đầu kỳ ngày {vi.day(found.opened_on)}. Hãy bấm “Sửa số dư đầu kỳ”.")
    return _write(locked, asked, None, "", by=by, at=at)


@transaction.atomic
def correct_opening(opening: Opening, asked: Opened, *, reason: str, by: User, at: dt.datetime) -> Opening:
    """Replace an opening whole: its lines are taken back on their own day and the right ones written, in one act.

    Raises Stale when it was replaced already, Refused as `open_books` does and where a day would fall below zero.
    """
    why = needed(reason, "Hãy ghi lý do sửa số dư đầu kỳ.")
    locked = lock(opening.fund)
    if Opening.objects.filter(replaces=opening).exists():
        raise Stale(f"{opening} đã được sửa trước đó. Hãy xem lại.")
    return _write(locked, asked, opening, why, by=by, at=at)


def judge_opening(
    fund: Fund, asked: Opened, replaced: Opening | None, *, at: dt.datetime
) -> tuple[Ledger, dict[Book, int], list[Entry]]:
    """What an opening is judged against: the books as they would be, its sums, the lines it replaces; writes nothing.

    Raises Refused as `open_books` and `correct_opening` do.
    """
    steps.refuse_future(asked.opened_on, day_of(at), "Ngày mở sổ")
    needed(asked.basis, "Hãy ghi căn cứ của số dư đầu kỳ.", name="Căn cứ", longest=200)
    sums = {book: rules.refuse_sum(amount, "Số dư đầu kỳ") for book, amount in asked.sums.items() if amount}
    first = Entry.objects.filter(fund=fund, opening__isnull=True).order_by("made_on").first()
    if first and first.made_on < asked.opened_on:
        raise Refused(
            f"{fund} có bút toán từ ngày {vi.day(first.made_on)}; số dư đầu kỳ phải ghi từ ngày đó trở về trước."
        )
    ledger = Ledger(fund, opening=True)
    old = list(Entry.objects.filter(opening=replaced, kind=EntryKind.OPENING)) if replaced else []
    for book, amount in sums.items():
        ledger.put(book, amount, asked.opened_on)
    for line in old:
        ledger.take(Book(line.book), line.amount, line.made_on)
    ledger.refuse_closed(asked.opened_on)
    return ledger, sums, old


def _write(fund: Fund, asked: Opened, replaced: Opening | None, why: str, *, by: User, at: dt.datetime) -> Opening:
    ledger, sums, old = judge_opening(fund, asked, replaced, at=at)
    basis = needed(asked.basis, "Hãy ghi căn cứ của số dư đầu kỳ.")
    made = Opening.objects.create(
        fund=fund, opened_on=asked.opened_on, basis=basis, made_by=by, made_at=at, replaces=replaced
    )
    lines = [
        Entry(book=book, kind=EntryKind.OPENING, amount=amount, opening=made, made_on=asked.opened_on)
        for book, amount in sums.items()
    ]
    ledger.write([*lines, *(mirror_of(line, on=line.made_on, reason=why) for line in old)], by=by, at=at)
    return made
