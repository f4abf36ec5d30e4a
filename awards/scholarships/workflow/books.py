"""The books of a fund: the only writer of their lines, and the state of every day that each line is checked against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from django.db.models import Max, Sum
from django.utils import timezone

from awards.scholarships import rules
from awards.scholarships.enums import MONEY, Book, EntryKind
from awards.scholarships.models import BookClosing, Campaign, Entry, Fund, Grant, Opening, Transfer
from hocTap.lib import resting, vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import words
from units.enums import UnitKind
from units.handover.enums import PartState
from units.models import Unit, UnitVersion, User
from units.standing import Lives

Row = TypeVar("Row")
CALLED = {Book.CASH: "sổ tiền mặt", Book.BANK: "sổ tiền gửi", Book.GOODS: "sổ hiện vật"}
NUMBERED = (EntryKind.PAYMENT, EntryKind.GIFT, EntryKind.EXPENSE)
"""Kinds of lines that stand on a phiếu chi with a number."""

REMEMBERED = 50
"""So many of the last sums of a kind say what is usual."""


def lock(fund: Fund) -> Fund:
    """The fund's row under lock: whoever writes in its books waits here for the one before."""
    return Fund.objects.select_for_update(of=("self",)).get(pk=fund.pk)


def balance(fund: Fund, book: Book) -> int:
    """What the book holds after its last line, in đồng."""
    last = Entry.objects.filter(fund=fund, book=book).order_by("-seq").first()
    return last.balance_after if last else 0


def paid_so_far(suat: Grant) -> int:
    """What the ledger says was paid on the suất, reversals taken off, in đồng."""
    return paid_on([suat.pk]).get(suat.pk, (0, None))[0]


def paid_on(suats: Collection[int]) -> dict[int, tuple[int, dt.date | None]]:
    """For suất by id: what was paid so far, and the day of the last line; in one query."""
    lines = Entry.objects.filter(grant__in=suats).order_by().values("grant")
    return {
        row["grant"]: (-row["total"], row["last"]) for row in lines.annotate(total=Sum("amount"), last=Max("made_on"))
    }


def day_of(at: dt.datetime) -> dt.date:
    """The day of a moment, in Vietnam."""
    return timezone.localtime(at).date()


