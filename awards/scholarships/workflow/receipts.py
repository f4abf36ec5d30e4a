"""Money and goods that come in (phiếu thu): one receipt is a list of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.enums import Book, DonorKind, EntryKind
from awards.scholarships.models import Campaign, Donor, Entry, Fund, Receipt
from awards.scholarships.workflow.books import Ledger, day_of, each, lock, refuse_withdrawn
from awards.scholarships.workflow.funds import add_donor
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused
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


def receive(fund: Fund, income: Income, *, by: User, at: dt.datetime) -> Receipt:
    """Book what came in; cash and goods go to separate books. Raises what `receive_all` raises."""
    return receive_all(fund, [income], by=by, at=at)[0]


@transaction.atomic
def receive_all(fund: Fund, rows: Sequence[Income], *, by: User, at: dt.datetime) -> list[Receipt]:
    """Book a list of receipts, all or nothing.

    Raises Refused for a sum that is none, a day to come or in a closed period, goods without words (or words with
    cash), a receipt number used before, another fund's campaign or donor; Doubtful for a day that was reported already.
    """
    desk = _Desk(fund, rows, day_of(at))
    each(rows, desk.judge)
    givers = {
        row.donor: add_donor(fund, row.donor.name, row.donor.kind) for row in rows if isinstance(row.donor, Giver)
    }
    receipts = insert_many(
        [
            Receipt(
                fund=desk.fund,
                campaign=row.campaign,
                donor=givers[row.donor] if isinstance(row.donor, Giver) else row.donor,
                book=row.book,
                amount=row.amount,
                goods=row.goods.strip(),
                receipt_no=row.receipt_no.strip(),
                received_on=row.received_on,
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
        for receipt, reason in zip(receipts, desk.reasons, strict=True)
    ]
    desk.ledger.write(lines, by=by, at=at)
    return receipts


class _Desk:
    """What receipts are judged against, read once under the fund's lock."""

    def __init__(self, fund: Fund, rows: Sequence[Income], today: dt.date) -> None:
        self.fund, self.today, self.reasons = lock(fund), today, list[str]()
        self.ledger = Ledger(self.fund)
        numbers = {row.receipt_no.strip() for row in rows}
        self.used = set(self.fund.receipts.filter(receipt_no__in=numbers).values_list("receipt_no", flat=True))

    def judge(self, row: Income) -> None:
        """One receipt. Raises Refused."""
        rules.refuse_sum(row.amount, "Số tiền thu" if row.book == Book.CASH else "Giá trị hiện vật")
        rules.refuse_future(row.received_on, self.today, "Ngày thu")
        if row.campaign and row.campaign.fund_id != self.fund.pk:
            raise Refused("Đợt vận động không thuộc quỹ này. Hãy chọn lại.")
        if row.campaign:
            refuse_withdrawn(row.campaign)
        if isinstance(row.donor, Donor) and row.donor.fund_id != self.fund.pk:
            raise Refused("Nhà tài trợ không có trong sổ của quỹ này. Hãy chọn lại.")
        if (row.book == Book.GOODS) != bool(row.goods.strip()):
            raise Refused("Thu hiện vật phải ghi là gì; thu tiền thì để trống.")
        self._number(row.receipt_no.strip())
        self.ledger.put(row.book, row.amount, row.received_on)
        self.reasons.append(settle(self.ledger.doubts(row.received_on), row.reason)[1])

    def _number(self, number: str) -> None:
        if not number:
            raise Refused("Hãy ghi số phiếu thu.")
        if number in self.used:
            raise Refused(f"{self.fund} đã có phiếu thu mang số này ({number}). Hãy ghi số khác.")
        self.used.add(number)
