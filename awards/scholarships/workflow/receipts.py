"""Money and goods that come in (phiếu thu): one receipt is a list of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from awards.scholarships import rules
from awards.scholarships.enums import Book, DonorKind, EntryKind
from awards.scholarships.models import Campaign, Donor, Entry, Fund, Receipt
from awards.scholarships.workflow.books import Ledger, day_of, each, lock, mirror_of, refuse_withdrawn
from awards.scholarships.workflow.funds import add_donor
from awards.scholarships.workflow.texts import Names
from hocTap.lib import steps
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed, words
from units.models import User


@dataclass(frozen=True)
class Giver:
    """A donor by name, known to the fund or entered with the receipt."""

    name: str
    kind: DonorKind


@dataclass(frozen=True)
class Income:
    """What came in: cash, or goods at their value; `reason` answers a doubt."""

    amount: int
    receipt_no: str
    received_on: dt.date
    donor: Donor | Giver | None = None
    campaign: Campaign | None = None
    book: Book = Book.CASH
    goods: str = ""
    reason: str = ""
    payer: str = ""
    about: str = ""


def receive(fund: Fund, income: Income, *, by: User, at: dt.datetime) -> Receipt:
    """Book what came in; cash and goods go to separate books. Raises what `receive_all` raises."""
    return receive_all(fund, [income], by=by, at=at)[0]


@transaction.atomic
def receive_all(fund: Fund, rows: Sequence[Income], *, by: User, at: dt.datetime) -> list[Receipt]:
    """Book a list of receipts, all or nothing.

    Raises Refused for a sum that is none, a day to come or in a closed period, goods without words (or words with
    money), a receipt number in use, another fund's campaign or donor; Doubtful for a day that was reported already.
    """
    desk = ReceiptDesk(lock(fund), rows, day_of(at))
    each(rows, desk.judge)
    return desk.write(rows, by=by, at=at)


class ReceiptDesk:
    """What receipts are judged against, read once under the fund's lock; the dry run of a list makes it without."""

    def __init__(self, fund: Fund, rows: Sequence[Income], today: dt.date, instead_of: Receipt | None = None) -> None:
        self.fund, self.today, self.reasons = fund, today, list[str]()
        self.ledger, self.names = Ledger(fund), Names(fund)
        numbers = {row.receipt_no.strip() for row in rows}
        back = Entry.objects.filter(receipt=OuterRef("pk"), kind=EntryKind.REVERSAL)
        known = fund.receipts.filter(receipt_no__in=numbers).annotate(taken_back=Exists(back)).order_by("edition")
        self.last = {each.receipt_no: each for each in known}
        self.used = {
            number for number, each in self.last.items() if not vars(each)["taken_back"] and each != instead_of
        }

    def judge(self, row: Income) -> None:
        """One receipt. Raises Refused."""
        rules.refuse_sum(row.amount, "Giá trị hiện vật" if row.book == Book.GOODS else "Số tiền thu")
        steps.refuse_future(row.received_on, self.today, "Ngày thu")
        if row.campaign and row.campaign.fund_id != self.fund.pk:
            raise Refused("Đợt vận động không thuộc quỹ này. Hãy chọn lại.")
        if row.campaign:
            refuse_withdrawn(row.campaign)
        if isinstance(row.donor, Donor) and row.donor.fund_id != self.fund.pk:
            raise Refused("Nhà tài trợ không có trong sổ của quỹ này. Hãy chọn lại.")
        if (row.book == Book.GOODS) != bool(row.goods.strip()):
            raise Refused("Thu hiện vật phải ghi là gì; thu tiền thì để trống.")
        words(row.payer, name="Người nộp", longest=120)
        words(row.about, name="Lý do nộp", longest=300)
        self._number(row.receipt_no.strip())
        odd = self.ledger.odd(EntryKind.RECEIPT, row.book, row.amount, row.received_on)
        self.ledger.put(row.book, row.amount, row.received_on)
        named = self.names.doubts({"Hiện vật": row.goods, "Lý do nộp": row.about})
        self.reasons.append(settle([*self.ledger.doubts(row.received_on), *odd, *named], row.reason)[1])

    def _number(self, number: str) -> None:
        if not number:
            raise Refused("Hãy ghi số phiếu thu.")
        if number in self.used:
            raise Refused(
                f"{self.fund} đã có phiếu thu mang số này ({number}). Hãy ghi số khác; phiếu cũ ghi sai thì sửa hoặc "
                "đảo trước, rồi ghi lại đúng số đó."
            )
        self.used.add(number)

    def write(self, rows: Sequence[Income], *, by: User, at: dt.datetime) -> list[Receipt]:
        """Write the receipts that were judged, each with its line in the book; new donors are entered with them."""
        receipts, lines = self.receipts(rows)
        self.ledger.write(lines, by=by, at=at)
        return receipts

    def receipts(self, rows: Sequence[Income]) -> tuple[list[Receipt], list[Entry]]:
        """The receipts that were judged, written, and their lines, still to be written."""
        givers = {
            giver: add_donor(self.fund, giver.name, giver.kind)
            for giver in dict.fromkeys(row.donor for row in rows)
            if isinstance(giver, Giver)
        }
        receipts = insert_many(
            [
                Receipt(
                    fund=self.fund,
                    campaign=row.campaign,
                    donor=givers[row.donor] if isinstance(row.donor, Giver) else row.donor,
                    book=row.book,
                    amount=row.amount,
                    goods=row.goods.strip(),
                    receipt_no=row.receipt_no.strip(),
                    received_on=row.received_on,
                    payer=row.payer.strip(),
                    about=row.about.strip(),
                    **self._edition(row.receipt_no.strip()),
                )
                for row in rows
            ]
        )
        lines = [
            Entry(
                book=receipt.book,
                kind=EntryKind.RECEIPT,
                amount=receipt.amount,
                receipt=receipt,
                made_on=receipt.received_on,
                reason=reason,
            )
            for receipt, reason in zip(receipts, self.reasons, strict=True)
        ]
        return receipts, lines

    def _edition(self, number: str) -> dict[str, Any]:
        """Which one of its number a receipt is, and the one before, which was taken back."""
        last = self.last.get(number)
        return {"edition": last.edition + 1, "corrects": last} if last else {"edition": 1}


@transaction.atomic
def correct_receipt(receipt: Receipt, income: Income, *, why: str, by: User, at: dt.datetime) -> Receipt:
    """Book a receipt anew: the wrong line is taken back on its own day, the right one written, in one act.

    The right one may bear the same number. So a receipt can be put right whose money is spent already, as long as no
    day falls below zero. Raises Stale for one that was taken back already, else what `receive_all` raises.
    """
    reason = needed(why, "Hãy ghi lý do sửa phiếu thu.")
    fund = lock(receipt.fund)
    line = Entry.objects.get(receipt=receipt, kind=EntryKind.RECEIPT)
    if Entry.objects.filter(reverses=line).exists():
        raise Stale(f"{receipt} đã được đảo trước đó. Hãy xem lại sổ.")
    desk = ReceiptDesk(fund, [income], day_of(at), instead_of=receipt)
    desk.judge(income)
    desk.ledger.take(Book(line.book), line.amount, line.made_on)
    (right,), lines = desk.receipts([income])
    desk.ledger.write([*lines, mirror_of(line, on=line.made_on, reason=reason)], by=by, at=at)
    return right