class Ledger:
    """What a fund's books hold on every day, read under the fund's lock, and what the lines before have used up.

    One line or a list of thousands is judged here in the same way: `put` for money in, `take` for money out. Nothing is
    written until `write`.
    """

    def __init__(self, fund: Fund, *, handing: bool = False, opening: bool = False) -> None:
        self.fund = fund
        self.opened = None if opening else opening_of(fund)
        self.lives = None if handing else Lives([fund.unit_id])
        self.gone = None if handing else handed_out(fund)
        self.books: dict[Book, rules.Days] = {}
        self.closed = BookClosing.objects.filter(fund=fund, reopened_at__isnull=True).order_by("-last_day").first()
        self._rests: dict[tuple[frozenset[int], dt.date, dt.date], list[resting.Rest]] = {}
        self._usual: dict[tuple[EntryKind, Book], list[int]] = {}
        self._numbers: dict[tuple[int, str], str] | None = None

    def days(self, book: Book) -> rules.Days:
        """The book day by day, read once."""
        if book not in self.books:
            lines = Entry.objects.filter(fund=self.fund, book=book).order_by().values("made_on")
            sums = {row["made_on"]: row["total"] for row in lines.annotate(total=Sum("amount"))}
            self.books[book] = rules.Days(sums)
        return self.books[book]

    def put(self, book: Book, amount: int, on: dt.date) -> None:
        """Money in. Raises Refused for a day in a closed period or before the books were opened."""
        self.refuse_closed(on)
        self.days(book).add(amount, on)

    def take(self, book: Book, amount: int, on: dt.date) -> None:
        """Money out. Raises Refused for a day in a closed period, or a sum that the book lacks on that day or later."""
        self.refuse_closed(on)
        rules.refuse_shortage(self.days(book), amount, on, f"{self.fund}, {CALLED[book]}")
        self.days(book).add(-amount, on)

    def mend(self, last: dt.date) -> None:
        """A line of this day is taken back: one after the unit's end, booked before it was known, as late as it is."""
        if self.lives and self.lives.ended_before(self.fund.unit_id, last):
            self.lives = None

    def refuse_closed(self, on: dt.date) -> None:
        """Raises Refused for a fund that was handed over whole, a day on which its unit does not stand, or one that
        somebody closed the books over.

        The sentence says who, and what to do. The lines of a hand-over itself are dated after the old unit's end.
        """
        if self.gone:
            raise Refused(
                f"{self.fund} đã bàn giao cho {self.gone.taker} ({self.gone}), không ghi thêm được. "
                f"Hãy ghi ở {self.gone.taker}; nếu bàn giao nhầm, hãy hoàn tác phần quỹ ở trang bàn giao trước."
            )
        if self.lives:
            self.lives.must_stand(self.fund.unit_id, on, f"ghi sổ {self.fund}")
        if self.opened and on < self.opened.opened_on:
            raise Refused(
                f"{self.fund}: sổ mở ngày {vi.day(self.opened.opened_on)} với số dư đầu kỳ, không ghi được ngày "
                f"{vi.day(on)}. Hãy ghi từ ngày mở sổ, hoặc sửa số dư đầu kỳ."
            )
        if self.closed and on <= self.closed.last_day:
            raise Refused(
                f"{self.fund}: sổ đã khóa đến hết ngày {vi.day(self.closed.last_day)} ({self.closed.story}), "
                f"không ghi được ngày {vi.day(on)}. Hãy ghi ngày sau đó, hoặc mở lại sổ kèm lý do."
            )

    def doubts(self, on: dt.date, *units: int) -> list[str]:
        """A sentence when issued documents rest on these units' registers of that day.

        Each day is asked about once, and only in a year on which some document rests: a list of hundreds of days is one
        question for most years.
        """
        concerned = frozenset(units) | {self.fund.unit_id}
        if not self._issued(concerned, dt.date(on.year, 1, 1), dt.date(on.year, 12, 31)):
            return []
        issued = self._issued(concerned, on, on)
        return [f"Ngày {vi.day(on)} đã được báo cáo. {resting.in_words(issued)}"] if issued else []

    def _issued(self, units: frozenset[int], first: dt.date, last: dt.date) -> list[resting.Rest]:
        """The issued documents that rest on what these units have between the two days, asked once."""
        asked = (units, first, last)
        if asked not in self._rests:
            self._rests[asked] = [rest for rest in resting.rests_on(units, first, last) if rest.issued]
        return self._rests[asked]

    def odd(self, kind: EntryKind, book: Book, amount: int, on: dt.date) -> list[str]:
        """What looks wrong about a sum of this kind, beside what is usual in the book and, going out, what it holds.

        Goods are there to be given: that most of them go is nothing odd.
        """
        place = (kind, book)
        if place not in self._usual:
            lines = Entry.objects.filter(fund=self.fund, book=book, kind=kind, reversed_by__isnull=True)
            self._usual[place] = [
                abs(each) for each in lines.order_by("-seq").values_list("amount", flat=True)[:REMEMBERED]
            ]
        out = kind not in (EntryKind.RECEIPT, EntryKind.TAKEN) and book in MONEY
        what = "Giá trị hiện vật" if book == Book.GOODS else "Số tiền"
        held = self.days(book).held_on(on) if out else None
        return rules.odd_sums(amount, self._usual[place], held=held, what=what)

    def paper(self, number: str, on: dt.date, kind: EntryKind) -> str:
        """The number of a phiếu chi, tidied; one paper has one number in a year, and one list of suất one paper.

        Raises Refused for a number in use. The number of a paper whose lines were all taken back is free again.
        """
        tidy = words(number, name="Số phiếu chi", longest=40)
        if not tidy:
            return ""
        if self._numbers is None:
            lines = Entry.objects.filter(fund=self.fund, kind__in=NUMBERED, reversed_by__isnull=True)
            used = lines.exclude(sheet_no="").order_by().values_list("made_on__year", "sheet_no", "kind").distinct()
            self._numbers = {(year, used_no): of for year, used_no, of in used}
        found = self._numbers.get((on.year, tidy))
        if found and not (found == EntryKind.PAYMENT == kind):
            what = EntryKind(found).label
            raise Refused(
                f"{self.fund}: số phiếu chi {tidy} của năm {on.year} đã dùng ({what}). Hãy ghi số khác; muốn dùng lại "
                "số này thì đảo phiếu cũ trước."
            )
        self._numbers[on.year, tidy] = kind
        return tidy

    def write(self, entries: Iterable[Entry], *, by: User, at: dt.datetime) -> list[Entry]:
        """Write the lines, each after the last of its book, in one statement."""
        lines = list(entries)
        last: dict[str, tuple[int, int]] = {}
        for entry in lines:
            if entry.book not in last:
                found = Entry.objects.filter(fund=self.fund, book=entry.book).order_by("-seq").first()
                last[entry.book] = (found.seq, found.balance_after) if found else (0, 0)
            seq, held = last[entry.book]
            entry.fund, entry.made_by, entry.made_at = self.fund, by, at
            entry.seq, entry.balance_after = seq + 1, held + entry.amount
            last[entry.book] = (entry.seq, entry.balance_after)
        return insert_many(lines)


