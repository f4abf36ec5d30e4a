"""Money paid on suất against a signature, and lines taken back; one payment is a list of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from awards.scholarships import rules
from awards.scholarships.enums import MONEY, Book, EntryKind, Signature
from awards.scholarships.models import Campaign, Entry, Fund, Grant
from awards.scholarships.workflow.books import Ledger, day_of, each, lock, mirror_of, paid_on, paid_so_far
from awards.scholarships.workflow.grants import GrantDesk, Suat, closed_years, refuse_closed
from hocTap.lib import steps, vi
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.models import User


@dataclass(frozen=True)
class Handing:
    """How money was handed over: day, by whom, against whose signature, on which sheet, from the safe or the bank.

    `reason` answers a doubt.
    """

    on: dt.date
    handed_by: str
    signature: Signature
    sheet_no: str = ""
    reason: str = ""
    book: Book = Book.CASH


@dataclass(frozen=True)
class Payment:
    """A sum paid on a suất; `seen_paid` is what the person saw as paid so far."""

    suat: Grant
    amount: int
    handing: Handing
    seen_paid: int | None = None


def pay(
    suat: Grant, amount: int, handing: Handing, *, by: User, at: dt.datetime, seen_paid: int | None = None
) -> Entry:
    """Pay a suất, whole or in part, against a signature. Raises what `pay_all` raises."""
    return pay_all(suat.fund, [Payment(suat, amount, handing, seen_paid)], by=by, at=at)[0]


@transaction.atomic
def pay_all(fund: Fund, rows: Sequence[Payment], *, by: User, at: dt.datetime) -> list[Entry]:
    """Pay a list of suất of a fund, all or nothing.

    Raises Stale when somebody paid or reversed since `seen_paid`; Refused for more than the suất or the fund holds on
    that day or later, a day before the decision, to come or in a closed period, a cancelled suất, a closed school year;
    Doubtful for a day that was reported already.
    """
    desk = PayDesk(lock(fund), day_of(at))
    desk.know([row.suat.pk for row in rows])
    each(rows, desk.judge)
    return desk.write(by=by, at=at)


class PayDesk:
    """What payments are judged against, read once under the fund's lock; the dry run of a list asks it too."""

    def __init__(self, fund: Fund, today: dt.date) -> None:
        self.fund, self.today = fund, today
        self.ledger = Ledger(fund)
        self.closed = closed_years(fund)
        self.suats: dict[int, Grant] = {}
        self.paid: dict[int, tuple[int, dt.date | None]] = {}
        self.lines: list[Entry] = []

    def know(self, suats: Sequence[int]) -> None:
        """Read these suất and what is paid on them, in two queries."""
        self.suats = Grant.objects.filter(fund=self.fund).in_bulk(suats)
        self.paid = paid_on(suats)

    def judge(self, row: Payment) -> None:
        """One payment. Raises Stale, Refused or Doubtful."""
        suat = self.suats.get(row.suat.pk)
        if suat is None:
            raise Refused(f"{row.suat} không có trong sổ của {self.fund}. Hãy chọn lại.")
        paid, last_on = self.paid.get(suat.pk, (0, None))
        if row.seen_paid is not None and row.seen_paid != paid:
            raise Stale(f"{suat} vừa được ghi thêm: đến nay đã chi {vi.money(paid)}. Hãy xem lại rồi làm tiếp.")
        if suat.cancelled_on:
            raise Refused(f"{suat} đã hủy ngày {vi.day(suat.cancelled_on)}; không chi được.")
        if suat.handed_on:
            raise Refused(
                f"{suat} đã bàn giao cùng quỹ ngày {vi.day(suat.handed_on)}; phần còn lại chi ở quỹ nhận bàn giao."
            )
        owed = rules.Owed(str(suat), suat.amount, paid, suat.decided_on, last_on)
        reason = self.settle(row.amount, row.handing, owed, suat.school_year, suat.ward_id)
        self.paid[suat.pk] = (paid + row.amount, row.handing.on)
        self.lines.append(line(suat, row.amount, row.handing, paid, reason))

    def settle(self, amount: int, handing: Handing, owed: rules.Owed, school_year: int, ward: int) -> str:
        """The checks of any payment, of a suất in the books or of one that a list brings. Returns the reason kept."""
        rules.refuse_sum(amount, "Số tiền chi")
        steps.refuse_future(handing.on, self.today, "Ngày chi")
        needed(handing.handed_by, "Hãy ghi người chi tiền.", name="Người chi tiền", longest=120)
        self.ledger.paper(handing.sheet_no, handing.on, EntryKind.PAYMENT)
        if handing.book not in MONEY:
            raise Refused("Học bổng chi bằng tiền mặt hoặc tiền gửi, không chi bằng hiện vật.")
        if handing.signature not in Signature.values:
            raise Refused("Hãy chọn người ký nhận.")
        refuse_closed(self.fund, school_year, self.closed)
        rules.refuse_payment(amount, handing.on, owed)
        reason = settle(self.ledger.doubts(handing.on, ward), handing.reason)[1]
        self.ledger.take(handing.book, amount, handing.on)
        return reason

    def write(self, *, by: User, at: dt.datetime) -> list[Entry]:
        """Write the payments that were judged."""
        return self.ledger.write(self.lines, by=by, at=at)


def line(suat: Grant, amount: int, handing: Handing, paid: int, reason: str) -> Entry:
    """The line of the book for a payment."""
    return Entry(
        book=handing.book,
        kind=EntryKind.PAYMENT,
        amount=-amount,
        grant=suat,
        made_on=handing.on,
        handed_by=handing.handed_by.strip(),
        signature=handing.signature,
        sheet_no=handing.sheet_no.strip(),
        turn=rules.turn(suat.paid_before + paid, suat.paid_before + paid + amount),
        reason=reason,
    )


@dataclass(frozen=True)
class Paid:
    """A suất granted and paid in full, as an uploaded list brings it."""

    suat: Suat
    handing: Handing


@transaction.atomic
def grant_and_pay(campaign: Campaign, rows: Sequence[Paid], *, by: User, at: dt.datetime) -> list[Grant]:
    """Grant and pay a whole list, all or nothing: what `grant_all` and then `pay_all` would do, row by row.

    Raises Refused or Doubtful as those do, with the number of the row, at the first that does not fit.
    """
    desk = ListDesk(campaign, rows, day_of(at), lock(campaign.fund))
    each(rows, desk.judge)
    return desk.write(rows, by=by, at=at)


class ListDesk:
    """What a list of suất granted and paid is judged against; a dry run makes it without the lock."""

    def __init__(self, campaign: Campaign, rows: Sequence[Paid], today: dt.date, fund: Fund) -> None:
        self.grants = GrantDesk(campaign, [row.suat for row in rows], today, fund)
        self.payments = PayDesk(fund, today)
        self.reasons: list[str] = []

    def judge(self, row: Paid) -> None:
        """One row: the suất, then its payment in full. Raises Refused or Doubtful."""
        suat = row.suat
        self.grants.judge(suat)
        owed = rules.Owed("Suất này", suat.amount, 0, suat.decided_on)
        self.reasons.append(self.payments.settle(suat.amount, row.handing, owed, suat.school_year, suat.ward.pk))

    def write(self, rows: Sequence[Paid], *, by: User, at: dt.datetime) -> list[Grant]:
        """Write suất and payments of the rows that were judged."""
        grants = self.grants.write([row.suat for row in rows], by=by, at=at)
        found = zip(grants, rows, self.reasons, strict=True)
        self.payments.lines = [line(suat, suat.amount, row.handing, 0, reason) for suat, row, reason in found]
        self.payments.write(by=by, at=at)
        return grants


@transaction.atomic
def reverse(entry: Entry, *, reason: str, on: dt.date, by: User, at: dt.datetime) -> Entry:
    """Take back a line of the ledger by a second one with a reason; the first stays as it is.

    Allowed in a closed school year too: a mistake found late is mended in the open. Raises Stale when it is taken
    back already; Refused for a reversal, a day before the line's own, to come, in a closed period or after the end of
    the fund's unit (unless the line itself is), or money in that is spent on that day or later.
    """
    why = needed(reason, "Hãy ghi lý do đảo bút toán.")
    steps.refuse_future(on, day_of(at), "Ngày đảo bút toán")
    ledger = Ledger(lock(entry.fund))
    if entry.kind == EntryKind.REVERSAL:
        raise Refused("Bút toán đảo không đảo lại được. Hãy ghi một bút toán mới.")
    if entry.transfer_id:
        raise Refused(f"{entry}: bút toán có hai bên, không đảo riêng một bên được. {_how_back(entry)}")
    if entry.opening_id:
        raise Refused("Số dư đầu kỳ không đảo được. Hãy bấm “Sửa số dư đầu kỳ”.")
    if Entry.objects.filter(reverses=entry).exists():
        raise Stale(f"{entry}: bút toán này đã được đảo trước đó. Hãy xem lại sổ.")
    last = entry.made_on
    if entry.grant_id:
        last = Entry.objects.filter(grant=entry.grant_id).aggregate(last=Max("made_on"))["last"]
    if on < last:
        raise Refused(f"{entry}: ngày đảo phải từ ngày {vi.day(last)} trở đi.")
    ledger.mend(last)
    book = Book(entry.book)
    if entry.amount > 0:
        ledger.take(book, entry.amount, on)
    else:
        ledger.put(book, -entry.amount, on)
    mirror = mirror_of(entry, on=on, reason=why)
    if entry.grant:
        paid = entry.grant.paid_before + paid_so_far(entry.grant)
        mirror.turn = rules.turn(paid, paid + entry.amount)
    return ledger.write([mirror], by=by, at=at)[0]


def _how_back(entry: Entry) -> str:
    if entry.transfer and entry.transfer.part_id:
        return "Hãy hoàn tác phần quỹ ở trang bàn giao."
    return "Hãy hủy cả lần chuyển."