def opening_of(fund: Fund) -> Opening | None:
    """The opening balance in force; None where the books began with nothing."""
    return fund.openings.filter(replaced_by__isnull=True).first()


def mirror_of(entry: Entry, *, on: dt.date, reason: str) -> Entry:
    """The line that takes another one back."""
    return Entry(
        book=entry.book,
        kind=EntryKind.REVERSAL,
        amount=-entry.amount,
        receipt_id=entry.receipt_id,
        grant_id=entry.grant_id,
        gift_id=entry.gift_id,
        transfer_id=entry.transfer_id,
        expense_id=entry.expense_id,
        opening_id=entry.opening_id,
        reverses=entry,
        made_on=on,
        reason=reason,
    )


def handed_out(fund: Fund) -> Transfer | None:
    """The transfer by which the fund of a unit that is no more was handed over; None while it is kept."""
    found = Transfer.objects.filter(source=fund, part__state=PartState.DONE).select_related("taker").order_by("-pk")
    last = found.first()
    if last is None or UnitVersion.objects.on(timezone.localdate()).filter(unit=fund.unit_id).exists():
        return None
    return last


def refuse_withdrawn(campaign: Campaign) -> None:
    """Raises Refused for a campaign that a hand-over brought and its undoing took back."""
    if campaign.withdrawn_on:
        raise Refused(
            f"Đợt {campaign} đã trở về quỹ cũ khi hoàn tác bàn giao ngày {vi.day(campaign.withdrawn_on)}. "
            "Hãy ghi ở quỹ cũ, hoặc chọn đợt khác."
        )


class Wards:
    """On which days units stood as wards, in one query."""

    def __init__(self, units: Iterable[int]) -> None:
        self.lives = Lives(units)

    def refuse_unless_stood(self, unit: Unit, on: dt.date, what: str) -> None:
        """Raises Refused when the unit did not stand on the day, or was no ward; `what` is "nơi cư trú"."""
        stood = self.lives.must_stand(unit.pk, on, f"ghi là {what}")
        if stood.kind != UnitKind.WARD:
            raise Refused(f"{stood.name} không phải là phường, xã vào ngày {vi.day(on)}. Hãy chọn lại {what}.")


def each(rows: Sequence[Row], judge: Callable[[Row], None]) -> None:
    """Judge every row in turn. Raises Refused at the first that does not fit, numbered when there are several."""
    for place, row in enumerate(rows, start=1):
        try:
            judge(row)
        except Refused as reason:
            if len(rows) == 1:
                raise
            if isinstance(reason, Doubtful):
                raise Doubtful([f"Dòng {place}: {reason.doubts[0]}", *reason.doubts[1:]]) from reason
            raise type(reason)(f"Dòng {place}: {reason}") from reason
